import assert from 'node:assert/strict';
import test from 'node:test';
import { makeBackup } from '../../static/src/backup.js';
import { StorageFailed } from '../../static/src/booth/kept.js';
import { encodeB64, utf8 } from '../../static/src/encoding.js';
import { UnreadableBackup, WeakPassphrase, WrongPassphrase } from '../../static/src/errors.js';
import { Officer } from '../../static/src/hearing/officer.js';
import { hpkeSeal } from '../../static/src/hpke.js';
import { parsePlaintext } from '../../static/src/sealing.js';
import { HOSTILE } from './hostile.mjs';
import { office, say } from './office.mjs';
import { Origin } from './phone.mjs';

const PASSPHRASE = '三月 春风 Letter 42';
const TEXTS = ['甲', '乙', '丙', '丁', '戊'];

// --- The key ---------------------------------------------------------------------------------------

test('a key is on the device before anybody hears of it, and stays there', async (t) => {
  const { officer, device, key, origin } = await office(t);
  assert.match(key, /^[0-9a-f]{64}$/);
  assert.deepEqual(officer.keys.list(), [key]);
  assert.deepEqual(device().keys.list(), [key]);
  origin.room = 0;
  assert.throws(() => officer.keys.make(), StorageFailed);
  assert.throws(() => officer.probe(), StorageFailed);
  assert.deepEqual(officer.keys.list(), [key]);
});

test('a key moves to another device by its backup file and passphrase', async (t) => {
  const { officer, key } = await office(t);
  const file = await officer.keys.backup(key, PASSPHRASE);
  assert.equal(file.name, `votesvc-officer-${key.slice(0, 8)}.json`);
  const storage = new Origin().storageFor({});
  const shared = { fetch: globalThis.fetch, base: '', language: 'zh', second: 1000 };
  const other = new Officer({ storage, ...shared });
  await assert.rejects(other.keys.restore(file.text, 'another passphrase'), WrongPassphrase);
  await assert.rejects(other.keys.restore('{}', PASSPHRASE), UnreadableBackup);
  assert.deepEqual(other.keys.list(), []);
  assert.equal(await other.keys.restore(file.text, PASSPHRASE), key);
  assert.deepEqual(other.keys.find(key), officer.keys.find(key));
  await assert.rejects(officer.keys.backup(key, 'short'), WeakPassphrase);
  await assert.rejects(officer.keys.backup('00'.repeat(32), PASSPHRASE));
  other.keys.forget(key);
  assert.equal(other.keys.find(key), null);
});

test('a backup of something else is no key', async (t) => {
  const { officer } = await office(t);
  for (const secret of [
    { secret: 'ab'.repeat(32), type: 'votesvc/v1/scrutineer-key' },
    { secret: 'ab', type: 'votesvc/v1/officer-key' },
    { secret: 'ab'.repeat(32) },
    'secret',
  ]) {
    const file = await makeBackup(secret, PASSPHRASE);
    await assert.rejects(officer.keys.restore(file, PASSPHRASE), UnreadableBackup);
  }
  assert.equal(officer.keys.list().length, 1);
});

// --- Opening ---------------------------------------------------------------------------------------

test('comments are opened five at a time, in the order of their commitments', async (t) => {
  const { server, room, officer, hearing } = await office(t);
  const desk = officer.room(server.congress, hearing);
  for (const text of TEXTS.slice(1)) say(room, text);
  await desk.read();
  assert.equal(desk.view().openable, false);
  await desk.open();
  assert.deepEqual(desk.view().opened, [], 'four would show too much');
  say(room, '甲');
  await desk.read();
  assert.equal(desk.view().openable, true);
  /** @type {number[]} */
  const seen = [];
  await desk.open((done) => void seen.push(done));
  assert.equal(seen.at(-1), 1);
  const { opened, sealed, received } = desk.view();
  assert.deepEqual([opened.length, sealed, received], [5, 0, 5]);
  const commitments = opened.map(({ commitment }) => commitment);
  assert.deepEqual(commitments, [...commitments].sort());
  const texts = opened.map(({ comment }) => comment?.text);
  assert.deepEqual(texts.sort(), [...TEXTS].sort());
});

test('what comes after a batch waits for the next one, also after a reload', async (t) => {
  const { server, room, officer, device, hearing } = await office(t);
  for (const text of TEXTS) say(room, text);
  let desk = officer.room(server.congress, hearing);
  await desk.read();
  await desk.open();
  for (const text of ['己', '庚']) say(room, text);
  await desk.read();
  await desk.open();
  assert.equal(desk.view().opened.length, 5);
  desk = device().room(server.congress, hearing);
  await desk.read();
  const { opened, sealed, openable } = desk.view();
  assert.deepEqual([opened.length, sealed, openable], [0, 2, false]);
  await desk.open();
  assert.equal(desk.view().opened.length, 5, 'the batch is opened again, and nothing else');
  for (const text of ['辛', '壬', '癸']) say(room, text);
  await desk.read();
  await desk.open();
  assert.equal(desk.view().opened.length, 10);
});

test('a closed hearing is opened to the last comment', async (t) => {
  const { server, room, officer, hearing } = await office(t);
  say(room, '只有一条');
  room.close();
  const desk = officer.room(server.congress, hearing);
  await desk.read();
  assert.equal(desk.view().openable, true);
  await desk.open();
  const [only] = desk.view().opened;
  assert.ok(desk.decide(only?.commitment ?? '', 'publish'));
  room.take(desk.batch());
  await desk.read();
  const { published, opened, submittable, state } = desk.view();
  assert.deepEqual([published, opened.length, submittable, state], [1, 0, false, 'closed']);
  room.report();
  await desk.read();
  assert.equal(desk.view().state, 'reported');
});

test('decisions are published or withheld together, in the order of the commitments', async (t) => {
  const { server, room, officer, device, hearing } = await office(t);
  for (const text of [...TEXTS, '己']) say(room, text);
  let desk = officer.room(server.congress, hearing);
  await desk.read();
  await desk.open();
  const commitments = desk.view().opened.map(({ commitment }) => commitment);
  for (const [index, commitment] of [...commitments].reverse().entries()) {
    if (index === 5) break;
    assert.equal(desk.batch(), null, 'fewer than five');
    assert.ok(desk.decide(commitment, index === 2 ? 'insult' : 'publish'));
  }
  desk = device().room(server.congress, hearing);
  await desk.read();
  await desk.open();
  assert.equal(desk.view().decided, 5, 'a reload loses no decision');
  const batch = desk.batch();
  const decided = batch?.decisions.map(({ commitment }) => commitment);
  assert.deepEqual(decided, commitments.slice(1));
  for (const decision of batch?.decisions ?? []) {
    if ('reason' in decision) assert.equal(decision.reason, 'insult');
    else assert.equal(decision.plaintext, room.read(decision.commitment));
  }
  assert.equal(batch?.decisions.filter((each) => 'reason' in each).length, 1);
  room.take(batch);
  await desk.read();
  const { opened, published, withheld, submittable } = desk.view();
  assert.deepEqual([opened.length, published, withheld, submittable], [1, 4, 1, false]);
  assert.ok(!desk.decide(commitments[1] ?? '', 'publish'), 'in the log already');
});

test('a decision can be taken back before it is posted', async (t) => {
  const { server, room, officer, hearing } = await office(t);
  for (const text of TEXTS) say(room, text);
  const desk = officer.room(server.congress, hearing);
  await desk.read();
  await desk.open();
  for (const { commitment } of desk.view().opened) desk.decide(commitment, 'publish');
  assert.ok(desk.view().submittable);
  const [first] = desk.view().opened;
  assert.ok(desk.decide(first?.commitment ?? '', null));
  assert.ok(!desk.view().submittable);
  assert.ok(!desk.decide('ab'.repeat(32), 'publish'));
});

test('what is no comment can only be withheld as malformed, and what is one cannot', async (t) => {
  const { server, room, officer, hearing } = await office(t, { marks: false });
  const sealTo = (/** @type {string} */ commitment, /** @type {Uint8Array} */ message) => {
    const info = utf8(`votesvc/v1/hearing|${hearing}|${commitment}`);
    return encodeB64(hpkeSeal(room.officer.publicKey, info, message));
  };
  const sound = say(room, '好的意见', { clause: 2 });
  const expected = new Map([
    [sound, null],
    [
      say(room, '密封坏了', {}, (entry) => ({ ...entry, sealed: encodeB64(new Uint8Array(560)) })),
      'sealed',
    ],
    [
      say(room, '装了别的', {}, (entry) => ({
        ...entry,
        sealed: sealTo(entry.commitment, utf8('something else'.padEnd(512))),
      })),
      'sealed',
    ],
    [say(room, '没有的条款', { clause: 3 }), 'no-such-clause'],
    [say(room, '没问的分数', { marks: [1, 0, 0] }), 'unasked-marks'],
    [say(room, '没有的意见', { replyTo: 'ab'.repeat(32) }), 'no-such-comment'],
  ]);
  const desk = officer.room(server.congress, hearing);
  await desk.read();
  await desk.open();
  const { opened } = desk.view();
  assert.equal(opened.length, 6);
  for (const { commitment, fault, decision, comment } of opened) {
    assert.equal(fault, expected.get(commitment));
    assert.equal(decision, fault === null ? null : 'malformed');
    assert.equal(desk.decide(commitment, 'publish'), fault === null);
    assert.equal(desk.decide(commitment, 'malformed'), fault !== null);
    assert.equal(desk.decide(commitment, 'off-topic'), true);
    assert.equal(comment === null, fault === 'sealed');
  }
});

test('a reply can be published once its comment is', async (t) => {
  const { server, room, officer, hearing } = await office(t);
  const first = say(room, '原来的');
  for (const text of TEXTS.slice(1)) say(room, text);
  const desk = officer.room(server.congress, hearing);
  await desk.read();
  await desk.open();
  for (const { commitment } of desk.view().opened) desk.decide(commitment, 'publish');
  room.take(desk.batch());
  const reply = say(room, '补充', { replyTo: first });
  room.close();
  await desk.read();
  await desk.open();
  assert.ok(desk.decide(reply, 'publish'));
});

test('hostile texts come out byte by byte and go on as the padded plaintext', async (t) => {
  const { server, room, officer, hearing } = await office(t);
  const texts = new Map(Object.values(HOSTILE).map((text) => [say(room, text), text]));
  const desk = officer.room(server.congress, hearing);
  await desk.read();
  await desk.open();
  for (const { commitment, comment } of desk.view().opened) {
    assert.equal(comment?.text, texts.get(commitment));
    assert.ok(desk.decide(commitment, 'publish'));
  }
  for (const decision of desk.batch()?.decisions ?? []) {
    assert.ok('plaintext' in decision);
    const { text } = parsePlaintext(decision.plaintext);
    assert.equal(text, texts.get(decision.commitment));
  }
});

test('without the key nothing is opened, and the device says so', async (t) => {
  const { server, room, officer, key, hearing } = await office(t);
  for (const text of TEXTS) say(room, text);
  const desk = officer.room(server.congress, hearing);
  await desk.read();
  assert.ok(desk.view().keyHere);
  const backup = await officer.keys.backup(key, PASSPHRASE);
  officer.keys.forget(key);
  assert.deepEqual([desk.view().keyHere, desk.view().openable], [false, false]);
  await desk.open();
  assert.equal(desk.view().opened.length, 0);
  await officer.keys.restore(backup.text, PASSPHRASE);
  await desk.open();
  assert.equal(desk.view().opened.length, 5);
});

test('a hearing that is not announced yet is no error', async (t) => {
  const { server, officer } = await office(t);
  const desk = officer.room(server.congress, '1CzSfLDXoWJXLQM8bPpDyB');
  await desk.read();
  const { hearing, state, keyHere } = desk.view();
  assert.deepEqual([hearing, state, keyHere], [null, 'unknown', false]);
  await desk.open();
  assert.equal(desk.batch(), null);
});

test('opening a thousand comments stays within five seconds of work, and the page breathes', async (t) => {
  const { server, room, officer, hearing } = await office(t);
  for (let i = 0; i < 200; i++) say(room, '关于绩效工资的意见'.repeat(30));
  const desk = officer.room(server.congress, hearing);
  await desk.read();
  let breaths = 0;
  const breathing = setInterval(() => void breaths++, 1);
  const before = process.cpuUsage();
  await desk.open();
  const { user } = process.cpuUsage(before);
  clearInterval(breathing);
  assert.equal(desk.view().opened.length, 200);
  assert.ok(user / 1000 < 1000, `${user / 1000} ms for 200`);
  assert.ok(breaths > 3);
});
