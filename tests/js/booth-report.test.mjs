import assert from 'node:assert/strict';
import test from 'node:test';

import { parseReportLeaf } from '../../static/src/booth/hearing-report.js';
import { canonicalJson, parseUtf8 } from '../../static/src/encoding.js';
import { MalformedInput } from '../../static/src/errors.js';
import { attend, comment, untilHearing, viewOf } from './hearing-hall.mjs';
import { newUuid } from './server.mjs';
import { tampered } from './vectors.mjs';

const OPINION = { comments: [], decision: 'rejected', reason: '资金没有落实。', title: '增加班车' };

/**
 * A hearing with one published comment and one that was withheld, closed.
 *
 * @param {import('node:test').TestContext} t
 */
async function heard(t) {
  const joined = await attend(t, 'open');
  const { room, it, hearing } = joined;
  await comment(it, hearing, '应当公布', 1);
  await comment(it, hearing, '某某不行', 2);
  const [one = '', two = ''] = room.comments.keys();
  room.publish(one);
  room.withhold(two, 'names-a-person');
  room.close();
  return { ...joined, one };
}

/** @param {{calls: {path: string}[]}} server */
const asked = ({ calls }) => calls.filter(({ path }) => path.endsWith('/report')).length;

test('the report is read from the signed log, once, by whoever looks at the hearing', async (t) => {
  const { server, room, it, hearing, one } = await heard(t);
  const merged = { ...OPINION, comments: [one], decision: 'adopted' };
  room.report([merged, OPINION]);
  await untilHearing(it, ({ state }) => state === 'reported');
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.equal(asked(server), 0, 'nobody looks');
  it.booth.hearings.visit(hearing);
  const { report } = await untilHearing(it, (view) => view.report !== null);
  assert.deepEqual(report?.opinions, [merged, OPINION]);
  assert.deepEqual(
    [report?.received, report?.published, report?.withheld, report?.by],
    [2, 1, { 'names-a-person': 1 }, '李四'],
  );
  server.append({ type: 'note', text: '休会' });
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.equal(asked(server), 1);
  it.booth.forget();
  assert.deepEqual(it.state.hearings, []);
});

for (const [what, change] of /** @type {[string, (body: any) => object][]} */ ([
  ['that the log does not have', ({ leaf }) => ({ leaf: tampered(leaf) })],
  ['with another decision', ({ leaf }) => ({ leaf: leaf.replace('rejected', 'adopted') })],
  ['at another place', ({ index }) => ({ index: index - 1 })],
  ['with the proof of another size', ({ size }) => ({ size: size - 1 })],
])) {
  test(`a report ${what} raises item-not-in-log`, async (t) => {
    const { server, room, it, hearing } = await heard(t);
    room.report([OPINION]);
    server.twist = ({ path }, body) =>
      path.endsWith('/report') ? { ...body, ...change(body) } : body;
    it.booth.hearings.visit(hearing);
    const { alarm } = await it.until('alarm');
    assert.deepEqual([alarm?.code, alarm?.item], ['item-not-in-log', hearing]);
    server.twist = (_, body) => body;
    it.booth.retry();
    assert.equal(viewOf(it).report, null, 'nothing of the lie is shown');
    const { report } = await untilHearing(it, (view) => view.report !== null);
    assert.deepEqual(report?.opinions, [OPINION]);
  });
}

test('a logged report that contradicts itself raises item-invalid', async (t) => {
  const { room, it, hearing } = await heard(t);
  room.report([{ ...OPINION, decision: 'perhaps' }]);
  it.booth.hearings.visit(hearing);
  const { alarm } = await it.until('alarm');
  assert.deepEqual([alarm?.code, alarm?.item], ['item-invalid', hearing]);
});

test('a report that is refused is not asked for again before the log grows', async (t) => {
  const { server, room, it, hearing } = await heard(t);
  server.refuse = ({ path }) => (path.endsWith('/report') ? 'unknown-entry' : null);
  room.report([OPINION]);
  it.booth.hearings.visit(hearing);
  await untilHearing(it, ({ state }) => state === 'reported');
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.equal(asked(server), 1);
  assert.equal(it.state.step, 'waiting', 'the phone goes on');
  server.refuse = () => null;
  server.append({ type: 'note', text: '复会' });
  const { report } = await untilHearing(it, (view) => view.report !== null);
  assert.deepEqual(report?.opinions, [OPINION]);
});

test('every field of a report is read strictly', () => {
  const hearing = newUuid();
  const good = {
    type: 'reported',
    item: hearing,
    opinions: [OPINION],
    received: 2,
    published: 1,
    withheld: { secret: 1 },
    by: '李四',
    time: '2026-11-22T09:30:00Z',
  };
  /** @param {any} entry */
  const parse = (entry) => parseReportLeaf(parseUtf8(canonicalJson(entry)), hearing);
  assert.deepEqual(parse(good).opinions, [OPINION]);
  for (const change of [
    { type: 'hearing' },
    { item: newUuid() },
    { opinions: {} },
    { opinions: [{ ...OPINION, decision: 'maybe' }] },
    { opinions: [{ ...OPINION, comments: ['ab'] }] },
    { opinions: [{ ...OPINION, title: 1 }] },
    { opinions: [{ ...OPINION, reason: [] }] },
    { opinions: [{ ...OPINION, more: '' }] },
    { received: -1 },
    { published: '1' },
    { withheld: [] },
    { withheld: { secret: -1 } },
    { by: 1 },
    { time: 1 },
    { more: 1 },
  ]) {
    assert.throws(() => parse({ ...good, ...change }), MalformedInput, JSON.stringify(change));
  }
});
