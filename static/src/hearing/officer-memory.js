/** What the hearing officer's device remembers, as one text in localStorage. */

import { Kept } from '../booth/kept.js';

/** @import { KnownLog } from '../booth/store.js' */

/** Why a comment may be withheld. */
/** @typedef {'names-a-person'|'secret'|'insult'|'off-topic'|'malformed'} Reason */
/** @typedef {'publish'|Reason|null} Decision null: opened on this device, and not decided yet */

/**
 * @typedef {object} OfficerMemory
 * @property {Record<string, string>} keys  secret halves in hex, by public half
 * @property {Record<string, KnownLog>} logs  by congress: the last checkpoint that was checked
 * @property {Record<string, Record<string, Decision>>} decisions  by hearing and commitment: on the
 *   comments that were opened on this device and are not in the log as opened yet
 */

const KEY = 'votesvc/officer/v1';

/**
 * @param {Storage|null} storage
 * @returns {Kept<OfficerMemory>}
 */
export function officerMemory(storage) {
  return new Kept(storage, KEY, () => ({ keys: {}, logs: {}, decisions: {} }));
}
