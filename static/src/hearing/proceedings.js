/** What the log says of one hearing: its comments as they were sealed, and what became of them. */

import {
  asList,
  asNatural,
  asText,
  exactFields,
  parseB64,
  parseCanonicalJson,
  parseHex,
  utf8,
} from '../encoding.js';
import { MalformedInput } from '../errors.js';
import { commitmentOf, parsePlaintext } from '../sealing.js';
import { parseHearingLeaf } from './leaf.js';

/** @import { Comment } from '../sealing.js' */
/** @import { Hearing } from './leaf.js' */

/** @typedef {{commitment: string, index: number, sealed: Uint8Array}} SealedComment */
/** @typedef {{plaintext: string, comment: Comment} | {reason: string}} Fate */
/** @typedef {'unknown'|'announced'|'open'|'closed'|'reported'} HearingState */
/** A reply, or what was kept as minutes. @typedef {{text: string, by: string, time: string}} Said */
/** @typedef {'adopted'|'partly'|'rejected'} Answer */
/** @typedef {{title: string, comments: readonly string[], decision: string, reason: string}} Opinion */

/**
 * @typedef {object} Report
 * @property {readonly Opinion[]} opinions
 * @property {number} received
 * @property {number} published
 * @property {Readonly<Record<string, number>>} withheld  by reason
 * @property {string} by
 * @property {string} time
 */

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
  /** @type {Map<string, number>} how many support a comment, by commitment */
  supports = new Map();
  /** @type {Map<string, Said[]>} by commitment */
  replies = new Map();
  /** @type {Said[]} */
  minutes = [];
  /** @type {Report|null} */
  report = null;
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
    else if (type === 'support') this.#support(entry);
    else if (type === 'published') this.#publish(entry);
    else if (type === 'withheld') this.#decide(entry, { reason: asText(entry.reason) });
    else if (type === 'reply') this.#reply(entry);
    else if (type === 'minutes') this.minutes.push(said(entry));
    else if (type === 'reported') this.report = readReport(entry);
    this.state = STATE_AFTER[type] ?? this.state;
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

  /** @param {Record<string, unknown>} entry */
  #support(entry) {
    const commitment = this.#shown(entry.commitment);
    this.supports.set(commitment, (this.supports.get(commitment) ?? 0) + 1);
  }

  /** @param {Record<string, unknown>} entry */
  #publish(entry) {
    const plaintext = asText(entry.plaintext);
    if (commitmentOf(this.#hearing, plaintext) !== entry.commitment) {
      throw new MalformedInput('what is published is not what was committed to');
    }
    this.#decide(entry, { plaintext, comment: parsePlaintext(plaintext) });
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

  /** @param {Record<string, unknown>} entry */
  #reply(entry) {
    const commitment = this.#shown(entry.to);
    this.replies.set(commitment, [...(this.replies.get(commitment) ?? []), said(entry)]);
  }

  /**
   * @param {unknown} commitment
   * @returns {string} of a comment that is published
   */
  #shown(commitment) {
    const fate = this.fates.get(asText(commitment));
    if (fate === undefined || !('plaintext' in fate)) {
      throw new MalformedInput('a support or a reply names a comment that is not published');
    }
    return asText(commitment);
  }
}

/**
 * @param {Record<string, unknown>} entry
 * @returns {Said}
 */
function said({ text, by, time }) {
  return { text: asText(text), by: asText(by), time: asText(time) };
}

/**
 * @param {Record<string, unknown>} entry
 * @returns {Report}
 */
function readReport({ opinions, received, published, withheld, by, time }) {
  return {
    opinions: asList(opinions).map(readOpinion),
    received: asNatural(received),
    published: asNatural(published),
    withheld: /** @type {Record<string, number>} */ (withheld),
    by: asText(by),
    time: asText(time),
  };
}

/**
 * @param {unknown} value
 * @returns {Opinion}
 */
function readOpinion(value) {
  const fields = exactFields(value, ['comments', 'decision', 'reason', 'title']);
  return {
    comments: asList(fields.comments).map(asText),
    decision: asText(fields.decision),
    reason: asText(fields.reason),
    title: asText(fields.title),
  };
}
