/** What a scrutineer's device remembers, as one text in localStorage (decisions: scrutineer-storage). */

import { Kept } from '../booth/kept.js';

/** @import { KnownLog } from '../booth/store.js' */

/** A share that exists: hash of the tally it is for, and its bytes, to be sent again. @typedef {{tally: string, factors: string}} Made */

/**
 * @typedef {object} ScrutineerMemory
 * @property {Record<string, KnownLog>} logs  by congress: the last checkpoint that was checked
 * @property {Record<string, Made>} shares    by item: one device makes one share for each
 */

const KEY = 'votesvc/scrutineer/v1';

/**
 * @param {Storage|null} storage
 * @returns {Kept<ScrutineerMemory>}
 */
export function scrutineerMemory(storage) {
  return new Kept(storage, KEY, () => ({ logs: {}, shares: {} }));
}
