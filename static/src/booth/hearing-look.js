/**
 * Looks at the public list of opinions of the hearing that the page shows: now, and whenever the log has
 * grown; each time once more after a while, because answers come from short caches.
 *
 * Only then, and always at all of them, whoever looks: who wrote must not be seen to look for what
 * became of it, not even where the list leaves it out.
 */

import { loggedComments, rememberFates } from './hearing-fate.js';

/** @import { Api } from './api.js' */
/** @import { KnownOpinions } from './hearing-snapshot.js' */
/** @import { Store } from './store.js' */

export class OpinionWatch {
  #parts;
  /** @type {string|null} */
  #shown = null;
  /** @type {Map<string, {size: number, again: boolean}>} the size of the log when a list was asked for
   * last, and whether to ask once more */
  #asked = new Map();
  /** @type {Set<string>} own comments that were looked for once in vain */
  #sought = new Set();

  /** @param {{store: Store, api: Api, opinions: Map<string, KnownOpinions>}} parts */
  constructor(parts) {
    this.#parts = parts;
  }

  /** @param {string|null} hearing  that the page shows from now on */
  visit(hearing) {
    if (hearing !== null && hearing !== this.#shown) this.#asked.delete(hearing);
    this.#shown = hearing;
  }

  /** The hearing that the page shows. */
  get shown() {
    return this.#shown;
  }

  /**
   * @param {number} size  of the log, as this phone knows it
   * @returns {string|null} the hearing whose list is due
   */
  due(size) {
    if (this.#shown === null) return null;
    const last = this.#asked.get(this.#shown);
    return last?.size === size && !last.again ? null : this.#shown;
  }

  /**
   * Fetches the list and remembers what it says of the delegate's own comments.
   *
   * @param {string} congress
   * @param {string} hearing
   * @param {number} size
   */
  async fetch(congress, hearing, size) {
    const { store, api, opinions } = this.#parts;
    const first = this.#asked.get(hearing)?.size !== size;
    this.#asked.set(hearing, { size, again: false });
    const logged = loggedComments(store.read().hearings[hearing]);
    const list = await api.opinions(congress, hearing);
    this.#asked.set(hearing, { size, again: first });
    const before = opinions.get(hearing);
    const same = before !== undefined && JSON.stringify(before.list) === JSON.stringify(list);
    if (!same) opinions.set(hearing, { version: (before?.version ?? 0) + 1, list });
    const told = this.#toldBy(new Set(list.map(({ commitment }) => commitment)), logged);
    store.updateHearing(hearing, (memory) => rememberFates(memory, list, told));
  }

  forget() {
    this.#shown = null;
    this.#asked.clear();
    this.#sought.clear();
    this.#parts.opinions.clear();
  }

  /**
   * Returns the own comments whose fate the list tells. One that is not in it is missing when the next
   * list does not have it either: this one may be a moment older than the receipt.
   *
   * @param {Set<string>} listed
   * @param {Set<string>} logged
   * @returns {Set<string>}
   */
  #toldBy(listed, logged) {
    const before = this.#sought;
    this.#sought = new Set([...logged].filter((each) => !listed.has(each)));
    return new Set([...logged].filter((each) => listed.has(each) || before.has(each)));
  }
}
