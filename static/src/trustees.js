/**
 * Scrutineers' keys, whose sum is the key of every election of a congress (protocol 3).
 *
 * A phone only wants to know which key that is: every proof is checked, nothing is decrypted.
 */

import { asList, asText, exactFields, parseJson, utf8 } from './encoding.js';
import { InvalidTrustees, Unsupported } from './errors.js';
import { sumOf } from './group.js';
import {
  checkKeyProof,
  MOST_SCRUTINEERS,
  parseKey,
  parsePedersen,
  withoutName,
} from './pedersen.js';
import { parseProof } from './proofs.js';

/** @import { Element } from './group.js' */
/** @import { SubKey } from './pedersen.js' */

/**
 * @typedef {object} Trustees
 * @property {string} encoded    the exact text
 * @property {Element} publicKey  the key that ballots are encrypted to
 * @property {readonly SubKey[]} subKeys
 */

/**
 * Reads scrutineers and checks every proof of theirs.
 *
 * @param {string} text
 * @returns {Trustees}
 * @throws {InvalidTrustees} when they do not fit together, or their keys cancel out
 * @throws {import('./errors.js').InvalidProof}
 * @throws {Unsupported} for an unknown kind of scrutineer
 * @throws {import('./errors.js').MalformedInput}
 */
export function parseTrustees(text) {
  const entries = asList(parseJson(utf8(text)));
  if (entries.length < 1 || entries.length > MOST_SCRUTINEERS) {
    throw new InvalidTrustees('there are no scrutineers or too many');
  }
  const subKeys = entries.map(parseEntry);
  const publicKey = sumOf(subKeys.map((subKey) => subKey.publicKey));
  if (publicKey.isIdentity) throw new InvalidTrustees('the keys of the scrutineers cancel out');
  return { encoded: text, publicKey, subKeys };
}

/**
 * @param {unknown} value
 * @returns {SubKey}
 */
function parseEntry(value) {
  const entry = asList(value);
  const kind = entry.length === 2 ? asText(entry[0]) : '';
  if (kind === 'Single') return parseSingle(entry[1]);
  if (kind === 'Pedersen') return parsePedersen(entry[1]);
  throw new Unsupported('unsupported kind of scrutineer');
}

/**
 * @param {unknown} value
 * @returns {SubKey}
 */
function parseSingle(value) {
  const { pok, public_key: point } = exactFields(withoutName(value), ['pok', 'public_key']);
  const publicKey = parseKey(point);
  checkKeyProof(publicKey, parseProof(pok));
  return { publicKey, threshold: 1, verificationKeys: [publicKey] };
}
