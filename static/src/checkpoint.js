/**
 * Signed checkpoints of the log (C2SP signed-note and tlog-checkpoint; protocol 7).
 *
 * Read are only ours: three lines, and among the signatures one by the log. A scrutineer's device adds
 * its own line as a witness (C2SP tlog-cosignature).
 */

import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes } from '@noble/hashes/utils.js';

import { encodeB64, encodeHex, numberToBytes, parseB64, utf8 } from './encoding.js';
import { InvalidCheckpoint } from './errors.js';

/** @typedef {{origin: string, size: number, root: Uint8Array}} Checkpoint */
/** @typedef {{name: string, hash: string, key: Uint8Array}} LogKey */

/** The key with which a witness cosigns; `secret` serves for nothing else. @typedef {{name: string, secret: Uint8Array}} WitnessKey */

const ED25519 = 1;
const COSIGNATURE = 4;
const LONGEST = 65_536;
const MOST_SIGNATURES = 64;

/**
 * Reads a verifier key: "<name>+<hash>+<base64 of the algorithm byte and key>".
 *
 * @param {string} vkey
 * @returns {LogKey}
 * @throws {InvalidCheckpoint}
 */
export function parseVkey(vkey) {
  const match = /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/u.exec(vkey);
  const [, name = '', hash = '', text = ''] = match ?? [];
  const data = match === null ? new Uint8Array() : decode(text);
  if (data.length !== 33 || data[0] !== ED25519 || keyHash(name, data) !== hash) {
    throw new InvalidCheckpoint('the log key is not an ed25519 verifier key');
  }
  return { name, hash, key: data.slice(1) };
}

/**
 * Returns the text of a note that the owner of `vkey` signed; signatures of others are passed over.
 *
 * @param {string} note
 * @param {string} vkey
 * @returns {string}
 * @throws {InvalidCheckpoint}
 */
export function openNote(note, vkey) {
  const key = parseVkey(vkey);
  if (note.length > LONGEST) throw new InvalidCheckpoint('a note is too long');
  const split = note.lastIndexOf('\n\n');
  if (split < 0) throw new InvalidCheckpoint('a note has no signatures');
  const body = note.slice(0, split + 1);
  const signatures = readSignatures(note.slice(split + 2));
  const own = signatures.filter(({ name, hash }) => name === key.name && hash === key.hash);
  if (own.length === 0 || !own.every(({ data }) => verifies(data, body, key))) {
    throw new InvalidCheckpoint('a note is not signed by this key');
  }
  return body;
}

/**
 * Returns what a checkpoint claims.
 *
 * @param {string} note
 * @param {string} vkey
 * @returns {Checkpoint}
 * @throws {InvalidCheckpoint} unless the log of `vkey` signed it
 */
export function openCheckpoint(note, vkey) {
  return parseBody(openNote(note, vkey), parseVkey(vkey).name);
}

/**
 * Returns `note` with one more line; the caller has checked the note and that it continues the last.
 *
 * @param {string} note
 * @param {WitnessKey} witness
 * @param {number} seconds  since 1970
 * @returns {string}
 */
export function cosign(note, { name, secret }, seconds) {
  const body = note.slice(0, note.lastIndexOf('\n\n') + 1);
  const statement = utf8(`cosignature/v1\ntime ${seconds}\n${body}`);
  const key = concatBytes(Uint8Array.of(COSIGNATURE), ed25519.getPublicKey(secret));
  const id = sha256(concatBytes(utf8(`${name}\n`), key)).slice(0, 4);
  const time = numberToBytes(BigInt(seconds), 8);
  const line = encodeB64(concatBytes(id, time, ed25519.sign(statement, secret)));
  return `${note}\u2014 ${name} ${line}\n`;
}

/**
 * @param {WitnessKey} witness
 * @returns {Uint8Array} its public half
 */
export function witnessPublic({ secret }) {
  return ed25519.getPublicKey(secret);
}

/**
 * @param {string} body
 * @param {string} origin
 * @returns {Checkpoint}
 */
function parseBody(body, origin) {
  const [first, second = '', third = '', ...rest] = body.split('\n');
  if (first !== origin) throw new InvalidCheckpoint('a checkpoint is of another log');
  if (rest.length !== 1 || rest[0] !== '') {
    throw new InvalidCheckpoint('a checkpoint does not have exactly three lines');
  }
  if (!/^(?:0|[1-9][0-9]{0,15})$/.test(second) || !Number.isSafeInteger(Number(second))) {
    throw new InvalidCheckpoint('the size of a checkpoint is not a whole number');
  }
  const root = decode(third);
  if (root.length !== 32) throw new InvalidCheckpoint('the root of a checkpoint is not a hash');
  return { origin, size: Number(second), root };
}

/**
 * @param {string} text  the lines after the blank one
 * @returns {{name: string, hash: string, data: Uint8Array}[]}
 */
function readSignatures(text) {
  const lines = text.split('\n');
  if (lines.pop() !== '' || lines.length < 1 || lines.length > MOST_SIGNATURES) {
    throw new InvalidCheckpoint('a checkpoint has no signatures or too many');
  }
  return lines.map((line) => {
    const match = /^\u2014 ([^+\s]+) ([A-Za-z0-9+/=]+)$/u.exec(line);
    const data = decode(match?.[2] ?? '');
    if (match === null || data.length < 5) {
      throw new InvalidCheckpoint('a signature line is malformed');
    }
    return { name: match[1] ?? '', hash: encodeHex(data.slice(0, 4)), data: data.slice(4) };
  });
}

/**
 * @param {Uint8Array} signature
 * @param {string} body
 * @param {LogKey} key
 * @returns {boolean}
 */
function verifies(signature, body, { key }) {
  try {
    return ed25519.verify(signature, utf8(body), key, { zip215: false });
  } catch {
    return false;
  }
}

/**
 * @param {string} name
 * @param {Uint8Array} data
 * @returns {string}
 */
function keyHash(name, data) {
  return encodeHex(sha256(concatBytes(utf8(`${name}\n`), data)).slice(0, 4));
}

/**
 * @param {string} text
 * @returns {Uint8Array}
 */
function decode(text) {
  try {
    return parseB64(text);
  } catch {
    throw new InvalidCheckpoint('a checkpoint holds something that is not base64');
  }
}
