import assert from 'node:assert/strict';
import test from 'node:test';

import { answer } from '../../static/src/scrutineer/casts.js';
import { Stopped } from '../../static/src/scrutineer/hand.js';
import { RecordRefused } from '../../static/src/scrutineer/refusal.js';
import { ballotEntry, count, device, hall, noise } from './count.mjs';
import { workerOf } from './threads.mjs';

const CASTS = new URL('../../static/src/scrutineer/casts.js', import.meta.url);
const HONEST = `
  const { parentPort } = require('node:worker_threads');
  const ready = import('${CASTS}');
  parentPort.on('message', async (message) => {
    (await ready).answer(message, (answer) => parentPort.postMessage(answer));
  });`;
const BALLOTS = 20;

/** @param {import('node:test').TestContext} t */
async function box(t) {
  const { server, item } = await hall(t);
  const ballots = Array.from({ length: BALLOTS - 4 }, () => ballotEntry(server, item, [[1, 0, 0]]));
  return { server, item, ballots };
}

test('workers come to the same sum as the page alone, each started once and ended', async (t) => {
  const { server, item, ballots } = await box(t);
  count(server, item, ballots);
  const alone = await device(server).check(item.item);
  const started = { started: 0, ended: 0 };
  const { check } = device(server, { start: workerOf(HONEST, started), cores: 2 });
  /** @type {number[]} */
  const seen = [];
  const together = await check(item.item, (done) => void seen.push(done));
  assert.equal(together.tally.encoded, alone.tally.encoded);
  assert.equal(seen.at(-1), ballots.length);
  assert.deepEqual(started, { started: 2, ended: 2 });
});

test('a bad ballot is found by workers too, and named', async (t) => {
  const { server, item, ballots } = await box(t);
  const bad = { ...ballots[3], token: noise(384) };
  count(server, item, [...ballots.slice(4), bad]);
  const { check } = device(server, { start: workerOf(HONEST), cores: 2 });
  await assert.rejects(check(item.item), (error) => {
    assert.ok(error instanceof RecordRefused);
    assert.equal(error.code, 'ballot-invalid');
    assert.ok(error.evidence.includes(bad.token));
    return true;
  });
});

for (const [what, script] of /** @type {const} */ ([
  ['breaks', `throw new Error('broken')`],
  ['stays silent', `require('node:worker_threads').parentPort.on('message', () => {})`],
  [
    'fails',
    `const { parentPort } = require('node:worker_threads');
     parentPort.on('message', ({ id }) => parentPort.postMessage({ id, broken: 'no' }));`,
  ],
])) {
  test(`a worker that ${what} is given up, and the page checks in its place`, async (t) => {
    const { server, item, ballots } = await box(t);
    count(server, item, ballots);
    const { check } = device(server, { start: workerOf(script), cores: 1, second: 2 });
    await check(item.item);
  });
}

test('a check can be stopped, and goes on where it was', async (t) => {
  const { server, item, ballots } = await box(t);
  count(server, item, ballots);
  for (const start of [null, workerOf(HONEST)]) {
    const { check } = device(server, { start, cores: 1 });
    const stop = new AbortController();
    const halt = () => stop.abort();
    await assert.rejects(check(item.item, halt, stop.signal), Stopped);
    /** @type {number[]} */
    const seen = [];
    await check(item.item, (done) => void seen.push(done));
    assert.equal(seen.at(-1), ballots.length);
    assert.equal(seen[0], 8, 'what was checked before is not checked again');
  }
});

test('a worker says that it is broken instead of saying nothing', () => {
  /** @type {any[]} */
  const answers = [];
  const ballots = [{ index: 0, leaf: '{}' }];
  answer({ id: 7, item: '', entry: '{}', ballots }, (message) => void answers.push(message));
  assert.deepEqual(Object.keys(answers[0]), ['id', 'broken']);
});
