/** Decides which item the page shows: it follows the chair, but never takes a paper out of a hand. */

import { VOTABLE } from './snapshot.js';

/** @import { ItemView, Phase } from './state.js' */

/** @type {ReadonlySet<Phase>} */
const SETTLED = new Set(['receipt', 'missed', 'void', 'refused']);
/** @type {ReadonlySet<Phase>} */
const COMING = new Set(['collecting', 'ready', 'refused']);

export class Focus {
  /** @type {string|null} */
  #current = null;
  #chosen = false;
  /** @type {Set<string>} */
  #seen = new Set();

  /**
   * Shows what the delegate asks for; null lets the phone decide again.
   *
   * @param {string|null} item
   */
  select(item) {
    this.#current = item;
    this.#chosen = item !== null;
  }

  /**
   * Returns the item to show now: a paper in hand stays, a ballot that has just opened comes next.
   *
   * @param {readonly ItemView[]} items
   * @returns {string|null}
   */
  choose(items) {
    const votable = items.filter(({ phase }) => VOTABLE.has(phase));
    const fresh = votable.find(({ item }) => !this.#seen.has(item));
    this.#seen = new Set(votable.map(({ item }) => item));
    const current = items.find(({ item }) => item === this.#current);
    if (current !== undefined && VOTABLE.has(current.phase)) return current.item;
    if (fresh !== undefined) this.select(null);
    else if (current !== undefined && (this.#chosen || SETTLED.has(current.phase))) {
      return current.item;
    }
    const coming = items.find(({ phase }) => COMING.has(phase));
    const done = [...items].reverse().find(({ phase }) => phase === 'receipt');
    this.#current = (fresh ?? votable[0] ?? coming ?? done)?.item ?? null;
    return this.#current;
  }
}
