/**
 * One hearing on the officer's device: reads the log, opens comments, and prepares what is published or
 * withheld, and the report. Without any page.
 */

import { encodeHex } from '../encoding.js';
import { Decisions } from './decisions.js';
import { Notes } from './notes.js';
import { mayOpen, openAll, SMALLEST_BATCH } from './opening.js';
import { Proceedings } from './proceedings.js';
import { ReportDraft } from './report-draft.js';

/** @import { Kept } from '../booth/kept.js' */
/** @import { KeyPair } from '../hpke.js' */
/** @import { Comment } from '../sealing.js' */
/** @import { Hearing } from './leaf.js' */
/** @import { LogReader } from './log.js' */
/** @import { OfficerKeys } from './officer-keys.js' */
/** @import { Decision, OfficerMemory } from './officer-memory.js' */
/** @import { OpenedComment } from './opening.js' */
/** @import { HearingState, Report, Said, SealedComment } from './proceedings.js' */

/** @typedef {(done: number) => void} Progress told from 0 to 1 */

/**
 * @typedef {object} RoomView
 * @property {Hearing|null} hearing  as it stands in the log; null: not announced
 * @property {HearingState} state
 * @property {boolean} keyHere       whether this device has the key that the comments are sealed to
 * @property {number} received
 * @property {number} published
 * @property {number} withheld
 * @property {Readonly<Record<string, number>>} reasons  of what is withheld: how often each was given
 * @property {number} sealed         not opened on this device
 * @property {number} smallest       so many are opened at once, at least, while the hearing is open
 * @property {boolean} openable      `open` would open something new
 * @property {readonly (OpenedComment & {decision: Decision})[]} opened  here, and not in the log yet;
 *   in the order of the commitments
 * @property {number} decided        how many of them are decided
 * @property {boolean} submittable   `batch` gives something
 * @property {readonly Said[]} minutes  the first, and every correction
 * @property {Report|null} report
 */

/**
 * A published comment and what came of it.
 *
 * @typedef {object} PublishedComment
 * @property {string} commitment
 * @property {Comment} comment   its texts are to be shown as text only
 * @property {number} supports
 * @property {readonly Said[]} replies
 */

/** What the staff's page posts. */
/** @typedef {{decisions: ({commitment: string, plaintext: string} | {commitment: string, reason: string})[]}} Batch */

export class OfficerRoom {
  #parts;
  #proceedings;
  #decisions;
  /** @type {Map<string, OpenedComment>} */
  #opened = new Map();
  /** @type {unknown} what in the log no honest server would have put there */
  #refusal = null;

  /**
   * @param {{kept: Kept<OfficerMemory>, keys: OfficerKeys, reader: LogReader}} parts
   * @param {string} hearing
   */
  constructor(parts, hearing) {
    this.#parts = parts;
    this.#proceedings = new Proceedings(hearing);
    this.#decisions = new Decisions(parts.kept, hearing);
    this.notes = new Notes(parts.kept, hearing);
    this.draft = new ReportDraft(parts.kept, hearing);
  }

  /**
   * Reads what is new in the log; the entries count only once all of them are shown to be in it.
   *
   * @param {Progress} [progress]
   * @throws {import('../booth/alarm.js').Alarm} and nothing should be opened after that
   * @throws {import('../booth/api.js').RequestFailed}
   * @throws {import('../errors.js').MalformedInput} when the log of this hearing contradicts itself
   */
  async read(progress) {
    const leaves = await this.#parts.reader.read(progress);
    try {
      for (const { leaf, index } of leaves) this.#proceedings.take(leaf, index);
    } catch (error) {
      this.#refusal ??= error;
    }
    if (this.#refusal !== null) throw this.#refusal;
    const { fates, report } = this.#proceedings;
    if (report !== null) this.draft.forget();
    this.#decisions.forget(fates);
  }

  /** @returns {Hearing|null} as it stands in the log; null: not announced */
  get hearing() {
    return this.#proceedings.leaf;
  }

  /** @returns {RoomView} */
  view() {
    const { leaf, state, comments, published, fates, minutes, report } = this.#proceedings;
    const sealed = this.#fresh().length;
    const decisions = this.#decisions.all();
    const opened = this.#pending().map((each) => ({
      ...each,
      decision: decisions[each.commitment] ?? null,
    }));
    const keyHere = this.#key() !== null;
    return {
      hearing: leaf,
      state,
      keyHere,
      received: comments.size,
      published: published.size,
      withheld: fates.size - published.size,
      reasons: this.#reasons(),
      sealed,
      smallest: SMALLEST_BATCH,
      openable: keyHere && mayOpen(state, sealed),
      opened,
      decided: opened.filter(({ decision }) => decision !== null).length,
      submittable: this.batch() !== null,
      minutes,
      report,
    };
  }

  /** @returns {PublishedComment[]} in the order of the log */
  published() {
    const { fates, supports, replies } = this.#proceedings;
    return [...fates].flatMap(([commitment, fate]) =>
      'comment' in fate
        ? {
            commitment,
            comment: fate.comment,
            supports: supports.get(commitment) ?? 0,
            replies: replies.get(commitment) ?? [],
          }
        : [],
    );
  }

  /**
   * Opens what was opened on this device before, and all the rest where that is a batch.
   *
   * @param {Progress} [progress]
   */
  async open(progress) {
    const fresh = this.#fresh();
    await this.#open(mayOpen(this.#proceedings.state, fresh.length) ? fresh : [], progress);
  }

  /**
   * Opens nothing but what was opened on this device before, as after a reload.
   *
   * @param {Progress} [progress]
   */
  async reopen(progress) {
    await this.#open([], progress);
  }

  /**
   * @param {readonly SealedComment[]} fresh
   * @param {Progress} [progress]
   */
  async #open(fresh, progress) {
    const { leaf, unopened, published } = this.#proceedings;
    const key = this.#key();
    if (leaf === null || key === null) return;
    const decisions = this.#decisions.all();
    const again = unopened.filter(({ commitment }) => commitment in decisions);
    const batch = [...again, ...fresh];
    this.#decisions.begin(batch);
    const opened = await openAll(batch, { key, hearing: leaf, published }, progress);
    for (const each of opened) this.#opened.set(each.commitment, each);
    this.#decisions.judge(opened);
  }

  /**
   * Decides what becomes of an opened comment; null: not decided yet.
   *
   * @param {string} commitment
   * @param {Decision} decision
   * @returns {boolean} false: not opened, or it cannot be that: what is faulty cannot be published, and
   *   what is sound is not malformed
   */
  decide(commitment, decision) {
    const comment = this.#pending().find((each) => each.commitment === commitment);
    if (comment === undefined) return false;
    if (decision === (comment.fault === null ? 'malformed' : 'publish')) return false;
    this.#decisions.set(commitment, decision);
    return true;
  }

  /**
   * @param {string} commitment
   * @returns {Decision}
   */
  decisionOn(commitment) {
    return this.#decisions.all()[commitment] ?? null;
  }

  /**
   * Publishes all of these that are sound and not decided yet.
   *
   * @param {Iterable<string>} commitments
   */
  publishAll(commitments) {
    const asked = new Set(commitments);
    const sound = [...this.#opened.values()].filter(({ fault }) => fault === null);
    const chosen = sound.filter(({ commitment }) => asked.has(commitment));
    this.#decisions.publish(chosen.map(({ commitment }) => commitment));
  }

  /**
   * Returns what is decided, in the order of the commitments; null while that is less than a batch.
   *
   * @returns {Batch|null}
   */
  batch() {
    const decisions = this.#decisions.all();
    /** @type {Batch['decisions']} */
    const decided = [];
    for (const { commitment, plaintext } of this.#pending()) {
      const decision = decisions[commitment] ?? null;
      if (decision === 'publish') decided.push({ commitment, plaintext });
      else if (decision !== null) decided.push({ commitment, reason: decision });
    }
    return mayOpen(this.#proceedings.state, decided.length) ? { decisions: decided } : null;
  }

  #reasons() {
    /** @type {Record<string, number>} */
    const counts = {};
    for (const fate of this.#proceedings.fates.values()) {
      if ('reason' in fate) counts[fate.reason] = (counts[fate.reason] ?? 0) + 1;
    }
    return counts;
  }

  /** @returns {KeyPair|null} */
  #key() {
    const { leaf } = this.#proceedings;
    return leaf === null ? null : this.#parts.keys.find(encodeHex(leaf.officerKey));
  }

  /** Sealed comments that this device has not opened. */
  #fresh() {
    const decisions = this.#decisions.all();
    return this.#proceedings.unopened.filter(({ commitment }) => !(commitment in decisions));
  }

  /** @returns {OpenedComment[]} opened on this device, and not in the log as opened */
  #pending() {
    const { fates } = this.#proceedings;
    const pending = [...this.#opened.values()].filter(({ commitment }) => !fates.has(commitment));
    return pending.sort((a, b) => (a.commitment < b.commitment ? -1 : 1));
  }
}
