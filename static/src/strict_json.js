/**
 * JSON without freedom: one reader, two printers, and the shapes that readers ask for (protocol 1).
 *
 * Values are strings, integers within 2^53, booleans, lists and objects. Import from encoding.js.
 */

import { MalformedInput, NotCanonical, TooLarge } from './errors.js';

/** @typedef {import('./json.d.ts').JsonValue} JsonValue */

const LIMIT = 1_048_576;
const DEEPEST = 16;
const LARGEST = 2 ** 53;

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
