/** Ciphertexts whose sum is the ciphertext of the sum (protocol 2). */

import { exactFields } from './encoding.js';
import { BASE, baseTimes, IDENTITY, knownElement, parseElement } from './group.js';

/** @import { Element } from './group.js' */

/** alpha = r*G, beta = r*Y + m*G. */
export class Ciphertext {
  /**
   * @param {Element} alpha
   * @param {Element} beta
   */
  constructor(alpha, beta) {
    this.alpha = alpha;
    this.beta = beta;
  }

  /**
   * @param {Ciphertext} other
   * @returns {Ciphertext}
   */
  plus(other) {
    return new Ciphertext(this.alpha.plus(other.alpha), this.beta.plus(other.beta));
  }

  /** @returns {string} "alpha,beta" in hex, as hash inputs spell it */
  toText() {
    return `${this.alpha.toHex()},${this.beta.toHex()}`;
  }

  /** @returns {{alpha: string, beta: string}} */
  toJson() {
    return { alpha: this.alpha.toHex(), beta: this.beta.toHex() };
  }
}

/**
 * Encrypts a mark.
 *
 * @param {Element} publicKey faster when it has a table
 * @param {number} m  0 or 1
 * @param {bigint} r
 * @returns {Ciphertext}
 */
export function encrypt(publicKey, m, r) {
  // Both cases add a point, so that the time does not tell them apart.
  return new Ciphertext(baseTimes(r), publicKey.times(r).plus(m === 1 ? BASE : IDENTITY));
}

/**
 * Returns the sum; of nothing: twice the identity.
 *
 * @param {readonly Ciphertext[]} ciphertexts
 * @returns {Ciphertext}
 */
export function ciphertextSum(ciphertexts) {
  return ciphertexts.reduce((sum, each) => sum.plus(each), new Ciphertext(IDENTITY, IDENTITY));
}

/**
 * Returns "alpha_0,beta_0,alpha_1,beta_1,.." as the prefix of later proofs holds it.
 *
 * @param {readonly Ciphertext[]} ciphertexts
 * @returns {string}
 */
export function joinTexts(ciphertexts) {
  return ciphertexts.map((each) => each.toText()).join(',');
}

/**
 * Reads a ciphertext and checks that both halves are members of the group.
 *
 * @param {unknown} value
 * @returns {Ciphertext}
 */
export function parseCiphertext(value) {
  const { alpha, beta } = exactFields(value, ['alpha', 'beta']);
  return new Ciphertext(parseElement(alpha), parseElement(beta));
}

/**
 * Reads a ciphertext whose halves were read with `parseCiphertext` before.
 *
 * @param {{alpha: string, beta: string}} value
 * @returns {Ciphertext}
 */
export function knownCiphertext({ alpha, beta }) {
  return new Ciphertext(knownElement(alpha), knownElement(beta));
}
