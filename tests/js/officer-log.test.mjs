import assert from 'node:assert/strict';
import test from 'node:test';
import { Alarm } from '../../static/src/booth/alarm.js';
import { RequestFailed } from '../../static/src/booth/api.js';
import { MalformedInput } from '../../static/src/errors.js';
import { faultOn } from './hall.mjs';
import { makeLogKey } from './logkey.mjs';
import { office, say } from './office.mjs';
import { Tree } from './tree.mjs';

const TEXTS = ['甲', '乙', '丙', '丁', '戊'];

test('the log is read in pages and only what is new is read again', async (t) => {
  const { server, room, officer, hearing } = await office(t);
  for (let i = 0; i < 1200; i++) server.append({ type: 'note', text: String(i) });
  for (const text of TEXTS) say(room, text);
  const desk = officer.room(server.congress, hearing);
  /** @type {number[]} */
  const seen = [];
  await desk.read((done) => void seen.push(done));
  assert.equal(seen.length, 3);
  assert.equal(seen.at(-1), 1);
  const pages = () => server.calls.filter(({ path }) => path.includes('/log?')).length;
  assert.equal(pages(), 3);
  await desk.read();
  assert.equal(pages(), 3);
  say(room, '新的');
  await desk.read();
  assert.equal(pages(), 4);
  assert.equal(desk.view().received, 6);
});

/** @type {[string, string, (entries: string[]) => string[]][]} */
const LIES = [
  ['leaves a comment out', 'log-forked', (entries) => entries.filter((_, index) => index !== 4)],
  ['turns two around', 'log-forked', ([a = '', b = '', ...rest]) => [b, a, ...rest]],
  ['changes a word', 'log-forked', (entries) => entries.map((e) => e.replace('听证', '座谈'))],
  [
    'puts a comment in',
    'log-forked',
    (entries) => [...entries.slice(0, 3), entries[3] ?? '', ...entries.slice(3, -1)],
  ],
];

for (const [what, code, change] of LIES) {
  test(`a server that ${what} raises ${code}, and nothing is taken`, async (t) => {
    const { server, room, officer, hearing } = await office(t);
    for (const text of TEXTS) say(room, text);
    let lied = false;
    server.twist = ({ path }, body) => {
      if (!path.includes('/log?') || lied) return body;
      lied = true;
      return { entries: change(body.entries) };
    };
    const desk = officer.room(server.congress, hearing);
    await assert.rejects(desk.read(), (error) => {
      assert.ok(error instanceof Alarm);
      assert.equal(error.code, code);
      return true;
    });
    assert.equal(desk.view().received, 0);
    server.twist = (_, body) => body;
    await desk.read();
    assert.equal(desk.view().received, 5);
  });
}

/**
 * @param {Promise<unknown>} reading
 * @param {string} code
 */
const alarms = (reading, code) =>
  assert.rejects(reading, (error) => error instanceof Alarm && error.code === code);

test('a log that is not the one this device knows raises an alarm', async (t) => {
  const { server, room, officer, device, hearing } = await office(t);
  for (const text of TEXTS) say(room, text);
  await officer.room(server.congress, hearing).read();
  const again = () => device().room(server.congress, hearing).read();
  const { key, tree, leaves } = server;

  server.key = makeLogKey(key.origin);
  await alarms(again(), 'vkey-changed');
  server.key = key;

  server.twist = ({ path }, body) =>
    path.endsWith('/state')
      ? { ...body, checkpoint: makeLogKey(key.origin).sign(1, tree.root(1)) }
      : body;
  await alarms(again(), 'checkpoint-invalid');
  server.twist = (_, body) => body;

  server.tree = new Tree();
  server.leaves = [];
  for (const leaf of leaves) server.append({ ...JSON.parse(leaf), extra: 1 });
  await alarms(again(), 'log-forked');
  [server.tree, server.leaves] = [tree, leaves];
  await again();
});

test('a log that has become shorter is asked again before that is an alarm', async (t) => {
  const { server, room, officer, hearing } = await office(t);
  for (const text of TEXTS) say(room, text);
  const desk = officer.room(server.congress, hearing);
  await desk.read();
  server.twist = ({ path }, body) =>
    path.endsWith('/state') ? { ...body, checkpoint: server.checkpoint(3) } : body;
  for (let i = 0; i < 2; i++) await assert.rejects(desk.read(), RequestFailed);
  await alarms(desk.read(), 'log-shrunk');
});

test('a log that does not answer is read on where it stopped', async (t) => {
  const { server, room, officer, hearing } = await office(t);
  for (const text of TEXTS) say(room, text);
  const desk = officer.room(server.congress, hearing);
  for (const kind of /** @type {const} */ (['break', 'busy', 'portal'])) {
    server.fault = faultOn('/log?', 1, kind);
    await assert.rejects(desk.read(), RequestFailed);
    assert.equal(desk.view().received, 0);
  }
  for (const entries of [[], ['x'], undefined]) {
    server.twist = ({ path }, body) => (path.includes('/log?') ? { entries } : body);
    await assert.rejects(
      desk.read(),
      (error) => error instanceof RequestFailed || error instanceof Alarm,
    );
  }
  server.twist = (_, body) => body;
  await desk.read();
  assert.equal(desk.view().received, 5);
});

test('a log that opens a comment twice, or one that does not exist, is refused', async (t) => {
  for (const spoil of [
    (/** @type {any} */ entry) => [entry, entry],
    (/** @type {any} */ entry) => [{ ...entry, commitment: 'ab'.repeat(32) }],
  ]) {
    const { server, room, officer, hearing } = await office(t);
    const commitment = say(room, '意见');
    const entry = { type: 'withheld', item: hearing, commitment, reason: 'insult', time: 'x' };
    for (const each of spoil(entry)) server.append(each);
    const desk = officer.room(server.congress, hearing);
    for (let i = 0; i < 2; i++) await assert.rejects(desk.read(), MalformedInput);
  }
});
