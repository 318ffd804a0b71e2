/**
 * Comments of a hearing: their plaintext, its commitment, its sealing, and the signatures (protocol 8).
 *
 * A text is bytes here: kept exactly as it was written, and never interpreted.
 */

import { ed25519 } from '@noble/curves/ed25519.js';

import {
  asList,
  asNatural,
  asText,
  canonicalJson,
  encodeHex,
  exactFields,
  hexhash,
  parseCanonicalJson,
  parseHex,
  parseUtf8,
  parseUuid,
  randomBytes,
  utf8,
} from './encoding.js';
import { InvalidComment, MalformedInput, NotCanonical, TooLarge } from './errors.js';
import { hpkeOpen, hpkeSeal } from './hpke.js';

/** @import { KeyPair } from './hpke.js' */

/**
 * What a delegate says.
 *
 * @typedef {object} Comment
 * @property {number} clause   0: the whole matter, else from 1 to 1000
 * @property {readonly number[]} marks  necessity, compliance, feasibility; each 0 (none) or 1..5
 * @property {string} nonce    64 hex digits
 * @property {string} replyTo  commitment of a published comment, or ""
 * @property {string} text     1 to 1200 characters, not all of them blank; of the control characters
 *   only the end of a line
 */

/** The only lengths of a plaintext. */
export const SIZES = Object.freeze([512, 1024, 2048, 4096]);
export const LONGEST_TEXT = 1200;
export const HIGHEST_MARK = 5;
const HIGHEST_CLAUSE = 1000;
/** Bytes of a nonce, of a commitment, and of both halves of a signing key. */
const HASH_LENGTH = 32;
const MARKS = 3;
const FIELDS = /** @type {const} */ (['clause', 'marks', 'nonce', 'reply_to', 'text']);
const SPACE = ' ';

/** @returns {string} a fresh one */
export function newNonce() {
  return encodeHex(randomBytes(HASH_LENGTH));
}

/**
 * Returns the padded plaintext of a comment.
 *
 * @param {Comment} comment
 * @returns {string} as UTF-8 512, 1024, 2048 or 4096 bytes long
 * @throws {TooLarge} when the text has more characters than allowed, or does not fit
 * @throws {MalformedInput} when anything else about the comment is not allowed
 */
export function makePlaintext({ clause, marks, nonce, replyTo, text }) {
  const fields = { clause, marks, nonce, reply_to: replyTo, text };
  const padded = pad(parseUtf8(canonicalJson(fields)));
  readFields(fields);
  return padded;
}

/**
 * Reads a padded plaintext in its single spelling.
 *
 * @param {string} plaintext
 * @returns {Comment}
 * @throws {MalformedInput} and its kin
 */
export function parsePlaintext(plaintext) {
  const text = plaintext.slice(0, plaintext.lastIndexOf('}') + 1);
  const comment = readFields(parseCanonicalJson(utf8(text)));
  if (pad(text) !== plaintext) throw new NotCanonical('a comment is not padded as it must be');
  return comment;
}

/**
 * @param {unknown} value
 * @returns {Comment}
 */
function readFields(value) {
  const fields = exactFields(value, FIELDS);
  const marks = asList(fields.marks).map(asNatural);
  if (marks.length !== MARKS || marks.some((mark) => mark > HIGHEST_MARK)) {
    throw new MalformedInput('the marks of a comment are not three numbers from 0 to 5');
  }
  const [nonce, replyTo, text] = [fields.nonce, fields.reply_to, fields.text].map(asText);
  parseHex(nonce ?? '', HASH_LENGTH);
  if (replyTo !== '') parseHex(replyTo ?? '', HASH_LENGTH);
  const clause = asNatural(fields.clause);
  if (clause > HIGHEST_CLAUSE) throw new MalformedInput('the clause of a comment is out of range');
  checkText(text ?? '');
  return { clause, marks, nonce: nonce ?? '', replyTo: replyTo ?? '', text: text ?? '' };
}

/**
 * Throws unless this can be the text of a comment.
 *
 * @param {string} text
 * @throws {MalformedInput}
 */
export function checkText(text) {
  if (/^[\p{Z}\n]*$/u.test(text)) throw new MalformedInput('the text of a comment is blank');
  if (/(?!\n)[\p{Cc}\p{Cs}]/u.test(text)) {
    throw new MalformedInput('the text of a comment holds control characters');
  }
  // Characters, not halves of them.
  if ([...text].length > LONGEST_TEXT) throw new TooLarge('the text of a comment is too long');
}

/**
 * @param {string} text
 * @returns {string} with spaces behind it, up to the smallest size that holds it
 * @throws {TooLarge}
 */
function pad(text) {
  const { length } = utf8(text);
  const size = SIZES.find((each) => each >= length);
  if (size === undefined) throw new TooLarge('a comment is longer than the largest size');
  return text + SPACE.repeat(size - length);
}

/**
 * Returns the commitment that binds a plaintext to its hearing.
 *
 * @param {string} hearing
 * @param {string} plaintext
 * @returns {string} lower hex
 */
export function commitmentOf(hearing, plaintext) {
  return hexhash(utf8(`votesvc/v1/comment|${parseUuid(hearing)}|${plaintext}`));
}

/**
 * Seals a plaintext to the hearing officer.
 *
 * @param {Uint8Array} officerKey
 * @param {string} hearing
 * @param {string} plaintext
 * @param {Uint8Array} [ephemeral]  secret, fresh unless given
 * @returns {{commitment: string, sealed: Uint8Array}}
 */
export function sealComment(officerKey, hearing, plaintext, ephemeral) {
  const commitment = commitmentOf(hearing, plaintext);
  const fixed = ephemeral === undefined ? {} : { ephemeral };
  const sealed = hpkeSeal(officerKey, infoOf(hearing, commitment), utf8(plaintext), fixed);
  return { commitment, sealed };
}

/**
 * Returns the plaintext that a commitment was made of.
 *
 * @param {KeyPair} officer
 * @param {string} hearing
 * @param {string} commitment
 * @param {Uint8Array} sealed
 * @returns {string}
 * @throws {import('./errors.js').InvalidSealing} when it does not open
 * @throws {InvalidComment} when it holds something else than was committed to
 */
export function openComment(officer, hearing, commitment, sealed) {
  const message = hpkeOpen(officer, infoOf(hearing, commitment), sealed);
  let plaintext;
  try {
    plaintext = parseUtf8(message);
  } catch {
    throw new InvalidComment('a comment is not text');
  }
  if (commitmentOf(hearing, plaintext) !== commitment) {
    throw new InvalidComment('a comment is not the one that was committed to');
  }
  return plaintext;
}

/**
 * @param {string} hearing
 * @param {string} commitment
 * @returns {Uint8Array}
 */
function infoOf(hearing, commitment) {
  parseHex(commitment, HASH_LENGTH);
  return utf8(`votesvc/v1/hearing|${parseUuid(hearing)}|${commitment}`);
}

// --- Signatures ------------------------------------------------------------------------------------

/** @returns {Uint8Array} the secret half of a fresh credential */
export function newAuthorKey() {
  return randomBytes(HASH_LENGTH);
}

/**
 * Returns the public part K of a credential.
 *
 * @param {Uint8Array} secret
 * @returns {string} hex, in the byte order of RFC 8032
 */
export function authorKeyOf(secret) {
  return encodeHex(ed25519.getPublicKey(secret));
}

/**
 * @param {string} hearing
 * @param {string} commitment
 * @param {Uint8Array} sealed
 * @returns {Uint8Array} what the signature of a comment signs
 */
export function commentMessage(hearing, commitment, sealed) {
  return utf8(`votesvc/v1/comment|${parseUuid(hearing)}|${commitment}|${hexhash(sealed)}`);
}

/**
 * @param {string} hearing
 * @param {string} commitment
 * @returns {Uint8Array} what the signature of a support signs
 */
export function supportMessage(hearing, commitment) {
  return utf8(`votesvc/v1/support|${parseUuid(hearing)}|${commitment}`);
}

/**
 * @param {Uint8Array} secret
 * @param {Uint8Array} message
 * @returns {Uint8Array}
 */
export function sign(secret, message) {
  return ed25519.sign(message, secret);
}

/**
 * Throws unless `signature` is one of `message` by `key`.
 *
 * @param {string} key  hex
 * @param {Uint8Array} message
 * @param {Uint8Array} signature
 * @throws {InvalidComment}
 */
export function verifySignature(key, message, signature) {
  let good = false;
  try {
    good = ed25519.verify(signature, message, parseHex(key, HASH_LENGTH), { zip215: false });
  } catch {
    good = false;
  }
  if (!good) throw new InvalidComment('a signature does not hold');
}
