/**
 * One scrutineer's share for another, sealed so that the service carries what it cannot read.
 *
 * Hashed ElGamal on the group of the keys, HKDF-SHA256 and ChaCha20-Poly1305 (protocol 3.1). A seal is
 * 160 digits: the ephemeral point, then the sealed number.
 */

import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';

import { bytesToNumber, encodeHex, numberToBytes, parseHex, utf8 } from './encoding.js';
import { InvalidDeal } from './errors.js';
import { baseTimes, ORDER } from './group.js';
import { parseKey } from './pedersen.js';

/** @import { Element } from './group.js' */

const POINT_DIGITS = 64;
const SEALED_LENGTH = 32 + 16;
const NONCE = new Uint8Array(12);

/**
 * Returns `share` sealed to `recipient`; `ephemeral` must serve for nothing else.
 *
 * @param {bigint} share
 * @param {string} place  names the congress, the ceremony, the dealer and the recipient
 * @param {Element} recipient
 * @param {bigint} ephemeral
 * @returns {string}
 */
export function sealKeyShare(share, place, recipient, ephemeral) {
  const point = baseTimes(ephemeral);
  const info = infoOf(place, point, recipient);
  const sealed = cipher(recipient.times(ephemeral), info).encrypt(numberToBytes(share, 32));
  return point.toHex() + encodeHex(sealed);
}

/**
 * Returns the ephemeral point of a well-formed seal.
 *
 * @param {string} text
 * @returns {Element}
 * @throws {import('./errors.js').MalformedInput}
 */
export function parseSeal(text) {
  parseHex(text.slice(POINT_DIGITS), SEALED_LENGTH);
  return parseKey(text.slice(0, POINT_DIGITS));
}

/**
 * Returns the number in a seal that `common` opens: ephemeral times recipient.
 *
 * @param {string} text
 * @param {string} place
 * @param {Element} recipient
 * @param {Element} common
 * @returns {bigint}
 * @throws {InvalidDeal} for what was not sealed to this recipient and place, or is no scalar
 */
export function openKeyShare(text, place, recipient, common) {
  const info = infoOf(place, parseSeal(text), recipient);
  let opened;
  try {
    opened = cipher(common, info).decrypt(parseHex(text.slice(POINT_DIGITS), SEALED_LENGTH));
  } catch {
    throw new InvalidDeal('a sealed share does not open');
  }
  const share = bytesToNumber(opened);
  if (share >= ORDER) throw new InvalidDeal('a sealed share is not a scalar');
  return share;
}

/**
 * @param {string} place
 * @param {Element} point
 * @param {Element} recipient
 * @returns {Uint8Array}
 */
function infoOf(place, point, recipient) {
  return utf8(`votesvc/v1/key-share|${place}|${point.toHex()}|${recipient.toHex()}`);
}

/**
 * @param {Element} common
 * @param {Uint8Array} info
 */
function cipher(common, info) {
  // A key opens one seal, so its nonce may always be the same.
  return chacha20poly1305(hkdf(sha256, utf8(common.toHex()), undefined, info, 32), NONCE, info);
}
