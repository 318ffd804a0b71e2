import assert from 'node:assert/strict';
import test from 'node:test';

import { checkBallot, parseBallot } from '../../static/src/ballot.js';
import { choicesOf } from '../../static/src/booth/cast.js';
import { Sealer } from '../../static/src/booth/sealer.js';
import { answer } from '../../static/src/booth/sealing.js';
import { parseElection } from '../../static/src/election.js';
import { utf8 } from '../../static/src/encoding.js';
import { join } from './hall.mjs';
import { workerOf } from './threads.mjs';
import { readVectors } from './vectors.mjs';

/** @type {any[]} */
const elections = readVectors('ballot').elections;
const three = elections.find(({ name }) => name === 'three motions');
const task = {
  election: three.election,
  secret: '5',
  choices: three.ballots[0].choices,
  names: [],
};
const election = parseElection(three.election);

/** @param {import('../../static/src/marking.js').Sealed} sealed */
const check = ({ ballot, pairs }) => {
  assert.deepEqual(pairs, []);
  checkBallot(parseBallot(utf8(ballot), election), election);
};

const SEALING = new URL('../../static/src/booth/sealing.js', import.meta.url);
const HONEST = `
  const { parentPort } = require('node:worker_threads');
  const ready = import('${SEALING}');
  parentPort.on('message', async (message) => {
    (await ready).answer(message, (answer) => parentPort.postMessage(answer));
  });`;

test('a worker seals with progress, one ballot after another', async () => {
  const count = { started: 0, ended: 0 };
  const sealer = new Sealer(workerOf(HONEST, count), 1000);
  sealer.warm(task.election);
  for (let i = 0; i < 2; i++) {
    /** @type {number[]} */
    const seen = [];
    check(await sealer.seal(task, (progress) => void seen.push(progress)));
    assert.equal(seen.length, 21);
    assert.equal(seen.at(-1), 1);
  }
  assert.equal(count.started, 1);
  sealer.stop();
  assert.equal(count.ended, 1);
});

test('without a worker this thread seals in slices', async () => {
  const sealer = new Sealer(null, 1000);
  sealer.warm(task.election);
  let breaths = 0;
  const breathing = setInterval(() => void breaths++, 1);
  check(await sealer.seal(task, () => {}));
  clearInterval(breathing);
  assert.ok(breaths > 0, 'the page can breathe meanwhile');
});

for (const [what, script] of /** @type {const} */ ([
  ['breaks', `throw new Error('broken')`],
  ['stays silent', `require('node:worker_threads').parentPort.on('message', () => {})`],
  [
    'fails',
    `const { parentPort } = require('node:worker_threads');
     parentPort.on('message', ({ id }) => parentPort.postMessage({ id, failed: 'no' }));`,
  ],
])) {
  test(`a worker that ${what} is given up, and the ballot sealed all the same`, async () => {
    const count = { started: 0, ended: 0 };
    const sealer = new Sealer(workerOf(script, count), 20);
    check(await sealer.seal(task, () => {}));
    check(await sealer.seal(task, () => {}));
    assert.deepEqual(count, { started: 1, ended: 1 });
  });
}

test('a worker that cannot start is given up', async () => {
  const start = () => {
    throw new Error('no workers here');
  };
  const sealer = new Sealer(start, 1000);
  sealer.warm(task.election);
  check(await sealer.seal(task, () => {}));
});

test('a task that cannot be sealed is refused by the worker and by the page', async () => {
  /** @type {any[]} */
  const answers = [];
  answer({ id: 7, ...task, choices: [] }, (message) => void answers.push(message));
  assert.deepEqual(Object.keys(answers[0]), ['id', 'failed']);
  await assert.rejects(new Sealer(null, 1000).seal({ ...task, choices: [] }, () => {}));
});

test('marks become zeros and ones, and no mark at all is blank where blank is allowed', () => {
  const answers = ['a', 'b'];
  const plain = { text: '', answers, minimum: 0, maximum: 1, blank: false };
  const blank = { ...plain, blank: true };
  assert.deepEqual(choicesOf([plain, blank, blank], [[false, true], [], [true, false]]), [
    [0, 1],
    [1, 0, 0],
    [0, 1, 0],
  ]);
});

test('a phone with a worker votes', async (t) => {
  const { it, first } = await join(t, 'open', { options: { sealer: workerOf(HONEST) } });
  it.vote();
  await it.until('receipt');
  assert.equal(first.ballots.size, 1);
});

test('two tabs under one lock seal once', async (t) => {
  const held = new Map();
  const locks = /** @type {any} */ ({
    request(/** @type {string} */ name, /** @type {() => Promise<void>} */ work) {
      const turn = (held.get(name) ?? Promise.resolve()).then(work);
      held.set(
        name,
        turn.catch(() => {}),
      );
      return turn;
    },
  });
  const { phone, it, first } = await join(t, 'open', { options: { locks } });
  const other = phone(it.origin, { locks });
  other.booth.start('');
  await other.until('voting');
  it.vote();
  await Promise.all([it.until('receipt'), other.until('receipt')]);
  assert.equal(first.ballots.size, 1);
});
