import assert from 'node:assert/strict';
import test from 'node:test';

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
