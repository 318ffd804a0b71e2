import assert from 'node:assert/strict';
import test from 'node:test';

import { parseElection } from '../../static/src/election.js';
import { hexhash, utf8 } from '../../static/src/encoding.js';
import { UnreadableBackup, WeakPassphrase, WrongPassphrase } from '../../static/src/errors.js';
import { checkSignature, parseCert } from '../../static/src/pedersen.js';
import { parseProof } from '../../static/src/proofs.js';
import { readFragment } from '../../static/src/scrutineer/saving.js';
import { ballotEntry, count, fixRoll, PAPERS } from './count.mjs';
import { bodiesOf, eventually, open } from './hall.mjs';
import { Origin } from './phone.mjs';
import { board, SeatDevice } from './seat.mjs';

const PASSPHRASE = '五个不相干的词连成一句';

/**
 * A board, and an item of theirs whose ballot is closed.
 *
 * @param {import('node:test').TestContext} t
 * @param {number} threshold
 * @param {number} size
 */
async function closed(t, threshold, size) {
  const { server } = await open(t);
  fixRoll(server);
  const { room, seats } = await board(t, server, threshold, size);
  const item = server.addItem();
  const ballots = PAPERS.map((choices) => ballotEntry(server, item, choices));
  count(server, item, ballots);
  item.state = 'closed';
  for (const seat of seats) await seat.untilItem(({ phase }) => phase === 'todo');
  return { server, room, seats, item };
}

/**
 * @param {SeatDevice} seat
 * @param {string} item
 */
async function decrypt(seat, item) {
  seat.it.check(item);
  await seat.untilItem(({ phase }) => phase === 'checked');
  seat.it.decrypt(item);
  await seat.untilItem(({ phase }) => phase !== 'checked');
}

test('three of five count: two are lost, one of the three comes back from its backup', async (t) => {
  const { server, room, seats, item } = await closed(t, 3, 5);
  const [first, second, third, ...lost] = /** @type {SeatDevice[]} */ (seats);
  assert.ok(first && second && third);
  const backup = await third.it.backUp(PASSPHRASE);
  assert.ok(backup);
  for (const each of [third, ...lost]) each.it.stop();
  const restored = new SeatDevice(t, server);
  restored.it.start('');
  await restored.until('start');
  await restored.it.restore(backup.text, PASSPHRASE);
  await restored.untilItem(({ phase }) => phase === 'todo');
  assert.equal(restored.state.seat?.name, '王五');
  const able = [first, second, restored];
  for (const seat of able) await decrypt(seat, item.item);
  for (const seat of able) {
    const { items } = await seat.untilItem(({ phase }) => phase === 'result');
    assert.deepEqual(items[0]?.counts, [[2, 1, 1]]);
    seat.it.sign(item.item);
    await seat.untilItem(({ phase }) => phase === 'signed');
  }
  const leaf = `{"item":"${item.item}","result":"{\\"result\\":[[2,1,1]]}","type":"result"}`;
  const signed = room.counts.get(item.item)?.signed ?? new Map();
  assert.deepEqual([...signed.keys()].sort(), [1, 2, 3]);
  for (const [seat, signature] of signed) {
    const { cert } = JSON.parse(room.pledges[seat - 1] ?? '');
    const { verification } = parseCert(cert, room.place, seat);
    const message = `votesvc/v1/signed|${item.item}|${hexhash(utf8(leaf))}`;
    checkSignature(message, verification, parseProof(JSON.parse(signature)));
  }
});

test('two of five decrypt nothing', async (t) => {
  const { room, seats, item } = await closed(t, 3, 5);
  const [first, second] = /** @type {SeatDevice[]} */ (seats);
  assert.ok(first && second);
  for (const seat of [first, second]) await decrypt(seat, item.item);
  await eventually(() => room.counts.get(item.item)?.shares.size === 2);
  for (const seat of [first, second]) {
    await seat.untilItem(({ phase }) => phase === 'handed');
    assert.equal(seat.state.items[0]?.counts, null);
  }
});

test('one more scrutineer than needed sees the result without a share, and signs', async (t) => {
  const { room, seats, item } = await closed(t, 1, 2);
  const [first, second] = /** @type {SeatDevice[]} */ (seats);
  assert.ok(first && second);
  second.it.check(item.item);
  await second.untilItem(({ phase }) => phase === 'checked');
  await decrypt(first, item.item);
  second.it.decrypt(item.item);
  await second.untilItem(({ phase }) => phase === 'result');
  second.it.sign(item.item);
  await second.untilItem(({ phase }) => phase === 'signed');
  assert.equal(room.counts.get(item.item)?.shares.size, 1);
});

test('nothing is decrypted before the check, and nothing signed that was not checked here', async (t) => {
  const { server, seats, item } = await closed(t, 1, 1);
  const [seat] = /** @type {SeatDevice[]} */ (seats);
  assert.ok(seat);
  seat.it.decrypt(item.item);
  seat.it.sign(item.item);
  await decrypt(seat, item.item);
  await seat.untilItem(({ phase }) => phase === 'result');
  const again = new SeatDevice(t, server, seat.origin);
  again.it.start('');
  await again.untilItem(({ phase }) => phase === 'todo');
  again.it.sign(item.item);
  again.it.check(item.item);
  await again.untilItem(({ phase }) => phase === 'result');
  assert.equal(bodiesOf(server, '/k/sign').length, 0);
  assert.equal(bodiesOf(server, '/share').length, 1);
});

test('a check that is stopped goes back to where it began', async (t) => {
  const { seats, item } = await closed(t, 1, 1);
  const [seat] = /** @type {SeatDevice[]} */ (seats);
  assert.ok(seat);
  seat.it.select(item.item);
  seat.it.check(item.item);
  const { current } = await seat.until(({ current: shown }) => shown?.phase === 'checking');
  assert.equal(current?.ballots, PAPERS.length);
  seat.it.halt(item.item);
  await seat.untilItem(({ phase }) => phase === 'todo');
  seat.it.select(null);
  assert.equal(seat.state.step, 'home');
});

test('a service that shows another result than the shares decrypt raises result-wrong', async (t) => {
  const { server, seats, item } = await closed(t, 1, 1);
  const [seat] = /** @type {SeatDevice[]} */ (seats);
  assert.ok(seat);
  server.twist = ({ path }, body) =>
    path === '/k/count' && body.result !== '' ? { ...body, result: '{"result":[[4,0,0]]}' } : body;
  await decrypt(seat, item.item);
  const { alarm } = await seat.until('alarm');
  assert.equal(alarm?.code, 'result-wrong');
  assert.equal(bodiesOf(server, '/k/sign').length, 0);
});

test('a service that alters the tally raises tally-wrong, and no share leaves the device', async (t) => {
  const { server } = await open(t);
  fixRoll(server);
  const { seats } = await board(t, server, 1, 1);
  const item = server.addItem();
  const ballots = PAPERS.map((choices) => ballotEntry(server, item, choices));
  count(server, item, ballots, (entry) =>
    entry.type === 'tally'
      ? { ...entry, tally: entry.tally.replace(/"alpha":"\w+"/, '"alpha":"00"') }
      : entry,
  );
  item.state = 'closed';
  const [seat] = /** @type {SeatDevice[]} */ (seats);
  assert.ok(seat);
  await seat.untilItem(({ phase }) => phase === 'todo');
  seat.it.check(item.item);
  const { alarm } = await seat.until('alarm');
  assert.equal(alarm?.code, 'tally-wrong');
  seat.it.decrypt(item.item);
  assert.equal(bodiesOf(server, '/share').length, 0);
  seat.it.retry();
  await seat.untilItem(({ phase }) => phase === 'todo');
});

test('an item of another board is none of this seat’s', async (t) => {
  const { server, seats, item } = await closed(t, 1, 1);
  const [seat] = /** @type {SeatDevice[]} */ (seats);
  assert.ok(seat);
  const next = server.beginCeremony(1, 1);
  await seat.join(next.invitations[0] ?? '');
  await seat.until('save');
  seat.it.later();
  const { others, step } = await seat.untilItem(({ phase }) => phase === 'foreign');
  assert.equal(step, 'home');
  assert.equal(others.length, 1);
  seat.it.switchTo(others[0]?.device ?? '');
  await seat.untilItem(({ phase }) => phase === 'todo');
  await decrypt(seat, item.item);
  await seat.untilItem(({ phase }) => phase === 'result');
});

test('announced and void items are shown as that', async (t) => {
  const { server, seats, item } = await closed(t, 1, 1);
  const [seat] = /** @type {SeatDevice[]} */ (seats);
  assert.ok(seat);
  const other = server.addItem();
  await seat.untilItem(({ phase }) => phase === 'wait');
  item.state = 'announced';
  other.state = 'void';
  const { items } = await seat.untilItem(({ phase }) => phase === 'void');
  assert.deepEqual(
    items.map(({ phase }) => phase),
    ['done', 'void'],
  );
  assert.equal(
    items[0]?.questions[0]?.text,
    parseElection(item.election.encoded).questions[0]?.text,
  );
});

// --- Backups ---------------------------------------------------------------------------------------

test('a backup is a file and a printed code, and each brings the seat back', async (t) => {
  const { server } = await open(t);
  const { seats } = await board(t, server, 1, 2);
  const [seat] = /** @type {SeatDevice[]} */ (seats);
  assert.ok(seat);
  const backup = await seat.it.backUp(PASSPHRASE);
  assert.ok(backup);
  assert.match(backup.name, /^votesvc-scrutineer-1-\w{6}\.json$/);
  const [{ seed }] = /** @type {any[]} */ (Object.values(seat.memory.seats));
  assert.ok(!backup.text.includes(seed));
  const restored = new SeatDevice(t, server);
  restored.it.start(`#${backup.fragment}`);
  await restored.until('restore');
  assert.equal(restored.it.brought, backup.text.trim());
  await assert.rejects(restored.it.restore(restored.it.brought, `${PASSPHRASE}x`), WrongPassphrase);
  await restored.it.restore(restored.it.brought, PASSPHRASE);
  await restored.until('home');
  assert.equal(restored.state.seat?.saved, true);
  const pasted = new SeatDevice(t, server);
  pasted.it.start('');
  await pasted.it.restore(`https://hall.example/k#${backup.fragment}`, PASSPHRASE);
  await pasted.until('home');
});

test('what is no backup of a scrutineer is refused, and so is a weak passphrase', async (t) => {
  const { server } = await open(t);
  const { seats } = await board(t, server, 1, 1);
  const [seat] = /** @type {SeatDevice[]} */ (seats);
  assert.ok(seat);
  await assert.rejects(seat.it.backUp('短'), WeakPassphrase);
  const restored = new SeatDevice(t, server);
  restored.it.start('');
  await assert.rejects(restored.it.restore('{}', PASSPHRASE), UnreadableBackup);
  const { makeBackup } = await import('../../static/src/backup.js');
  const officer = await makeBackup({ secret: '', type: 'votesvc/v1/officer-key' }, PASSPHRASE);
  await assert.rejects(restored.it.restore(officer, PASSPHRASE), UnreadableBackup);
  assert.equal(readFragment('#backup=!'), null);
  assert.equal(readFragment('#backup=_w'), null);
  assert.equal(await new SeatDevice(t, server, new Origin()).it.backUp(PASSPHRASE), null);
});
