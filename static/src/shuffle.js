/**
 * A verifiable shuffle: the same rows in another order, and nobody can tell which is which (Terelius
 * and Wikström; protocol 4.1).
 */

import { sha256 } from '@noble/hashes/sha2.js';

import { Ciphertext, joinTexts } from './elgamal.js';
import { hexhash, utf8 } from './encoding.js';
import { InvalidProof } from './errors.js';
import { BASE, baseTimes, combine, hashToScalar, ORDER, reduce, sumOf } from './group.js';
import { BLOCK, elementOf } from './texts.js';

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
 * Returns the order that the nonces give: one for each place but the first, from the last on.
 *
 * @param {number} count
 * @param {() => bigint} nonces
 * @returns {number[]}
 */
export function drawOrder(count, nonces) {
  const order = Array.from({ length: count }, (_, place) => place);
  for (let place = count - 1; place > 0; place--) {
    const other = Number(nonces() % BigInt(place + 1));
    [order[place], order[other]] = [at(order, other), at(order, place)];
  }
  return order;
}

/**
 * Returns the rows encrypted anew in `order` (place i gets row order[i]), with the proof.
 *
 * Nonces are drawn for each row in its old place: one per column, then its commitment; then per new
 * place its link; then three, one per column, and per place a step and a place.
 *
 * @param {string} context
 * @param {Element} publicKey
 * @param {readonly Row[]} before  at least one
 * @param {readonly number[]} order
 * @param {() => bigint} nonces
 * @returns {{rows: Ciphertext[][], proof: ShuffleProof}}
 */
export function shuffleRows(context, publicKey, before, order, nonces) {
  const key = publicKey.withTable();
  const drawn = before.map((row) => ({ shifts: row.map(nonces), blind: nonces() }));
  const rows = order.map((from) =>
    at(before, from).map((part, column) => shift(key, part, at(at(drawn, from).shifts, column))),
  );
  /** @type {Element[]} */
  const commitments = [];
  for (const [place, from] of order.entries()) {
    commitments[from] = baseTimes(at(drawn, from).blind).plus(generator(place + 1));
  }
  const { digest, numbers } = state(context, publicKey, before, rows, commitments);
  const moved = order.map((from) => at(numbers, from));
  const steps = order.map(nonces);
  /** @type {Element[]} */
  const links = [];
  for (const [place, step] of steps.entries()) {
    const earlier = links[place - 1] ?? generator(0);
    links.push(baseTimes(step).plus(earlier.times(at(moved, place))));
  }
  const blinds = drawn.map(({ blind }) => blind);
  const known = [
    blinds.reduce((sum, each) => sum + each, 0n),
    steps.reduce((sum, step, place) => reduce(step + sum * at(moved, place)), 0n),
    weigh(blinds, numbers),
    ...at(before, 0).map((_, column) =>
      weigh(
        drawn.map(({ shifts }) => at(shifts, column)),
        numbers,
      ),
    ),
  ];
  const hidden = known.map(nonces);
  const pairs = order.map(() => ({ step: nonces(), place: nonces() }));
  const places = pairs.map(({ place }) => place);
  const generators = order.map((_, place) => generator(place + 1));
  const shown = [
    baseTimes(at(hidden, 0)),
    baseTimes(at(hidden, 1)),
    baseTimes(at(hidden, 2)).plus(combine(generators, places)),
  ];
  for (const [column, r] of hidden.slice(3).entries()) {
    const { alphas, betas } = columnOf(rows, column);
    shown.push(
      combine(alphas, places).minus(baseTimes(r)),
      combine(betas, places).minus(key.times(r)),
    );
  }
  for (const [place, pair] of pairs.entries()) {
    const earlier = links[place - 1] ?? generator(0);
    shown.push(baseTimes(pair.step).plus(earlier.times(pair.place)));
  }
  const challenge = hashToScalar(`votesvc/v1/shuffle-proof|${digest}|${join(links)}|`, shown);
  const answers = known.map((secret, place) => reduce(at(hidden, place) - challenge * secret));
  return {
    rows,
    proof: {
      commitments,
      links,
      challenge,
      sums: answers.slice(0, 3),
      columns: answers.slice(3),
      steps: pairs.map(({ step }, place) => reduce(step - challenge * at(steps, place))),
      places: pairs.map((pair, place) => reduce(pair.place - challenge * at(moved, place))),
    },
  };
}

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
  const { digest, numbers } = state(context, publicKey, before, after, commitments);
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
  for (const [column, r] of columns.entries()) {
    const [old, fresh] = [columnOf(before, column), columnOf(after, column)];
    targets.push(combine(old.alphas, numbers), combine(old.betas, numbers));
    made.push(
      combine(fresh.alphas, places).minus(BASE.timesPublic(r)),
      combine(fresh.betas, places).minus(publicKey.timesPublic(r)),
    );
  }
  const shown = made.map((each, row) => each.plus(at(targets, row).timesPublic(challenge)));
  for (const [row, link] of links.entries()) {
    const earlier = links[row - 1] ?? start;
    shown.push(
      BASE.timesPublic(at(steps, row))
        .plus(earlier.timesPublic(at(places, row)))
        .plus(link.timesPublic(challenge)),
    );
  }
  if (hashToScalar(`votesvc/v1/shuffle-proof|${digest}|${join(links)}|`, shown) !== challenge) {
    throw new InvalidProof('a shuffle does not hold');
  }
}

/**
 * Returns what both sides know before the proof begins, in one digest and the numbers it gives.
 *
 * @param {string} context
 * @param {Element} publicKey
 * @param {readonly Row[]} before
 * @param {readonly Row[]} after
 * @param {readonly Element[]} commitments
 * @returns {{digest: string, numbers: bigint[]}}
 */
function state(context, publicKey, before, after, commitments) {
  const texts = [
    publicKey.toHex(),
    joinTexts(before.flat()),
    joinTexts(after.flat()),
    join(commitments),
  ].join('|');
  const digest = hexhash(utf8(`votesvc/v1/shuffle|${context}|${texts}|`));
  const numbers = before.map((_, row) =>
    hashToScalar(`votesvc/v1/shuffle-number|${digest}|${row}|`, []),
  );
  return { digest, numbers };
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
 * @param {readonly Row[]} rows
 * @param {number} column
 * @returns {{alphas: Element[], betas: Element[]}}
 */
function columnOf(rows, column) {
  const parts = rows.map((row) => at(row, column));
  return { alphas: parts.map(({ alpha }) => alpha), betas: parts.map(({ beta }) => beta) };
}

/** @param {readonly Element[]} elements */
function join(elements) {
  return elements.map((each) => each.toHex()).join(',');
}

/**
 * @param {Element} publicKey
 * @param {Ciphertext} part
 * @param {bigint} r
 */
function shift(publicKey, { alpha, beta }, r) {
  return new Ciphertext(alpha.plus(baseTimes(r)), beta.plus(publicKey.times(r)));
}

/**
 * @param {readonly bigint[]} secrets
 * @param {readonly bigint[]} numbers
 * @returns {bigint}
 */
function weigh(secrets, numbers) {
  return secrets.reduce((sum, each, place) => reduce(sum + each * at(numbers, place)), 0n);
}

/**
 * Returns an element that is known to be there.
 *
 * @template T
 * @param {readonly T[]} list
 * @param {number} place
 * @returns {T}
 */
function at(list, place) {
  return /** @type {T} */ (list[place]);
}
