/**
 * One JSON text under one versioned key of localStorage.
 *
 * Every reading sees what any tab wrote last; every change reads, changes and writes in one go.
 */

const PROBE = 'votesvc/probe';

/** The browser keeps nothing for this page, or has no room left. */
export class StorageFailed extends Error {}

/** @template {object} T */
export class Kept {
  #storage;
  #key;
  #empty;
  /** @type {string|null} */
  #text = null;
  /** @type {T} */
  #memory;

  /**
   * @param {Storage|null} storage
   * @param {string} key
   * @param {() => T} empty  what is remembered where nothing was written
   */
  constructor(storage, key, empty) {
    this.#storage = storage;
    this.#key = key;
    this.#empty = empty;
    this.#memory = empty();
  }

  /**
   * Throws unless something can be kept.
   *
   * @throws {StorageFailed}
   */
  probe() {
    this.#attempt((storage) => {
      storage.setItem(PROBE, '1');
      storage.removeItem(PROBE);
    });
  }

  /**
   * Returns what is remembered now; not to be changed.
   *
   * @returns {Readonly<T>}
   * @throws {StorageFailed}
   */
  read() {
    const text = this.#attempt((storage) => storage.getItem(this.#key));
    if (text !== this.#text) {
      this.#memory = this.#parse(text);
      this.#text = text;
    }
    return this.#memory;
  }

  /**
   * Applies `change` to the newest memory and writes it.
   *
   * @param {(memory: T) => void} change
   * @throws {StorageFailed} when it could not be written; then nothing has changed
   */
  update(change) {
    const before = JSON.stringify(this.read());
    /** @type {T} */
    const memory = JSON.parse(before);
    change(memory);
    const text = JSON.stringify(memory);
    if (text === before) return;
    this.#attempt((storage) => storage.setItem(this.#key, text));
    this.#memory = memory;
    this.#text = text;
  }

  /** Deletes everything. */
  clear() {
    this.#attempt((storage) => storage.removeItem(this.#key));
  }

  /**
   * Returns what a text says; nothing for a text that is not ours.
   *
   * @param {string|null} text
   * @returns {T}
   */
  #parse(text) {
    try {
      return { ...this.#empty(), ...JSON.parse(text ?? '{}') };
    } catch {
      return this.#empty();
    }
  }

  /**
   * @template Result
   * @param {(storage: Storage) => Result} work
   * @returns {Result}
   */
  #attempt(work) {
    if (this.#storage === null) throw new StorageFailed('the browser has no storage');
    try {
      return work(this.#storage);
    } catch {
      throw new StorageFailed('the browser keeps nothing');
    }
  }
}
