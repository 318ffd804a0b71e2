/**
 * Scrutineers who share one key by Pedersen's scheme: any t of n decrypt (protocol 3).
 *
 * Read and checked here; the ceremony that makes such a key is in threshold.js.
 */

import {
  asList,
  asNatural,
  asText,
  beleniosJson,
  exactFields,
  parseJson,
  parseUtf8,
  utf8,
} from './encoding.js';
import { InvalidElement, InvalidTrustees, MalformedInput } from './errors.js';
import { IDENTITY, parseElement, sumOf } from './group.js';
import { checkKnowledge, parseProof } from './proofs.js';

/** @import { JsonValue } from './encoding.js' */
/** @import { Element } from './group.js' */
/** @import { Proof } from './proofs.js' */

/**
 * A part of the election key: any `threshold` holders of `verificationKeys` decrypt for it.
 *
 * @typedef {object} SubKey
 * @property {Element} publicKey
 * @property {number} threshold
 * @property {readonly Element[]} verificationKeys
 * @property {readonly Element[]} signers  keys under which the same holders sign, in the same order
 */

/** What a scrutineer signs with, and what is sealed to it. @typedef {{verification: Element, encryption: Element}} Cert */

/** A message as text with its signature. @typedef {{message: string, signature: JsonValue}} SignedText */

export const MOST_SCRUTINEERS = 100;

/**
 * Reads the key of a scrutineer.
 *
 * @param {unknown} hex
 * @returns {Element}
 * @throws {InvalidElement} for the identity too
 */
export function parseKey(hex) {
  const key = parseElement(hex);
  if (key.isIdentity) throw new InvalidElement('a public key is the identity');
  return key;
}

/**
 * Throws unless the holder of `publicKey` proved to know its secret.
 *
 * @param {Element} publicKey
 * @param {Proof} proof
 * @throws {import('./errors.js').InvalidProof}
 */
export function checkKeyProof(publicKey, proof) {
  checkKnowledge(keyPrefix(publicKey), publicKey, proof);
}

/**
 * Returns a trustee's key without the name that Belenios may keep beside it.
 *
 * @param {unknown} value
 * @returns {unknown}
 */
export function withoutName(value) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new MalformedInput('expected a json object');
  }
  return Object.fromEntries(Object.entries(value).filter(([field]) => field !== 'name'));
}

/**
 * Reads a threshold key and checks every signature, proof and verification key in it.
 *
 * @param {unknown} value
 * @returns {SubKey}
 * @throws {import('./errors.js').InvalidProof}
 * @throws {InvalidTrustees}
 * @throws {MalformedInput}
 */
export function parsePedersen(value) {
  const names = /** @type {const} */ (['certs', 'coefexps', 'signatures', 'verification_keys']);
  const fields = exactFields(value, ['threshold', ...names]);
  const threshold = asNatural(fields.threshold);
  const parts = names.map((name) => asList(fields[name]));
  const [certs = [], coefexps = [], signatures = [], keys = []] = parts;
  const size = certs.length;
  if (threshold < 1 || threshold > size || size > MOST_SCRUTINEERS) {
    throw new InvalidTrustees('the threshold does not fit the number of scrutineers');
  }
  if (parts.some((part) => part.length !== size)) {
    throw new InvalidTrustees('the lists of a threshold key differ in length');
  }
  const signers = certs.map(
    (cert, index) => parseCert(cert, { size, threshold }, index + 1).verification,
  );
  const rows = signers.map((signer, index) => {
    const row = parseCoefexps(coefexps[index], signer, threshold);
    checkSignature(approvalMessage(certs, row), signer, parseProof(signatures[index]));
    return row;
  });
  const columns = jointColumns(rows);
  const verificationKeys = signers.map((signer, index) =>
    parseVerificationKey(keys[index], signer, evaluate(columns, index + 1)),
  );
  return { publicKey: /** @type {Element} */ (columns[0]), threshold, verificationKeys, signers };
}

/**
 * Reads the certificate of seat `index`, from 1, and checks that it signed itself for this board.
 *
 * @param {unknown} value
 * @param {{size: number, threshold: number}} board
 * @param {number} index
 * @returns {Cert}
 */
export function parseCert(value, board, index) {
  const { text, message, signature } = parseSigned(value);
  const fields = exactFields(message, ['context', 'verification', 'encryption']);
  if (print(fields.context) !== print(certContext(board, index))) {
    throw new InvalidTrustees('the certificate is for another group of scrutineers');
  }
  const verification = parseKey(fields.verification);
  const encryption = parseKey(fields.encryption);
  checkSignature(text, verification, signature);
  return { verification, encryption };
}

/**
 * @param {{size: number, threshold: number}} board
 * @param {number} index  from 1
 * @returns {JsonValue} what a certificate says of its place
 */
export function certContext({ size, threshold }, index) {
  return { group: 'Ed25519', size, threshold, index };
}

/**
 * @param {unknown} value
 * @param {Element} signer
 * @param {number} threshold
 * @returns {Element[]} coefficients of this scrutineer's polynomial, times G
 */
export function parseCoefexps(value, signer, threshold) {
  const { text, message, signature } = parseSigned(value);
  const points = asList(exactFields(message, ['coefexps']).coefexps);
  if (points.length !== threshold) {
    throw new InvalidTrustees('a polynomial does not have as many coefficients as the threshold');
  }
  checkSignature(text, signer, signature);
  return points.map(parseKey);
}

/**
 * Returns what each scrutineer signs: all certificates together with its own coefficients.
 *
 * @param {readonly unknown[]} certs
 * @param {readonly Element[]} points
 * @returns {string}
 */
export function approvalMessage(certs, points) {
  return `certs_sig|${print({ certs, coefexps: points.map((point) => point.toHex()) })}`;
}

/**
 * Returns the coefficients of the joint polynomial, times G.
 *
 * @param {readonly (readonly Element[])[]} rows  those of each scrutineer
 * @returns {Element[]}
 * @throws {InvalidTrustees} when they cancel out
 */
export function jointColumns(rows) {
  const columns = (rows[0] ?? []).map((_, power) =>
    sumOf(rows.map((row) => /** @type {Element} */ (row[power]))),
  );
  if (columns[0]?.isIdentity || columns.at(-1)?.isIdentity) {
    throw new InvalidTrustees('the coefficients cancel out: fewer would be needed, or nobody');
  }
  return columns;
}

/**
 * @param {unknown} value
 * @param {Element} signer
 * @param {Element} expected
 * @returns {Element}
 */
export function parseVerificationKey(value, signer, expected) {
  const fields = exactFields(withoutName(value), ['pok', 'public_key', 'signature']);
  const key = parseKey(fields.public_key);
  if (!key.equals(expected)) {
    throw new InvalidTrustees('a verification key does not follow from the coefficients');
  }
  checkKeyProof(key, parseProof(fields.pok));
  checkSignature(key.toHex(), signer, parseProof(fields.signature));
  return key;
}

/**
 * @param {unknown} value
 * @returns {{text: string, message: JsonValue, signature: Proof}}
 */
function parseSigned(value) {
  const fields = exactFields(value, ['message', 'signature']);
  const text = asText(fields.message);
  return { text, message: parseJson(utf8(text)), signature: parseProof(fields.signature) };
}

/**
 * Throws unless the holder of `signer` signed the message.
 *
 * @param {string} message
 * @param {Element} signer
 * @param {Proof} proof
 * @throws {import('./errors.js').InvalidProof}
 */
export function checkSignature(message, signer, proof) {
  checkKnowledge(messagePrefix(message), signer, proof);
}

/**
 * @param {string} message
 * @returns {string} the prefix of a signature on it
 */
export function messagePrefix(message) {
  return `sigmsg|${message}|`;
}

/**
 * @param {Element} publicKey
 * @returns {string} the prefix of a proof of key ownership
 */
export function keyPrefix(publicKey) {
  return `pok|Ed25519|${publicKey.toHex()}|`;
}

/**
 * Returns a polynomial at `place`, times G.
 *
 * @param {readonly Element[]} columns  its coefficients, times G
 * @param {number} place
 * @returns {Element}
 */
export function evaluate(columns, place) {
  return columns.reduceRight(
    (sum, column) => sum.timesPublic(BigInt(place)).plus(column),
    IDENTITY,
  );
}

/**
 * @param {unknown} value  read from JSON, or made of such
 * @returns {string}
 */
function print(value) {
  return parseUtf8(beleniosJson(/** @type {JsonValue} */ (value)));
}
