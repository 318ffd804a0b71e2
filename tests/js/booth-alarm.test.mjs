import assert from 'node:assert/strict';
import test from 'node:test';

import { leafHash } from '../../static/src/merkle.js';
import { bodiesOf, eventually, join, open } from './hall.mjs';
import { makeIssuer } from './issuer.mjs';
import { makeLogKey } from './logkey.mjs';
import { newUuid } from './server.mjs';
import { Tree } from './tree.mjs';
import { tampered } from './vectors.mjs';

/** @import { Congress } from './server.mjs' */

/**
 * Changes the answers whose path ends with `path`.
 *
 * @param {Congress} server
 * @param {string} path
 * @param {(body: any) => any} change
 */
function lie(server, path, change) {
  server.twist = (call, body) => (call.path.includes(path) ? { ...body, ...change(body) } : body);
}

/**
 * @param {import('./phone.mjs').Phone} it
 * @param {string} code
 */
async function alarmed(it, code) {
  const { alarm } = await it.until('alarm');
  assert.equal(alarm?.code, code);
  assert.ok((alarm?.evidence ?? '').length > 0);
}

/** @type {[string, string, (server: Congress) => object][]} */
const STATES = [
  ['another key', 'vkey-changed', ({ key }) => ({ vkey: makeLogKey(key.origin).vkey })],
  [
    'another signature',
    'checkpoint-invalid',
    ({ key, tree }) => {
      const other = makeLogKey(key.origin);
      return { checkpoint: other.sign(tree.size, tree.root()) };
    },
  ],
  ['another origin', 'checkpoint-invalid', () => ({ origin: `votesvc/${newUuid()}` })],
  ['another congress', 'checkpoint-invalid', () => ({ congress: newUuid() })],
  [
    'a root that is not that of this size',
    'log-forked',
    ({ key, tree }) => ({
      checkpoint: key.sign(tree.size, leafHash(new Uint8Array())),
    }),
  ],
];

for (const [what, code, change] of STATES) {
  test(`${what} in the state raises ${code}, and nothing more is sent`, async (t) => {
    const { server, it, first } = await join(t, 'open');
    lie(server, '/state', () => change(server));
    await alarmed(it, code);
    const sent = server.calls.length;
    it.booth.mark(first.item, 0, 0);
    it.booth.cast(first.item);
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.equal(server.calls.length, sent);
    server.twist = (_, body) => body;
    it.booth.retry();
    await it.until('voting');
  });
}

test('a log that grows otherwise than before raises log-forked', async (t) => {
  const { server, it } = await join(t, 'open');
  server.tree = new Tree();
  for (let i = 0; i < 9; i++) server.tree.append(leafHash(Uint8Array.of(i)));
  await alarmed(it, 'log-forked');
  assert.equal(
    it.state.alarm?.evidence.match(/votesvc\//g)?.length,
    4,
    'both signed notes are shown',
  );
});

test('a log that has become shorter and cannot prove the rest raises log-shrunk', async (t) => {
  const { server, it } = await join(t, 'open');
  server.append({ type: 'note', text: '一' });
  server.append({ type: 'note', text: '二' });
  await eventually(() => it.origin.memory.log.size === 5);
  server.tree = new Tree();
  for (const leaf of server.leaves.slice(0, 3)) server.tree.append(leafHash(Buffer.from(leaf)));
  await alarmed(it, 'log-shrunk');
  const { origin } = it;
  it.close();
  assert.equal(origin.memory.log.size, 5, 'the evidence stays');
});

test('an older checkpoint of the same log is no alarm', async (t) => {
  const { server, it } = await join(t, 'open');
  server.append({ type: 'note', text: '一' });
  await eventually(() => it.origin.memory.log.size === 4);
  lie(server, '/state', () => ({ checkpoint: server.checkpoint(1) }));
  const looks = bodiesOf(server, 'consistency').length;
  await eventually(() => bodiesOf(server, 'consistency').length > looks + 2);
  assert.equal(it.state.step, 'voting');
  assert.equal(it.origin.memory.log.size, 4);
});

test('the alarm of a fork comes back after a reload', async (t) => {
  const { server, phone, it } = await join(t, 'open');
  lie(server, '/state', () => ({
    checkpoint: server.key.sign(server.tree.size, new Uint8Array(32)),
  }));
  await alarmed(it, 'log-forked');
  it.close();
  const again = phone(it.origin);
  again.booth.start('');
  await alarmed(again, 'log-forked');
});

/** @type {[string, string, (body: any, server: Congress) => object][]} */
const ITEMS = [
  ['another leaf', 'item-not-in-log', ({ leaf }) => ({ leaf: leaf.replace('第一项', '第二项') })],
  ['another index', 'item-not-in-log', ({ index }) => ({ index: index - 1 })],
  ['another size', 'item-not-in-log', ({ size }) => ({ size: size + 1 })],
  ['another proof', 'item-not-in-log', ({ inclusion }) => ({ inclusion: inclusion.map(tampered) })],
  ['no proof', 'item-not-in-log', () => ({ inclusion: [] })],
  [
    'a checkpoint by another key',
    'checkpoint-invalid',
    (_, { key, tree }) => ({
      checkpoint: makeLogKey(key.origin).sign(tree.size, tree.root()),
    }),
  ],
];

for (const [what, code, change] of ITEMS) {
  test(`an item with ${what} raises ${code}, and no credential is collected`, async (t) => {
    const { server, phone } = await open(t);
    server.addItem().state = 'issuing';
    lie(server, '/item/', (body) => change(body, server));
    const it = phone();
    it.booth.start(server.hand('张三'));
    await alarmed(it, code);
    assert.equal(bodiesOf(server, 'collect').length, 0);
    server.twist = (_, body) => body;
    it.booth.retry();
    await it.until('ready');
  });
}

test('a logged item that contradicts itself raises item-invalid', async (t) => {
  const { server, phone } = await open(t);
  server.addItem({ change: (entry) => ({ ...entry, phi: tampered(entry.phi) }) }).state = 'open';
  const it = phone();
  it.booth.start(server.hand('张三'));
  await alarmed(it, 'item-invalid');
  assert.equal(it.state.alarm?.item, server.items[0]?.item);
  assert.equal(bodiesOf(server, 'collect').length, 0);
});

test('an item of another log raises item-invalid', async (t) => {
  const { server, phone } = await open(t);
  const { key } = server;
  server.key = { ...key, origin: `votesvc/${newUuid()}` };
  server.addItem().state = 'open';
  server.key = key;
  const it = phone();
  it.booth.start(server.hand('张三'));
  await alarmed(it, 'item-invalid');
});

test('an item logged a second time raises item-changed', async (t) => {
  const { server, it, first } = await join(t, 'issuing');
  first.index = server.append(JSON.parse(first.leaf));
  await alarmed(it, 'item-changed');
});

test('a signature by a key that is not the logged one raises signature-invalid', async (t) => {
  const { server, phone } = await open(t);
  // The larger key second: it must be able to sign what was blinded for the smaller one.
  const issuers = [makeIssuer(), makeIssuer()].sort((a, b) => Buffer.compare(a.spki, b.spki));
  [server.issuer = server.issuer] = issuers;
  server.addItem().state = 'issuing';
  [, server.issuer = server.issuer] = issuers;
  const it = phone();
  it.booth.start(server.hand('张三'));
  await alarmed(it, 'signature-invalid');
  assert.ok(!('credential' in it.origin.memory.items[server.items[0]?.item ?? '']));
});

for (const field of ['item', 'tracker', 'index', 'size', 'inclusion', 'checkpoint']) {
  test(`a receipt with another ${field} raises an alarm, and the ballot is kept`, async (t) => {
    const { server, it, first } = await join(t, 'open');
    lie(server, '/cast', (body) => ({
      [field]: Array.isArray(body[field]) ? body[field].map(tampered) : tampered(body[field]),
    }));
    it.vote();
    await alarmed(it, field === 'checkpoint' ? 'checkpoint-invalid' : 'receipt-invalid');
    assert.ok(it.origin.memory.items[first.item].envelope);
    server.twist = (_, body) => body;
    it.booth.retry();
    await it.until('receipt');
    assert.equal(first.ballots.size, 1);
  });
}

test('a receipt for a ballot that was changed on its way into the log raises an alarm', async (t) => {
  const { server, it } = await join(t, 'open');
  const { append } = server;
  server.append = (entry) => append.call(server, { ...entry, pairs: [[]] });
  it.vote();
  await alarmed(it, 'receipt-invalid');
});

test('a receipt that is gone or has moved when it is checked again raises an alarm', async (t) => {
  const { server, it, first } = await join(t, 'open');
  it.vote();
  await it.until('receipt');
  const { tracker = '' } = it.item().receipt ?? {};
  const receipt = server.receipts.get(tracker);
  server.receipts.delete(tracker);
  it.booth.recheck(first.item);
  await alarmed(it, 'receipt-invalid');
  server.receipts.set(tracker, receipt ?? {});
  it.booth.retry();
  await it.until('receipt');
  lie(server, '/receipt', (body) => ({ index: body.index - 1 }));
  it.booth.recheck(first.item);
  await alarmed(it, 'receipt-invalid');
});
