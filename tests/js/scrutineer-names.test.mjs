import assert from 'node:assert/strict';
import test from 'node:test';

import { fixRoll } from './count.mjs';
import { bodiesOf, faultOn, open } from './hall.mjs';
import { addElection, close, openedNames } from './names.mjs';
import { board, SeatDevice } from './seat.mjs';

const NAMES = ['', '李四', '李思'];

/**
 * A board of three, any two of whom can count, and a closed election with names written in.
 *
 * @param {import('node:test').TestContext} t
 */
async function closed(t) {
  const { server } = await open(t);
  fixRoll(server);
  const { room, seats } = await board(t, server, 2, 3);
  const item = addElection(server);
  close(server, item);
  const [first, second, third] = /** @type {[SeatDevice, SeatDevice, SeatDevice]} */ (seats);
  for (const seat of seats) await seat.untilItem(({ phase }) => phase === 'todo');
  const leaves = (/** @type {string} */ type) =>
    server.leaves.map((leaf) => JSON.parse(leaf)).filter((leaf) => leaf.type === type);
  return { server, room, item, first, second, third, leaves };
}

/**
 * @param {SeatDevice} seat
 * @param {string} item
 */
async function check(seat, item) {
  seat.it.check(item);
  await seat.untilItem(({ phase }) => phase === 'checked');
}

test('two shuffle in turn, each by itself, before either makes a share', async (t) => {
  const { server, room, item, first, second, leaves } = await closed(t);
  await check(first, item.item);
  first.it.decrypt(item.item);
  const { items } = await first.untilItem(
    ({ phase, shuffled }) => phase === 'waiting' && shuffled?.done === 1,
  );
  assert.deepEqual(items[0]?.shuffled, { done: 1, needed: 2 });
  assert.equal(first.state.step, 'home');
  assert.equal(bodiesOf(server, '/slips').length + bodiesOf(server, '/share').length, 0);
  await check(second, item.item);
  second.it.decrypt(item.item);
  for (const seat of [first, second]) await seat.untilItem(({ phase }) => phase === 'result');
  assert.deepEqual(
    leaves('reshuffled').map(({ owner }) => owner),
    [1, 2],
  );
  assert.deepEqual(openedNames(server, room, item), NAMES);
});

test('of two who shuffle at once the second does it again on what the first has left', async (t) => {
  const { server, room, item, first, second, leaves } = await closed(t);
  const take = room.reshuffle.bind(room);
  /** @type {any} */
  let held = null;
  room.reshuffle = (made) => {
    // Whoever is first is on the way for so long that the other has made its own meanwhile.
    held ??= made;
    if (made.owner === held.owner && room.shufflers.size === 0) server.refusal(503, 'busy');
    take(held);
    return take(made);
  };
  await check(second, item.item);
  await check(first, item.item);
  first.it.decrypt(item.item);
  second.it.decrypt(item.item);
  for (const seat of [first, second]) await seat.untilItem(({ phase }) => phase === 'result');
  const late = leaves('reshuffled').map(({ owner }) => owner)[1];
  const places = bodiesOf(server, '/reshuffle')
    .filter(({ owner }) => owner === late)
    .map(({ place }) => place);
  assert.deepEqual([places.includes(1), places.at(-1)], [true, 2]);
  assert.deepEqual(openedNames(server, room, item), NAMES);
});

test('an answer that is lost does no harm', async (t) => {
  const { server, item, first, leaves } = await closed(t);
  server.fault = faultOn('/reshuffle', 1, 'lose');
  await check(first, item.item);
  first.it.decrypt(item.item);
  await first.untilItem(({ phase, shuffled }) => phase === 'waiting' && shuffled?.done === 1);
  assert.equal(leaves('reshuffled').length, 1);
});

test('a device that is opened anew goes on by itself, and sends the same shuffle again', async (t) => {
  const { server, room, item, first, second } = await closed(t);
  // The service takes nothing and says nothing that makes sense.
  server.twist = ({ path }, body) => (path.endsWith('/reshuffle') ? { error: 5 } : body);
  const take = room.reshuffle;
  room.reshuffle = ({ item: uuid, owner }) => ({ item: uuid, owner });
  await check(first, item.item);
  first.it.decrypt(item.item);
  await first.untilItem(() => bodiesOf(server, '/reshuffle').length > 0);
  first.it.stop();
  room.reshuffle = take;
  server.twist = (_, body) => body;
  const again = new SeatDevice(t, server, first.origin);
  again.it.start('');
  await again.untilItem(({ phase, shuffled }) => phase === 'waiting' && shuffled?.done === 1);
  const sent = bodiesOf(server, '/reshuffle');
  assert.ok(sent.length > 1);
  for (const body of sent) assert.deepEqual(body, sent[0]);
  await check(second, item.item);
  second.it.decrypt(item.item);
  for (const seat of [again, second]) await seat.untilItem(({ phase }) => phase === 'result');
  assert.deepEqual(openedNames(server, room, item), NAMES);
});

test('a third who is not needed for the shuffle can still decrypt', async (t) => {
  const { server, room, item, first, second, third, leaves } = await closed(t);
  for (const seat of [first, second]) {
    await check(seat, item.item);
    seat.it.decrypt(item.item);
    await seat.untilItem(({ phase, shuffled }) => phase === 'handed' || shuffled?.done === 1);
  }
  await check(third, item.item);
  third.it.decrypt(item.item);
  await third.untilItem(({ phase }) => phase === 'result');
  assert.equal(leaves('reshuffled').length, 2);
  assert.deepEqual(openedNames(server, room, item), NAMES);
});

test('who stops the check stops what would go on by itself', async (t) => {
  const { server, item, first } = await closed(t);
  await check(first, item.item);
  first.it.decrypt(item.item);
  await first.untilItem(({ phase, shuffled }) => phase === 'waiting' && shuffled?.done === 1);
  first.it.halt(item.item);
  await first.untilItem(({ phase }) => phase === 'checked');
  assert.equal(bodiesOf(server, '/share').length, 0);
});

for (const [what, change] of /** @type {[string, (made: any) => any][]} */ ([
  ['in the place of another seat', (made) => ({ ...made, owner: 2 })],
  ['by nobody of the board', (made) => ({ ...made, owner: 4 })],
  ['a second time', (made) => made],
  ['of another block', (made) => ({ ...made, owner: 3, block: 1 })],
])) {
  test(`a chain in which somebody shuffled ${what} raises an alarm`, async (t) => {
    const { server, item, first, second, leaves } = await closed(t);
    await check(first, item.item);
    first.it.decrypt(item.item);
    await first.untilItem(({ phase, shuffled }) => phase === 'waiting' && shuffled?.done === 1);
    const [made] = leaves('reshuffled');
    server.append(change(made));
    for (const seat of [first, second]) {
      await seat.until(({ log, step }) => step === 'alarm' || log === server.leaves.length);
      if (seat === second) second.it.check(item.item);
      const { alarm } = await seat.until('alarm');
      assert.match(alarm?.code ?? '', /^(slips-wrong|entry-illegal)$/);
    }
    assert.equal(bodiesOf(server, '/slips').length, 0);
  });
}
