import assert from 'node:assert/strict';
import test from 'node:test';

import { InvalidInclusion } from '../../static/src/errors.js';
import {
  EMPTY_ROOT,
  leafHash,
  nodeHash,
  sameBytes,
  verifyConsistency,
  verifyInclusion,
} from '../../static/src/merkle.js';
import { Tree } from './tree.mjs';
import { readVectors } from './vectors.mjs';

/** @param {string} hex */
const bytes = (hex) => Uint8Array.from(Buffer.from(hex, 'hex'));
/** @param {Uint8Array} hash */
const flipped = (hash) => hash.map((byte, index) => (index === 31 ? byte ^ 1 : byte));

/**
 * @param {Uint8Array[]} path
 * @param {number} at
 */
const withFlipped = (path, at) => path.map((hash, index) => (index === at ? flipped(hash) : hash));

const ours = readVectors('merkle');
const theirs = readVectors('rfc6962');
const logs = [
  {
    ...ours,
    name: 'ours',
    hashes: ours.leaf_hashes.map(bytes),
    leaves: ours.leaves.map((/** @type {string} */ text) => new TextEncoder().encode(text)),
    rootOf: (/** @type {number} */ size) => bytes(ours.roots[size]),
  },
  {
    ...theirs,
    name: 'certificate transparency',
    hashes: theirs.leaves.map((/** @type {string} */ hex) => leafHash(bytes(hex))),
    leaves: theirs.leaves.map(bytes),
    rootOf: (/** @type {number} */ size) => bytes(theirs.roots[size - 1]),
  },
];

for (const { name, hashes, leaves, rootOf, inclusion, consistency } of logs) {
  test(`leaf hashes and inclusion proofs of ${name} hold`, () => {
    for (const [index, leaf] of leaves.entries()) assert.deepEqual(leafHash(leaf), hashes[index]);
    for (const { index, size, proof } of inclusion) {
      verifyInclusion(hashes[index], index, size, proof.map(bytes), rootOf(size));
    }
  });

  test(`consistency proofs of ${name} hold`, () => {
    for (const { old, new: now, proof } of consistency) {
      verifyConsistency(old, now, rootOf(old), rootOf(now), proof.map(bytes));
    }
  });

  test(`inclusion proofs of ${name} changed in any part are refused`, () => {
    for (const { index, size, proof } of inclusion) {
      const path = proof.map(bytes);
      const [root, leaf] = [rootOf(size), hashes[index]];
      const longer = [...path, leaf];
      const wrong = [
        [flipped(leaf), index, size, path, root],
        [leaf, index, size, path, flipped(root)],
        [leaf, index, size, longer, root],
        [leaf, size, size, path, root],
        [leaf, -1, size, path, root],
        [leaf, 0.5, size, path, root],
        [leaf.slice(1), index, size, path, root],
        ...longer.slice(1).map((_, at) => [leaf, index, size, withFlipped(path, at), root]),
        ...longer.slice(1).map((_, at) => [leaf, index, size, path.slice(at + 1), root]),
      ];
      for (const [a, b, c, d, e] of wrong) {
        assert.throws(() => verifyInclusion(a, b, c, d, e), InvalidInclusion);
      }
    }
  });

  test(`consistency proofs of ${name} changed in any part are refused`, () => {
    for (const { old, new: now, proof } of consistency.filter(
      (/** @type {any} */ each) => each.old > 0,
    )) {
      const path = proof.map(bytes);
      const [before, after] = [rootOf(old), rootOf(now)];
      const longer = [...path, after];
      const wrong = [
        [old, now, flipped(before), after, path],
        [old, now, before, flipped(after), path],
        [old, now, before, after, longer],
        [old + now, now, before, after, path],
        ...longer.slice(1).map((_, at) => [old, now, before, after, withFlipped(path, at)]),
        ...longer.slice(1).map((_, at) => [old, now, before, after, path.slice(at + 1)]),
      ];
      for (const [a, b, c, d, e] of wrong) {
        assert.throws(() => verifyConsistency(a, b, c, d, e), InvalidInclusion);
      }
    }
  });
}

test('every proof of every tree up to forty leaves holds', () => {
  const tree = new Tree();
  for (let size = 1; size <= 40; size++) {
    tree.append(leafHash(Uint8Array.of(size)));
    for (let index = 0; index < size; index++) {
      const leaf = leafHash(Uint8Array.of(index + 1));
      verifyInclusion(leaf, index, size, tree.inclusion(index, size), tree.root(size));
    }
    for (let old = 0; old <= size; old++) {
      verifyConsistency(old, size, tree.root(old), tree.root(size), tree.consistency(old, size));
    }
  }
});

test('an empty tree begins every tree, and equal sizes need equal roots', () => {
  const leaf = leafHash(Uint8Array.of(1));
  verifyConsistency(0, 1, EMPTY_ROOT, leaf, []);
  verifyConsistency(1, 1, leaf, leaf, []);
  assert.throws(() => verifyConsistency(0, 1, leaf, leaf, []), InvalidInclusion);
  assert.throws(() => verifyConsistency(1, 1, leaf, EMPTY_ROOT, []), InvalidInclusion);
  assert.throws(() => verifyConsistency(1, 1, leaf, leaf, [leaf]), InvalidInclusion);
  assert.throws(() => verifyConsistency(2, 1, leaf, leaf, []), InvalidInclusion);
});

test('a proof in a tree beyond 2^32 leaves needs no bit shifts to hold', () => {
  const size = 2 ** 33;
  const leaf = leafHash(Uint8Array.of(7));
  const siblings = Array.from({ length: 33 }, (_, level) => leafHash(Uint8Array.of(level)));
  const root = siblings.reduce((node, sibling) => nodeHash(sibling, node), leaf);
  verifyInclusion(leaf, size - 1, size, siblings, root);
  assert.throws(() => verifyInclusion(leaf, size - 2, size, siblings, root), InvalidInclusion);
  assert.ok(!sameBytes(leaf, root));
});
