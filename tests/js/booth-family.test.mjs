import assert from 'node:assert/strict';
import test from 'node:test';

import { foldFamilies } from '../../static/src/booth/family.js';
import { bodiesOf, open } from './hall.mjs';
import { newUuid } from './server.mjs';

/** @import { Congress, Item } from './server.mjs' */

const SCALE = ['优秀', '称职', '不称职'];
const ROW = { answers: SCALE, blank: true, min: 1, max: 1, question: '赵厂长' };
const GROUPS = ['领导班子', '中层', '职工代表'];

/**
 * Puts an evaluation on the agenda: an item for each group.
 *
 * @param {Congress} server
 * @param {string} state
 */
function addFamily(server, state) {
  const family = newUuid();
  const weights = GROUPS.map((group, at) => ({ group, weight: 30 + 10 * Number(at === 2) }));
  const rule = { form: 'evaluation', preset: 'P10', scale: SCALE, base: 'valid' };
  const made = GROUPS.map((group) => {
    const own = { ...rule, rates: [], flags: [], weights, group, family };
    const change = (/** @type {any} */ entry) => ({ ...entry, rule: own });
    return server.addItem({ questions: [ROW], kind: 'evaluation', change });
  });
  for (const item of made) item.state = state;
  return /** @type {[Item, Item, Item]} */ (made);
}

test('a delegate sees one paper, that of the own group, and votes on it', async (t) => {
  const { server, phone } = await open(t);
  const items = addFamily(server, 'open');
  const it = phone();
  it.booth.start(server.hand('张三', '中层'));
  const state = await it.until('voting');
  assert.deepEqual(
    state.items.map(({ item, group, outside }) => [item, group, outside]),
    [[items[1].item, '中层', false]],
  );
  it.booth.mark(items[1].item, 0, 0);
  it.booth.review(items[1].item);
  await it.until('review');
  it.booth.cast(items[1].item);
  await it.until('receipt');
  assert.deepEqual(
    items.map(({ ballots }) => ballots.size),
    [0, 1, 0],
  );
  assert.equal(bodiesOf(server, 'collect').length, 1);
});

for (const [whose, group] of [
  ['without a group', ''],
  ['of a group that has no weight', '后勤'],
]) {
  test(`a delegate ${whose} sees one line, and asks for none of the papers`, async (t) => {
    const { server, phone } = await open(t);
    const items = addFamily(server, 'open');
    const it = phone();
    it.booth.start(server.hand('李四', group));
    await it.until(({ items }) => items.length > 0);
    const later = server.addItem();
    later.state = 'open';
    const state = await it.until('voting');
    assert.equal(state.current, later.item);
    assert.deepEqual(
      state.items.map(({ outside, phase }) => [outside, phase]),
      [
        [true, 'listed'],
        [false, 'voting'],
      ],
    );
    const asked = server.calls.map(({ path }) => path);
    assert.ok(items.every(({ item }) => !asked.some((path) => path.includes(item))));
    assert.deepEqual(
      bodiesOf(server, 'collect').map(({ item }) => item),
      [later.item],
    );
  });
}

test('a paper that the log has for another group than the server says is an alarm', async (t) => {
  const { server, phone } = await open(t);
  const [, second] = addFamily(server, 'open');
  const family = newUuid();
  second.voters = { group: '职工代表', family };
  const it = phone();
  it.booth.start(server.hand('张三', '职工代表'));
  const { alarm } = await it.until('alarm');
  assert.equal(alarm?.code, 'item-invalid');
  assert.equal(bodiesOf(server, 'collect').filter(({ item }) => item === second.item).length, 0);
});

test('a group whose paper is void still finds the result of the family', async (t) => {
  const { server, phone } = await open(t);
  const items = addFamily(server, 'issuing');
  const it = phone();
  it.booth.start(server.hand('张三', '领导班子'));
  await it.until('ready');
  items.forEach((item, at) => {
    item.state = at === 0 ? 'void' : 'counted';
  });
  assert.equal((await it.until('void')).items[0]?.announced, false);
  for (const item of items.slice(1)) item.state = 'announced';
  const state = await it.until(({ items }) => items[0]?.announced === true);
  assert.equal(state.step, 'void');
  assert.equal(state.current, items[0].item);
});

test('whoever belongs to no group sees the family as far as it has come', () => {
  const family = newUuid();
  const [first, second] = ['void', 'open'].map((state, at) => {
    return { item: newUuid(), state, title: '测评', group: GROUPS[at] ?? '', family };
  });
  const folded = foldFamilies(/** @type {any} */ ([first, second]), null);
  assert.deepEqual(folded, [{ entry: second, outside: true, announced: false }]);
  const all = foldFamilies(/** @type {any} */ ([first]), null);
  assert.deepEqual(all, [{ entry: first, outside: true, announced: false }]);
});
