/** What the log says of one hearing: its comments as they were sealed, and what became of them. */

import { asText, parseB64, parseCanonicalJson, parseHex, utf8 } from '../encoding.js';
import { MalformedInput } from '../errors.js';
import { parseHearingLeaf } from './leaf.js';

/** @import { Hearing } from './leaf.js' */

/** @typedef {{commitment: string, index: number, sealed: Uint8Array}} SealedComment */
/** @typedef {{plaintext: string} | {reason: string}} Fate */
/** @typedef {'unknown'|'announced'|'open'|'closed'|'reported'} HearingState */

/** @type {Readonly<Record<string, HearingState>>} */
const STATE_AFTER = { 'hearing-opened': 'open', 'hearing-closed': 'closed', reported: 'reported' };

export class Proceedings {
  /** @type {Hearing|null} */
  leaf = null;
  /** @type {HearingState} */
  state = 'unknown';
  /** @type {Map<string, SealedComment>} by commitment, in the order of the log */
  comments = new Map();
  /** @type {Map<string, Fate>} by commitment */
  fates = new Map();
  #hearing;

  /** @param {string} hearing */
  constructor(hearing) {
    this.#hearing = hearing;
  }

  /** @returns {SealedComment[]} neither published nor withheld */
  get unopened() {
    return [...this.comments.values()].filter(({ commitment }) => !this.fates.has(commitment));
  }

  /** @returns {Set<string>} commitments of the published comments */
  get published() {
    const shown = [...this.fates].filter(([, fate]) => 'plaintext' in fate);
    return new Set(shown.map(([commitment]) => commitment));
  }

  /**
   * Takes the next entry of the log; those of other matters are passed over.
   *
   * @param {string} text
   * @param {number} index
   * @throws {MalformedInput} when the entry is not one that belongs here
   */
  take(text, index) {
    if (!text.includes(this.#hearing)) return;
    const entry = /** @type {Record<string, unknown>} */ (parseCanonicalJson(utf8(text)));
    if (entry.item !== this.#hearing) return;
    const type = asText(entry.type);
    if (type === 'hearing') this.#announce(text);
    else if (type === 'comment') this.#comment(entry, index);
    else if (type === 'published') this.#decide(entry, { plaintext: asText(entry.plaintext) });
    else if (type === 'withheld') this.#decide(entry, { reason: asText(entry.reason) });
    else this.state = STATE_AFTER[type] ?? this.state;
  }

  /** @param {string} text */
  #announce(text) {
    if (this.leaf !== null) throw new MalformedInput('a hearing is announced twice');
    this.leaf = parseHearingLeaf(text, this.#hearing);
    this.state = 'announced';
  }

  /**
   * @param {Record<string, unknown>} entry
   * @param {number} index
   */
  #comment(entry, index) {
    const commitment = asText(entry.commitment);
    parseHex(commitment, 32);
    if (this.comments.has(commitment)) throw new MalformedInput('a commitment is used twice');
    this.comments.set(commitment, { commitment, index, sealed: parseB64(asText(entry.sealed)) });
  }

  /**
   * @param {Record<string, unknown>} entry
   * @param {Fate} fate
   */
  #decide(entry, fate) {
    const commitment = asText(entry.commitment);
    if (!this.comments.has(commitment) || this.fates.has(commitment)) {
      throw new MalformedInput('what is opened is no comment, or was opened before');
    }
    this.fates.set(commitment, fate);
  }
}
