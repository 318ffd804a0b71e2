import assert from 'node:assert/strict';
import test from 'node:test';

import { parsePlaintext } from '../../static/src/sealing.js';
import { bodiesOf, eventually } from './hall.mjs';
import { attend, comment, untilHearing, viewOf } from './hearing-hall.mjs';
import { Phone } from './phone.mjs';

/**
 * Several phones that have said one thing each.
 *
 * @param {import('node:test').TestContext} t
 * @param {string[]} texts
 */
async function discuss(t, texts) {
  const joined = await attend(t, 'open', { perDelegate: 1 });
  const { server, phone, hearing, it } = joined;
  const others = texts.slice(1).map((_, index) => {
    const other = phone();
    other.booth.start(server.hand(`代表${index}`));
    return other;
  });
  const phones = [it, ...others];
  for (const [index, each] of phones.entries()) {
    await untilHearing(each, ({ phase }) => phase === 'ready');
    await comment(each, hearing, texts[index] ?? '');
  }
  const commitments = phones.map((each) => viewOf(each).comments[0]?.receipt?.tracker ?? '');
  return { ...joined, phones, commitments };
}

test('the author sees what became of each comment: sealed, published with answers, withheld', async (t) => {
  const { room, it, hearing } = await attend(t, 'open');
  for (const [index, text] of ['公开的', '保留的', '未拆的'].entries()) {
    await comment(it, hearing, text, index + 1);
  }
  const [one = '', two = '', three = ''] = viewOf(it).comments.map(
    ({ receipt }) => receipt?.tracker ?? '',
  );
  it.booth.hearings.visit(hearing);
  await untilHearing(it, ({ opinions }) => opinions?.sealed === 3);
  room.publish(one);
  room.withhold(two, 'names-a-person');
  room.reply(one, '已采纳');
  const { comments, opinions } = await untilHearing(
    it,
    ({ comments: [first] }) => first?.fate?.replies.length === 1,
  );
  assert.deepEqual(opinions, { ...opinions, sealed: 1, published: 1, withheld: 1 });
  assert.deepEqual(
    comments.map(({ fate }) => [fate?.state, fate?.reason]),
    [
      ['published', ''],
      ['withheld', 'names-a-person'],
      ['sealed', ''],
    ],
  );
  assert.equal(comments[0]?.fate?.replies[0]?.text, '已采纳');
  const list = it.booth.hearings.opinions(hearing);
  assert.deepEqual(
    list.map(({ commitment, mine }) => [commitment, mine]),
    [
      [one, 1],
      [two, 2],
      [three, 3],
    ],
  );
  it.close();
  const again = new Phone({ base: 'http://127.0.0.1:9' }, it.origin);
  t.after(() => again.close());
  again.booth.start('');
  assert.equal(viewOf(again).comments[1]?.fate?.state, 'withheld', 'remembered without a network');
});

test('a list that changes the words or drops a comment is shown to its author as that', async (t) => {
  const { server, room, it, hearing } = await attend(t, 'open');
  await comment(it, hearing, '坚决反对', 1);
  await comment(it, hearing, '另一条', 2);
  for (const commitment of room.comments.keys()) room.publish(commitment);
  const [one = '', two = ''] = room.comments.keys();
  server.twist = ({ path }, body) => {
    if (!path.endsWith('/opinions')) return body;
    const opinions = body.opinions.filter((/** @type {any} */ each) => each.commitment !== two);
    return { opinions: opinions.map((/** @type {any} */ each) => ({ ...each, text: '坚决拥护' })) };
  };
  it.booth.hearings.visit(hearing);
  const { comments } = await untilHearing(
    it,
    (view) => view.comments[1]?.fate?.state === 'missing',
  );
  assert.equal(comments[0]?.fate?.state, 'altered');
  assert.equal(comments[0]?.draft.text, '坚决反对');
  assert.equal(viewOf(it).comments[0]?.receipt?.tracker, one);
  server.append({ type: 'note', text: '复会' });
  server.twist = (_, body) => body;
  await untilHearing(it, (view) =>
    view.comments.slice(0, 2).every((c) => c.fate?.state === 'published'),
  );
});

test('the list of opinions is only fetched for the hearing on show, as a whole, when the log grows', async (t) => {
  const { server, room, it, hearing } = await attend(t, 'open');
  await comment(it, hearing, '意见');
  const asked = () => server.calls.filter(({ path }) => path.includes('/opinions'));
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.equal(asked().length, 0, 'an author asks no more than anybody else');
  it.booth.hearings.visit(hearing);
  await untilHearing(it, ({ opinions }) => opinions?.sealed === 1);
  await new Promise((resolve) => setTimeout(resolve, 300));
  const before = asked().length;
  assert.ok(before <= 2);
  room.publish([...room.comments.keys()][0] ?? '');
  await untilHearing(it, ({ opinions }) => opinions?.published === 1);
  it.booth.hearings.visit(null);
  await new Promise((resolve) => setTimeout(resolve, 200));
  const settled = asked().length;
  server.append({ type: 'note', text: '休会' });
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.equal(asked().length, settled);
  assert.equal(new Set(asked().map(({ path }) => path)).size, 1);
});

test('a list that has not changed is not sent again, and no phone is known by what it sends', async (t) => {
  const { server, it, hearing } = await attend(t, 'open');
  it.booth.hearings.visit(hearing);
  await untilHearing(it, ({ opinions }) => opinions !== null);
  const tags = () =>
    server.calls
      .filter(({ path }) => path.endsWith('/opinions'))
      .map(({ headers }) => headers['if-none-match']);
  // Once more: the first answer may have come from a cache that was a moment older than the log.
  await eventually(() => tags().length === 2);
  await new Promise((resolve) => setTimeout(resolve, 300));
  const answer = JSON.stringify({ opinions: [] });
  assert.deepEqual(tags(), [undefined, server.tag(answer)]);
  server.tag = () => '"phone-7"';
  server.append({ type: 'note', text: '复会' });
  await eventually(() => tags().length === 4);
  assert.ok(!tags().includes('"phone-7"'));
});

test('a list that was a moment older than the log is not taken for the last word', async (t) => {
  const { server, room, it, hearing } = await attend(t, 'open');
  await comment(it, hearing, '意见');
  it.booth.hearings.visit(hearing);
  await untilHearing(it, ({ opinions }) => opinions?.sealed === 1);
  await new Promise((resolve) => setTimeout(resolve, 300));
  const old = room.opinions();
  let stale = 1;
  server.twist = ({ path }, body) => (path.endsWith('/opinions') && stale-- > 0 ? old : body);
  room.publish([...room.comments.keys()][0] ?? '');
  await untilHearing(it, ({ opinions }) => opinions?.published === 1);
});

test('a published comment is supported once, under one name that says nothing', async (t) => {
  const { server, room, phones, commitments, hearing } = await discuss(t, ['甲的意见', '乙的意见']);
  const [first, second] = /** @type {[Phone, Phone]} */ (phones);
  const [one = '', two = ''] = commitments;
  second.booth.hearings.visit(hearing);
  await untilHearing(second, ({ opinions }) => opinions?.sealed === 2);
  assert.ok(!second.booth.hearings.support(hearing, one), 'not published yet');
  room.publish(one);
  room.publish(two);
  await untilHearing(second, ({ opinions }) => opinions?.published === 2);
  assert.ok(second.booth.hearings.support(hearing, one));
  assert.ok(!second.booth.hearings.support(hearing, one));
  await untilHearing(second, ({ supports }) => supports[0]?.phase === 'given');
  assert.ok(!second.booth.hearings.support(hearing, one));
  assert.ok(!second.booth.hearings.support(hearing, 'ab'.repeat(32)));
  first.booth.hearings.visit(hearing);
  const { comments } = await untilHearing(first, (view) => view.comments[0]?.fate?.supports === 1);
  assert.equal(comments[0]?.fate?.state, 'published');
  assert.ok(second.booth.hearings.support(hearing, two));
  await untilHearing(second, ({ supports }) => supports.every(({ phase }) => phase === 'given'));
  const bodies = bodiesOf(server, '/support');
  assert.equal(new Set(bodies.map(({ key }) => key)).size, 1);
  const own = [...room.comments.values()].map(({ envelope }) => envelope.key);
  assert.ok(!own.includes(bodies[0].key), 'not the key of the own comment');
  const shown = second.booth.hearings.opinions(hearing);
  assert.deepEqual(
    shown.map(({ support }) => support),
    ['given', 'given'],
  );
});

test('comments opened at closing can still be supported', async (t) => {
  const { room, it, hearing } = await attend(t, 'open');
  await comment(it, hearing, '意见');
  room.close();
  const [commitment = ''] = room.comments.keys();
  room.publish(commitment);
  it.booth.hearings.visit(hearing);
  await untilHearing(it, ({ phase, opinions }) => phase === 'closed' && opinions?.published === 1);
  assert.ok(viewOf(it).supportable);
  assert.ok(it.booth.hearings.support(hearing, commitment));
  await untilHearing(it, ({ supports }) => supports[0]?.phase === 'given');
  room.state = 'reported';
  await untilHearing(it, ({ supportable }) => !supportable);
  await eventually(() => it.origin.memory.hearings[hearing].slots === undefined);
});

test('a reply names a published comment', async (t) => {
  const { room, it, hearing } = await attend(t, 'open');
  await comment(it, hearing, '原来的意见', 1);
  const [replyTo = ''] = room.comments.keys();
  room.publish(replyTo);
  it.booth.hearings.visit(hearing);
  await untilHearing(it, ({ opinions }) => opinions?.published === 1);
  it.booth.hearings.draft(hearing, 2, { replyTo });
  await comment(it, hearing, '补充一点', 2);
  const [, reply = ''] = room.comments.keys();
  assert.equal(parsePlaintext(room.read(reply)).replyTo, replyTo);
  room.publish(reply);
  await untilHearing(it, ({ opinions }) => opinions?.published === 2);
  assert.equal(it.booth.hearings.opinions(hearing)[1]?.draft.replyTo, replyTo);
});

test('a list that cannot be had is not asked for again before the log grows', async (t) => {
  const { server, it, hearing } = await attend(t, 'open');
  server.refuse = ({ path }) => (path.endsWith('/opinions') ? 'unknown-hearing' : null);
  it.booth.hearings.visit(hearing);
  const asked = () => server.calls.filter(({ path }) => path.includes('/opinions')).length;
  await eventually(() => asked() === 1);
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.equal(asked(), 1);
  server.refuse = () => null;
  server.append({ type: 'note', text: '休会' });
  await untilHearing(it, ({ opinions }) => opinions !== null);
});
