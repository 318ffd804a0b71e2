import assert from 'node:assert/strict';
import test from 'node:test';

import { parsePass } from '../../static/src/booth/pass.js';
import { MalformedInput } from '../../static/src/errors.js';
import { bodiesOf, eventually, faultOn, join, open } from './hall.mjs';
import { Origin, Phone } from './phone.mjs';
import { Congress, newPass } from './server.mjs';

test('a pass is twenty bytes in the fragment of the address', () => {
  const pass = newPass();
  assert.equal(parsePass(`#${pass}`), pass);
  assert.equal(parsePass(''), null);
  assert.equal(parsePass('#'), null);
  for (const text of ['x', pass.slice(1), `${pass}A`, `${pass.slice(1)}=`, `${pass}?lang=en`]) {
    assert.throws(() => parsePass(`#${text}`), MalformedInput, text);
  }
});

test('an address that holds no pass of ours is turned away without asking anybody', async (t) => {
  const { server, phone } = await open(t);
  const it = phone();
  it.booth.start('#not-a-pass');
  assert.equal(it.state.step, 'turned-away');
  assert.deepEqual(it.state.error, { code: 'bad-pass', message: '', final: true });
  assert.equal(server.calls.length, 0);
  it.booth.start(server.hand('张三'));
  await it.until('waiting');
  assert.equal(it.state.error, null);
});

test('only the hash of the device token is sent to redeem, and the pass is forgotten after it', async (t) => {
  const { server, phone } = await open(t);
  const it = phone();
  const hash = server.hand('张三');
  it.booth.start(hash);
  await it.until('waiting');
  const { device } = it.origin.memory;
  assert.equal(Buffer.from(device, 'base64url').length, 32);
  assert.ok(!JSON.stringify(server.calls).includes(device));
  assert.ok(!it.origin.text.includes(hash.slice(1)));
});

test('a second device is told that the pass is used, after a reload too', async (t) => {
  const { server, phone } = await open(t);
  const hash = server.hand('张三');
  const [it, other] = [phone(), phone()];
  it.booth.start(hash);
  await it.until('waiting');
  other.booth.start(hash);
  const { error } = await other.until('turned-away');
  assert.deepEqual(error, { code: 'pass-used', message: '因为 pass-used', final: true });
  other.close();
  const again = phone(other.origin);
  again.booth.start('');
  assert.equal(again.state.step, 'turned-away');
  assert.equal(again.state.error?.code, 'pass-used');
});

test('a pass that is unknown or dead is turned away, and the next good one works', async (t) => {
  const { server, phone } = await open(t);
  const it = phone();
  it.booth.start(`#${newPass()}`);
  assert.equal((await it.until('turned-away')).error?.code, 'unknown-pass');
  const hash = server.hand('张三');
  const pass = server.passes.get(hash.slice(1));
  assert.ok(pass);
  pass.dead = 'pass-revoked';
  it.booth.start(hash);
  await it.until(({ error }) => error?.code === 'pass-revoked');
  it.booth.start(server.hand('张三'));
  await it.until('waiting');
});

test('what was refused is asked again when the delegate asks for it', async (t) => {
  const { server, phone } = await open(t);
  const it = phone();
  const hash = server.hand('张三');
  const pass = server.passes.get(hash.slice(1));
  assert.ok(pass);
  pass.dead = 'slip-not-handed-out';
  it.booth.start(hash);
  await it.until('turned-away');
  pass.dead = null;
  it.booth.retry();
  await it.until('waiting');
});

test('the same code scanned again changes nothing', async (t) => {
  const { server, phone } = await open(t);
  const it = phone();
  const hash = server.hand('张三');
  it.booth.start(hash);
  await it.until('waiting');
  it.booth.start(hash);
  assert.equal(it.state.step, 'waiting');
  assert.equal(bodiesOf(server, 'redeem').length, 1);
});

test('another pass is only taken after asking, and refusing it changes nothing', async (t) => {
  const { server, it, first } = await join(t, 'open');
  it.booth.mark(first.item, 0, 1);
  it.booth.start(server.hand('李四'));
  assert.equal(it.state.step, 'replace');
  it.booth.replace(false);
  assert.equal(it.state.step, 'voting');
  assert.deepEqual(it.item().questions[0]?.marks, [false, true, false]);
  assert.equal(it.state.holder?.name, '张三');
  assert.equal(bodiesOf(server, 'redeem').length, 1);
});

test('a new pass of the same congress keeps receipts and credentials', async (t) => {
  const { server, it, first } = await join(t, 'open');
  it.vote();
  await it.until('receipt');
  it.booth.start(server.hand('张三'));
  await it.until('replace');
  it.booth.replace(true);
  await it.until('receipt');
  await eventually(() => bodiesOf(server, 'redeem').length === 2);
  await it.until(({ step }) => step === 'receipt');
  const second = server.addItem();
  second.state = 'open';
  await it.untilItem(second.item, 'voting');
  assert.equal(first.collected.size, 1);
});

test('a pass of another congress replaces everything, only once it is redeemed', async (t) => {
  const { server, it } = await join(t, 'open');
  const other = await new Congress().open();
  t.after(() => other.close());
  const { origin } = it;
  assert.equal(origin.memory.boards.length, 1);
  it.close();
  const moved = new Phone(other, origin);
  t.after(() => moved.close());
  other.fault = faultOn('redeem', 2, 'break');
  moved.booth.start(other.hand('张三'));
  assert.equal(moved.state.step, 'replace');
  moved.booth.replace(true);
  assert.equal(origin.memory.holder.congress, server.congress);
  await moved.until('waiting');
  assert.equal(origin.memory.holder.congress, other.congress);
  assert.deepEqual(origin.memory.items, {});
  assert.deepEqual(origin.memory.boards, []);
  await eventually(() => origin.memory.log !== null);
  assert.equal(origin.memory.log.vkey, other.key.vkey);
});

test('a phone that is refused another pass keeps the one it has', async (t) => {
  const { server, it } = await join(t, 'issuing');
  it.booth.start(`#${newPass()}`);
  await it.until('replace');
  it.booth.replace(true);
  await it.until(({ step, error }) => step === 'ready' && error?.code === 'unknown-pass');
  assert.equal(it.state.holder?.name, '张三');
  it.booth.start('#nonsense');
  assert.equal(it.state.step, 'ready');
  assert.equal(server.calls.filter(({ path }) => path.includes('redeem')).length, 2);
});

test('collecting asks with a fresh blinded message for each item and never with the secret', async (t) => {
  const { server, it, first } = await join(t, 'issuing');
  const second = server.addItem();
  second.state = 'issuing';
  await it.untilItem(second.item, 'ready');
  const sent = bodiesOf(server, 'collect');
  assert.equal(new Set(sent.map(({ blinded }) => blinded)).size, 2);
  const { items } = it.origin.memory;
  for (const { item } of [first, second]) {
    const { secret, prefix, token } = items[item].credential;
    for (const hidden of [secret, prefix, token]) {
      assert.ok(!JSON.stringify(sent).includes(hidden.slice(0, 40)));
    }
  }
});

test('a revoked pass cannot collect, the phone says so, and the new pass goes on', async (t) => {
  const { server, it, first } = await join(t, 'ready');
  for (const pass of server.passes.values()) pass.dead = 'pass-revoked';
  first.state = 'issuing';
  const { items } = await it.until('refused');
  assert.equal(items[0]?.error?.code, 'pass-revoked');
  it.booth.start(server.hand('张三'));
  await it.until('replace');
  it.booth.replace(true);
  await it.until('ready');
});

test('an empty address on a fresh phone asks for a code', async (t) => {
  const { phone } = await open(t);
  const it = phone(new Origin());
  it.booth.start('');
  assert.equal(it.state.step, 'start');
  it.booth.replace(true);
  it.booth.retry();
  it.booth.recheck('nothing');
  assert.equal(it.state.step, 'start');
});
