/** What the phone remembers of hearings: a part of the one text in store.js. */

/** @import { CommentEnvelope, SupportEnvelope } from './api-hearing.js' */
/** @import { Draft, Fate } from './hearing-state.js' */
/** @import { Trouble } from './state.js' */
/** @import { Receipt } from './store.js' */

/** @typedef {{item: string, state: string, title: string, kind: string}} AgendaHearing */

/**
 * A credential: with `salt` and `r` while it is asked for, with `token` once it is held.
 *
 * @typedef {object} Slot
 * @property {'comment'|'support'} kind
 * @property {number} number    from 1, as it is asked for; not a part of what is sent later
 * @property {string} author    secret half of its key, hex
 * @property {string} prefix    base64
 * @property {string} [salt]    base64
 * @property {string} [r]       lower hex
 * @property {string} [token]   base64
 */

/**
 * A comment that was sealed: from then on always sent as the same bytes. The plaintext stays here, to
 * show what was said and to prove it if it is withheld.
 *
 * @typedef {object} OwnComment
 * @property {string} plaintext
 * @property {CommentEnvelope} envelope
 * @property {Receipt & {leaf: string}} [receipt]
 * @property {boolean} [missed]
 * @property {Trouble} [refusal]
 * @property {Fate} [fate]      as it was seen last
 */

/**
 * @typedef {object} OwnSupport
 * @property {SupportEnvelope} envelope
 * @property {boolean} [given]  the receipt was checked
 * @property {boolean} [missed]
 * @property {Trouble} [refusal]
 */

/**
 * @typedef {object} HearingMemory
 * @property {string} [leaf]    the logged hearing, verified
 * @property {number} [index]   of that leaf
 * @property {(Slot|null)[]} [slots]  one for each comment and, last, the one for supports, all drawn at
 *   once; null: used up
 * @property {Trouble} [refusal]      of the credentials
 * @property {Record<number, {draft?: Draft, comment?: OwnComment}>} papers  by number of the comment
 * @property {Record<string, OwnSupport>} supports  by the commitment of the comment
 */

/**
 * Returns the credential for supports, if it is held.
 *
 * @param {HearingMemory|undefined} memory
 * @returns {Slot|null}
 */
export function supportSlot(memory) {
  const slot = memory?.slots?.[memory.slots.length - 1];
  return slot?.kind === 'support' && slot.token !== undefined ? slot : null;
}
