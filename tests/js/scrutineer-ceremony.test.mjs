import assert from 'node:assert/strict';
import test from 'node:test';

import { openCheckpoint } from '../../static/src/checkpoint.js';
import { encodeHex } from '../../static/src/encoding.js';
import { SeatKeys } from '../../static/src/seat_keys.js';
import { makeDeal, makePledge, parsePledge } from '../../static/src/threshold.js';
import { bodiesOf, eventually, faultOn, open } from './hall.mjs';
import { board, SeatDevice } from './seat.mjs';
import { newPass } from './server.mjs';
import { Tree } from './tree.mjs';

test('three devices make a key, each in its own time, and all end with the same board', async (t) => {
  const { server } = await open(t);
  const { room, seats } = await board(t, server, 2, 3);
  assert.equal(room.step, 'ready');
  const digits = seats.map(({ state }) => state.ceremony?.digits);
  assert.match(digits[0] ?? '', /^[0-9a-f]{8}$/);
  assert.equal(new Set(digits).size, 1);
  assert.deepEqual(seats[0]?.state.seat?.names, ['张三', '李四', '王五']);
  assert.ok(seats.every(({ persisted }) => persisted === 1));
});

test('one of one is a board too', async (t) => {
  const { server } = await open(t);
  const { room } = await board(t, server, 1, 1);
  assert.equal(room.step, 'ready');
});

test('nothing is sent before the person has agreed to the name', async (t) => {
  const { server } = await open(t);
  const room = server.beginCeremony(1, 1);
  const seat = new SeatDevice(t, server);
  seat.it.start(`#${room.invitations[0]}`);
  const { seat: shown } = await seat.until('who');
  assert.equal(shown?.name, '张三');
  await eventually(() => bodiesOf(server, '/k/status').length > 2);
  assert.equal(bodiesOf(server, '/k/pledge').length, 0);
});

test('whoever is somebody else forgets the seat and can join nothing with it', async (t) => {
  const { server } = await open(t);
  const room = server.beginCeremony(1, 1);
  const seat = new SeatDevice(t, server);
  seat.it.start(`#${room.invitations[0]}`);
  await seat.until('who');
  seat.it.agree(false);
  await seat.until('start');
  assert.deepEqual(seat.memory.seats, {});
});

test('no secret is in any request of a ceremony', async (t) => {
  const { server } = await open(t);
  const { seats } = await board(t, server, 2, 3);
  const sent = JSON.stringify(server.calls);
  for (const { memory, state } of seats) {
    const [{ seed, status }] = /** @type {any[]} */ (Object.values(memory.seats));
    const place = { ...status, size: 3 };
    const keys = new SeatKeys(place, state.seat?.seat ?? 0, seed);
    const secrets = [keys.signing, keys.opening, ...keys.coefficients];
    for (const secret of [seed, ...secrets.flatMap((each) => [String(each), each.toString(16)])]) {
      assert.ok(!sent.includes(secret));
    }
    assert.ok(!sent.includes(encodeHex(keys.witness.secret)));
  }
});

test('lost answers, a busy server and reloads at any point change nothing', async (t) => {
  const { server } = await open(t);
  const room = server.beginCeremony(2, 2);
  const seats = room.invitations.map(() => new SeatDevice(t, server));
  const faults = ['/k/join', '/k/pledge', '/k/deal', '/k/deals', '/k/confirm', '/log?'];
  const failing = faults.map((path, at) => faultOn(path, 2, at % 2 === 0 ? 'lose' : 'busy'));
  server.fault = (call) =>
    failing.map((each) => each(call)).find((f) => f !== 'answer') ?? 'answer';
  await Promise.all(seats.map((seat, at) => seat.join(room.invitations[at] ?? '')));
  await Promise.all(seats.map((seat) => seat.until('save')));
  for (const seat of seats) {
    const again = new SeatDevice(t, server, seat.origin);
    again.it.start('');
    await again.until('save');
  }
  assert.equal(room.step, 'ready');
});

test('a device that is closed in every round goes on where it was', async (t) => {
  const { server } = await open(t);
  const room = server.beginCeremony(2, 2);
  const [first = '', second = ''] = room.invitations;
  const one = new SeatDevice(t, server);
  await one.join(first);
  await eventually(() => room.pledges[0] !== null);
  one.it.stop();
  const other = new SeatDevice(t, server);
  await other.join(second);
  await eventually(() => room.deals[1] !== null);
  other.it.stop();
  const again = new SeatDevice(t, server, one.origin);
  again.it.start('');
  await eventually(() => room.keys[0] !== null);
  again.it.stop();
  const last = new SeatDevice(t, server, other.origin);
  last.it.start(`#${second}`);
  await last.until('save');
  assert.equal(room.step, 'ready');
});

test('the others are seen on their way', async (t) => {
  const { server } = await open(t);
  const room = server.beginCeremony(1, 2);
  const seat = new SeatDevice(t, server);
  await seat.join(room.invitations[0] ?? '');
  const { ceremony } = await seat.until(({ ceremony: shown }) => shown?.mine === true);
  assert.deepEqual(ceremony?.joined, [true, false]);
  assert.deepEqual(ceremony?.done, [true, false]);
  assert.equal(ceremony?.step, 'pledging');
});

test('a share that does not fit is complained of, and the ceremony stops and says whose it was', async (t) => {
  const { server } = await open(t);
  const room = server.beginCeremony(2, 2);
  const keys = new SeatKeys(room.place, 2, Buffer.alloc(32, 7).toString('base64url'));
  // What is sealed only its recipient can check: this dealer seals another number.
  const valueAt = (/** @type {number} */ place) => keys.valueAt(place) + 1n;
  const cheat = Object.create(keys, { valueAt: { value: valueAt } });
  for (const name of ['derive', 'nonce']) {
    const method = /** @type {any} */ (keys)[name].bind(keys);
    Object.defineProperty(cheat, name, { value: method });
  }
  for (const name of ['signing', 'points', 'coefficients']) {
    Object.defineProperty(cheat, name, { value: /** @type {any} */ (keys)[name] });
  }
  room.devices[1] = 'nobody';
  room.pledges[1] = makePledge(keys);
  const seat = new SeatDevice(t, server);
  await seat.join(room.invitations[0] ?? '');
  await eventually(() => room.commitments >= 0);
  const pledges = room.pledges.map((text, at) => parsePledge(text ?? '', room.place, at + 1));
  room.deals[1] = makeDeal(cheat, pledges);
  const { ceremony } = await seat.until('stopped');
  assert.equal(ceremony?.stopped.dealer, 2);
  const next = server.beginCeremony(1, 1);
  await seat.join(next.invitations[0] ?? '');
  await seat.until('save');
  assert.equal(Object.keys(seat.memory.seats).length, 2);
});

for (const [what, lie] of /** @type {[string, (entry: any) => any][]} */ ([
  ['another threshold', (entry) => ({ ...entry, threshold: 1 })],
  [
    'another name in a seat',
    (entry) => ({
      ...entry,
      seats: entry.seats.map((/** @type {any} */ s) => ({ ...s, name: `${s.name}x` })),
    }),
  ],
  ['seats that were swapped', (entry) => ({ ...entry, seats: [...entry.seats].reverse() })],
  ['a seat left out', (entry) => ({ ...entry, seats: entry.seats.slice(0, 1) })],
])) {
  test(`a log with ${what} raises ceremony-wrong, and nothing is dealt`, async (t) => {
    const { server } = await open(t);
    const room = server.beginCeremony(2, 2);
    const append = server.append.bind(server);
    server.append = (entry) => append(entry.type === 'key-commitments' ? lie(entry) : entry);
    const seats = room.invitations.map(() => new SeatDevice(t, server));
    await Promise.all(seats.map((seat, at) => seat.join(room.invitations[at] ?? '')));
    const { alarm } = await /** @type {SeatDevice} */ (seats[0]).until('alarm');
    assert.equal(alarm?.code, 'ceremony-wrong');
    assert.equal(bodiesOf(server, '/k/deal').length, 0);
  });
}

test('pledges that are not in the log are not dealt to', async (t) => {
  const { server } = await open(t);
  const room = server.beginCeremony(1, 1);
  const append = server.append.bind(server);
  server.append = (entry) => (entry.type === 'key-commitments' ? 0 : append(entry));
  const seat = new SeatDevice(t, server);
  await seat.join(room.invitations[0] ?? '');
  await eventually(() => bodiesOf(server, '/k/status').length > 5);
  assert.equal(bodiesOf(server, '/k/deal').length, 0);
  assert.equal(seat.state.step, 'rounds');
});

test('a board that was not dealt raises ceremony-wrong', async (t) => {
  const { server } = await open(t);
  const room = server.beginCeremony(1, 1);
  const { setBoard } = server;
  server.setBoard = () => setBoard.call(server);
  const seat = new SeatDevice(t, server);
  await seat.join(room.invitations[0] ?? '');
  const { alarm } = await seat.until('alarm');
  assert.equal(alarm?.code, 'ceremony-wrong');
});

test('a service that names another seat than was agreed to raises ceremony-wrong', async (t) => {
  const { server } = await open(t);
  const room = server.beginCeremony(1, 2);
  const seat = new SeatDevice(t, server);
  await seat.join(room.invitations[0] ?? '');
  await seat.until('rounds');
  server.twist = ({ path }, body) => (path === '/k/status' ? { ...body, threshold: 2 } : body);
  const { alarm } = await seat.until('alarm');
  assert.equal(alarm?.code, 'ceremony-wrong');
});

test('what comes a moment too late for its round stops nothing', async (t) => {
  const { server } = await open(t);
  const room = server.beginCeremony(1, 1);
  let late = 2;
  server.refuse = ({ path }) => (path === '/k/deal' && late-- > 0 ? 'wrong-round' : null);
  const seat = new SeatDevice(t, server);
  await seat.join(room.invitations[0] ?? '');
  await seat.until('save');
  assert.equal(server.calls.filter(({ path }) => path === '/k/deal').length, 3);
});

test('a log that forks during the ceremony raises an alarm', async (t) => {
  const { server } = await open(t);
  const room = server.beginCeremony(1, 2);
  const seat = new SeatDevice(t, server);
  await seat.join(room.invitations[0] ?? '');
  await seat.until(({ log }) => log > 0);
  server.leaves[0] = '{"type":"congress"}';
  server.tree = new Tree();
  server.append({ type: 'note', text: '' });
  server.append({ type: 'note', text: '' });
  server.append({ type: 'note', text: '' });
  await seat.until('alarm');
});

test('an invitation that is used, unknown or cut off is refused with its reason', async (t) => {
  const { server } = await open(t);
  const room = server.beginCeremony(1, 1);
  const [invitation = ''] = room.invitations;
  await new SeatDevice(t, server).join(invitation);
  for (const [hash, code] of [
    [invitation, 'seat-taken'],
    [newPass(), 'invitation-void'],
    ['abc', 'bad-invitation'],
  ]) {
    const seat = new SeatDevice(t, server);
    seat.it.start(`#${hash}`);
    const { error } = await seat.until(({ error: shown }) => shown !== null);
    assert.equal(error?.code, code);
  }
});

test('a browser that keeps nothing joins nothing', async (t) => {
  const { server } = await open(t);
  const room = server.beginCeremony(1, 1);
  const seat = new SeatDevice(t, server, undefined, { storage: null });
  seat.it.start(`#${room.invitations[0]}`);
  await seat.until('no-storage');
  assert.equal(server.calls.length, 0);
});

test('devices cosign the log they have checked, and only once their key is in it', async (t) => {
  const { server } = await open(t);
  const { room, seats } = await board(t, server, 1, 2);
  await eventually(() => seats.every(({ state }) => state.witnessed > 0));
  for (const note of room.cosigned) {
    const { size } = openCheckpoint(note, server.key.vkey);
    assert.ok(size > room.commitments);
    assert.match(note, /\n— votesvc\/\w+\/\w+\/[12] \S+\n$/);
  }
  server.append({ type: 'note', text: '休会' });
  const size = server.tree.size;
  await eventually(() => seats.every(({ state }) => state.witnessed === size));
});

test('a service that takes no cosignatures stops nothing', async (t) => {
  const { server } = await open(t);
  server.refuse = ({ path }) => (path.includes('/cosign') ? 'not-found' : null);
  const { room } = await board(t, server, 1, 1);
  assert.equal(room.step, 'ready');
});
