import assert from 'node:assert/strict';
import test from 'node:test';

import { bodiesOf, open } from './hall.mjs';
import { attend, untilHearing } from './hearing-hall.mjs';
import { makeIssuer } from './issuer.mjs';
import { tampered } from './vectors.mjs';

/** @import { Phone } from './phone.mjs' */
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
 * @param {Phone} it
 * @param {string} code
 * @param {string} hearing
 */
async function alarmed(it, code, hearing) {
  const { alarm } = await it.until('alarm');
  assert.deepEqual([alarm?.code, alarm?.item], [code, hearing]);
  assert.ok((alarm?.evidence ?? '').length > 0);
}

for (const [what, code, change] of /** @type {[string, string, (body: any) => object][]} */ ([
  ['that the log does not have', 'item-not-in-log', ({ leaf }) => ({ leaf: tampered(leaf) })],
  [
    'with the keys of another phone',
    'item-not-in-log',
    ({ leaf }) => ({
      leaf: leaf.replace(/"officer_key":"[0-9a-f]{2}/, '"officer_key":"07'),
    }),
  ],
  ['at another place', 'item-not-in-log', ({ index }) => ({ index: index - 1 })],
  ['with the proof of another size', 'item-not-in-log', ({ size }) => ({ size: size - 1 })],
])) {
  test(`a hearing ${what} raises ${code}, and nothing is collected`, async (t) => {
    const { server, phone } = await open(t);
    const room = server.addHearing();
    room.state = 'open';
    lie(server, '/item/', change);
    const it = phone();
    it.booth.start(server.hand('张三'));
    await alarmed(it, code, room.hearing);
    assert.equal(bodiesOf(server, 'collect').length, 0);
  });
}

test('a logged hearing that contradicts itself raises item-invalid', async (t) => {
  const { server, phone } = await open(t);
  const change = (/** @type {any} */ entry) => ({ ...entry, support_key: entry.comment_key });
  const room = server.addHearing({ change });
  room.state = 'open';
  const it = phone();
  it.booth.start(server.hand('张三'));
  await alarmed(it, 'item-invalid', room.hearing);
});

test('a hearing that moves to another place in the log raises item-changed', async (t) => {
  const { server, room, it } = await attend(t, 'open');
  lie(server, '/state', ({ hearings: [first] }) => ({
    hearings: [{ ...first, index: first.index + 1 }],
  }));
  await alarmed(it, 'item-changed', room.hearing);
});

test('a signature by a key that is not the logged one raises signature-invalid', async (t) => {
  const { server, phone } = await open(t);
  const room = server.addHearing();
  const other = makeIssuer();
  server.twist = ({ path, body: asked }, body) => {
    if (!path.endsWith('collect') || asked.kind !== 'support') return body;
    const blinded = Uint8Array.from(Buffer.from(asked.blinded, 'base64'));
    blinded[0] = 0;
    return { signature: Buffer.from(other.sign(blinded)).toString('base64') };
  };
  room.state = 'open';
  const it = phone();
  it.booth.start(server.hand('张三'));
  await alarmed(it, 'signature-invalid', room.hearing);
  assert.equal(room.comments.size, 0);
});

test('one credential signed in the place of another raises signature-invalid', async (t) => {
  const { server, phone } = await open(t);
  const room = server.addHearing();
  /** @type {string|null} */
  let first = null;
  server.twist = ({ path }, body) => {
    if (!path.endsWith('collect')) return body;
    first ??= body.signature;
    return { signature: first };
  };
  room.state = 'open';
  const it = phone();
  it.booth.start(server.hand('张三'));
  await alarmed(it, 'signature-invalid', room.hearing);
});

for (const [what, change] of /** @type {[string, (receipt: any) => object][]} */ ([
  ['of another comment', ({ tracker }) => ({ tracker: tampered(tracker) })],
  ['of another hearing', ({ item }) => ({ item: tampered(item) })],
  ['for another place', ({ index }) => ({ index: index - 1 })],
  ['for another size', ({ size }) => ({ size: size - 1 })],
  ['without a proof', () => ({ inclusion: [] })],
])) {
  for (const path of ['/comment', '/support']) {
    test(`a receipt ${what} (${path}) raises receipt-invalid`, async (t) => {
      const { server, room, it, hearing } = await attend(t, 'open');
      it.booth.hearings.draft(hearing, 1, { text: '意见' });
      if (path === '/comment') {
        lie(server, path, change);
        it.booth.hearings.send(hearing, 1);
      } else {
        it.booth.hearings.send(hearing, 1);
        await untilHearing(it, ({ comments }) => comments[0]?.phase === 'sent');
        const [commitment = ''] = room.comments.keys();
        room.publish(commitment);
        it.booth.hearings.visit(hearing);
        await untilHearing(it, ({ opinions }) => opinions?.published === 1);
        lie(server, path, change);
        it.booth.hearings.support(hearing, commitment);
      }
      await alarmed(it, 'receipt-invalid', hearing);
    });
  }
}

test('a server that logs another text than was sent raises receipt-invalid', async (t) => {
  const { server, room, it, hearing } = await attend(t, 'open');
  const { append } = server;
  server.append = (entry) =>
    append.call(server, entry.type === 'comment' ? { ...entry, sealed: 'AAAA' } : entry);
  it.booth.hearings.draft(hearing, 1, { text: '意见' });
  it.booth.hearings.send(hearing, 1);
  await alarmed(it, 'receipt-invalid', hearing);
  assert.equal(room.comments.size, 1);
});

test('a hearing and a ballot go on beside each other', async (t) => {
  const { server, room, it, hearing } = await attend(t, 'open');
  const item = server.addItem();
  item.state = 'open';
  await it.until('voting');
  it.booth.hearings.draft(hearing, 1, { text: '意见' });
  it.booth.hearings.send(hearing, 1);
  await untilHearing(it, ({ comments }) => comments[0]?.phase === 'sent');
  assert.equal(it.state.step, 'voting');
  it.vote([0]);
  await it.until('receipt');
  assert.equal(item.ballots.size, 1);
  assert.equal(room.comments.size, 1);
  const kinds = bodiesOf(server, 'collect').map(({ kind }) => kind ?? 'ballot');
  assert.equal(kinds.filter((kind) => kind === 'ballot').length, 1);
  const ballot = bodiesOf(server, 'collect').find(({ kind }) => kind === undefined);
  assert.deepEqual(Object.keys(ballot).sort(), ['blinded', 'device_token', 'item']);
});
