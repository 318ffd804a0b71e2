/** The Merkle tree of the log: leaves, inclusion and consistency (RFC 6962, 2.1; protocol 7). */

import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes } from '@noble/hashes/utils.js';

import { InvalidInclusion } from './errors.js';

const HASH_LENGTH = 32;
export const EMPTY_ROOT = sha256(new Uint8Array());

/**
 * Returns SHA-256(0x00 | leaf).
 *
 * @param {Uint8Array} leaf
 * @returns {Uint8Array}
 */
export function leafHash(leaf) {
  return sha256(concatBytes(Uint8Array.of(0), leaf));
}

/**
 * Returns SHA-256(0x01 | left | right).
 *
 * @param {Uint8Array} left
 * @param {Uint8Array} right
 * @returns {Uint8Array}
 */
export function nodeHash(left, right) {
  return sha256(concatBytes(Uint8Array.of(1), left, right));
}

/**
 * Throws unless `proof` leads from leaf hash `leaf` at `index` to `root` (RFC 9162, 2.1.3.2).
 *
 * @param {Uint8Array} leaf
 * @param {number} index
 * @param {number} size
 * @param {readonly Uint8Array[]} proof
 * @param {Uint8Array} root
 * @throws {InvalidInclusion}
 */
export function verifyInclusion(leaf, index, size, proof, root) {
  checkHashes([leaf, root, ...proof]);
  checkSizes(index, size);
  if (index >= size) throw new InvalidInclusion('the tree has no leaf with this index');
  const path = new Path(index, size - 1);
  let node = leaf;
  for (const sibling of proof) {
    node = path.goesLeft() ? nodeHash(sibling, node) : nodeHash(node, sibling);
    path.climb();
  }
  if (!path.atRoot || !sameBytes(node, root)) {
    throw new InvalidInclusion('an inclusion proof does not lead to the root');
  }
}

/**
 * Throws unless `proof` shows that the old tree begins the new one (RFC 9162, 2.1.4.2).
 *
 * The empty tree begins every tree, with an empty proof.
 *
 * @param {number} oldSize
 * @param {number} newSize
 * @param {Uint8Array} oldRoot
 * @param {Uint8Array} newRoot
 * @param {readonly Uint8Array[]} proof
 * @throws {InvalidInclusion}
 */
export function verifyConsistency(oldSize, newSize, oldRoot, newRoot, proof) {
  checkHashes([oldRoot, newRoot, ...proof]);
  checkSizes(oldSize, newSize);
  if (oldSize > newSize) throw new InvalidInclusion('a tree does not shrink');
  if (oldSize === 0 || oldSize === newSize) {
    const expected = oldSize === newSize ? newRoot : EMPTY_ROOT;
    if (proof.length > 0 || !sameBytes(oldRoot, expected)) {
      throw new InvalidInclusion('two trees of which nothing is to be proved differ');
    }
    return;
  }
  const joined = joinRoots(oldSize, newSize, oldRoot, proof);
  if (!sameBytes(joined.old, oldRoot) || !sameBytes(joined.now, newRoot)) {
    throw new InvalidInclusion('a consistency proof does not join the two roots');
  }
}

/**
 * Returns the two roots that a consistency proof leads to.
 *
 * @param {number} oldSize
 * @param {number} newSize
 * @param {Uint8Array} oldRoot
 * @param {readonly Uint8Array[]} proof
 * @returns {{old: Uint8Array, now: Uint8Array}}
 */
function joinRoots(oldSize, newSize, oldRoot, proof) {
  const path = new Path(oldSize - 1, newSize - 1);
  path.skipRights();
  // When the old tree is complete its root is the first node of the path and is left out.
  const [first, ...rest] = path.atStart ? [oldRoot, ...proof] : proof;
  if (first === undefined) throw new InvalidInclusion('a consistency proof is too short');
  let [old, now] = [first, first];
  for (const sibling of rest) {
    const left = path.goesLeft();
    if (left) old = nodeHash(sibling, old);
    now = left ? nodeHash(sibling, now) : nodeHash(now, sibling);
    path.climb();
  }
  if (!path.atRoot) throw new InvalidInclusion('a consistency proof is too short');
  return { old, now };
}

/** A walk from a leaf up to the root; sizes may pass 2^32, so nothing here shifts bits. */
class Path {
  /**
   * @param {number} position  of the leaf
   * @param {number} last      position of the last leaf
   */
  constructor(position, last) {
    this.position = position;
    this.last = last;
  }

  get atRoot() {
    return this.last === 0;
  }

  get atStart() {
    return this.position === 0;
  }

  /** Tells whether the next sibling stands on the left; skips levels where there is none. */
  goesLeft() {
    if (this.last === 0) throw new InvalidInclusion('a proof is too long');
    if (this.position % 2 === 0 && this.position !== this.last) return false;
    while (this.position % 2 === 0 && this.position !== 0) this.climb();
    return true;
  }

  skipRights() {
    while (this.position % 2 === 1) this.climb();
  }

  climb() {
    this.position = Math.floor(this.position / 2);
    this.last = Math.floor(this.last / 2);
  }
}

/** @param {readonly Uint8Array[]} hashes */
function checkHashes(hashes) {
  if (hashes.some((hash) => hash.length !== HASH_LENGTH)) {
    throw new InvalidInclusion('a hash is not 32 bytes long');
  }
}

/** @param {number[]} numbers */
function checkSizes(...numbers) {
  if (numbers.some((number) => !Number.isSafeInteger(number) || number < 0)) {
    throw new InvalidInclusion('an index or size is not a whole number');
  }
}

/**
 * @param {Uint8Array} a
 * @param {Uint8Array} b
 * @returns {boolean}
 */
export function sameBytes(a, b) {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
