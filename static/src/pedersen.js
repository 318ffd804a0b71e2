/**
 * Scrutineers who share one key by Pedersen's scheme: any t of n decrypt (protocol 3).
 *
 * Read and checked here; the ceremony that makes such a key is not.
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
 */

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
  checkKnowledge(`pok|Ed25519|${publicKey.toHex()}|`, publicKey, proof);
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
  const signers = certs.map((cert, index) => parseCert(cert, { size, threshold, index }));
  const rows = signers.map((signer, index) => {
    const row = parseCoefexps(coefexps[index], signer, threshold);
    // Each scrutineer signs all certificates together with its own coefficients.
    const approved = print({ certs, coefexps: row.map((point) => point.toHex()) });
    checkSignature(`certs_sig|${approved}`, signer, parseProof(signatures[index]));
    return row;
  });
  const columns = Array.from({ length: threshold }, (_, power) =>
    sumOf(rows.map((row) => /** @type {Element} */ (row[power]))),
  );
  const verificationKeys = signers.map((signer, index) =>
    parseVerificationKey(keys[index], signer, evaluate(columns, index + 1)),
  );
  return { publicKey: /** @type {Element} */ (columns[0]), threshold, verificationKeys };
}

/**
 * @param {unknown} value
 * @param {{size: number, threshold: number, index: number}} place
 * @returns {Element} what this scrutineer signs with
 */
function parseCert(value, { size, threshold, index }) {
  const { text, message, signature } = parseSigned(value);
  const fields = exactFields(message, ['context', 'verification', 'encryption']);
  const context = { group: 'Ed25519', size, threshold, index: index + 1 };
  if (print(fields.context) !== print(context)) {
    throw new InvalidTrustees('the certificate is for another group of scrutineers');
  }
  const signer = parseKey(fields.verification);
  parseKey(fields.encryption);
  checkSignature(text, signer, signature);
  return signer;
}

/**
 * @param {unknown} value
 * @param {Element} signer
 * @param {number} threshold
 * @returns {Element[]} coefficients of this scrutineer's polynomial, times G
 */
function parseCoefexps(value, signer, threshold) {
  const { text, message, signature } = parseSigned(value);
  const points = asList(exactFields(message, ['coefexps']).coefexps);
  if (points.length !== threshold) {
    throw new InvalidTrustees('a polynomial does not have as many coefficients as the threshold');
  }
  checkSignature(text, signer, signature);
  return points.map(parseKey);
}

/**
 * @param {unknown} value
 * @param {Element} signer
 * @param {Element} expected
 * @returns {Element}
 */
function parseVerificationKey(value, signer, expected) {
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
 * @param {string} message
 * @param {Element} signer
 * @param {Proof} proof
 */
function checkSignature(message, signer, proof) {
  checkKnowledge(`sigmsg|${message}|`, signer, proof);
}

/**
 * Returns the joint polynomial at `place`, times G.
 *
 * @param {readonly Element[]} columns  its coefficients, times G
 * @param {number} place
 * @returns {Element}
 */
function evaluate(columns, place) {
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
