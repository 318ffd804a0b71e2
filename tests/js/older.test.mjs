import assert from 'node:assert/strict';
import test from 'node:test';

test('a phone without DataView.setBigUint64 gets one that works', async () => {
  const { setBigUint64 } = DataView.prototype;
  Reflect.deleteProperty(DataView.prototype, 'setBigUint64');
  try {
    await import(`../../static/src/older.js?${Date.now()}`);
    assert.notEqual(DataView.prototype.setBigUint64, setBigUint64);
    for (const little of [true, false]) {
      const [view, wanted] = [new DataView(new ArrayBuffer(9)), new DataView(new ArrayBuffer(9))];
      view.setBigUint64(1, 0x0102030405060708n, little);
      setBigUint64.call(wanted, 1, 0x0102030405060708n, little);
      assert.deepEqual(view, wanted);
    }
  } finally {
    DataView.prototype.setBigUint64 = setBigUint64;
  }
});

test('a phone without Object.hasOwn gets one that works', async () => {
  const { hasOwn } = Object;
  Reflect.deleteProperty(Object, 'hasOwn');
  try {
    await import('../../static/src/older.js');
    assert.notEqual(Object.hasOwn, hasOwn);
    assert.equal(Object.hasOwn({ a: 1 }, 'a'), true);
    assert.equal(Object.hasOwn({ a: 1 }, 'toString'), false);
  } finally {
    Object.hasOwn = hasOwn;
  }
});
