import assert from 'node:assert/strict';
import test from 'node:test';

import { dutiesOf } from '../../static/src/booth/duties.js';
import { Focus } from '../../static/src/booth/focus.js';
import { phaseOf } from '../../static/src/booth/snapshot.js';
import { emptyMemory } from '../../static/src/booth/store.js';

/** @import { ItemView, Phase } from '../../static/src/booth/state.js' */
/** @import { ItemMemory } from '../../static/src/booth/store.js' */

/**
 * @param {Record<string, Phase>} phases
 * @returns {ItemView[]}
 */
const views = (phases) =>
  Object.entries(phases).map(([item, phase]) => /** @type {any} */ ({ item, phase }));

test('the page shows what is coming, then what opens, then its receipt', () => {
  const focus = new Focus();
  assert.equal(focus.choose([]), null);
  assert.equal(focus.choose(views({ a: 'listed' })), null);
  assert.equal(focus.choose(views({ a: 'ready', b: 'listed' })), 'a');
  assert.equal(focus.choose(views({ a: 'ready', b: 'voting' })), 'b');
  assert.equal(focus.choose(views({ a: 'voting', b: 'voting' })), 'b');
  assert.equal(focus.choose(views({ a: 'voting', b: 'receipt' })), 'b');
  assert.equal(focus.choose(views({ a: 'voting', b: 'receipt', c: 'voting' })), 'c');
});

test('after a reload an open ballot comes first, then what is coming, then the last receipt', () => {
  assert.equal(new Focus().choose(views({ a: 'receipt', b: 'ready', c: 'voting' })), 'c');
  assert.equal(new Focus().choose(views({ a: 'receipt', b: 'ready' })), 'b');
  assert.equal(new Focus().choose(views({ a: 'receipt', b: 'receipt', c: 'missed' })), 'b');
});

test('what was missed or refused stays until something opens or the delegate goes on', () => {
  const focus = new Focus();
  focus.choose(views({ a: 'voting' }));
  assert.equal(focus.choose(views({ a: 'missed', b: 'ready' })), 'a');
  focus.select(null);
  assert.equal(focus.choose(views({ a: 'missed', b: 'ready' })), 'b');
});

test('the phase of an item follows from its state and from what the phone holds', () => {
  const trouble = { code: 'x', message: '', final: false };
  const credential = { secret: '', prefix: '', token: '' };
  const request = { secret: '', prefix: '', salt: '', r: '' };
  /** @type {[string, ItemMemory, Phase][]} */
  const cases = [
    ['ready', {}, 'listed'],
    ['issuing', {}, 'collecting'],
    ['open', { request }, 'collecting'],
    ['closed', { request }, 'missed'],
    ['closed', {}, 'listed'],
    ['issuing', { credential }, 'ready'],
    ['open', { credential }, 'voting'],
    ['open', { credential, reviewing: true }, 'review'],
    ['open', { credential, reviewing: true, casting: true }, 'sealing'],
    ['closed', { credential, casting: true }, 'missed'],
    ['closed', { missed: true }, 'missed'],
    ['void', { credential }, 'void'],
    ['void', {}, 'listed'],
  ];
  for (const [state, known, phase] of cases) assert.equal(phaseOf(state, known, null), phase);
  assert.equal(phaseOf('open', { request }, trouble), 'refused');
  assert.equal(phaseOf('closed', { request }, trouble), 'missed');
});

test('each step of the memory has one duty, and none is left at the end', () => {
  const credential = { secret: '', prefix: '', token: '' };
  /** @type {any} */
  const envelope = {};
  /** @type {any} */
  const receipt = {};
  const refusal = { code: 'x', message: '', final: true };
  /** @type {[string, ItemMemory, string|null][]} */
  const cases = [
    ['ready', {}, 'fetch'],
    ['ready', { leaf: 'x' }, null],
    ['issuing', {}, 'collect'],
    ['open', {}, 'collect'],
    ['issuing', { credential }, null],
    ['open', { credential }, null],
    ['open', { credential, casting: true }, 'seal'],
    ['issuing', { credential, casting: true }, null],
    ['open', { envelope, casting: true }, 'send'],
    ['closed', { envelope }, 'send'],
    ['closed', { credential }, 'miss'],
    ['void', { credential }, 'miss'],
    ['closed', {}, null],
    ['closed', { missed: true }, null],
    ['open', { receipt }, null],
    ['open', { envelope, refusal }, null],
  ];
  for (const [state, known, kind] of cases) {
    const memory = emptyMemory();
    assert.deepEqual(dutiesOf(memory), []);
    memory.holder = { congress: 'c', name: '', delegation: '', group: '' };
    memory.agenda = [{ item: 'i', state, title: '', group: '', family: '' }];
    memory.items = { i: known };
    const expected = kind === null ? [] : [{ kind, item: 'i' }];
    assert.deepEqual(dutiesOf(memory), expected, `${state} ${JSON.stringify(known)}`);
  }
});

test('a pass is redeemed only once the delegate agreed, and not after a refusal', () => {
  const memory = emptyMemory();
  const candidate = { pass: '', device: '', agreed: true, refusal: null };
  memory.candidate = candidate;
  assert.deepEqual(dutiesOf(memory), [{ kind: 'redeem' }]);
  memory.candidate = { ...candidate, agreed: false };
  assert.deepEqual(dutiesOf(memory), []);
  memory.candidate = { ...candidate, refusal: { code: 'x', message: '', final: true } };
  assert.deepEqual(dutiesOf(memory), []);
});
