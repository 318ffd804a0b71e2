/**
 * The group of prime order L inside Ed25519, written additively (protocol 1).
 *
 * An `Element` that exists is the identity or a point of prime order: parsing checks membership and
 * the operations stay inside.
 */

import { pippenger } from '@noble/curves/abstract/curve.js';
import { ed25519 } from '@noble/curves/ed25519.js';

import { bytesToNumber, encodeHex, hexhash, parseHex, randomBytes, utf8 } from './encoding.js';
import { InvalidElement, InvalidScalar } from './errors.js';

/** @typedef {import('@noble/curves/abstract/edwards.js').EdwardsPoint} Point */

const Point = ed25519.Point;

export const ORDER = Point.Fn.ORDER;

const DECIMAL = /^(?:0|[1-9][0-9]{0,76})$/;
// Five bits a window: 51 additions a multiplication, and a table built in a few milliseconds.
const WINDOW = 5;

/** A member of the group; compare with `equals`. */
export class Element {
  /** @type {Point} */
  #point;
  /** @type {string|null} */
  #hex = null;
  /** @type {Element|null} */
  #tabled = null;

  /** @param {Point} point known to be of prime order or the identity */
  constructor(point) {
    this.#point = point;
  }

  /**
   * @param {Element} other
   * @returns {Element}
   */
  plus(other) {
    return new Element(this.#point.add(other.#point));
  }

  /**
   * @param {Element} other
   * @returns {Element}
   */
  minus(other) {
    return new Element(this.#point.subtract(other.#point));
  }

  /**
   * Returns k times this for a public k: the time taken depends on k.
   *
   * @param {bigint} k
   * @returns {Element}
   */
  timesPublic(k) {
    return new Element(this.#point.multiplyUnsafe(reduce(k)));
  }

  /**
   * Returns k times this for a secret k: the same work whatever k is, unless it is zero.
   *
   * @param {bigint} k
   * @returns {Element}
   */
  times(k) {
    const scalar = reduce(k);
    return scalar === 0n ? IDENTITY : new Element(this.#point.multiply(scalar));
  }

  /**
   * Returns the sum of k times each element; see `combine`.
   *
   * @param {readonly Element[]} elements
   * @param {readonly bigint[]} numbers
   */
  static combine(elements, numbers) {
    const points = elements.map((each) => each.#point);
    return new Element(pippenger(Point, points, numbers.map(reduce)));
  }

  /**
   * Returns an equal element whose multiples are read off a table; the table is made once.
   *
   * @returns {Element}
   */
  withTable() {
    if (this.isIdentity) return this;
    this.#tabled ??= new Element(
      Point.fromAffine(this.#point.toAffine()).precompute(WINDOW, false),
    );
    this.#tabled.#tabled ??= this.#tabled;
    return this.#tabled;
  }

  /**
   * @param {Element} other
   * @returns {boolean}
   */
  equals(other) {
    return this.#point.equals(other.#point);
  }

  get isIdentity() {
    return this.#point.is0();
  }

  /** @returns {string} 64 lower-case hex digits: the 32 bytes of RFC 8032 reversed */
  toHex() {
    this.#hex ??= encodeHex(this.#point.toBytes().reverse());
    return this.#hex;
  }
}

export const BASE = new Element(Point.BASE);
export const IDENTITY = new Element(Point.ZERO);

/**
 * Reads a point.
 *
 * @param {unknown} hex
 * @returns {Element}
 * @throws {InvalidElement} unless it is the identity or of prime order, in its single spelling
 */
export function parseElement(hex) {
  if (typeof hex !== 'string') throw new InvalidElement('a point is not text');
  let point;
  try {
    point = Point.fromBytes(parseHex(hex, 32).reverse());
  } catch {
    throw new InvalidElement('a point is not on the curve or not in its single spelling');
  }
  if (!point.isTorsionFree()) throw new InvalidElement('a point is outside the prime-order group');
  return new Element(point);
}

/**
 * Reads a point that this page, or the page that asks this worker, has read with `parseElement`
 * before: its membership, which costs most, is not tested again.
 *
 * @param {string} hex
 * @returns {Element}
 */
export function knownElement(hex) {
  return new Element(Point.fromBytes(parseHex(hex, 32).reverse()));
}

/**
 * @param {readonly Element[]} elements
 * @returns {Element} the identity for none
 */
export function sumOf(elements) {
  return elements.reduce((sum, element) => sum.plus(element), IDENTITY);
}

/**
 * Returns the sum of k times each element: as many additions whatever the numbers are.
 *
 * @param {readonly Element[]} elements
 * @param {readonly bigint[]} numbers  as many, none negative
 * @returns {Element}
 */
export function combine(elements, numbers) {
  return Element.combine(elements, numbers);
}

/**
 * Returns k*G for a secret k.
 *
 * @param {bigint} k
 * @returns {Element}
 */
export function baseTimes(k) {
  return BASE.times(k);
}

/**
 * Returns a uniformly random scalar other than 0.
 *
 * @returns {bigint}
 */
export function randomScalar() {
  // 64 bytes reduced modulo L differ from uniform by less than 2^-250.
  return 1n + (bytesToNumber(randomBytes(64)) % (ORDER - 1n));
}

/**
 * Reads a scalar.
 *
 * @param {unknown} text
 * @returns {bigint}
 * @throws {InvalidScalar} unless it is the decimal spelling of 0 <= x < L
 */
export function parseScalar(text) {
  if (typeof text !== 'string' || !DECIMAL.test(text)) {
    throw new InvalidScalar('a scalar is not a decimal number');
  }
  const value = BigInt(text);
  if (value >= ORDER) throw new InvalidScalar('a scalar is out of range');
  return value;
}

/**
 * Returns x modulo L, in 0 <= x < L.
 *
 * @param {bigint} x
 * @returns {bigint}
 */
export function reduce(x) {
  const rest = x % ORDER;
  return rest < 0n ? rest + ORDER : rest;
}

/**
 * Returns a / b modulo L, for a b that is not a multiple of it.
 *
 * @param {bigint} a
 * @param {bigint} b
 * @returns {bigint}
 */
export function divide(a, b) {
  return Point.Fn.mul(reduce(a), Point.Fn.inv(reduce(b)));
}

/**
 * Returns H(prefix; P1..Pn) of protocol 1.
 *
 * @param {string} prefix
 * @param {readonly Element[]} elements
 * @returns {bigint}
 */
export function hashToScalar(prefix, elements) {
  const text = prefix + elements.map((element) => element.toHex()).join(',');
  return BigInt(`0x${hexhash(utf8(text))}`) % ORDER;
}
