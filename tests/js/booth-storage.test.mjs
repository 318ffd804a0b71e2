import assert from 'node:assert/strict';
import test from 'node:test';

import { StorageFailed, Store } from '../../static/src/booth/store.js';
import { bodiesOf, join, open } from './hall.mjs';
import { Origin } from './phone.mjs';

test('a browser that denies storage is told so, and no pass is redeemed', async (t) => {
  const { server, phone } = await open(t);
  const it = phone(new Origin(), { storage: null });
  it.booth.start(server.hand('张三'));
  assert.equal(it.state.step, 'no-storage');
  await new Promise((resolve) => setTimeout(resolve, 100));
  assert.equal(server.calls.length, 0);
});

test('a browser that keeps nothing, as in private mode, is told so', async (t) => {
  const { server, phone } = await open(t);
  const origin = new Origin();
  origin.room = 0;
  const it = phone(origin);
  it.booth.start(server.hand('张三'));
  assert.equal(it.state.step, 'no-storage');
  assert.equal(it.state.error?.code, 'storage-full');
  assert.equal(server.calls.length, 0);
});

test('a storage that is full at any step stops the booth, and room lets it go on', async (t) => {
  const { server, phone } = await open(t);
  const first = server.addItem();
  first.state = 'open';
  const it = phone();
  it.booth.start(server.hand('张三'));
  await it.until('redeeming');
  for (const goal of /** @type {const} */ (['voting', 'receipt'])) {
    for (let used = it.origin.text.length; ; used += 700) {
      it.origin.room = used;
      it.booth.retry();
      if (goal === 'receipt' && it.state.step === 'voting') it.vote();
      const { step } = await it.until(({ step: now }) => now === goal || now === 'no-storage');
      if (step === goal) break;
    }
  }
  assert.equal(first.collected.size, 1);
  assert.equal(first.ballots.size, 1);
  for (const path of ['collect', 'cast']) {
    const bodies = bodiesOf(server, path).map((body) => JSON.stringify(body));
    assert.equal(new Set(bodies).size, 1, path);
  }
});

test('a ballot that cannot be stored is not sent', async (t) => {
  const { server, it, first } = await join(t, 'open');
  it.booth.mark(first.item, 0, 0);
  it.booth.review(first.item);
  it.origin.room = it.origin.text.length + 100;
  it.booth.cast(first.item);
  await it.until('no-storage');
  assert.equal(bodiesOf(server, 'cast').length, 0);
  it.origin.room = Number.POSITIVE_INFINITY;
  it.booth.retry();
  await it.until('receipt');
  assert.equal(first.ballots.size, 1);
});

test('a mark that cannot be stored is not shown', async (t) => {
  const { it, first } = await join(t, 'open');
  it.origin.room = it.origin.text.length;
  assert.equal(it.booth.mark(first.item, 0, 0), 'locked');
  assert.equal(it.state.step, 'no-storage');
});

test('what is stored under the key but is not ours is passed over', () => {
  const origin = new Origin();
  origin.values.set('votesvc/v1', 'not json');
  const store = new Store(origin.storageFor({}));
  assert.equal(store.read().holder, null);
  store.update((memory) => {
    memory.title = '题目';
  });
  assert.equal(new Store(origin.storageFor({})).read().title, '题目');
});

test('each change starts from what any tab wrote last', () => {
  const origin = new Origin();
  const [one, two] = [new Store(origin.storageFor({})), new Store(origin.storageFor({}))];
  one.update((memory) => {
    memory.agenda = ['a', 'b'].map((item) => ({
      item,
      state: 'open',
      title: '',
      group: '',
      family: '',
    }));
  });
  one.updateItem('a', (memory) => {
    memory.missed = true;
  });
  two.updateItem('b', (memory) => {
    memory.missed = true;
  });
  assert.deepEqual(Object.keys(one.read().items), ['a', 'b']);
});

test('work that ends after the phone has forgotten everything writes nothing', () => {
  const origin = new Origin();
  const store = new Store(origin.storageFor({}));
  store.updateItem('a', (memory) => {
    memory.leaf = 'x';
  });
  assert.equal(origin.values.size, 0);
});

test('a change that fails changes nothing', () => {
  const origin = new Origin();
  const store = new Store(origin.storageFor({}));
  origin.room = 10;
  const change = (/** @type {{title: string}} */ memory) => {
    memory.title = '题目';
  };
  assert.throws(() => store.update(change), StorageFailed);
  assert.equal(store.read().title, '');
});
