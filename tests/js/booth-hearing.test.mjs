import assert from 'node:assert/strict';
import test from 'node:test';

import { commitmentOf, makePlaintext, parsePlaintext } from '../../static/src/sealing.js';
import { bodiesOf, eventually, faultOn, open } from './hall.mjs';
import { attend, comment, untilHearing, viewOf } from './hearing-hall.mjs';
import { FORBIDDEN, HOSTILE } from './hostile.mjs';
import { Origin } from './phone.mjs';

test('from the announcement to the receipt of a comment, step by step', async (t) => {
  const { server, room, it, hearing } = await attend(t, 'announced');
  const announced = viewOf(it);
  assert.equal(announced.title, room.entry.title);
  assert.equal(announced.matter, room.entry.matter);
  assert.equal(announced.perDelegate, 3);
  assert.equal(announced.comments.length, 3);
  assert.equal(announced.comments[0]?.problem, 'blank');
  assert.ok(it.booth.hearings.draft(hearing, 2, { text: '建议', clause: 2, marks: [5, 0, 3] }));
  assert.ok(!it.booth.hearings.send(hearing, 2), 'not open yet');
  assert.equal(bodiesOf(server, 'collect').length, 0);
  room.state = 'open';
  await untilHearing(it, ({ phase, collected }) => phase === 'ready' && collected === 4);
  assert.ok(it.booth.hearings.send(hearing, 2));
  const { comments } = await untilHearing(it, (view) => view.comments[1]?.phase === 'sent');
  const sent = comments[1];
  assert.deepEqual(sent?.draft, { clause: 2, marks: [5, 0, 3], replyTo: '', text: '建议' });
  assert.equal(sent?.fate?.state, 'sealed');
  assert.ok(room.comments.has(sent?.receipt?.tracker ?? ''));
  assert.equal(sent?.receipt?.check, 'checked');
  assert.deepEqual(parsePlaintext(room.read(sent?.receipt?.tracker ?? '')).text, '建议');
  assert.equal(it.state.step, 'waiting', 'ballots go their own way');
  assert.equal(it.state.current, null);
});

test('every phone collects every credential at once, also one that never writes', async (t) => {
  const { server, room, it } = await attend(t, 'open');
  const bodies = bodiesOf(server, 'collect');
  const asked = bodies.map(({ kind, slot }) => `${kind} ${slot}`);
  assert.deepEqual(asked, ['comment 1', 'comment 2', 'comment 3', 'support 1']);
  assert.equal(new Set(bodies.map(({ blinded }) => blinded)).size, 4);
  assert.equal(room.collected.size, 4);
  assert.equal(room.comments.size, 0);
  const { slots } = it.origin.memory.hearings[room.hearing];
  for (const { author, prefix, token } of slots) {
    for (const secret of [author, prefix, token]) {
      assert.ok(!JSON.stringify(bodies).includes(secret.slice(0, 40)));
    }
  }
});

test('nothing can be sent before the last credential is there', async (t) => {
  const { server, phone } = await open(t);
  const room = server.addHearing();
  room.state = 'open';
  server.fault = (call) => (call.body?.kind === 'support' ? 'break' : 'answer');
  const it = phone();
  it.booth.start(server.hand('张三'));
  await untilHearing(it, ({ collected }) => collected === 3);
  assert.ok(it.booth.hearings.draft(room.hearing, 1, { text: '意见' }));
  assert.ok(!it.booth.hearings.send(room.hearing, 1));
  assert.equal(viewOf(it).phase, 'collecting');
  server.fault = () => 'answer';
  await untilHearing(it, ({ phase }) => phase === 'ready');
  assert.ok(it.booth.hearings.send(room.hearing, 1));
});

test('credentials are asked for at random distances', async (t) => {
  /** @type {number[]} */
  const times = [];
  const options = {
    second: 400,
    fetch: (/** @type {any} */ input, /** @type {any} */ init) => {
      if (String(input).endsWith('/pass/collect')) times.push(Date.now());
      return globalThis.fetch(input, init);
    },
  };
  await attend(t, 'open', { perDelegate: 10, options });
  const gaps = times.slice(1).map((time, index) => time - Number(times[index]));
  assert.equal(gaps.length, 10);
  assert.ok(Math.max(...gaps) - Math.min(...gaps) > 60, gaps.join());
});

for (const kind of /** @type {const} */ (['lose', 'break', 'busy', 'portal'])) {
  test(`answers that do not come (${kind}) are asked for again with the same bytes`, async (t) => {
    const { server, phone } = await open(t);
    const room = server.addHearing({ perDelegate: 2 });
    room.state = 'open';
    const paths = ['/item/', 'collect', '/comment', '/opinions', '/support'];
    const faults = paths.map((path) => faultOn(path, 2, kind));
    server.fault = (call) =>
      faults.map((fault) => fault(call)).find((f) => f !== 'answer') ?? 'answer';
    const it = phone();
    it.booth.start(server.hand('王五'));
    await untilHearing(it, ({ phase }) => phase === 'ready');
    await comment(it, room.hearing, '同意');
    const [commitment = ''] = room.comments.keys();
    room.publish(commitment);
    it.booth.hearings.visit(room.hearing);
    await untilHearing(it, ({ opinions }) => opinions?.published === 1);
    assert.ok(it.booth.hearings.support(room.hearing, commitment));
    await untilHearing(it, ({ supports }) => supports[0]?.phase === 'given');
    for (const [path, different] of /** @type {const} */ ([
      ['collect', 3],
      ['/comment', 1],
      ['/support', 1],
    ])) {
      const bodies = bodiesOf(server, path).map((body) => JSON.stringify(body));
      assert.equal(new Set(bodies).size, different, path);
      assert.ok(bodies.length > different, path);
    }
    assert.equal(room.comments.size, 1);
    assert.equal(room.supports.size, 1);
  });
}

test('a reload at any step goes on where the phone was, with the same bytes', async (t) => {
  const { server, phone } = await open(t);
  const room = server.addHearing({ perDelegate: 2 });
  const { hearing } = room;
  const origin = new Origin();
  let it = phone(origin);
  const reload = () => {
    it.close();
    it = phone(origin);
    it.booth.start('');
  };
  it.booth.start(server.hand('李四'));
  await untilHearing(it, ({ kind }) => kind !== null);
  it.booth.hearings.draft(hearing, 1, { text: '草稿' });
  reload();
  assert.equal(viewOf(it).comments[0]?.draft.text, '草稿');
  server.fault = (call) => (call.body?.slot === 2 ? 'lose' : 'answer');
  room.state = 'open';
  await eventually(() => bodiesOf(server, 'collect').length >= 2);
  reload();
  await eventually(() => bodiesOf(server, 'collect').length >= 4);
  server.fault = () => 'answer';
  await untilHearing(it, ({ phase }) => phase === 'ready');
  reload();
  assert.equal(viewOf(it).phase, 'ready');
  server.fault = faultOn('/comment', 1000, 'lose');
  assert.ok(it.booth.hearings.send(hearing, 1));
  await eventually(() => bodiesOf(server, '/comment').length >= 1);
  reload();
  assert.equal(viewOf(it).comments[0]?.phase, 'sending');
  assert.equal(viewOf(it).comments[0]?.draft.text, '草稿');
  await eventually(() => bodiesOf(server, '/comment').length >= 3);
  server.fault = () => 'answer';
  await untilHearing(it, ({ comments }) => comments[0]?.phase === 'sent');
  reload();
  assert.equal(viewOf(it).comments[0]?.phase, 'sent');
  assert.equal(room.comments.size, 1);
  const bodies = bodiesOf(server, '/comment').map((body) => JSON.stringify(body));
  assert.equal(new Set(bodies).size, 1);
  const asked = bodiesOf(server, 'collect').map((body) => JSON.stringify(body));
  assert.equal(new Set(asked).size, 3);
});

test('each sheet is sent once, and there are as many as the hearing allows', async (t) => {
  const { room, it, hearing } = await attend(t, 'open', { perDelegate: 2 });
  const { hearings } = it.booth;
  await comment(it, hearing, '第一条意见', 1);
  assert.ok(!hearings.draft(hearing, 1, { text: '改主意' }));
  assert.ok(!hearings.send(hearing, 1));
  await comment(it, hearing, '第二条意见', 2);
  for (const number of [0, 3, -1, 1.5]) {
    assert.ok(!hearings.draft(hearing, number, { text: '多出来的' }), String(number));
    assert.ok(!hearings.send(hearing, number));
  }
  assert.equal(room.comments.size, 2);
  const keys = [...room.comments.values()].map(({ envelope }) => envelope.key);
  assert.equal(new Set(keys).size, 2, 'two comments of one person share nothing');
  assert.ok(!hearings.draft('nothing', 1, { text: 'x' }));
  assert.ok(!hearings.send('nothing', 1));
});

test('two tabs send one comment between them', async (t) => {
  const { server, phone, room, it, hearing } = await attend(t, 'open');
  const other = phone(it.origin);
  other.booth.start('');
  await untilHearing(other, ({ phase }) => phase === 'ready');
  it.booth.hearings.draft(hearing, 1, { text: '同意' });
  await untilHearing(other, ({ comments }) => comments[0]?.draft.text === '同意');
  it.booth.hearings.send(hearing, 1);
  other.booth.hearings.send(hearing, 1);
  await Promise.all(
    [it, other].map((tab) => untilHearing(tab, ({ comments }) => comments[0]?.phase === 'sent')),
  );
  assert.equal(room.comments.size, 1);
  assert.equal(new Set(bodiesOf(server, '/comment').map(({ sealed }) => sealed)).size, 1);
});

test('drafts stay on the phone, and what may not be sent says why', async (t) => {
  const { server, it, hearing } = await attend(t, 'open');
  const { hearings } = it.booth;
  const problem = () => viewOf(it).comments[0]?.problem;
  for (const [change, expected] of /** @type {const} */ ([
    [{ text: ' \n　' }, 'blank'],
    [{ text: '字'.repeat(1201) }, 'too-long'],
    [{ text: '𠀀'.repeat(1200) }, 'too-long'],
    [{ text: '秘密草稿', clause: 3 }, 'no-such-clause'],
    [{ clause: 2 }, null],
    [{ marks: [0, 1, 5] }, null],
  ])) {
    assert.ok(hearings.draft(hearing, 1, change));
    assert.equal(problem(), expected, JSON.stringify(change).slice(0, 60));
    if (expected !== null) assert.ok(!hearings.send(hearing, 1));
  }
  assert.equal(viewOf(it).comments[0]?.letters, 4);
  for (const change of [
    { clause: -1 },
    { clause: 1.5 },
    { clause: 1001 },
    { marks: [0, 0] },
    { marks: [0, 0, 6] },
    { replyTo: 'no' },
  ]) {
    assert.ok(!hearings.draft(hearing, 1, change), JSON.stringify(change));
    assert.equal(problem(), null, 'the draft stays as it was');
  }
  it.booth.hearings.visit(hearing);
  await untilHearing(it, ({ opinions }) => opinions !== null);
  hearings.draft(hearing, 1, { replyTo: 'ab'.repeat(32) });
  assert.equal(problem(), 'no-such-comment');
  assert.ok(!JSON.stringify(server.calls).includes('秘密草稿'));
  assert.equal(bodiesOf(server, '/comment').length, 0);
});

test('a draft tells what is left of its letters, and of its length once sealed', async (t) => {
  const { it, hearing } = await attend(t, 'open');
  const { hearings } = it.booth;
  const shortest = { clause: 0, marks: [0, 0, 0], nonce: '0'.repeat(64), replyTo: '', text: '.' };
  const bytes = makePlaintext(shortest).trimEnd().length - 1;
  const room = 512 - bytes;
  for (const [text, letters, size, spare] of /** @type {const} */ ([
    ['', 0, 1, room],
    ['字', 1, 1, room - 3],
    ['a'.repeat(room), room, 1, 0],
    ['a'.repeat(room + 1), room + 1, 2, 511],
    ['"', 1, 1, room - 2],
    ['𠀀'.repeat(900), 900, 4, 4096 - bytes - 3600],
    ['字'.repeat(1201), 1201, 4, 4096 - bytes - 3603],
  ])) {
    assert.ok(hearings.draft(hearing, 1, { text }));
    const view = viewOf(it).comments[0];
    const seen = [view?.letters, view?.size, view?.spare, view?.longest, view?.sizes];
    assert.deepEqual(seen, [letters, size, spare, 1200, 4], text.slice(0, 9));
  }
  hearings.draft(hearing, 1, { text: '𠀀'.repeat(1200) });
  const { size, problem } = viewOf(it).comments[0] ?? {};
  assert.deepEqual([size, problem], [0, 'too-long']);
});

test('what nobody can see and no comment may hold leaves a draft as it is written', async (t) => {
  const { it, hearing } = await attend(t, 'announced');
  const { hearings } = it.booth;
  hearings.draft(hearing, 1, { text: 'a\r\nb\rc\td\u000be\u0000\u001b\ud800f' });
  assert.equal(viewOf(it).comments[0]?.draft.text, 'a\nb\nc d\nef');
  for (const text of Object.values(FORBIDDEN)) {
    hearings.draft(hearing, 1, { text });
    assert.ok(['blank', null].includes(viewOf(it).comments[0]?.problem ?? null));
  }
  for (const text of Object.values(HOSTILE)) {
    hearings.draft(hearing, 1, { text });
    assert.equal(viewOf(it).comments[0]?.draft.text, text);
  }
});

test('hostile texts reach officer, list and author byte by byte', async (t) => {
  const { server, phone, room, it, hearing } = await attend(t, 'open', { perDelegate: 10 });
  const texts = Object.values(HOSTILE);
  const second = phone();
  second.booth.start(server.hand('李四'));
  await untilHearing(second, ({ phase }) => phase === 'ready');
  for (const [index, text] of texts.entries()) {
    await comment(index < 10 ? it : second, hearing, text, (index % 10) + 1);
  }
  for (const commitment of room.comments.keys()) room.publish(commitment);
  for (const each of [it, second]) {
    each.booth.hearings.visit(hearing);
    const { comments } = await untilHearing(
      each,
      ({ opinions }) => opinions?.published === texts.length,
    );
    for (const { phase, fate } of comments) {
      if (phase === 'sent') assert.equal(fate?.state, 'published');
    }
  }
  const shown = it.booth.hearings.opinions(hearing).map(({ draft }) => draft.text);
  assert.deepEqual(shown.sort(), [...texts].sort());
});

test('what is sent has four lengths only, and nothing but the comment in it', async (t) => {
  const { server, it, hearing } = await attend(t, 'open', { perDelegate: 10 });
  const lengths = [1, 2, 120, 140, 200, 290, 310, 600, 700, 1200];
  for (const [index, length] of lengths.entries()) {
    await comment(it, hearing, '字'.repeat(length), index + 1);
  }
  const bodies = bodiesOf(server, '/comment');
  const sizes = new Set(bodies.map((body) => JSON.stringify(body).length));
  assert.equal(sizes.size, 4);
  for (const body of bodies) {
    const fields = ['commitment', 'item', 'key', 'prefix', 'sealed', 'signature', 'token'];
    assert.deepEqual(Object.keys(body).sort(), fields);
  }
  const { device } = it.origin.memory;
  for (const call of server.calls.filter(({ path }) => path.startsWith('/c/'))) {
    const text = JSON.stringify(call);
    assert.ok(!text.includes(device) && !text.includes('张三'));
    assert.equal(call.headers.cookie, undefined);
  }
});

test('marks are only sent where the hearing asks for them', async (t) => {
  const { room, it, hearing } = await attend(t, 'open', { marks: false });
  it.booth.hearings.draft(hearing, 1, { marks: [5, 5, 5] });
  await comment(it, hearing, '同意');
  const [commitment = ''] = room.comments.keys();
  assert.deepEqual(parsePlaintext(room.read(commitment)).marks, [0, 0, 0]);
});

test('at closing unsent drafts are missed but not lost, and credentials forgotten', async (t) => {
  const { room, it, hearing } = await attend(t, 'open');
  it.booth.hearings.draft(hearing, 1, { text: '没来得及' });
  room.close();
  const { comments } = await untilHearing(it, ({ phase }) => phase === 'closed');
  assert.equal(comments[0]?.phase, 'missed');
  assert.equal(comments[0]?.draft.text, '没来得及');
  assert.equal(comments[1]?.phase, 'draft');
  assert.ok(!it.booth.hearings.send(hearing, 1));
  const slots = () => it.origin.memory.hearings[hearing].slots;
  await eventually(() => slots().filter((/** @type {any} */ slot) => slot !== null).length === 1);
  assert.equal(slots().at(-1).kind, 'support');
  assert.equal(room.comments.size, 0);
});

test('a lost answer to the last comment before closing still becomes a receipt', async (t) => {
  const { server, room, it, hearing } = await attend(t, 'open');
  server.fault = faultOn('/comment', 1, 'lose');
  it.booth.hearings.draft(hearing, 1, { text: '最后一条' });
  it.booth.hearings.send(hearing, 1);
  await eventually(() => room.comments.size > 0);
  room.close();
  server.refuse = ({ path }) => (path.endsWith('/comment') ? 'not-open' : null);
  await untilHearing(it, ({ comments }) => comments[0]?.phase === 'sent');
});

test('a comment that arrives only after closing is missed, and its words are kept', async (t) => {
  const { server, room, it, hearing } = await attend(t, 'open');
  server.fault = faultOn('/comment', 1000, 'break');
  it.booth.hearings.draft(hearing, 1, { text: '太迟了' });
  it.booth.hearings.send(hearing, 1);
  await untilHearing(it, ({ comments }) => comments[0]?.phase === 'sending');
  room.close();
  await untilHearing(it, ({ state }) => state === 'closed');
  server.fault = () => 'answer';
  const { comments } = await untilHearing(it, (view) => view.comments[0]?.phase === 'missed');
  assert.equal(comments[0]?.draft.text, '太迟了');
  assert.equal(room.comments.size, 0);
});

test('a comment that is refused says why, and is sent again unchanged when asked', async (t) => {
  const { server, room, it, hearing } = await attend(t, 'open');
  server.refuse = ({ path }) => (path.endsWith('/comment') ? 'credential-used' : null);
  it.booth.hearings.draft(hearing, 1, { text: '意见' });
  it.booth.hearings.send(hearing, 1);
  const { comments } = await untilHearing(it, (view) => view.comments[0]?.phase === 'refused');
  assert.equal(comments[0]?.error?.code, 'credential-used');
  const { length } = bodiesOf(server, '/comment');
  server.refuse = () => null;
  it.booth.retry();
  await untilHearing(it, (view) => view.comments[0]?.phase === 'sent');
  const bodies = bodiesOf(server, '/comment');
  assert.equal(bodies.length, length + 1);
  assert.equal(new Set(bodies.map((body) => JSON.stringify(body))).size, 1);
  assert.equal(room.comments.size, 1);
});

test('credentials refused for good are shown as refused, passing refusals are waited for', async (t) => {
  const { server, phone } = await open(t);
  const room = server.addHearing();
  room.state = 'open';
  server.refuse = ({ path }) => (path.endsWith('/collect') ? 'not-checked-in' : null);
  const it = phone();
  it.booth.start(server.hand('张三'));
  const waiting = await untilHearing(it, ({ phase }) => phase === 'refused');
  assert.deepEqual([waiting.error?.code, waiting.error?.final], ['not-checked-in', false]);
  server.refuse = ({ path }) => (path.endsWith('/collect') ? 'already-collected' : null);
  const refused = await untilHearing(it, ({ error }) => error?.code === 'already-collected');
  assert.equal(refused.error?.final, true);
  const { length } = bodiesOf(server, 'collect');
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.equal(bodiesOf(server, 'collect').length, length, 'nothing repeats in vain');
  server.refuse = () => null;
  it.booth.retry();
  await untilHearing(it, ({ phase }) => phase === 'ready');
});

test('the proof file is what the commitment in the log was made of', async (t) => {
  const { room, it, hearing } = await attend(t, 'open');
  assert.equal(it.booth.hearings.exportProof(hearing, 1), null);
  await comment(it, hearing, '被保留的意见');
  const [commitment = ''] = room.comments.keys();
  room.withhold(commitment, 'insult');
  const proof = it.booth.hearings.exportProof(hearing, 1);
  assert.equal(proof?.name, `votesvc-comment-${commitment.slice(0, 8)}.json`);
  assert.equal(parsePlaintext(proof?.text ?? '').text, '被保留的意见');
  assert.equal(commitmentOf(hearing, proof?.text ?? ''), commitment);
  assert.equal(it.booth.hearings.exportProof(hearing, 2), null);
});

test('after sending, the phone can neither send again nor show who it was', async (t) => {
  const { it, hearing } = await attend(t, 'open');
  const { author } = it.origin.memory.hearings[hearing].slots[0];
  await comment(it, hearing, '意见');
  assert.equal(it.origin.memory.hearings[hearing].slots[0], null);
  assert.ok(!it.origin.text.includes(author));
});

test('storage that is full sends nothing, and room lets it go on', async (t) => {
  const { server, room, it, hearing } = await attend(t, 'open');
  it.booth.hearings.draft(hearing, 1, { text: '意见' });
  it.origin.room = it.origin.text.length;
  assert.ok(!it.booth.hearings.send(hearing, 1));
  assert.equal(it.state.step, 'no-storage');
  assert.ok(!it.booth.hearings.draft(hearing, 2, { text: '更多' }));
  assert.deepEqual(it.booth.hearings.opinions(hearing), []);
  assert.equal(bodiesOf(server, '/comment').length, 0);
  it.origin.room = Number.POSITIVE_INFINITY;
  it.booth.retry();
  await untilHearing(it, ({ phase }) => phase === 'ready');
  assert.ok(it.booth.hearings.send(hearing, 1));
  await untilHearing(it, ({ comments }) => comments[0]?.phase === 'sent');
  assert.equal(room.comments.size, 1);
});

test('forgetting leaves nothing of a hearing on the phone', async (t) => {
  const { it, hearing } = await attend(t, 'open');
  it.booth.hearings.draft(hearing, 1, { text: '草稿' });
  it.booth.forget();
  assert.equal(it.origin.values.size, 0);
  assert.deepEqual(it.state.hearings, []);
  assert.deepEqual(it.booth.hearings.opinions(hearing), []);
});

test('a server that knows no hearings is followed all the same', async (t) => {
  const { server, phone } = await open(t);
  server.twist = ({ path }, body) => {
    const { hearings: _, ...rest } = body;
    return path.endsWith('/state') ? rest : body;
  };
  const it = phone();
  it.booth.start(server.hand('张三'));
  await it.until(({ holder }) => holder?.title !== '');
  assert.deepEqual(it.state.hearings, []);
});
