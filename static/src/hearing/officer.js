/** The hearing officer's device: keeps the keys, and enters a hearing with them. Without any page. */

import { Api } from '../booth/api.js';
import { LogReader } from './log.js';
import { OfficerKeys } from './officer-keys.js';
import { officerMemory } from './officer-memory.js';
import { OfficerRoom } from './officer-room.js';

/**
 * @typedef {object} Surroundings
 * @property {Storage|null} storage  localStorage, or null where the browser denies it
 * @property {typeof globalThis.fetch} fetch
 * @property {string} base           origin of the server, "" for the page's own
 * @property {string} language       "zh" or "en", for the server's sentences
 * @property {number} second         milliseconds in a second; tests run faster
 */

export class Officer {
  #api;
  #kept;

  /** @param {Surroundings} surroundings */
  constructor({ storage, ...rest }) {
    this.#api = new Api({ ...rest, reached: () => {} });
    this.#kept = officerMemory(storage);
    this.keys = new OfficerKeys(this.#kept);
  }

  /**
   * Throws unless this browser keeps what it is given.
   *
   * @throws {import('../booth/kept.js').StorageFailed}
   */
  probe() {
    this.#kept.probe();
  }

  /**
   * @param {string} congress
   * @param {string} hearing
   * @returns {OfficerRoom}
   */
  room(congress, hearing) {
    const reader = new LogReader(this.#api, this.#kept, congress);
    return new OfficerRoom({ kept: this.#kept, keys: this.keys, reader }, hearing);
  }
}
