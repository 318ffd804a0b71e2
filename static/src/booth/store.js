/**
 * Everything the phone remembers, as one JSON text under one versioned key of localStorage.
 *
 * Every reading sees what any tab wrote last; every change reads, changes and writes in one go. What
 * is not written is not sent: a full or missing storage stops the booth instead of losing a vote.
 */

import { Kept } from './kept.js';

/** @import { AgendaHearing, HearingMemory } from './hearing-memory.js' */
/** @import { JsonValue } from '../encoding.js' */
/** @import { Trouble } from './state.js' */

const KEY = 'votesvc/v1';

/**
 * A pass on its way to being redeemed, with the device token this phone drew for it.
 *
 * @typedef {object} Candidate
 * @property {string} pass
 * @property {string} device
 * @property {boolean} agreed  whether the delegate agreed to replace the present pass, or has none
 * @property {Trouble|null} refusal
 */

/** The scrutineers' log entry, verified, and where it stands. @typedef {{leaf: string, index: number}} KnownBoard */

/**
 * The last checkpoint of the log that this phone has checked, and the key it saw first.
 *
 * @typedef {object} KnownLog
 * @property {string} vkey
 * @property {number} size
 * @property {string} root  lower hex
 * @property {string} note  the checkpoint as it was signed
 */

/**
 * What makes a blinded message, and takes the blinding off its answer.
 *
 * @typedef {object} Drawn
 * @property {string} prefix  base64
 * @property {string} salt    base64
 * @property {string} r       lower hex
 */

/** A credential being collected; secret: decimal. @typedef {{secret: string} & Drawn} Request */

/** @typedef {{secret: string, prefix: string, token: string}} Credential */

/** @typedef {{item: string, ballot: string, prefix: string, token: string, pairs: JsonValue[]}} Envelope */

/**
 * @typedef {object} Receipt
 * @property {string} item
 * @property {string} tracker
 * @property {number} index
 * @property {number} size
 * @property {string[]} inclusion
 * @property {string} checkpoint
 */

/**
 * @typedef {object} ItemMemory
 * @property {string} [leaf]           the logged item, verified
 * @property {number} [index]          of that leaf
 * @property {Request} [request]
 * @property {Credential} [credential]
 * @property {boolean[][]} [marks]      by question; where a paper may be blank, the last one is 弃权
 * @property {string[]} [names]        written in, by slot
 * @property {boolean} [reviewing]
 * @property {boolean} [casting]       投票 was pressed: the marks stand
 * @property {Envelope} [envelope]     sealed, and from then on always the same bytes
 * @property {Receipt & {leaf: string}} [receipt]  leaf: hash of our log entry, lower hex
 * @property {boolean} [missed]
 * @property {Trouble} [refusal]
 */

/** group, family: "" where everybody votes. @typedef {{item: string, state: string, title: string, group: string, family: string}} AgendaItem */

/**
 * @typedef {object} Memory
 * @property {Candidate|null} candidate
 * @property {string|null} device     token, base64url
 * @property {string|null} passHash   of the pass that was redeemed
 * @property {import('./answers.js').Holder|null} holder
 * @property {string} title
 * @property {KnownLog|null} log
 * @property {KnownBoard[]} boards  of this congress, by their place in the log
 * @property {AgendaItem[]} agenda
 * @property {Record<string, ItemMemory>} items
 * @property {AgendaHearing[]} hearingAgenda
 * @property {Record<string, HearingMemory>} hearings
 */

export { StorageFailed } from './kept.js';

/** @returns {Memory} */
export function emptyMemory() {
  return {
    candidate: null,
    device: null,
    passHash: null,
    holder: null,
    title: '',
    log: null,
    boards: [],
    agenda: [],
    items: {},
    hearingAgenda: [],
    hearings: {},
  };
}

/** @extends {Kept<Memory>} */
export class Store extends Kept {
  /** @param {Storage|null} storage */
  constructor(storage) {
    super(storage, KEY, emptyMemory);
  }

  /**
   * Applies `change` to what is remembered of one item, unless the phone has forgotten or left the
   * congress meanwhile.
   *
   * @param {string} item
   * @param {(memory: ItemMemory) => void} change
   */
  updateItem(item, change) {
    this.update((memory) => {
      if (!memory.agenda.some((entry) => entry.item === item)) return;
      const found = memory.items[item] ?? {};
      memory.items[item] = found;
      change(found);
    });
  }

  /**
   * Applies `change` to what is remembered of one hearing, as `updateItem` does.
   *
   * @param {string} hearing
   * @param {(memory: HearingMemory) => void} change
   */
  updateHearing(hearing, change) {
    this.update((memory) => {
      if (!memory.hearingAgenda.some(({ item }) => item === hearing)) return;
      const found = memory.hearings[hearing] ?? { papers: {}, supports: {} };
      memory.hearings[hearing] = found;
      change(found);
    });
  }
}
