import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import test from 'node:test';

import { RequestFailed } from '../../static/src/booth/api-failure.js';
import { MalformedInput } from '../../static/src/errors.js';
import { Office } from '../../static/src/hearing/office.js';
import { gapsOf } from '../../static/src/hearing/report-draft.js';
import { HOSTILE } from './hostile.mjs';
import { office, say } from './office.mjs';

const TEXTS = ['甲', '乙', '丙', '丁', '戊'];

/**
 * An office in which five comments are published, but for the last, which is withheld.
 *
 * @param {import('node:test').TestContext} t
 */
async function published(t) {
  const found = await office(t);
  const { server, room, officer, hearing } = found;
  const said = TEXTS.map((text) => say(room, text));
  const desk = officer.room(server.congress, hearing);
  await desk.read();
  await desk.open();
  for (const commitment of said) desk.decide(commitment, 'publish');
  desk.decide(said[4] ?? '', 'insult');
  room.take(desk.batch());
  await desk.read();
  return { ...found, desk, said };
}

// --- The key of a hearing ----------------------------------------------------------------------------

test('a hearing has one key on the device, which is saved once a backup was made', async (t) => {
  const { officer, hearing, device } = await office(t);
  assert.equal(officer.keys.madeFor(hearing), null);
  const key = officer.keys.makeFor(hearing);
  assert.equal(officer.keys.makeFor(hearing), key);
  assert.equal(device().keys.madeFor(hearing), key);
  assert.equal(officer.keys.isSaved(key), false);
  const file = await officer.keys.backup(key, '三月 春风 Letter 42');
  assert.equal(device().keys.isSaved(key), true);
  officer.keys.forget(key);
  assert.equal(officer.keys.madeFor(hearing), null);
  assert.equal(officer.keys.isSaved(key), false);
  assert.equal(await officer.keys.restore(file.text, '三月 春风 Letter 42'), key);
  assert.equal(officer.keys.isSaved(key), true);
});

// --- Opening -----------------------------------------------------------------------------------------

test('after a reload only what was opened before is opened by itself', async (t) => {
  const { server, room, officer, device, hearing } = await office(t);
  for (const text of TEXTS) say(room, text);
  const before = officer.room(server.congress, hearing);
  await before.read();
  await before.open();
  for (const text of TEXTS) say(room, `又${text}`);
  const desk = device().room(server.congress, hearing);
  await desk.read();
  await desk.reopen();
  const { opened, sealed, openable } = desk.view();
  assert.deepEqual([opened.length, sealed, openable], [5, 5, true]);
});

test('all that is sound and undecided is published at once, and nothing else is touched', async (t) => {
  const { server, room, officer, hearing } = await office(t);
  const said = TEXTS.map((text) => say(room, text));
  const faulty = say(room, '没有的条款', { clause: 9 });
  const desk = officer.room(server.congress, hearing);
  await desk.read();
  await desk.open();
  desk.decide(said[0] ?? '', 'secret');
  desk.publishAll([...said.slice(0, 4), faulty, 'ab'.repeat(32)]);
  const decisions = new Map(desk.view().opened.map((each) => [each.commitment, each.decision]));
  assert.deepEqual(
    [...said, faulty].map((commitment) => decisions.get(commitment)),
    ['secret', 'publish', 'publish', 'publish', null, 'malformed'],
  );
  assert.equal(decisions.size, 6);
});

test('a reply that came before its comment was published can be published after it', async (t) => {
  const { server, room, officer, hearing } = await office(t);
  const first = say(room, '原来的');
  const reply = say(room, '补充', { replyTo: first });
  for (const text of TEXTS.slice(2)) say(room, text);
  say(room, '己');
  const desk = officer.room(server.congress, hearing);
  await desk.read();
  await desk.open();
  assert.equal(desk.decide(reply, 'publish'), false);
  for (const { commitment } of desk.view().opened) desk.decide(commitment, 'publish');
  desk.decide(reply, null);
  room.take(desk.batch());
  await desk.read();
  room.close();
  await desk.read();
  await desk.open();
  const [left] = desk.view().opened;
  assert.deepEqual([left?.commitment, left?.fault, left?.decision], [reply, null, null]);
  assert.equal(desk.decide(reply, 'publish'), true);
});

// --- What the log says -------------------------------------------------------------------------------

test('published comments carry their supports and replies, and the withheld are counted', async (t) => {
  const { room, desk, said } = await published(t);
  room.reply(said[0] ?? '', '会研究');
  await desk.read();
  const { received, published: count, withheld, reasons } = desk.view();
  assert.deepEqual([received, count, withheld, reasons], [5, 4, 1, { insult: 1 }]);
  const first = desk.published().find(({ commitment }) => commitment === said[0]);
  assert.equal(first?.comment.text, '甲');
  assert.deepEqual(
    first?.replies.map(({ text, by }) => [text, by]),
    [['会研究', '工会主席']],
  );
  assert.equal(first?.supports, 0);
  assert.equal(desk.published().length, 4);
});

test('minutes and the report come out of the log as they were kept', async (t) => {
  const { room, desk, said } = await published(t);
  room.keepMinutes('第一次\n发言');
  room.keepMinutes('更正');
  room.close();
  const opinion = { comments: [said[0]], decision: 'partly', reason: '先试行', title: '试行' };
  desk.draft.add('试行', []);
  room.report([opinion]);
  assert.equal(desk.draft.list().length, 1);
  await desk.read();
  assert.deepEqual(desk.draft.list(), [], 'what is in the log is no draft any more');
  const { minutes, report, state } = desk.view();
  assert.deepEqual(
    minutes.map(({ text }) => text),
    ['第一次\n发言', '更正'],
  );
  assert.deepEqual(report?.opinions, [opinion]);
  assert.deepEqual([report?.received, report?.published, report?.withheld], [5, 4, { insult: 1 }]);
  assert.equal(state, 'reported');
});

test('a log that publishes other words than were committed to is refused', async (t) => {
  const { server, room, officer, hearing } = await office(t);
  const [one, other] = ['甲', '乙'].map((text) => say(room, text));
  const shared = { type: 'published', item: hearing, time: '2026-11-22T09:30:00Z' };
  server.append({ ...shared, commitment: one, plaintext: room.read(other ?? '') });
  await assert.rejects(officer.room(server.congress, hearing).read(), MalformedInput);
});

test('a log that supports or answers what is not published is refused', async (t) => {
  for (const make of [
    (/** @type {string} */ to) => ({ type: 'reply', to, text: 'x', by: 'y', time: 'z' }),
    (/** @type {string} */ commitment) => ({ type: 'support', commitment, key: 'k' }),
  ]) {
    const { server, room, officer, hearing } = await office(t);
    server.append({ item: hearing, ...make(say(room, '甲')) });
    await assert.rejects(officer.room(server.congress, hearing).read(), MalformedInput);
  }
});

// --- The draft of the report -------------------------------------------------------------------------

test('like comments become one opinion, and the draft survives a reload', async (t) => {
  const { server, device, desk, said, hearing } = await published(t);
  const [a = '', b = '', c = ''] = said;
  const id = desk.draft.add('  分配要公开 ', [b, a, b]);
  desk.draft.include(id, [c, a]);
  desk.draft.exclude(id, b);
  const draft = device().room(server.congress, hearing).draft;
  const [opinion] = draft.list();
  assert.deepEqual(opinion?.comments, [a, c].sort());
  assert.equal(opinion?.title, '分配要公开');
  assert.deepEqual(opinion && gapsOf(opinion), ['decision', 'reason']);
  assert.equal(draft.opinions(), null);
  // The server reads them as they will stand in the log.
  const order = ['comments', 'decision', 'reason', 'title'];
  draft.write(id, { decision: 'adopted', reason: ' 写进办法\n第二条 ' });
  assert.deepEqual(draft.opinions(), [
    {
      title: '分配要公开',
      comments: [a, c].sort(),
      decision: 'adopted',
      reason: '写进办法\n第二条',
    },
  ]);
  assert.deepEqual(Object.keys(draft.opinions()?.[0] ?? {}), order);
});

test('opinions can be moved, renamed and removed; what is not there is left alone', async (t) => {
  const { desk } = await published(t);
  const [first, second] = [desk.draft.add('一', []), desk.draft.add('二', [])];
  desk.draft.raise(second);
  desk.draft.raise(second);
  desk.draft.raise('nothing');
  desk.draft.write('nothing', { title: 'x' });
  desk.draft.include('nothing', ['ab'.repeat(32)]);
  assert.deepEqual(
    desk.draft.list().map(({ id }) => id),
    [second, first],
  );
  desk.draft.write(second, { title: ' \n' });
  assert.ok(gapsOf(/** @type {any} */ (desk.draft.list()[0])).includes('title'));
  desk.draft.remove('nothing');
  desk.draft.remove(second);
  desk.draft.remove(first);
  assert.deepEqual(desk.draft.list(), []);
  assert.deepEqual(desk.draft.opinions(), []);
});

test('a title is one line, however it was typed or pasted', async (t) => {
  const { desk } = await published(t);
  const id = desk.draft.add('第一行\n第二行\t 第三', []);
  desk.draft.write(id, { decision: 'rejected', reason: '否' });
  assert.equal(desk.draft.opinions()?.[0]?.title, '第一行 第二行 第三');
});

test('what was typed and not sent is there after a reload, hostile or not', async (t) => {
  const { server, desk, device, hearing } = await published(t);
  for (const [place, text] of Object.entries(HOSTILE)) desk.notes.keep(place, text);
  const again = device().room(server.congress, hearing);
  for (const [place, text] of Object.entries(HOSTILE)) assert.equal(again.notes.at(place), text);
  for (const place of Object.keys(HOSTILE)) again.notes.keep(place, '');
  assert.equal(desk.notes.at('a script'), '');
});

// --- Handing in --------------------------------------------------------------------------------------

/**
 * @param {import('node:test').TestContext} t
 * @param {(path: string, body: any) => {status: number, text: string}} answer
 */
async function counter(t, answer) {
  /** @type {{path: string, token: string|undefined, body: any}[]} */
  const calls = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const path = request.url ?? '';
    const body = JSON.parse(text);
    const token = request.headers['x-csrftoken'];
    calls.push({ path, token: typeof token === 'string' ? token : undefined, body });
    const found = answer(path, body);
    response.writeHead(found.status, { 'Content-Type': 'application/json' });
    response.end(found.text);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(null)));
  t.after(() => server.close());
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const path = `http://127.0.0.1:${port}/office`;
  const fetch = globalThis.fetch;
  return { calls, office: new Office({ fetch, path, token: 'secret', language: 'zh' }) };
}

test('everything is handed in under the login, with the token against forgery', async (t) => {
  const { office: hand, calls } = await counter(t, () => ({ status: 200, text: '{}' }));
  const opinions = [{ comments: [], decision: 'adopted', reason: 'r', title: 't' }];
  const reply = { to: 'ab'.repeat(32), text: '答', by: '主席' };
  await hand.register('cd'.repeat(32));
  await hand.open({ decisions: [] });
  await hand.reply(reply);
  await hand.keepMinutes('笔录');
  await hand.report(opinions);
  assert.deepEqual(
    calls.map(({ path, body }) => [path, body]),
    [
      ['/office/key', { key: 'cd'.repeat(32) }],
      ['/office/batch', { decisions: [] }],
      ['/office/reply', reply],
      ['/office/minutes', { text: '笔录' }],
      ['/office/report', { opinions }],
    ],
  );
  assert.ok(calls.every(({ token }) => token === 'secret'));
});

test('a refusal brings the server’s sentence, and silence says that nobody answered', async (t) => {
  const { office: hand } = await counter(t, () => ({
    status: 409,
    text: '{"error":"batch-too-small","message":"至少五条"}',
  }));
  await assert.rejects(
    hand.open({ decisions: [] }),
    (error) =>
      error instanceof RequestFailed &&
      error.code === 'batch-too-small' &&
      error.message === '至少五条',
  );
  const fetch = () => Promise.reject(new TypeError('no network'));
  const deaf = new Office({ fetch, path: '/x', token: '', language: 'zh' });
  await assert.rejects(
    deaf.keepMinutes('x'),
    (error) => error instanceof RequestFailed && error.code === 'offline',
  );
});
