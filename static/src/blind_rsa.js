/**
 * Blind signatures: RSABSSA-SHA384-PSS-Randomized with RSA-3072 (RFC 9474; protocol 6).
 *
 * The voter's half. Signing happens on the roll's side only. Nothing here needs a secure context.
 */

import { sha384 } from '@noble/hashes/sha2.js';
import { concatBytes } from '@noble/hashes/utils.js';
import { parseRsaSpki } from './der.js';
import {
  bytesToNumber,
  encodeHex,
  hexhash,
  numberToBytes,
  parseUuid,
  randomBytes,
  utf8,
} from './encoding.js';
import { InvalidToken, MalformedInput } from './errors.js';

const HASH_LENGTH = 48;
const SALT_LENGTH = 48;
export const PREFIX_LENGTH = 32;
export const MODULUS_BITS = 3072;
export const TOKEN_LENGTH = MODULUS_BITS / 8;
const EXPONENT = 65537n;

/**
 * @typedef {object} PublicKey
 * @property {bigint} modulus
 * @property {bigint} exponent
 * @property {number} bits         of the modulus
 * @property {string} fingerprint  lower-hex SHA-256 of the SPKI
 */

/**
 * What the phone keeps until the answer comes, and the message it sends.
 *
 * @typedef {object} Blinded
 * @property {Uint8Array} message  the blinded message, to be sent
 * @property {Uint8Array} input    prefix | message: what will have been signed
 * @property {bigint} r            the blinding factor
 */

/**
 * Reads a credential key.
 *
 * @param {Uint8Array} spki
 * @returns {PublicKey}
 * @throws {MalformedInput} unless it is RSA-3072 with exponent 65537, in its single spelling
 */
export function parsePublicKey(spki) {
  const { modulus, exponent } = parseRsaSpki(spki);
  const bits = modulus.toString(2).length;
  if (bits !== MODULUS_BITS || exponent !== EXPONENT || modulus % 2n === 0n) {
    throw new MalformedInput('the credential key is not rsa-3072 with exponent 65537');
  }
  return { modulus, exponent, bits, fingerprint: hexhash(spki) };
}

/**
 * Returns how an election names its credential key (protocol 2).
 *
 * @param {PublicKey} key
 * @returns {string}
 */
export function credentialKeyName({ fingerprint }) {
  return `RFC9474 RSABSSA-SHA384-PSS-Randomized sha256:${fingerprint}`;
}

/**
 * Returns what is signed for a credential: "votesvc/v1/<kind>|<item>|<public part>".
 *
 * @param {'ballot'|'comment'|'support'} kind
 * @param {string} item
 * @param {string} publicPart  hex
 * @returns {Uint8Array}
 */
export function credentialMessage(kind, item, publicPart) {
  return utf8(`votesvc/v1/${kind}|${parseUuid(item)}|${publicPart}`);
}

/**
 * Returns fresh randomness for `blind`.
 *
 * @param {PublicKey} key
 * @returns {{prefix: Uint8Array, salt: Uint8Array, r: bigint}}
 */
export function drawBlinding(key) {
  const prefix = randomBytes(PREFIX_LENGTH);
  const salt = randomBytes(SALT_LENGTH);
  // 16 bytes more than the modulus: as good as uniform below it.
  const r = 1n + (bytesToNumber(randomBytes(byteLength(key) + 16)) % (key.modulus - 1n));
  return { prefix, salt, r };
}

/**
 * Blinds prefix | message (RFC 9474, 4.1 and 4.2).
 *
 * @param {PublicKey} key
 * @param {Uint8Array} message
 * @param {Uint8Array} prefix  32 bytes; none for the deterministic variants, which we do not use
 * @param {Uint8Array} salt    48 bytes
 * @param {bigint} r           0 < r < modulus
 * @returns {Blinded}
 * @throws {MalformedInput} when r or the encoded message is not invertible
 */
export function blind(key, message, prefix, salt, r) {
  const input = concatBytes(prefix, message);
  const m = bytesToNumber(encodePss(input, salt, key.bits - 1));
  if (greatestDivisor(m, key.modulus) !== 1n || greatestDivisor(r, key.modulus) !== 1n) {
    throw new MalformedInput('a number shares a factor with the modulus');
  }
  const z = (m * power(r, key.exponent, key.modulus)) % key.modulus;
  return { message: numberToBytes(z, byteLength(key)), input, r };
}

/**
 * Unblinds the answer and returns the token (RFC 9474, 4.4).
 *
 * @param {PublicKey} key
 * @param {Blinded} blinded
 * @param {Uint8Array} signature  the answer of the roll
 * @returns {Uint8Array}
 * @throws {InvalidToken} unless the token verifies
 */
export function finalise(key, blinded, signature) {
  if (signature.length !== byteLength(key)) {
    throw new InvalidToken('a blind signature has the wrong length');
  }
  const z = bytesToNumber(signature);
  if (z >= key.modulus) throw new InvalidToken('a blind signature is out of range');
  const s = (z * inverse(blinded.r, key.modulus)) % key.modulus;
  const token = numberToBytes(s, byteLength(key));
  verifyInput(key, blinded.input, token);
  return token;
}

/**
 * Throws unless `token` is a signature of prefix | message.
 *
 * @param {PublicKey} key
 * @param {Uint8Array} message
 * @param {Uint8Array} prefix
 * @param {Uint8Array} token
 * @throws {InvalidToken}
 */
export function verifyToken(key, message, prefix, token) {
  verifyInput(key, concatBytes(prefix, message), token);
}

/**
 * RSASSA-PSS-VERIFY (RFC 8017, 8.1.2).
 *
 * @param {PublicKey} key
 * @param {Uint8Array} input
 * @param {Uint8Array} token
 */
function verifyInput(key, input, token) {
  if (token.length !== byteLength(key)) throw new InvalidToken('a token has the wrong length');
  const s = bytesToNumber(token);
  if (s >= key.modulus) throw new InvalidToken('a token is out of range');
  const m = power(s, key.exponent, key.modulus);
  checkPss(input, m, key.bits - 1);
}

// --- EMSA-PSS with SHA-384, MGF1-SHA-384 and a salt of 48 bytes (RFC 8017, 9.1) ----------------------

/**
 * @param {Uint8Array} input
 * @param {Uint8Array} salt
 * @param {number} bits
 * @returns {Uint8Array}
 */
function encodePss(input, salt, bits) {
  const length = Math.ceil(bits / 8);
  const hash = pssHash(input, salt);
  const block = new Uint8Array(length - HASH_LENGTH - 1);
  block[block.length - salt.length - 1] = 1;
  block.set(salt, block.length - salt.length);
  mask(block, hash, bits);
  return concatBytes(block, hash, Uint8Array.of(0xbc));
}

/**
 * @param {Uint8Array} input
 * @param {bigint} m
 * @param {number} bits
 */
function checkPss(input, m, bits) {
  const length = Math.ceil(bits / 8);
  if (m >> BigInt(bits) !== 0n) throw new InvalidToken('a token does not verify');
  const encoded = numberToBytes(m, length);
  const hash = encoded.slice(length - HASH_LENGTH - 1, length - 1);
  const block = encoded.slice(0, length - HASH_LENGTH - 1);
  mask(block, hash, bits);
  // Whatever salt is found, encoding it again must give exactly these bytes.
  const salt = block.slice(block.length - SALT_LENGTH);
  if (encodeHex(encodePss(input, salt, bits)) !== encodeHex(encoded)) {
    throw new InvalidToken('a token does not verify');
  }
}

/**
 * @param {Uint8Array} input
 * @param {Uint8Array} salt
 * @returns {Uint8Array}
 */
function pssHash(input, salt) {
  return sha384(concatBytes(new Uint8Array(8), sha384(input), salt));
}

/**
 * Masks `block` in place with MGF1 of `seed`, and clears the bits above `bits`.
 *
 * @param {Uint8Array} block
 * @param {Uint8Array} seed
 * @param {number} bits
 */
function mask(block, seed, bits) {
  for (let counter = 0; counter * HASH_LENGTH < block.length; counter++) {
    const stream = sha384(concatBytes(seed, numberToBytes(BigInt(counter), 4)));
    const end = Math.min(block.length, (counter + 1) * HASH_LENGTH);
    for (let i = counter * HASH_LENGTH; i < end; i++) {
      block[i] = Number(block[i]) ^ Number(stream[i - counter * HASH_LENGTH]);
    }
  }
  const spare = 8 * Math.ceil(bits / 8) - bits;
  // The highest bits of the first byte lie above the modulus (RFC 8017, 9.1.1 step 11).
  block[0] = Number(block[0]) & (0xff >> spare);
}

// --- Numbers ---------------------------------------------------------------------------------------

/**
 * @param {PublicKey} key
 * @returns {number}
 */
function byteLength({ bits }) {
  return Math.ceil(bits / 8);
}

/**
 * Returns base^exponent modulo `modulus` for a public exponent.
 *
 * @param {bigint} base
 * @param {bigint} exponent
 * @param {bigint} modulus
 * @returns {bigint}
 */
function power(base, exponent, modulus) {
  let result = 1n;
  let square = base % modulus;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

/**
 * @param {bigint} a
 * @param {bigint} b
 * @returns {bigint}
 */
function greatestDivisor(a, b) {
  let [x, y] = [a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

/**
 * @param {bigint} value
 * @param {bigint} modulus
 * @returns {bigint}
 */
function inverse(value, modulus) {
  let [r0, r1] = [modulus, value % modulus];
  let [t0, t1] = [0n, 1n];
  while (r1 !== 0n) {
    const quotient = r0 / r1;
    [r0, r1] = [r1, r0 - quotient * r1];
    [t0, t1] = [t1, t0 - quotient * t1];
  }
  if (r0 !== 1n) throw new MalformedInput('a number shares a factor with the modulus');
  return t0 < 0n ? t0 + modulus : t0;
}
