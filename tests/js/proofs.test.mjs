import assert from 'node:assert/strict';
import test from 'node:test';

import { encrypt, parseCiphertext } from '../../static/src/elgamal.js';
import { InvalidProof, MalformedInput } from '../../static/src/errors.js';
import { baseTimes, parseElement } from '../../static/src/group.js';
import {
  checkKnowledge,
  checkRange,
  disjunctionToJson,
  parseDisjunction,
  parseProof,
  proofToJson,
  proveDisjunction,
  proveKnowledge,
  proveRange,
  rangePrefix,
} from '../../static/src/proofs.js';
import { nonces, readVectors } from './vectors.mjs';

const vectors = readVectors('proofs');
const publicKey = parseElement(vectors.public);

test('a proof of knowledge is that of the vectors and holds', () => {
  const { prefix, nonce_seed: seed, proof } = vectors.knowledge;
  const made = proveKnowledge(prefix, BigInt(vectors.secret), nonces(seed)());
  assert.deepEqual(proofToJson(made), proof);
  checkKnowledge(prefix, publicKey, parseProof(proof));
  assert.throws(() => checkKnowledge(`${prefix}x`, publicKey, made), InvalidProof);
  assert.throws(() => checkKnowledge(prefix, baseTimes(5n), made), InvalidProof);
});

test('range proofs are those of the vectors and hold', () => {
  for (const each of vectors.range) {
    const ciphertext = parseCiphertext(each.ciphertext);
    const opening = { r: BigInt(each.r), m: each.m };
    const prefix = rangePrefix(each.context, ciphertext);
    const made = proveRange(prefix, publicKey, opening, each, nonces(each.nonce_seed));
    assert.deepEqual(disjunctionToJson(made), each.proofs);
    const read = parseDisjunction(each.proofs, each.maximum - each.minimum + 1);
    checkRange(each.context, publicKey, ciphertext, each, read);
    const other = { minimum: each.minimum + 1, maximum: each.maximum + 1 };
    assert.throws(() => checkRange(each.context, publicKey, ciphertext, other, read), InvalidProof);
    assert.throws(() => checkRange('other', publicKey, ciphertext, each, read), InvalidProof);
  }
});

test('a mark is encrypted as in the vectors', () => {
  const [none, one] = vectors.range;
  assert.deepEqual(encrypt(publicKey, 0, BigInt(none.r)).toJson(), none.ciphertext);
  assert.deepEqual(encrypt(publicKey, 1, BigInt(one.r)).toJson(), one.ciphertext);
});

test('nothing false is proved', () => {
  const branches = [
    { r: 1n, gap: 1 },
    { r: 1n, gap: -1 },
  ];
  assert.throws(() => proveDisjunction('', publicKey, branches, () => 1n), InvalidProof);
});

test('a proof of another length is refused', () => {
  assert.throws(() => parseDisjunction(vectors.range[0].proofs, 3), MalformedInput);
  const ciphertext = parseCiphertext(vectors.range[0].ciphertext);
  const short = parseDisjunction(vectors.range[0].proofs.slice(1), 1);
  assert.throws(
    () => checkRange('phi|credential', publicKey, ciphertext, vectors.range[0], short),
    InvalidProof,
  );
});
