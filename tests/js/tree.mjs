/** A Merkle tree written from the definition alone (RFC 6962, 2.1): the test server's log. */

import { EMPTY_ROOT, nodeHash } from '../../static/src/merkle.js';

/** @param {number} width */
const split = (width) => 2 ** (Math.ceil(Math.log2(width)) - 1);

export class Tree {
  /** @type {Uint8Array[]} */
  #hashes = [];

  get size() {
    return this.#hashes.length;
  }

  /** @param {Uint8Array} hash */
  append(hash) {
    this.#hashes.push(hash);
  }

  /** @param {number} [size] */
  root(size = this.size) {
    return size === 0 ? EMPTY_ROOT : this.#node(0, size);
  }

  /**
   * @param {number} start
   * @param {number} end
   * @returns {Uint8Array}
   */
  #node(start, end) {
    if (end - start === 1) return /** @type {Uint8Array} */ (this.#hashes[start]);
    const middle = start + split(end - start);
    return nodeHash(this.#node(start, middle), this.#node(middle, end));
  }

  /**
   * @param {number} index
   * @param {number} size
   * @param {number} [start]
   * @returns {Uint8Array[]}
   */
  inclusion(index, size, start = 0) {
    if (size - start === 1) return [];
    const middle = start + split(size - start);
    return index < middle
      ? [...this.inclusion(index, middle, start), this.#node(middle, size)]
      : [...this.inclusion(index, size, middle), this.#node(start, middle)];
  }

  /**
   * @param {number} old
   * @param {number} size
   * @returns {Uint8Array[]}
   */
  consistency(old, size) {
    return old === 0 ? [] : this.#sub(old, 0, size, true);
  }

  /**
   * @param {number} old
   * @param {number} start
   * @param {number} end
   * @param {boolean} known
   * @returns {Uint8Array[]}
   */
  #sub(old, start, end, known) {
    if (old === end) return known ? [] : [this.#node(start, end)];
    const middle = start + split(end - start);
    return old <= middle
      ? [...this.#sub(old, start, middle, known), this.#node(middle, end)]
      : [...this.#sub(old, middle, end, false), this.#node(start, middle)];
  }
}
