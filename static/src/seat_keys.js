/**
 * What a scrutineer's device derives from one seed: keys, coefficients and nonces (protocol 3.1).
 *
 * Nothing else is drawn in a ceremony. Whoever has the seed and what the others sent can work out
 * everything again, on this device after a reload or on another one from a backup.
 */

import { sha256, sha512 } from '@noble/hashes/sha2.js';

import {
  asNatural,
  asText,
  bytesToNumber,
  encodeB64url,
  exactFields,
  parseB64url,
  parseUuid,
  randomBytes,
  utf8,
} from './encoding.js';
import { MalformedInput } from './errors.js';
import { baseTimes, ORDER, reduce } from './group.js';

/** @import { WitnessKey } from './checkpoint.js' */
/** @import { JsonValue } from './encoding.js' */
/** @import { Element } from './group.js' */

/**
 * Which ceremony of which congress: any `threshold` of `size` scrutineers will decrypt.
 *
 * @typedef {object} Ceremony
 * @property {string} congress
 * @property {string} ceremony
 * @property {number} threshold
 * @property {number} size
 */

export const MOST_SEATS = 9;
const SEED_LENGTH = 32;
const BACKUP = 'votesvc/v1/scrutineer-key';
const FIELDS = /** @type {const} */ ([
  'ceremony',
  'congress',
  'seat',
  'seed',
  'size',
  'threshold',
  'type',
]);

/** @returns {string} a fresh seed */
export function newSeed() {
  return encodeB64url(randomBytes(SEED_LENGTH));
}

/**
 * Returns the device token of a seed in URL-safe base64; the service keeps only its SHA-256.
 *
 * @param {string} seed
 * @returns {string}
 */
export function tokenOf(seed) {
  return encodeB64url(sha256(utf8(`votesvc/v1/seat-token|${seed}`)));
}

/**
 * Returns the two names of a ceremony, as they stand in everything that is derived or signed.
 *
 * @param {Ceremony} ceremony
 * @returns {string}
 */
export function labelOf({ congress, ceremony }) {
  return `${congress}|${ceremony}`;
}

/** All keys of the scrutineer in seat `index`, from 1, of one ceremony; two seats share no seed. */
export class SeatKeys {
  /** @type {Map<string, bigint>} */
  #derived = new Map();
  #seed;

  /**
   * @param {Ceremony} ceremony
   * @param {number} index
   * @param {string} seed
   * @throws {MalformedInput}
   */
  constructor(ceremony, index, seed) {
    checkCeremony(ceremony);
    if (index < 1 || index > ceremony.size) {
      throw new MalformedInput('the ceremony has no seat of this number');
    }
    parseB64url(seed, SEED_LENGTH);
    this.ceremony = ceremony;
    this.index = index;
    this.#seed = seed;
  }

  /** The secret that signs: Belenios' sk. */
  get signing() {
    return belowOrder(sha256(utf8(`sk|${this.#seed}`)));
  }

  /** The secret that opens what is sealed to this seat: Belenios' dk. */
  get opening() {
    return belowOrder(sha256(utf8(`dk|${this.#seed}`)));
  }

  get token() {
    return tokenOf(this.#seed);
  }

  /** @returns {WitnessKey} with which this seat cosigns checkpoints */
  get witness() {
    const { congress, ceremony } = this.ceremony;
    const secret = sha256(utf8(`votesvc/v1/witness|${this.#seed}`));
    return { name: `votesvc/${congress}/${ceremony}/${this.index}`, secret };
  }

  /** @returns {bigint[]} the secret polynomial of this seat, the constant first */
  get coefficients() {
    const { threshold, size } = this.ceremony;
    return Array.from({ length: threshold }, (_, power) =>
      this.derive('coefficient', `${threshold}|${size}|${this.index}|${power}`),
    );
  }

  /** @returns {Element[]} what the coefficients times G are */
  get points() {
    return this.coefficients.map(baseTimes);
  }

  /**
   * Returns the secret polynomial at `place`: the share of the seat of that number.
   *
   * @param {number} place
   * @returns {bigint}
   */
  valueAt(place) {
    return this.coefficients.reduceRight((sum, each) => reduce(sum * BigInt(place) + each), 0n);
  }

  /**
   * Returns the nonce of the proof with this prefix: the same for the same, never for two.
   *
   * @param {string} prefix
   * @returns {bigint}
   */
  nonce(prefix) {
    return this.derive('nonce', prefix);
  }

  /**
   * Returns the numbers of the shuffle of this name, one per call: always the same ones.
   *
   * @param {string} name
   * @returns {() => bigint}
   */
  draws(name) {
    let k = 0;
    return () => this.derive('shuffle', `${name}|${k++}`);
  }

  /**
   * Returns the scalar that this seed gives for a purpose and a text in this ceremony.
   *
   * @param {string} purpose
   * @param {string} text
   * @returns {bigint}
   */
  derive(purpose, text) {
    const message = `votesvc/v1/${purpose}|${labelOf(this.ceremony)}|${text}|${this.#seed}`;
    const known = this.#derived.get(message);
    if (known !== undefined) return known;
    const derived = belowOrder(sha512(utf8(message)));
    this.#derived.set(message, derived);
    return derived;
  }

  /** @returns {JsonValue} the secret as it stands in a backup file */
  toBackup() {
    const { ceremony, congress, size, threshold } = this.ceremony;
    return {
      ceremony,
      congress,
      seat: this.index,
      seed: this.#seed,
      size,
      threshold,
      type: BACKUP,
    };
  }
}

/**
 * Reads what `toBackup` wrote.
 *
 * @param {unknown} value
 * @returns {{keys: SeatKeys, seed: string}}
 * @throws {MalformedInput} for anything else
 */
export function parseSeatKeys(value) {
  const fields = exactFields(value, FIELDS);
  if (fields.type !== BACKUP) throw new MalformedInput('not the key of a scrutineer');
  const ceremony = {
    congress: asText(fields.congress),
    ceremony: asText(fields.ceremony),
    threshold: asNatural(fields.threshold),
    size: asNatural(fields.size),
  };
  const seed = asText(fields.seed);
  return { keys: new SeatKeys(ceremony, asNatural(fields.seat), seed), seed };
}

/** @param {Ceremony} ceremony */
function checkCeremony({ congress, ceremony, threshold, size }) {
  parseUuid(congress);
  parseUuid(ceremony);
  if (threshold < 1 || threshold > size || size > MOST_SEATS) {
    throw new MalformedInput('the threshold does not fit the number of scrutineers');
  }
}

/**
 * @param {Uint8Array} digest
 * @returns {bigint}
 */
function belowOrder(digest) {
  return bytesToNumber(digest) % ORDER;
}
