/**
 * Scrutineers' keys, whose sum is the key of every election of a congress (protocol 3).
 *
 * A phone only wants to know which key that is; a scrutineer's device also which shares make a count.
 */

import { asList, asText, exactFields, parseJson, utf8 } from './encoding.js';
import { InvalidShare, InvalidTally, InvalidTrustees, Unsupported } from './errors.js';
import { divide, ORDER, sumOf } from './group.js';
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
 * @property {readonly Element[]} verificationKeys  that of owner k stands at k - 1
 * @property {readonly Element[]} signers  under which the owners sign shuffles, in the same order
 * @property {number} threshold   how many shares a count needs, at least
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
  return {
    encoded: text,
    publicKey,
    subKeys,
    verificationKeys: subKeys.flatMap((subKey) => subKey.verificationKeys),
    signers: subKeys.flatMap((subKey) => subKey.signers),
    threshold: subKeys.reduce((sum, subKey) => sum + subKey.threshold, 0),
  };
}

/**
 * Returns how many more scrutineers a count needs when `owners` have done their part.
 *
 * @param {Trustees} trustees
 * @param {ReadonlySet<number>} owners  from 1
 * @returns {number}
 */
export function missing({ subKeys }, owners) {
  let before = 0;
  let more = 0;
  for (const { threshold, verificationKeys: members } of subKeys) {
    const first = before;
    const present = members.filter((_, index) => owners.has(first + index + 1));
    more += Math.max(0, threshold - present.length);
    before += members.length;
  }
  return more;
}

/**
 * Returns the owners whose shares a count takes, each with its Lagrange coefficient.
 *
 * @param {Trustees} trustees
 * @param {ReadonlySet<number>} owners  from 1
 * @returns {Map<number, bigint>}
 * @throws {InvalidShare} for an owner who does not exist
 * @throws {InvalidTally} when more shares are needed
 */
export function weights({ subKeys, verificationKeys }, owners) {
  if ([...owners].some((owner) => verificationKeys[owner - 1] === undefined)) {
    throw new InvalidShare('a share belongs to nobody');
  }
  /** @type {Map<number, bigint>} */
  const found = new Map();
  let before = 0;
  for (const { threshold, verificationKeys: members } of subKeys) {
    const first = before;
    const present = members
      .map((_, index) => index + 1)
      .filter((place) => owners.has(first + place));
    const chosen = present.slice(0, threshold);
    if (chosen.length < threshold) throw new InvalidTally('more shares are needed');
    for (const place of chosen) found.set(first + place, lagrange(chosen, place));
    before += members.length;
  }
  return found;
}

/**
 * Returns the coefficient at 0 of `place` among `places`, modulo L.
 *
 * @param {readonly number[]} places
 * @param {number} place
 * @returns {bigint}
 */
export function lagrange(places, place) {
  return places
    .filter((other) => other !== place)
    .reduce((all, other) => (all * divide(BigInt(other), BigInt(other - place))) % ORDER, 1n);
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
  return { publicKey, threshold: 1, verificationKeys: [publicKey], signers: [publicKey] };
}
