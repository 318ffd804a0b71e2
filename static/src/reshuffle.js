/**
 * A scrutineer's own shuffle behind the service's: a new order, proved and signed (protocol 4.1).
 *
 * `context` is that of the shuffler: the block's with the number of who shuffles behind it.
 */

import { joinTexts } from './elgamal.js';
import { hexhash, parseJson, utf8 } from './encoding.js';
import { InvalidProof } from './errors.js';
import { checkSignature } from './pedersen.js';
import { parseProof } from './proofs.js';
import { print, sign } from './seat_messages.js';
import { checkShuffle, drawOrder, shuffleRows } from './shuffle.js';
import { parseSlips, printSlips } from './slips.js';

/** @import { Ciphertext } from './elgamal.js' */
/** @import { Element } from './group.js' */
/** @import { SeatKeys } from './seat_keys.js' */
/** @import { Row } from './shuffle.js' */

/** Shuffled rows with their proof, and the shuffler's signature on them. @typedef {{slips: string, signature: string}} Reshuffled */

/**
 * Returns a seat's shuffle of the rows: the same for the same rows, never for two.
 *
 * @param {string} context
 * @param {Element} publicKey
 * @param {readonly Row[]} rows
 * @param {SeatKeys} keys
 * @returns {Reshuffled}
 */
export function reshuffle(context, publicKey, rows, keys) {
  const draws = keys.draws(`${context}|${hexhash(utf8(joinTexts(rows.flat())))}`);
  const order = drawOrder(rows.length, draws);
  const slips = printSlips(shuffleRows(context, publicKey, rows, order, draws));
  return { slips, signature: print(sign(keys, messageOf(context, slips))) };
}

/**
 * Returns the rows that somebody made of `rows`, once signature and proof hold.
 *
 * @param {string} context
 * @param {{publicKey: Element, signer: Element}} keys
 * @param {readonly Row[]} rows  at least one
 * @param {Reshuffled} made
 * @returns {Ciphertext[][]}
 * @throws {import('./errors.js').VotesvcError}
 */
export function checkReshuffle(context, { publicKey, signer }, rows, { slips, signature }) {
  const tree = parseJson(utf8(signature));
  if (print(tree) !== signature) throw new InvalidProof('a signature is not in canonical form');
  checkSignature(messageOf(context, slips), signer, parseProof(tree));
  const after = parseSlips(slips, rows.length, rows[0]?.length ?? 0);
  checkShuffle(context, publicKey, rows, after.rows, after.proof);
  return after.rows;
}

/**
 * @param {string} context
 * @param {string} slips
 */
function messageOf(context, slips) {
  return `votesvc/v1/reshuffled|${context}|${hexhash(utf8(slips))}`;
}
