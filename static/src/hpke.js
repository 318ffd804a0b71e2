/**
 * HPKE in base mode, single shot: X25519, HKDF-SHA256, ChaCha20-Poly1305 (RFC 9180; protocol 8).
 *
 * On libraries rather than crypto.subtle, which pages on plain HTTP do not have.
 */

import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { x25519 } from '@noble/curves/ed25519.js';
import { expand, extract } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes } from '@noble/hashes/utils.js';

import { bytesToNumber, randomBytes, utf8 } from './encoding.js';
import { InvalidComment, MalformedInput } from './errors.js';

/** @typedef {{secret: Uint8Array, publicKey: Uint8Array}} KeyPair */

export const KEY_LENGTH = 32;
/** By how many bytes sealing makes a message longer: the encapsulated key and the tag. */
export const OVERHEAD = KEY_LENGTH + 16;

const FIELD = 2n ** 255n - 19n;
const VERSION = utf8('HPKE-v1');
const KEM_SUITE = Uint8Array.of(...utf8('KEM'), 0x00, 0x20);
const SUITE = Uint8Array.of(...utf8('HPKE'), 0x00, 0x20, 0x00, 0x01, 0x00, 0x03);
const BASE_MODE = Uint8Array.of(0);
const NOTHING = new Uint8Array();

/** @returns {KeyPair} a fresh one */
export function newKeyPair() {
  return keyPairOf(randomBytes(KEY_LENGTH));
}

/**
 * @param {Uint8Array} secret
 * @returns {KeyPair}
 */
export function keyPairOf(secret) {
  return { secret, publicKey: x25519.getPublicKey(secret) };
}

/**
 * Throws unless something can be sealed to this key, in its single spelling: what is sealed to a
 * point of low order is open to all.
 *
 * @param {Uint8Array} publicKey
 * @throws {MalformedInput}
 */
export function checkPublicKey(publicKey) {
  if (publicKey.length !== KEY_LENGTH) throw new MalformedInput('a key is not 32 bytes long');
  if (bytesToNumber(publicKey.slice().reverse()) >= FIELD) {
    throw new MalformedInput('a key is not in its single spelling');
  }
  agree(randomBytes(KEY_LENGTH), publicKey, () => new MalformedInput('a key has a low order'));
}

/**
 * Returns the encapsulated key and, behind it, the ciphertext.
 *
 * @param {Uint8Array} publicKey  the recipient's
 * @param {Uint8Array} info
 * @param {Uint8Array} message
 * @param {{aad?: Uint8Array, ephemeral?: Uint8Array}} [fixed]  ephemeral: secret, fresh unless given
 * @returns {Uint8Array}
 * @throws {MalformedInput} when the key has a low order
 */
export function hpkeSeal(publicKey, info, message, { aad = NOTHING, ephemeral } = {}) {
  const own = ephemeral === undefined ? newKeyPair() : keyPairOf(ephemeral);
  const shared = agree(own.secret, publicKey, () => new MalformedInput('a key has a low order'));
  const { key, nonce } = schedule(shared, own.publicKey, publicKey, info);
  const ciphertext = chacha20poly1305(key, nonce, aad).encrypt(message);
  return concatBytes(own.publicKey, ciphertext);
}

/**
 * Returns the message.
 *
 * @param {KeyPair} recipient
 * @param {Uint8Array} info
 * @param {Uint8Array} sealed
 * @param {Uint8Array} [aad]
 * @returns {Uint8Array}
 * @throws {InvalidComment} unless it was sealed to this key with this info, and is unchanged
 */
export function hpkeOpen(recipient, info, sealed, aad = NOTHING) {
  const refused = () => new InvalidComment('the sealed bytes do not open');
  if (sealed.length < OVERHEAD) throw refused();
  const encapsulated = sealed.subarray(0, KEY_LENGTH);
  const shared = agree(recipient.secret, encapsulated, refused);
  const { key, nonce } = schedule(shared, encapsulated, recipient.publicKey, info);
  try {
    return chacha20poly1305(key, nonce, aad).decrypt(sealed.subarray(KEY_LENGTH));
  } catch {
    throw refused();
  }
}

/**
 * @param {Uint8Array} secret
 * @param {Uint8Array} publicKey
 * @param {() => Error} refused  for points of low order
 * @returns {Uint8Array}
 */
function agree(secret, publicKey, refused) {
  try {
    return x25519.getSharedSecret(secret, publicKey);
  } catch {
    throw refused();
  }
}

/**
 * Key and nonce of the one message (RFC 9180, 4.1 and 5.1).
 *
 * @param {Uint8Array} agreed
 * @param {Uint8Array} encapsulated
 * @param {Uint8Array} recipient
 * @param {Uint8Array} info
 * @returns {{key: Uint8Array, nonce: Uint8Array}}
 */
function schedule(agreed, encapsulated, recipient, info) {
  const both = concatBytes(encapsulated, recipient);
  const prk = labeledExtract(KEM_SUITE, NOTHING, 'eae_prk', agreed);
  const shared = labeledExpand(KEM_SUITE, prk, 'shared_secret', both, 32);
  const context = concatBytes(
    BASE_MODE,
    labeledExtract(SUITE, NOTHING, 'psk_id_hash', NOTHING),
    labeledExtract(SUITE, NOTHING, 'info_hash', info),
  );
  const secret = labeledExtract(SUITE, shared, 'secret', NOTHING);
  return {
    key: labeledExpand(SUITE, secret, 'key', context, 32),
    nonce: labeledExpand(SUITE, secret, 'base_nonce', context, 12),
  };
}

/**
 * @param {Uint8Array} suite
 * @param {Uint8Array} salt
 * @param {string} label
 * @param {Uint8Array} input
 * @returns {Uint8Array}
 */
function labeledExtract(suite, salt, label, input) {
  return extract(sha256, concatBytes(VERSION, suite, utf8(label), input), salt);
}

/**
 * @param {Uint8Array} suite
 * @param {Uint8Array} secret
 * @param {string} label
 * @param {Uint8Array} info
 * @param {number} length
 * @returns {Uint8Array}
 */
function labeledExpand(suite, secret, label, info, length) {
  const labeled = concatBytes(Uint8Array.of(0, length), VERSION, suite, utf8(label), info);
  return expand(sha256, secret, labeled, length);
}
