import assert from 'node:assert/strict';
import test from 'node:test';

import { parseBoardLeaf } from '../../static/src/booth/board.js';
import { canonicalJson, parseUtf8 } from '../../static/src/encoding.js';
import { VotesvcError } from '../../static/src/errors.js';
import { baseTimes, randomScalar } from '../../static/src/group.js';
import { bodiesOf, open } from './hall.mjs';
import { makeLogKey } from './logkey.mjs';
import { Congress, scrutineerEntry } from './server.mjs';
import { tampered } from './vectors.mjs';

/** @import { Phone } from './phone.mjs' */

/**
 * @param {Phone} it
 * @param {string} code
 */
async function alarmed(it, code) {
  const { alarm } = await it.until('alarm');
  assert.equal(alarm?.code, code);
  assert.notEqual(alarm?.evidence, '');
}

/**
 * A phone of a delegate who checked in when the first paper was already given out.
 *
 * @param {import('node:test').TestContext} t
 * @param {(server: Congress) => void} prepare
 */
async function arrive(t, prepare) {
  const { server, phone } = await open(t);
  prepare(server);
  for (const item of server.items) item.state = 'issuing';
  const it = phone();
  it.booth.start(server.hand('张三'));
  return { server, it };
}

/** @param {any} entry */
const print = (entry) => parseUtf8(canonicalJson(entry));

/** @type {[string, string, (body: any, server: Congress) => object][]} */
const ANSWERS = [
  ['another leaf', 'board-mismatch', ({ leaf }) => ({ leaf: leaf.replace('T09', 'T08') })],
  ['another index', 'board-mismatch', ({ index }) => ({ index: index - 1 })],
  ['another size', 'board-mismatch', ({ size }) => ({ size: size + 1 })],
  ['another proof', 'board-mismatch', ({ inclusion }) => ({ inclusion: inclusion.map(tampered) })],
  ['no proof', 'board-mismatch', () => ({ inclusion: [] })],
  [
    'a checkpoint by another key',
    'checkpoint-invalid',
    (_, { key, tree }) => ({ checkpoint: makeLogKey(key.origin).sign(tree.size, tree.root()) }),
  ],
  [
    'a leaf of its own that fits the item',
    'board-mismatch',
    ({ leaf }, server) => {
      server.scrutineers = [randomScalar()];
      const trustees = JSON.stringify(server.scrutineers.map(scrutineerEntry));
      return { leaf: print({ ...JSON.parse(leaf), trustees }) };
    },
  ],
];

for (const [what, code, change] of ANSWERS) {
  test(`scrutineers with ${what} raise ${code}, and no credential is collected`, async (t) => {
    const { server, it } = await arrive(t, (made) => {
      made.addItem();
      made.twist = (call, body) =>
        call.path.includes('/board?') ? { ...body, ...change(body, made) } : body;
    });
    await alarmed(it, code);
    assert.equal(bodiesOf(server, 'collect').length, 0);
    assert.deepEqual(it.origin.memory.boards, []);
    server.twist = (_, body) => body;
    it.booth.retry();
    await it.until('ready');
  });
}

test('an item with a key of the server raises board-mismatch', async (t) => {
  const { server, it } = await arrive(t, (made) => {
    made.scrutineers = [randomScalar()];
    made.addItem();
  });
  await alarmed(it, 'board-mismatch');
  assert.equal(it.state.alarm?.item, server.items[0]?.item);
  assert.equal(bodiesOf(server, 'collect').length, 0);
  assert.deepEqual(it.origin.memory.items, {});
});

test('an item with the key of one scrutineer alone raises board-mismatch', async (t) => {
  const { it } = await arrive(t, (made) => {
    made.scrutineers = made.scrutineers.slice(0, 1);
    made.addItem();
  });
  await alarmed(it, 'board-mismatch');
});

test('scrutineers who come after the item raise board-mismatch', async (t) => {
  const { it } = await arrive(t, (made) => {
    made.addItem();
    made.setBoard();
    made.boardFor = () => made.boards[0] ?? 0;
  });
  await alarmed(it, 'board-mismatch');
});

test('an entry that is no board of scrutineers raises board-mismatch', async (t) => {
  const { it } = await arrive(t, (made) => {
    const note = made.append({ type: 'note', text: '一', time: '2026-11-22T09:00:00Z' });
    made.boardFor = () => note;
    made.addItem();
  });
  await alarmed(it, 'board-mismatch');
});

test('a key of which nobody proves to know the secret raises board-mismatch', async (t) => {
  const { it } = await arrive(t, (made) => {
    const [first = 1n] = made.scrutineers;
    // The server's key without the honest one: together they are the server's.
    const rogue = baseTimes(7n).minus(baseTimes(first)).toHex();
    const [kind, fields] = scrutineerEntry(5n);
    const entry = [kind, { ...Object(fields), public_key: rogue }];
    made.setBoard(JSON.stringify([scrutineerEntry(first), entry]));
    made.scrutineers = [7n];
    made.addItem();
  });
  await alarmed(it, 'board-mismatch');
});

test('the scrutineers are asked for once, as long as they are the same', async (t) => {
  const { server, it } = await arrive(t, (made) => made.addItem());
  await it.until('ready');
  server.addItem().state = 'issuing';
  await it.until(({ items }) => items[1]?.phase === 'ready');
  assert.equal(bodiesOf(server, '/board').length, 1);
});

test('a later board is taken for later items, and the earlier one stays with its items', async (t) => {
  const { server, it } = await arrive(t, (made) => made.addItem());
  await it.until('ready');
  const first = server.scrutineers;
  server.scrutineers = [randomScalar()];
  server.setBoard();
  server.addItem().state = 'issuing';
  await it.until(({ items }) => items[1]?.phase === 'ready');
  const [later = 0, early] = server.boards;
  assert.deepEqual(
    it.origin.memory.boards.map((/** @type {{index: number}} */ { index }) => index),
    [early, later],
  );
  // And the board that was replaced is not taken for what comes after.
  server.scrutineers = first;
  server.boardFor = () => early ?? 0;
  server.addItem().state = 'issuing';
  await alarmed(it, 'board-mismatch');
  assert.equal(bodiesOf(server, 'collect').length, 2);
});

test('a board that the log has replaced before the item raises board-mismatch', async (t) => {
  /** @type {bigint[]} */
  let replaced = [];
  const { server, it } = await arrive(t, (made) => {
    const before = made.scrutineers;
    made.scrutineers = [randomScalar()];
    made.setBoard();
    made.addItem();
    replaced = before;
  });
  await it.until('ready');
  // The server shows the first board of the log, and an item that fits it.
  const [, first = 0] = server.boards;
  server.boardFor = () => first;
  server.scrutineers = replaced;
  server.addItem().state = 'issuing';
  await alarmed(it, 'board-mismatch');
  assert.equal(bodiesOf(server, 'collect').length, 1);
});

test('two boards for two items that are fetched at once are both taken', async (t) => {
  const { server, it } = await arrive(t, (made) => {
    made.addItem();
    made.scrutineers = [randomScalar()];
    made.setBoard();
    made.addItem();
  });
  await it.until(
    ({ items }) => items.every(({ phase }) => phase === 'ready') && items.length === 2,
  );
  assert.equal(it.origin.memory.boards.length, 2);
  assert.equal(bodiesOf(server, 'collect').length, 2);
});

test("the scrutineers' entry is read strictly", () => {
  const server = new Congress();
  server.setBoard();
  const leaf = server.leaves[server.boards[0] ?? 0] ?? '';
  const entry = JSON.parse(leaf);
  assert.equal(parseBoardLeaf(leaf).subKeys.length, 2);
  for (const name of Object.keys(entry)) {
    const { [name]: _, ...rest } = entry;
    assert.throws(() => parseBoardLeaf(print(rest)), VotesvcError, name);
    assert.throws(() => parseBoardLeaf(print({ ...entry, [name]: 5 })), VotesvcError, name);
    assert.throws(() => parseBoardLeaf(print({ ...entry, [name]: '' })), VotesvcError, name);
  }
  assert.throws(() => parseBoardLeaf(print({ ...entry, extra: '' })), VotesvcError);
  assert.throws(() => parseBoardLeaf(` ${leaf}`), VotesvcError);
});
