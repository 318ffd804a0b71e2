/**
 * Strict encodings: every value has exactly one accepted spelling (protocol 1).
 */

import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';

import { MalformedInput, NotCanonical, TooLarge } from './errors.js';

/** @typedef {import('./json.d.ts').JsonValue} JsonValue */

const LIMIT = 1_048_576;
const DEEPEST = 16;
const LARGEST = 2 ** 53;
const BASE58 = /^[1-9A-HJ-NP-Za-km-z]*$/;
const UUID_LENGTH = 22;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * @param {string} text
 * @returns {Uint8Array}
 */
export function utf8(text) {
  return encoder.encode(text);
}

/**
 * Returns the text of UTF-8 bytes.
 *
 * @param {Uint8Array} data
 * @returns {string}
 * @throws {MalformedInput} for anything else
 */
export function parseUtf8(data) {
  try {
    return decoder.decode(data);
  } catch {
    throw new MalformedInput('the bytes are not utf-8');
  }
}

/**
 * Returns the one spelling of our own JSON: compact, keys sorted, strings, whole numbers, booleans,
 * lists and objects only (RFC 8785 for these values).
 *
 * @param {JsonValue} value
 * @returns {Uint8Array}
 */
export function canonicalJson(value) {
  return utf8(print(value, true, 0));
}

/**
 * Returns compact JSON whose fields stand in the order in which they were set.
 *
 * @param {JsonValue} value
 * @returns {Uint8Array}
 */
export function beleniosJson(value) {
  return utf8(print(value, false, 0));
}

/**
 * Reads our own JSON.
 *
 * @param {Uint8Array} data
 * @param {number} [limit] bytes
 * @returns {JsonValue}
 * @throws {NotCanonical} when `canonicalJson` would spell the value otherwise
 * @throws {MalformedInput} when it is no such value at all
 */
export function parseCanonicalJson(data, limit = LIMIT) {
  return parseSpelled(data, limit, true);
}

/**
 * Reads compact JSON with its fields in any order: what `beleniosJson` may have written.
 *
 * @param {Uint8Array} data
 * @param {number} [limit] bytes
 * @returns {JsonValue}
 * @throws {NotCanonical} for blanks, repeated names and other spellings of numbers and strings
 * @throws {MalformedInput} when it is no such value at all
 */
export function parseJson(data, limit = LIMIT) {
  return parseSpelled(data, limit, false);
}

/**
 * @param {Uint8Array} data
 * @param {number} limit
 * @param {boolean} sorted
 * @returns {JsonValue}
 */
function parseSpelled(data, limit, sorted) {
  if (data.length > limit) throw new TooLarge('the json text is too long');
  const text = parseUtf8(data);
  checkDepth(text);
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    throw new MalformedInput('the text is not json');
  }
  // A repeated name, a fraction written as an integer or a blank does not survive printing.
  if (print(value, sorted, 0) !== text) throw new NotCanonical('the json text is not canonical');
  return value;
}

/**
 * Refuses deep nesting before the parser recurses into it.
 *
 * @param {string} text
 */
function checkDepth(text) {
  const brackets = text.replace(/"(?:[^"\\]|\\.)*"|[^[\]{}"]+/gs, '');
  let depth = 0;
  for (const bracket of brackets) {
    depth += bracket === '[' || bracket === '{' ? 1 : -1;
    if (depth > DEEPEST) throw new TooLarge('the json text is nested too deeply');
  }
}

/**
 * @param {unknown} value
 * @param {boolean} sorted
 * @param {number} depth
 * @returns {string}
 */
function print(value, sorted, depth) {
  if (depth > DEEPEST) throw new TooLarge('the value is nested too deeply');
  if (typeof value === 'string') return printString(value);
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return printInteger(value);
  if (Array.isArray(value)) {
    return `[${value.map((each) => print(each, sorted, depth + 1)).join(',')}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value);
    if (sorted) sortFields(fields);
    const printed = fields.map(
      ([name, each]) => `${printString(name)}:${print(each, sorted, depth + 1)}`,
    );
    return `{${printed.join(',')}}`;
  }
  throw new MalformedInput('the value is not a string, whole number, boolean, list or object');
}

/**
 * @param {string} text
 * @returns {string}
 */
function printString(text) {
  if (/[\ud800-\udfff]/u.test(text)) {
    throw new MalformedInput('a text holds half a character');
  }
  return JSON.stringify(text);
}

/**
 * @param {number} value
 * @returns {string}
 */
function printInteger(value) {
  if (!Number.isInteger(value) || Math.abs(value) > LARGEST) {
    throw new MalformedInput('a number is not whole or beyond 2^53');
  }
  return String(value);
}

/** @param {[string, unknown][]} fields */
function sortFields(fields) {
  if (fields.some(([name]) => !/^[\x20-\x7e]*$/.test(name))) {
    throw new MalformedInput('the name of a field is not ascii');
  }
  fields.sort(([a], [b]) => (a < b ? -1 : 1));
}

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
 * Returns `value`, refused unless it is an object with exactly these fields in this order.
 *
 * @template {string} Name
 * @param {unknown} value
 * @param {readonly Name[]} names
 * @returns {Record<Name, unknown>}
 * @throws {MalformedInput}
 */
export function exactFields(value, names) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new MalformedInput('expected a json object');
  }
  const found = Object.keys(value);
  if (found.length !== names.length || names.some((name) => !found.includes(name))) {
    throw new MalformedInput('an object does not have exactly the expected fields');
  }
  if (names.some((name, index) => found[index] !== name)) {
    throw new NotCanonical('the fields of an object are not in their order');
  }
  return /** @type {Record<Name, unknown>} */ (value);
}

/**
 * Returns `value`, refused unless it is a list.
 *
 * @param {unknown} value
 * @returns {unknown[]}
 */
export function asList(value) {
  if (!Array.isArray(value)) throw new MalformedInput('expected a json list');
  return value;
}

/**
 * Returns `value`, refused unless it is a string.
 *
 * @param {unknown} value
 * @returns {string}
 */
export function asText(value) {
  if (typeof value !== 'string') throw new MalformedInput('expected a json string');
  return value;
}

/**
 * Returns `value`, refused unless it is a whole number from 0.
 *
 * @param {unknown} value
 * @returns {number}
 */
export function asNatural(value) {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
    throw new MalformedInput('expected a json number that is whole and not negative');
  }
  return value;
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
