/**
 * Checking a verifiable shuffle: the same rows in another order (Terelius and Wikström; protocol 4.1).
 */

import { sha256 } from '@noble/hashes/sha2.js';

import { joinTexts } from './elgamal.js';
import { hexhash, utf8 } from './encoding.js';
import { InvalidProof } from './errors.js';
import { BASE, hashToScalar, ORDER, sumOf } from './group.js';
import { BLOCK, elementOf } from './texts.js';

/** @import { Ciphertext } from './elgamal.js' */
/** @import { Element } from './group.js' */

/** @typedef {readonly Ciphertext[]} Row */

/**
 * Commitments to a permutation, and the responses that show that it was used: `sums` are three,
 * `columns` one per column, everything else one per row.
 *
 * @typedef {object} ShuffleProof
 * @property {readonly Element[]} commitments
 * @property {readonly Element[]} links
 * @property {bigint} challenge
 * @property {readonly bigint[]} sums
 * @property {readonly bigint[]} columns
 * @property {readonly bigint[]} steps
 * @property {readonly bigint[]} places
 */

/**
 * Throws unless `after` holds exactly what `before` holds, in some order.
 *
 * @param {string} context
 * @param {Element} publicKey
 * @param {readonly Row[]} before  at least one
 * @param {readonly Row[]} after   as many
 * @param {ShuffleProof} proof     of the same size
 * @throws {InvalidProof}
 */
export function checkShuffle(context, publicKey, before, after, proof) {
  const { commitments, links, challenge, sums, columns, steps, places } = proof;
  const digest = digestOf(context, publicKey, before, after, commitments);
  const numbers = before.map((_, row) =>
    hashToScalar(`votesvc/v1/shuffle-number|${digest}|${row}|`, []),
  );
  const product = numbers.reduce((made, number) => (made * number) % ORDER, 1n);
  const start = generator(0);
  const generators = before.map((_, place) => generator(place + 1));
  const last = /** @type {Element} */ (links.at(-1));
  const targets = [
    sumOf(commitments).minus(sumOf(generators)),
    last.minus(start.timesPublic(product)),
    combine(commitments, numbers),
  ];
  const [one, two, three] = /** @type {[bigint, bigint, bigint]} */ (sums);
  const made = [
    BASE.timesPublic(one),
    BASE.timesPublic(two),
    BASE.timesPublic(three).plus(combine(generators, places)),
  ];
  for (const [column, shift] of columns.entries()) {
    const old = before.map((row) => /** @type {Ciphertext} */ (row[column]));
    const fresh = after.map((row) => /** @type {Ciphertext} */ (row[column]));
    targets.push(
      combine(
        old.map(({ alpha }) => alpha),
        numbers,
      ),
      combine(
        old.map(({ beta }) => beta),
        numbers,
      ),
    );
    made.push(
      combine(
        fresh.map(({ alpha }) => alpha),
        places,
      ).minus(BASE.timesPublic(shift)),
      combine(
        fresh.map(({ beta }) => beta),
        places,
      ).minus(publicKey.timesPublic(shift)),
    );
  }
  const shown = made.map((each, at) =>
    each.plus(/** @type {Element} */ (targets[at]).timesPublic(challenge)),
  );
  for (const [at, link] of links.entries()) {
    const earlier = links[at - 1] ?? start;
    shown.push(
      BASE.timesPublic(/** @type {bigint} */ (steps[at]))
        .plus(earlier.timesPublic(/** @type {bigint} */ (places[at])))
        .plus(link.timesPublic(challenge)),
    );
  }
  if (hashToScalar(`votesvc/v1/shuffle-proof|${digest}|${join(links)}|`, shown) !== challenge) {
    throw new InvalidProof('a shuffle does not hold');
  }
}

/**
 * @param {string} context
 * @param {Element} publicKey
 * @param {readonly Row[]} before
 * @param {readonly Row[]} after
 * @param {readonly Element[]} commitments
 * @returns {string}
 */
function digestOf(context, publicKey, before, after, commitments) {
  const texts = [
    publicKey.toHex(),
    joinTexts(before.flat()),
    joinTexts(after.flat()),
    join(commitments),
  ].join('|');
  return hexhash(utf8(`votesvc/v1/shuffle|${context}|${texts}|`));
}

/**
 * Nobody knows the logarithm of any of these; the first begins the chain.
 *
 * @param {number} number
 * @returns {Element}
 */
function generator(number) {
  const known = GENERATORS.get(number);
  if (known !== undefined) return known;
  const digest = sha256(utf8(`votesvc/v1/shuffle-generator|${number}`));
  const made = elementOf(digest.slice(0, BLOCK));
  GENERATORS.set(number, made);
  return made;
}

/** @type {Map<number, Element>} */
const GENERATORS = new Map();

/**
 * @param {readonly Element[]} elements
 * @param {readonly bigint[]} numbers
 * @returns {Element}
 */
function combine(elements, numbers) {
  return sumOf(elements.map((each, at) => each.timesPublic(/** @type {bigint} */ (numbers[at]))));
}

/** @param {readonly Element[]} elements */
function join(elements) {
  return elements.map((each) => each.toHex()).join(',');
}
