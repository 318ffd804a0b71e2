/**
 * Strict readers and writers for bytes and names (protocol 1); the JSON half lives in strict_json.js.
 *
 * Every value has exactly one accepted spelling.
 */

import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';

import { MalformedInput, NotCanonical } from './errors.js';
import { asText } from './strict_json.js';

export {
  asList,
  asNatural,
  asText,
  beleniosJson,
  canonicalJson,
  exactFields,
  parseCanonicalJson,
  parseJson,
  parseUtf8,
  utf8,
} from './strict_json.js';

/** @typedef {import('./json.d.ts').JsonValue} JsonValue */

const BASE58 = /^[1-9A-HJ-NP-Za-km-z]*$/;
const UUID_LENGTH = 22;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * Returns the SHA-256 in standard base64 without padding: 43 characters.
 *
 * @param {Uint8Array} data
 * @returns {string}
 */
export function b64hash(data) {
  return encodeB64(sha256(data)).slice(0, 43);
}

/**
 * Returns the SHA-256 in lower hex.
 *
 * @param {Uint8Array} data
 * @returns {string}
 */
export function hexhash(data) {
  return bytesToHex(sha256(data));
}

/**
 * @param {Uint8Array} data
 * @returns {string} standard base64 with padding
 */
export function encodeB64(data) {
  let binary = '';
  for (const byte of data) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/**
 * Reads standard base64 with padding, in its single spelling.
 *
 * @param {string} text
 * @param {number|null} [length] bytes expected
 * @returns {Uint8Array}
 * @throws {MalformedInput}
 */
export function parseB64(text, length = null) {
  if (!BASE64.test(text)) throw new MalformedInput('the text is not base64');
  const data = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  if (encodeB64(data) !== text) throw new NotCanonical('the base64 text has stray bits');
  if (length !== null && data.length !== length) {
    throw new MalformedInput('the base64 text has the wrong length');
  }
  return data;
}

/**
 * @param {Uint8Array} data
 * @returns {string} base64url without padding
 */
export function encodeB64url(data) {
  return encodeB64(data).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '');
}

/**
 * Reads base64url without padding, in its single spelling.
 *
 * @param {string} text
 * @param {number|null} [length] bytes expected
 * @returns {Uint8Array}
 * @throws {MalformedInput}
 */
export function parseB64url(text, length = null) {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) throw new MalformedInput('the text is not base64url');
  const padding = '='.repeat((4 - (text.length % 4)) % 4);
  return parseB64(text.replace(/-/g, '+').replace(/_/g, '/') + padding, length);
}

/**
 * @param {Uint8Array} data
 * @returns {string}
 */
export function encodeHex(data) {
  return bytesToHex(data);
}

/**
 * Reads lower hex of a known length.
 *
 * @param {string} text
 * @param {number} length bytes
 * @returns {Uint8Array}
 * @throws {MalformedInput}
 */
export function parseHex(text, length) {
  if (text.length !== 2 * length || !/^[0-9a-f]*$/.test(text)) {
    throw new MalformedInput('the text is not lower hex of the right length');
  }
  return hexToBytes(text);
}

/**
 * Returns `text`, refused unless it is a uuid of ours: 22 base58 characters.
 *
 * @param {unknown} text
 * @param {number} [shortest]
 * @param {number} [longest]
 * @returns {string}
 * @throws {MalformedInput}
 */
export function parseUuid(text, shortest = UUID_LENGTH, longest = UUID_LENGTH) {
  const uuid = asText(text);
  if (uuid.length < shortest || uuid.length > longest || !BASE58.test(uuid)) {
    throw new MalformedInput('not a uuid in base58');
  }
  return uuid;
}

/**
 * Returns `text`, refused unless Belenios would take it as a uuid.
 *
 * @param {unknown} text
 * @returns {string}
 * @throws {MalformedInput}
 */
export function parseBeleniosUuid(text) {
  return parseUuid(text, 14, 64);
}

/**
 * Returns `length` random bytes; works without a secure context, unlike crypto.subtle.
 *
 * @param {number} length
 * @returns {Uint8Array}
 */
export function randomBytes(length) {
  return crypto.getRandomValues(new Uint8Array(length));
}

/**
 * Returns the number that big-endian bytes spell.
 *
 * @param {Uint8Array} data
 * @returns {bigint}
 */
export function bytesToNumber(data) {
  return data.length === 0 ? 0n : BigInt(`0x${bytesToHex(data)}`);
}

/**
 * Returns a number as big-endian bytes of a fixed length.
 *
 * @param {bigint} value
 * @param {number} length
 * @returns {Uint8Array}
 * @throws {MalformedInput} when it does not fit
 */
export function numberToBytes(value, length) {
  const hex = value.toString(16).padStart(2 * length, '0');
  if (value < 0n || hex.length !== 2 * length) throw new MalformedInput('a number is too large');
  return hexToBytes(hex);
}
