/**
 * Backup files: a secret under a passphrase, for a key that lives on one device only (protocol 8).
 *
 * scrypt makes a key of the passphrase, ChaCha20-Poly1305 seals the canonical JSON of the secret.
 * Whoever reads a file decides how much work it may ask for, not the file.
 */

import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { scryptAsync } from '@noble/hashes/scrypt.js';

import {
  asNatural,
  asText,
  canonicalJson,
  encodeB64,
  exactFields,
  parseB64,
  parseCanonicalJson,
  parseJson,
  parseUtf8,
  randomBytes,
  utf8,
} from './encoding.js';
import { MalformedInput, UnreadableBackup, WeakPassphrase, WrongPassphrase } from './errors.js';

/** @import { JsonValue } from './encoding.js' */

/** How hard it is to try a passphrase. @typedef {{n: number, r: number, p: number}} Work */
/** @typedef {(done: number) => void} Progress told from 0 to 1; the page stays alive meanwhile */
/** @typedef {{work: Work, salt: Uint8Array, nonce: Uint8Array, sealed: Uint8Array}} Parts */

const TYPE = 'votesvc/v1/backup';
export const SHORTEST_PASSPHRASE = 10;
const LONGEST_PASSPHRASE = 1000;
const LARGEST_BACKUP = 65_536;
const SALT_LENGTH = 16;
const NONCE_LENGTH = 12;
const KEY_LENGTH = 32;
const TAG_LENGTH = 16;
const FIELDS = /** @type {const} */ (['kdf', 'n', 'nonce', 'p', 'r', 'salt', 'sealed', 'type']);
/** What new backups ask for: 32 MiB, half a second on an older phone or laptop. */
const WORK = Object.freeze({ n: 2 ** 15, r: 8, p: 1 });
// Milliseconds of work between two breaths of the page.
const SLICE = 12;

/**
 * Returns a backup file of `secret` with fresh salt and nonce.
 *
 * @param {JsonValue} secret
 * @param {string} passphrase
 * @param {Progress} [progress]
 * @returns {Promise<string>}
 * @throws {WeakPassphrase}
 */
export function makeBackup(secret, passphrase, progress) {
  const fresh = { salt: randomBytes(SALT_LENGTH), nonce: randomBytes(NONCE_LENGTH), work: WORK };
  return sealBackup(secret, passphrase, fresh, progress);
}

/**
 * Returns the backup file of exactly this salt and nonce, which must be fresh.
 *
 * @param {JsonValue} secret
 * @param {string} passphrase
 * @param {{salt: Uint8Array, nonce: Uint8Array, work: Work}} fixed
 * @param {Progress} [progress]
 * @returns {Promise<string>}
 * @throws {WeakPassphrase} for fewer than ten characters
 */
export async function sealBackup(secret, passphrase, { salt, nonce, work }, progress) {
  checkPassphrase(passphrase);
  const key = await derive(passphrase, salt, work, progress);
  const sealed = chacha20poly1305(key, nonce, utf8(TYPE)).encrypt(canonicalJson(secret));
  const [{ n, r, p }, kdf] = [work, 'scrypt'];
  const parts = { salt: encodeB64(salt), nonce: encodeB64(nonce), sealed: encodeB64(sealed) };
  return `${parseUtf8(canonicalJson({ type: TYPE, kdf, n, r, p, ...parts }))}\n`;
}

/**
 * Throws unless new backups may have this passphrase.
 *
 * @param {string} passphrase
 * @throws {WeakPassphrase}
 */
export function checkPassphrase(passphrase) {
  const { length } = [...normal(passphrase)];
  if (length < SHORTEST_PASSPHRASE || length > LONGEST_PASSPHRASE) {
    throw new WeakPassphrase('a passphrase has fewer than 10 characters or too many');
  }
}

/**
 * Returns the secret in a backup file.
 *
 * @param {string} file
 * @param {string} passphrase
 * @param {Progress} [progress]
 * @returns {Promise<JsonValue>}
 * @throws {UnreadableBackup} when the file is none of ours: no passphrase would help
 * @throws {WrongPassphrase} when it does not open under this passphrase
 */
export async function openBackup(file, passphrase, progress) {
  const { work, salt, nonce, sealed } = readable(() => parse(file));
  const key = await derive(passphrase, salt, work, progress);
  let opened;
  try {
    opened = chacha20poly1305(key, nonce, utf8(TYPE)).decrypt(sealed);
  } catch {
    throw new WrongPassphrase('the passphrase is wrong, or the backup has been changed');
  }
  return readable(() => parseCanonicalJson(opened));
}

/**
 * @param {string} file
 * @returns {Parts}
 */
function parse(file) {
  const value = parseJson(utf8(file.trim()), LARGEST_BACKUP);
  const sorted = Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  const fields = exactFields(sorted, FIELDS);
  if (fields.type !== TYPE || fields.kdf !== 'scrypt') {
    throw new MalformedInput('not a backup file of this version');
  }
  const [n, r, p] = [asNatural(fields.n), asNatural(fields.r), asNatural(fields.p)];
  checkWork({ n, r, p });
  const sealed = parseB64(asText(fields.sealed));
  if (sealed.length < TAG_LENGTH) throw new MalformedInput('a backup is cut short');
  return {
    work: { n, r, p },
    salt: parseB64(asText(fields.salt), SALT_LENGTH),
    nonce: parseB64(asText(fields.nonce), NONCE_LENGTH),
    sealed,
  };
}

/**
 * Refuses what is too little to protect, or more than 256 MiB or four rounds.
 *
 * @param {Work} work
 */
function checkWork({ n, r, p }) {
  const sound = Number.isInteger(Math.log2(n)) && n >= 2 ** 15 && n <= 2 ** 18;
  if (!sound || r !== 8 || p < 1 || p > 4) {
    throw new MalformedInput('a backup asks for another amount of work than is allowed');
  }
}

/**
 * @param {string} passphrase
 * @param {Uint8Array} salt
 * @param {Work} work
 * @param {Progress} [onProgress]
 * @returns {Promise<Uint8Array>}
 */
function derive(passphrase, salt, { n: N, r, p }, onProgress = () => {}) {
  const limits = { dkLen: KEY_LENGTH, maxmem: 2 ** 29, asyncTick: SLICE };
  return scryptAsync(utf8(normal(passphrase)), salt, { N, r, p, ...limits, onProgress });
}

/**
 * @param {string} passphrase
 * @returns {string} in one spelling, whichever keyboard and width it was typed in
 */
function normal(passphrase) {
  return passphrase.normalize('NFKC');
}

/**
 * @template T
 * @param {() => T} read
 * @returns {T}
 */
function readable(read) {
  try {
    return read();
  } catch (error) {
    if (error instanceof MalformedInput) throw new UnreadableBackup(error.message);
    throw error;
  }
}
