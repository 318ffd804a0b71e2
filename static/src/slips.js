/**
 * Opening shuffled rows by the scrutineers' shares: one factor per ciphertext, one proof for all
 * (protocol 4.1).
 */

import { joinTexts, parseCiphertext } from './elgamal.js';
import {
  asList,
  beleniosJson,
  exactFields,
  hexhash,
  parseJson,
  parseUtf8,
  utf8,
} from './encoding.js';
import { InvalidProof, MalformedInput } from './errors.js';
import {
  BASE,
  baseTimes,
  combine,
  hashToScalar,
  parseElement,
  parseScalar,
  reduce,
} from './group.js';
import { parseProof, proofToJson } from './proofs.js';

/** @import { Ciphertext } from './elgamal.js' */
/** @import { Element } from './group.js' */
/** @import { Proof } from './proofs.js' */
/** @import { Row, ShuffleProof } from './shuffle.js' */

/** @typedef {{rows: Ciphertext[][], proof: ShuffleProof}} Slips */
/** @typedef {{factors: Element[][], proof: Proof}} SlipShare */

const LARGEST = 1_000_000;
const PROOF = /** @type {const} */ ([
  'commitments',
  'links',
  'challenge',
  'sums',
  'columns',
  'steps',
  'places',
]);

/**
 * Reads `count` shuffled rows of `width` ciphertexts with their proof: shape and membership.
 *
 * @param {string} text
 * @param {number} count
 * @param {number} width
 * @returns {Slips}
 */
export function parseSlips(text, count, width) {
  const fields = exactFields(parseJson(utf8(text), LARGEST), ['rows', 'proof']);
  const proof = exactFields(fields.proof, PROOF);
  return {
    rows: exactly(fields.rows, count).map((row) => exactly(row, width).map(parseCiphertext)),
    proof: {
      commitments: exactly(proof.commitments, count).map(parseElement),
      links: exactly(proof.links, count).map(parseElement),
      challenge: parseScalar(proof.challenge),
      sums: exactly(proof.sums, 3).map(parseScalar),
      columns: exactly(proof.columns, width).map(parseScalar),
      steps: exactly(proof.steps, count).map(parseScalar),
      places: exactly(proof.places, count).map(parseScalar),
    },
  };
}

/**
 * Returns the exact text of shuffled rows and their proof.
 *
 * @param {Slips} slips
 * @returns {string}
 */
export function printSlips({ rows, proof }) {
  const hexes = (/** @type {readonly Element[]} */ list) => list.map((each) => each.toHex());
  const tree = {
    rows: rows.map((row) => row.map((part) => part.toJson())),
    proof: {
      commitments: hexes(proof.commitments),
      links: hexes(proof.links),
      challenge: String(proof.challenge),
      sums: proof.sums.map(String),
      columns: proof.columns.map(String),
      steps: proof.steps.map(String),
      places: proof.places.map(String),
    },
  };
  return parseUtf8(beleniosJson(tree));
}

/**
 * Returns the share of the scrutineer with `secret`; the caller must have checked where the rows come
 * from, for a share decrypts whatever it is made for.
 *
 * @param {string} context
 * @param {readonly Row[]} rows
 * @param {bigint} secret
 * @param {(text: string) => bigint} nonce  of a proof with this prefix about this point
 * @returns {string} the exact text
 */
export function makeSlipShare(context, rows, secret, nonce) {
  const factors = rows.map((row) => row.map(({ alpha }) => alpha.times(secret)));
  const key = baseTimes(secret);
  const { alpha } = weighted(context, key, rows, factors);
  const w = nonce(prefixOf(context, key) + alpha.toHex());
  const challenge = hashToScalar(prefixOf(context, key), [baseTimes(w), alpha.times(w)]);
  const proof = proofToJson({ challenge, response: reduce(w - challenge * secret) });
  const hexes = factors.map((row) => row.map((factor) => factor.toHex()));
  return parseUtf8(beleniosJson({ factors: hexes, proof }));
}

/**
 * Reads a share of `count` rows of `width`: shape and membership; `checkSlipShare` proves it.
 *
 * @param {string} text
 * @param {number} count
 * @param {number} width
 * @returns {SlipShare}
 */
export function parseSlipShare(text, count, width) {
  const fields = exactFields(parseJson(utf8(text), LARGEST), ['factors', 'proof']);
  const factors = exactly(fields.factors, count).map((row) =>
    exactly(row, width).map(parseElement),
  );
  return { factors, proof: parseProof(fields.proof) };
}

/**
 * Throws unless the share opens the rows with the secret of the key.
 *
 * @param {string} context
 * @param {Element} key
 * @param {readonly Row[]} rows
 * @param {SlipShare} share
 * @throws {InvalidProof}
 */
export function checkSlipShare(context, key, rows, { factors, proof: { challenge, response } }) {
  const { alpha, factor } = weighted(context, key, rows, factors);
  const shown = [
    BASE.timesPublic(response).plus(key.timesPublic(challenge)),
    alpha.timesPublic(response).plus(factor.timesPublic(challenge)),
  ];
  if (hashToScalar(prefixOf(context, key), shown) !== challenge) {
    throw new InvalidProof('a proof of correct decryption does not hold');
  }
}

/**
 * @param {string} context
 * @param {Element} key
 * @param {readonly Row[]} rows
 * @param {readonly (readonly Element[])[]} factors
 * @returns {{alpha: Element, factor: Element}}
 */
function weighted(context, key, rows, factors) {
  const parts = rows.flat();
  const made = factors.flat();
  const hexes = made.map((factor) => factor.toHex()).join(',');
  const texts = `${key.toHex()}|${joinTexts(parts)}|${hexes}|`;
  const digest = hexhash(utf8(`votesvc/v1/slips|${context}|${texts}`));
  const weights = parts.map((_, at) =>
    hashToScalar(`votesvc/v1/slips-weight|${digest}|${at}|`, []),
  );
  const alphas = parts.map(({ alpha }) => alpha);
  return { alpha: combine(alphas, weights), factor: combine(made, weights) };
}

/**
 * @param {string} context
 * @param {Element} key
 * @returns {string}
 */
function prefixOf(context, key) {
  return `decrypt|${context}|${key.toHex()}|`;
}

/**
 * @param {unknown} value
 * @param {number} count
 * @returns {unknown[]}
 */
function exactly(value, count) {
  const items = asList(value);
  if (items.length !== count) throw new MalformedInput('shuffled rows have another size');
  return items;
}
