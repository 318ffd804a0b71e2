/** What the hearing officer's device remembers, as one text in localStorage. */

import { Kept } from '../booth/kept.js';

/** @import { KnownLog } from '../booth/store.js' */
/** @import { DraftOpinion } from './report-draft.js' */

/** Why a comment may be withheld. */
/** @typedef {'names-a-person'|'secret'|'insult'|'off-topic'|'malformed'} Reason */
/** @typedef {'publish'|Reason|null} Decision null: opened on this device, and not decided yet */

/**
 * @typedef {object} OfficerMemory
 * @property {Record<string, string>} keys  secret halves in hex, by public half
 * @property {Record<string, true>} saved   by public half: a backup file was made
 * @property {Record<string, string>} made  by hearing: public half of the key that was made for it here
 * @property {Record<string, KnownLog>} logs  by congress: the last checkpoint that was checked
 * @property {Record<string, Record<string, Decision>>} decisions  by hearing and commitment: on the
 *   comments that were opened on this device and are not in the log as opened yet
 * @property {Record<string, DraftOpinion[]>} drafts  by hearing: the report as far as it is written
 * @property {Record<string, Record<string, string>>} texts  by hearing and place: what was typed and
 *   not sent yet
 */

const KEY = 'votesvc/officer/v1';

/**
 * @param {Storage|null} storage
 * @returns {Kept<OfficerMemory>}
 */
export function officerMemory(storage) {
  return new Kept(storage, KEY, () => ({
    keys: {},
    saved: {},
    made: {},
    logs: {},
    decisions: {},
    drafts: {},
    texts: {},
  }));
}
