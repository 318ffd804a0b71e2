import assert from 'node:assert/strict';
import test from 'node:test';

import { InvalidElement, InvalidScalar } from '../../static/src/errors.js';
import {
  BASE,
  baseTimes,
  hashToScalar,
  IDENTITY,
  ORDER,
  parseElement,
  parseScalar,
  randomScalar,
  reduce,
} from '../../static/src/group.js';
import { readVectors } from './vectors.mjs';

const vectors = readVectors('group');

test('order, base and identity are those of the protocol', () => {
  assert.equal(String(ORDER), vectors.order);
  assert.equal(BASE.toHex(), vectors.base);
  assert.equal(IDENTITY.toHex(), vectors.identity);
  assert.ok(parseElement(vectors.identity).isIdentity);
});

test('multiples of the base are those of the vectors', () => {
  for (const { scalar, point } of vectors.base_times) {
    assert.equal(baseTimes(BigInt(scalar)).toHex(), point);
    assert.equal(BASE.timesPublic(BigInt(scalar)).toHex(), point);
  }
});

test('multiples are the same with and without a table, in secret and in public', () => {
  for (const { scalar, of, point } of vectors.times) {
    const element = parseElement(of);
    for (const each of [element, element.withTable()]) {
      assert.equal(each.times(BigInt(scalar)).toHex(), point);
      assert.equal(each.timesPublic(BigInt(scalar)).toHex(), point);
    }
  }
  assert.ok(IDENTITY.withTable().times(5n).isIdentity);
  assert.ok(IDENTITY.timesPublic(5n).isIdentity);
});

test('sums and differences are those of the vectors', () => {
  for (const { a, b, sum, difference } of vectors.plus) {
    assert.equal(parseElement(a).plus(parseElement(b)).toHex(), sum);
    assert.equal(parseElement(a).minus(parseElement(b)).toHex(), difference);
  }
});

test('hashes to scalars are those of the vectors', () => {
  for (const { prefix, points, scalar } of vectors.hash_to_scalar) {
    assert.equal(String(hashToScalar(prefix, points.map(parseElement))), scalar);
  }
});

test('points outside the prime-order group and other spellings are refused', () => {
  for (const { why, point } of vectors.bad_points) {
    assert.throws(() => parseElement(point), InvalidElement, why);
  }
  for (const value of [null, 5, {}]) assert.throws(() => parseElement(value), InvalidElement);
});

test('scalars have one spelling below the order', () => {
  for (const text of vectors.bad_scalars) {
    assert.throws(() => parseScalar(text), InvalidScalar, text);
  }
  assert.throws(() => parseScalar(5), InvalidScalar);
  assert.equal(parseScalar(String(ORDER - 1n)), ORDER - 1n);
  assert.equal(reduce(-1n), ORDER - 1n);
});

test('random scalars are in range and differ', () => {
  const drawn = Array.from({ length: 20 }, randomScalar);
  assert.equal(new Set(drawn).size, 20);
  assert.ok(drawn.every((scalar) => scalar > 0n && scalar < ORDER));
});
