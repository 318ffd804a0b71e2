import assert from 'node:assert/strict';
import test from 'node:test';

import { bodiesOf, eventually, faultOn, join, open } from './hall.mjs';
import { Origin, Phone } from './phone.mjs';
import { MOTION } from './server.mjs';

const CHOOSE = [{ answers: ['甲', '乙', '丙', '丁'], min: 0, max: 2, question: '推选' }];

test('from the pass to the receipt, step by step, as the chair goes on', async (t) => {
  const { server, phone } = await open(t);
  const it = phone();
  assert.equal(it.state.step, 'start');
  it.booth.start(server.hand('张三'));
  await it.until('waiting');
  assert.equal(it.state.holder?.name, '张三');
  const first = server.addItem();
  await it.untilItem(first.item, 'listed');
  first.state = 'issuing';
  await it.until('ready');
  assert.equal(it.state.holder?.title, '三届一次职工代表大会');
  assert.equal(it.item().kind, 'motion');
  assert.deepEqual(it.item().questions[0]?.answers, ['赞成', '反对', '弃权']);
  first.state = 'open';
  await it.until('voting');
  assert.equal(it.booth.mark(first.item, 0, 1), 'marked');
  it.booth.review(first.item);
  assert.equal(it.state.step, 'review');
  it.booth.cast(first.item);
  const { items, current } = await it.until('receipt');
  assert.equal(current, first.item);
  const receipt = items[0]?.receipt;
  assert.ok(server.receipts.has(receipt?.tracker ?? ''));
  assert.equal(receipt?.check, 'checked');
  assert.equal(receipt?.code.replace(' ', ''), receipt?.tracker.slice(0, 8));
  assert.equal(first.ballots.size, 1);
  const steps = new Set(it.seen.map(({ step }) => step));
  for (const step of /** @type {const} */ (['redeeming', 'collecting', 'sealing', 'sending'])) {
    assert.ok(steps.has(step), step);
  }
});

test('a reload at any step goes on where the phone was', async (t) => {
  const { server, phone } = await open(t);
  const first = server.addItem();
  const origin = new Origin();
  let it = phone(origin);
  const reload = () => {
    it.close();
    it = phone(origin);
    it.booth.start('');
  };
  server.fault = () => 'break';
  it.booth.start(server.hand('李四'));
  assert.equal(it.state.step, 'redeeming');
  reload();
  assert.equal(it.state.step, 'redeeming');
  server.fault = () => 'answer';
  await it.until('waiting');
  reload();
  assert.equal(it.state.step, 'waiting');
  server.fault = faultOn('collect', 1000, 'lose');
  first.state = 'issuing';
  await it.until('collecting');
  await eventually(() => bodiesOf(server, 'collect').length >= 2);
  reload();
  await it.until('collecting');
  server.fault = () => 'answer';
  await it.until('ready');
  reload();
  assert.equal(it.state.step, 'ready');
  first.state = 'open';
  await it.until('voting');
  it.booth.mark(first.item, 0, 2);
  reload();
  assert.deepEqual(it.item().questions[0]?.marks, [false, false, true]);
  it.booth.review(first.item);
  reload();
  assert.equal(it.state.step, 'review');
  server.fault = faultOn('cast', 1000, 'lose');
  it.booth.cast(first.item);
  reload();
  assert.ok(['sealing', 'sending'].includes(it.state.step));
  await it.until('sending');
  reload();
  assert.equal(it.state.step, 'sending');
  await eventually(() => bodiesOf(server, 'cast').length >= 2);
  server.fault = () => 'answer';
  await it.until('receipt');
  reload();
  assert.equal(it.state.step, 'receipt');
  assert.equal(first.collected.size, 1);
  assert.equal(first.ballots.size, 1);
  for (const path of ['redeem', 'collect', 'cast']) {
    const bodies = bodiesOf(server, path).map((body) => JSON.stringify(body));
    assert.equal(new Set(bodies).size, 1, path);
  }
});

for (const kind of /** @type {const} */ (['lose', 'break', 'busy', 'portal'])) {
  test(`answers that do not come (${kind}) are asked for again with the same bytes`, async (t) => {
    const { server, phone } = await open(t);
    const first = server.addItem();
    first.state = 'open';
    const it = phone();
    const faults = ['redeem', 'state', '/item/', 'collect', 'cast'].map((path) =>
      faultOn(path, 2, kind),
    );
    server.fault = (call) =>
      faults.map((fault) => fault(call)).find((f) => f !== 'answer') ?? 'answer';
    it.booth.start(server.hand('王五'));
    await it.until('voting');
    it.vote();
    await it.until('receipt');
    for (const path of ['redeem', 'collect', 'cast']) {
      const bodies = bodiesOf(server, path).map((body) => JSON.stringify(body));
      assert.ok(bodies.length >= 3, path);
      assert.equal(new Set(bodies).size, 1, path);
    }
    assert.equal(first.ballots.size, 1);
    assert.ok(it.seen.some(({ offline }) => offline) || kind === 'busy');
    assert.ok(!it.state.offline);
  });
}

test('a server that never answers is left and asked again', async (t) => {
  const { server, it, first } = await join(t, 'open');
  server.fault = faultOn('cast', 1, 'hang');
  it.vote();
  await it.until('receipt');
  assert.equal(bodiesOf(server, 'cast').length, 2);
  assert.equal(first.ballots.size, 1);
});

test('two tabs show the same, and cast one ballot between them', async (t) => {
  const { server, phone, it, first } = await join(t, 'open');
  const origin = it.origin;
  const other = phone(origin);
  other.booth.start('');
  await other.until('voting');
  it.booth.mark(first.item, 0, 0);
  await other.until(({ items }) => items[0]?.questions[0]?.marks[0] === true);
  it.booth.review(first.item);
  await other.until('review');
  it.booth.cast(first.item);
  other.booth.cast(first.item);
  await Promise.all([it.until('receipt'), other.until('receipt')]);
  assert.equal(first.ballots.size, 1);
  assert.equal(new Set(bodiesOf(server, 'cast').map(({ ballot }) => ballot)).size, 1);
  assert.deepEqual(it.item().receipt?.tracker, other.item().receipt?.tracker);
});

test('two tabs that open the same pass at once are one device', async (t) => {
  const { server, phone } = await open(t);
  const first = server.addItem();
  first.state = 'open';
  const [origin, pass] = [new Origin(), server.hand('赵六')];
  const tabs = [phone(origin), phone(origin)];
  for (const tab of tabs) tab.booth.start(pass);
  await Promise.all(tabs.map((tab) => tab.until('voting')));
  assert.equal(new Set(bodiesOf(server, 'redeem').map(({ device }) => device)).size, 1);
  assert.equal(new Set(bodiesOf(server, 'collect').map(({ blinded }) => blinded)).size, 1);
});

test('after the receipt nothing on the phone shows the vote or could cast it again', async (t) => {
  const { server, it, first } = await join(t, 'issuing');
  const { credential } = it.origin.memory.items[first.item];
  assert.ok(credential.secret.length > 60);
  first.state = 'open';
  await it.until('voting');
  server.fault = faultOn('cast', 3, 'break');
  it.vote([2]);
  await it.until('sending');
  const sealed = it.origin.memory.items[first.item];
  assert.ok(!('marks' in sealed) && !('credential' in sealed) && !('request' in sealed));
  assert.ok(!it.origin.text.includes(credential.secret));
  await it.until('receipt');
  const left = it.origin.memory.items[first.item];
  assert.deepEqual(Object.keys(left).sort(), ['index', 'leaf', 'receipt']);
  assert.ok(!it.origin.text.includes(credential.token.slice(0, 40)));
  assert.deepEqual(it.item().questions[0]?.marks, [false, false, false]);
});

test('the receipt is checked again against the grown log on request', async (t) => {
  const { server, it, first } = await join(t, 'open');
  it.vote();
  await it.until('receipt');
  server.append({ type: 'note', text: '休会' });
  it.booth.recheck(first.item);
  assert.equal(it.item().receipt?.check, 'checking');
  await it.until(({ items }) => items[0]?.receipt?.check === 'checked');
  server.fault = () => 'break';
  it.booth.recheck(first.item);
  await it.until(({ items }) => items[0]?.receipt?.check === 'unreachable');
});

test('a paper takes as many marks as allowed, says so, and moves a single mark', async (t) => {
  const questions = [...CHOOSE];
  const { it, first } = await join(t, 'open', { questions, kind: 'choose' });
  const { item } = first;
  assert.ok(it.item().complete, 'no mark at all is allowed here');
  assert.equal(it.booth.mark(item, 0, 0), 'marked');
  assert.equal(it.booth.mark(item, 0, 3), 'marked');
  assert.equal(it.item().questions[0]?.full, true);
  assert.equal(it.booth.mark(item, 0, 1), 'full');
  assert.equal(it.booth.mark(item, 0, 0), 'unmarked');
  assert.equal(it.booth.mark(item, 0, 1), 'marked');
  assert.equal(it.booth.mark(item, 0, 9), 'locked');
  assert.equal(it.booth.mark(item, 1, 0), 'locked');
  assert.equal(it.booth.mark('nothing', 0, 0), 'locked');
  it.booth.review(item);
  assert.equal(it.booth.mark(item, 0, 0), 'locked');
  it.booth.back(item);
  assert.equal(it.state.step, 'voting');
  assert.deepEqual(it.item().questions[0]?.marks, [false, true, false, true]);
  it.vote([]);
  await it.until('receipt');
  assert.equal(first.ballots.size, 1);
});

test('a motion of several questions is complete when each has its one mark', async (t) => {
  const questions = [...MOTION, ...MOTION];
  const { it, first } = await join(t, 'open', { questions });
  assert.equal(it.booth.mark(first.item, 0, 0), 'marked');
  it.booth.review(first.item);
  assert.equal(it.state.step, 'voting');
  it.booth.cast(first.item);
  assert.equal(it.state.step, 'voting');
  assert.equal(it.booth.mark(first.item, 0, 2), 'moved');
  assert.equal(it.booth.mark(first.item, 1, 1), 'marked');
  assert.ok(it.item().complete);
  it.booth.review(first.item);
  it.booth.cast(first.item);
  await it.until('receipt');
});

test('two open ballots are cast one after the other, and the next one to open comes by itself', async (t) => {
  const { server, it, first } = await join(t, 'open');
  const second = server.addItem();
  second.state = 'open';
  await it.untilItem(second.item, 'voting');
  assert.equal(it.state.current, first.item, 'a paper in hand is not taken away');
  assert.equal(it.state.next, second.item);
  it.vote([0], first.item);
  await it.until('receipt');
  assert.equal(it.state.next, second.item);
  it.booth.select(it.state.next);
  assert.equal(it.state.step, 'voting');
  it.vote([1], second.item);
  await it.until(({ step, current }) => step === 'receipt' && current === second.item);
  const third = server.addItem();
  third.state = 'issuing';
  await it.untilItem(third.item, 'ready');
  assert.equal(it.state.step, 'receipt');
  third.state = 'open';
  await it.until(({ step, current }) => step === 'voting' && current === third.item);
  it.booth.select(first.item);
  assert.equal(it.state.step, 'receipt', 'the delegate may look back');
  it.booth.select(null);
  assert.equal(it.state.current, third.item);
});

test('a lost answer to the last ballot before closing still becomes a receipt', async (t) => {
  const { server, it, first } = await join(t, 'open');
  server.fault = faultOn('cast', 1, 'lose');
  it.vote();
  await eventually(() => first.ballots.size > 0);
  first.state = 'closed';
  await it.until('receipt');
});

test('a ballot that reaches the box only after closing is missed, and forgotten', async (t) => {
  const { server, it, first } = await join(t, 'open');
  server.fault = faultOn('cast', 1000, 'break');
  it.vote();
  await it.until('sending');
  first.state = 'closed';
  await it.until(({ items }) => items[0]?.state === 'closed');
  server.fault = () => 'answer';
  await it.until('missed');
  assert.equal(first.ballots.size, 0);
  assert.deepEqual(Object.keys(it.origin.memory.items[first.item]).sort(), [
    'index',
    'leaf',
    'missed',
  ]);
});

test('a ballot that was never cast is missed at closing, and its credential forgotten', async (t) => {
  const { it, first } = await join(t, 'open');
  it.booth.mark(first.item, 0, 0);
  first.state = 'closed';
  await it.until('missed');
  const left = () => Object.keys(it.origin.memory.items[first.item]).sort().join();
  await eventually(() => left() === 'index,leaf,missed');
});

test('a void round is shown as void, with the receipt that was given', async (t) => {
  const { it, first } = await join(t, 'open');
  it.vote();
  await it.until('receipt');
  first.state = 'void';
  await it.until('void');
  assert.ok(it.item().receipt);
});

test('who checks in late collects and votes while the ballot is open', async (t) => {
  const { server, phone, first } = await join(t, 'open');
  const late = phone();
  late.booth.start(server.hand('钱七'));
  await late.until('voting');
  assert.equal(first.collected.size, 2);
});

test('items that were over before are listed and nothing is asked for them', async (t) => {
  const { server, phone } = await open(t);
  server.addItem().state = 'announced';
  server.addItem().state = 'void';
  const it = phone();
  it.booth.start(server.hand('孙八'));
  await it.until('waiting');
  await it.until(({ items }) => items.length === 2);
  assert.deepEqual(
    it.state.items.map(({ phase }) => phase),
    ['listed', 'listed'],
  );
  assert.equal(bodiesOf(server, 'collect').length, 0);
});

test('issuing that has not begun on the roll, or has ended, is waited for', async (t) => {
  const { server, phone } = await open(t);
  const first = server.addItem();
  server.twist = ({ path }, body) =>
    path.endsWith('/state') ? { ...body, items: [{ ...body.items[0], state: 'issuing' }] } : body;
  const it = phone();
  it.booth.start(server.hand('周九'));
  const { items } = await it.until('refused');
  assert.deepEqual([items[0]?.error?.code, items[0]?.error?.final], ['issuing-closed', false]);
  first.state = 'issuing';
  await it.until('ready');
  assert.equal(it.item().error, null);
});

for (const code of ['credential-used', 'invalid-ballot']) {
  test(`a ballot that the box refuses as ${code} is shown as refused`, async (t) => {
    const { server, it, first } = await join(t, 'open');
    server.refuse = ({ path }) => (path.endsWith('/cast') ? code : null);
    it.vote();
    const { items } = await it.until('refused');
    assert.deepEqual(items[0]?.error, { code, message: `因为 ${code}`, final: true });
    const sent = bodiesOf(server, 'cast').length;
    server.refuse = () => null;
    it.booth.retry();
    await it.until('receipt');
    assert.equal(bodiesOf(server, 'cast').length, sent + 1);
    assert.equal(first.ballots.size, 1);
  });
}

test('a credential already collected by another request is shown as refused', async (t) => {
  const { server, it, first } = await join(t, 'issuing');
  const origin = new Origin();
  origin.values.set('votesvc/v1', JSON.stringify({ ...it.origin.memory, items: {} }));
  it.close();
  const cloned = new Phone(server, origin);
  t.after(() => cloned.close());
  cloned.booth.start('');
  const { items } = await cloned.until('refused');
  assert.equal(items[0]?.error?.code, 'already-collected');
  assert.equal(first.collected.size, 1);
});

test('a hidden page asks rarely, and at once when it is looked at again', async (t) => {
  const { server, it, first } = await join(t, 'issuing');
  const states = () => bodiesOf(server, '/state').length;
  it.hidden = true;
  await new Promise((resolve) => setTimeout(resolve, 100));
  const before = states();
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.ok(states() - before <= 1, 'at most one look in ten seconds');
  first.state = 'open';
  it.hidden = false;
  it.changed();
  await it.until('voting');
});

test('the anonymous side is asked without cookie, referrer, device or name', async (t) => {
  /** @type {{path: string, options: RequestInit}[]} */
  const asked = [];
  const options = {
    fetch: (/** @type {any} */ input, /** @type {any} */ init) => {
      asked.push({ path: String(input), options: init });
      return globalThis.fetch(input, init);
    },
  };
  const { server, it } = await join(t, 'open', { options });
  const { device } = it.origin.memory;
  it.vote();
  await it.until('receipt');
  for (const { options } of asked) {
    assert.equal(options.credentials, 'omit');
    assert.equal(options.referrerPolicy, 'no-referrer');
    assert.equal(options.cache, 'no-store');
  }
  const anonymous = server.calls.filter(({ path }) => path.startsWith('/c/'));
  assert.ok(anonymous.length > 4);
  for (const call of anonymous) {
    const text = JSON.stringify(call);
    assert.ok(!text.includes(device) && !text.includes('张三'));
    assert.equal(call.headers.cookie, undefined);
    assert.equal(call.headers.referer, undefined);
  }
  assert.deepEqual(Object.keys(bodiesOf(server, 'cast')[0]).sort(), [
    'ballot',
    'item',
    'pairs',
    'prefix',
    'token',
  ]);
});

test('an etag is only sent back when it is the hash of the body', async (t) => {
  const { server } = await join(t, 'issuing');
  const sent = () => server.calls.filter(({ headers }) => headers['if-none-match'] !== undefined);
  await eventually(() => sent().length >= 2);
  server.tag = () => '"phone-17"';
  server.append({ type: 'note', text: '新的一条' });
  const size = server.calls.length;
  await eventually(() => server.calls.length >= size + 6);
  assert.ok(!server.calls.some(({ headers }) => headers['if-none-match'] === '"phone-17"'));
});

test('a paper that turns out not to be sealable comes back to be marked again', async (t) => {
  const { it, first } = await join(t, 'open');
  it.booth.mark(first.item, 0, 0);
  it.booth.review(first.item);
  const stored = it.origin.memory;
  stored.items[first.item].marks = [[true, true, false]];
  stored.items[first.item].casting = true;
  it.origin.values.set('votesvc/v1', JSON.stringify(stored));
  it.changed();
  await it.until('voting');
  assert.equal(it.booth.mark(first.item, 0, 0), 'unmarked');
  it.vote([]);
  await it.until('receipt');
  assert.equal(first.ballots.size, 1);
});

test('a failure that nobody foresaw stops that item, says so, and is tried again on request', async (t) => {
  const broken = { on: true };
  const options = {
    locks: /** @type {any} */ ({
      request(/** @type {string} */ _, /** @type {() => Promise<void>} */ work) {
        if (broken.on) throw new RangeError('not foreseen');
        return work();
      },
    }),
  };
  const { it, first } = await join(t, 'open', { options });
  it.vote();
  const { items } = await it.until('refused');
  assert.deepEqual(items[0]?.error, { code: 'internal-error', message: '', final: false });
  broken.on = false;
  it.booth.retry();
  await it.until('receipt');
  assert.equal(first.ballots.size, 1);
});

test('forgetting leaves nothing on the phone', async (t) => {
  const { it } = await join(t, 'open');
  it.booth.forget();
  assert.equal(it.state.step, 'start');
  assert.equal(it.origin.values.size, 0);
  assert.deepEqual(it.state.items, []);
});
