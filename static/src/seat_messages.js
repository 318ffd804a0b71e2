/** How what a seat sends in a ceremony is written, signed and refused (protocol 3.1). */

import { beleniosJson, hexhash, parseUtf8, utf8 } from './encoding.js';
import { InvalidProof, InvalidTrustees } from './errors.js';
import { messagePrefix } from './pedersen.js';
import { proofToJson, proveKnowledge } from './proofs.js';
import { labelOf } from './seat_keys.js';

/** @import { JsonValue } from './encoding.js' */
/** @import { VotesvcError } from './errors.js' */
/** @import { Ceremony, SeatKeys } from './seat_keys.js' */

/**
 * Returns the signature of a seat, the same each time.
 *
 * @param {SeatKeys} keys
 * @param {string} message
 * @returns {JsonValue}
 */
export function sign(keys, message) {
  const prefix = messagePrefix(message);
  return proofToJson(proveKnowledge(prefix, keys.signing, keys.nonce(prefix)));
}

/**
 * Returns a message as text with the signature of a seat, as Belenios has it.
 *
 * @param {SeatKeys} keys
 * @param {JsonValue} message
 * @returns {JsonValue}
 */
export function signed(keys, message) {
  const text = print(message);
  return { message: text, signature: sign(keys, text) };
}

/**
 * Returns the public coefficients of a seat, signed.
 *
 * @param {SeatKeys} keys
 * @returns {JsonValue}
 */
export function signedPoints(keys) {
  return signed(keys, { coefexps: keys.points.map((point) => point.toHex()) });
}

/**
 * Returns the hash by which a seat pledges its coefficients before it shows them.
 *
 * @param {Ceremony} ceremony
 * @param {number} index
 * @param {JsonValue} coefexps
 * @returns {string}
 */
export function commitmentTo(ceremony, index, coefexps) {
  const place = `votesvc/v1/coefficients|${labelOf(ceremony)}|${index}|`;
  return hexhash(utf8(place + print(coefexps)));
}

/**
 * Returns what a seat signs in round 1.
 *
 * @param {Ceremony} ceremony
 * @param {number} index
 * @param {{cert: JsonValue, commitment: string, witness: string}} pledge
 * @returns {string}
 */
export function pledgeMessage(ceremony, index, { cert, commitment, witness }) {
  const digest = hexhash(beleniosJson(cert));
  return `votesvc/v1/pledge|${labelOf(ceremony)}|${index}|${digest}|${commitment}|${witness}`;
}

/**
 * Returns what a seat signs in round 2.
 *
 * @param {Ceremony} ceremony
 * @param {number} index
 * @param {readonly string[]} shares
 * @returns {string}
 */
export function dealMessage(ceremony, index, shares) {
  const digests = shares.map((share) => hexhash(utf8(share))).join(',');
  return `votesvc/v1/deal|${labelOf(ceremony)}|${index}|${digests}`;
}

/**
 * Returns the one text that spells a value.
 *
 * @param {JsonValue} value
 * @returns {string}
 */
export function print(value) {
  return parseUtf8(beleniosJson(value));
}

/**
 * Turns a proof that does not hold into a refusal of this kind.
 *
 * @template T
 * @param {new (reason: string) => VotesvcError} kind
 * @param {() => T} work
 * @returns {T}
 */
export function refusing(kind, work) {
  try {
    return work();
  } catch (error) {
    if (error instanceof InvalidProof || error instanceof InvalidTrustees) {
      throw new kind(error.message);
    }
    throw error;
  }
}
