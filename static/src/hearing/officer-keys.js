/**
 * The keys that open comments: made and kept on the hearing officer's device, and nowhere else but in
 * passphrase-protected backup files.
 */

import { makeBackup, openBackup } from '../backup.js';
import { asText, encodeHex, exactFields, parseHex } from '../encoding.js';
import { MalformedInput, UnreadableBackup } from '../errors.js';
import { keyPairOf, newKeyPair } from '../hpke.js';

/** @import { Progress } from '../backup.js' */
/** @import { Kept } from '../booth/kept.js' */
/** @import { JsonValue } from '../encoding.js' */
/** @import { KeyPair } from '../hpke.js' */
/** @import { OfficerMemory } from './officer-memory.js' */

const TYPE = 'votesvc/v1/officer-key';
const SECRET_LENGTH = 32;

export class OfficerKeys {
  #kept;

  /** @param {Kept<OfficerMemory>} kept */
  constructor(kept) {
    this.#kept = kept;
  }

  /**
   * Makes a key and stores it before anybody can hear of it.
   *
   * @returns {string} its public half, 64 hex digits: the `officer_key` of a hearing
   * @throws {import('../booth/kept.js').StorageFailed}
   */
  make() {
    return this.#keep(newKeyPair());
  }

  /**
   * Makes the key of a hearing, or returns the one that was made for it here.
   *
   * @param {string} hearing
   * @returns {string} its public half
   * @throws {import('../booth/kept.js').StorageFailed}
   */
  makeFor(hearing) {
    const known = this.madeFor(hearing);
    if (known !== null) return known;
    const key = this.make();
    this.#kept.update(({ made }) => {
      made[hearing] = key;
    });
    return key;
  }

  /**
   * @param {string} hearing
   * @returns {string|null} public half of the key that was made for it here, and is still here
   */
  madeFor(hearing) {
    const { made, keys } = this.#kept.read();
    const key = made[hearing];
    return key !== undefined && key in keys ? key : null;
  }

  /**
   * @param {string} publicKey
   * @returns {boolean} whether a backup of it has been made or read on this device
   */
  isSaved(publicKey) {
    return publicKey in this.#kept.read().saved;
  }

  /** @returns {string[]} the public halves of the keys on this device */
  list() {
    return Object.keys(this.#kept.read().keys).sort();
  }

  /**
   * @param {string} publicKey
   * @returns {KeyPair|null} null: not on this device
   */
  find(publicKey) {
    const secret = this.#kept.read().keys[publicKey];
    return secret === undefined ? null : keyPairOf(parseHex(secret, SECRET_LENGTH));
  }

  /**
   * Returns a backup file of a key.
   *
   * @param {string} publicKey
   * @param {string} passphrase
   * @param {Progress} [progress]
   * @returns {Promise<{name: string, text: string}>}
   * @throws {import('../errors.js').WeakPassphrase}
   * @throws {MalformedInput} when the key is not on this device
   */
  async backup(publicKey, passphrase, progress) {
    const key = this.find(publicKey);
    if (key === null) throw new MalformedInput('the key is not on this device');
    const secret = { secret: encodeHex(key.secret), type: TYPE };
    const text = await makeBackup(secret, passphrase, progress);
    this.#noteSaved(publicKey);
    return { name: `votesvc-officer-${publicKey.slice(0, 8)}.json`, text };
  }

  /**
   * Takes a key from a backup file.
   *
   * @param {string} file
   * @param {string} passphrase
   * @param {Progress} [progress]
   * @returns {Promise<string>} its public half
   * @throws {import('../errors.js').WrongPassphrase}
   * @throws {UnreadableBackup} when the file is none, or holds another kind of secret
   */
  async restore(file, passphrase, progress) {
    const key = this.#keep(parseSecret(await openBackup(file, passphrase, progress)));
    this.#noteSaved(key);
    return key;
  }

  /**
   * Forgets a key: what was sealed to it can then only be opened with a backup.
   *
   * @param {string} publicKey
   */
  forget(publicKey) {
    this.#kept.update(({ keys, saved }) => {
      delete keys[publicKey];
      delete saved[publicKey];
    });
  }

  /** @param {string} publicKey */
  #noteSaved(publicKey) {
    this.#kept.update(({ saved }) => {
      saved[publicKey] = true;
    });
  }

  /**
   * @param {KeyPair} key
   * @returns {string}
   */
  #keep({ secret, publicKey }) {
    const name = encodeHex(publicKey);
    this.#kept.update(({ keys }) => {
      keys[name] = encodeHex(secret);
    });
    return name;
  }
}

/**
 * @param {JsonValue} value
 * @returns {KeyPair}
 */
function parseSecret(value) {
  try {
    const { secret, type } = exactFields(value, ['secret', 'type']);
    if (type !== TYPE) throw new MalformedInput('not the key of a hearing officer');
    return keyPairOf(parseHex(asText(secret), SECRET_LENGTH));
  } catch (error) {
    if (error instanceof MalformedInput) throw new UnreadableBackup(error.message);
    throw error;
  }
}
