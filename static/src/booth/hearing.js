/**
 * Hearings on the phone, for the page: drafts, comments and supports of the delegate, and the opinions
 * of all.
 *
 * It lives beside the ballots in the same engine and storage, and never changes what a ballot is at.
 */

import { proofOf, sealDraft, signSupport } from './hearing-cast.js';
import { changeDraft, EMPTY_DRAFT, problemOf } from './hearing-draft.js';
import { takesComments, takesSupports } from './hearing-duties.js';
import { HearingEngine } from './hearing-engine.js';
import { supportSlot } from './hearing-memory.js';
import { isHeld } from './hearing-pass.js';
import { viewOpinions } from './hearing-snapshot.js';
import { emptyMemory } from './store.js';

/** @import { Parts } from './hearing-engine.js' */
/** @import { Draft, OpinionView } from './hearing-state.js' */
/** @import { Memory } from './store.js' */

export class Hearings {
  #parts;
  #engine;

  /** @param {Parts} parts */
  constructor(parts) {
    this.#parts = parts;
    this.#engine = new HearingEngine(parts);
  }

  /**
   * Changes a draft; it stays on this phone until `send`.
   *
   * @param {string} hearing
   * @param {number} number  of the comment, from 1
   * @param {Partial<Draft>} change
   * @returns {boolean} false: the comment was sent already, there is no such one, no comment could be
   *   like that, or storage failed
   */
  draft(hearing, number, change) {
    const known = this.#known(hearing);
    if (known === null || !(number in known.sheets)) return false;
    const { draft = EMPTY_DRAFT, comment } = known.sheets[number] ?? {};
    const changed = changeDraft(draft, change);
    if (comment !== undefined || changed === null) return false;
    return this.#attempt(() =>
      this.#parts.store.updateHearing(hearing, ({ papers }) => {
        if (papers[number]?.comment === undefined) papers[number] = { draft: changed };
      }),
    );
  }

  /**
   * Seals a draft and sends it; from then on it is what it is.
   *
   * @param {string} hearing
   * @param {number} number
   * @returns {boolean} false: the hearing takes none now, or the draft cannot be sent as it is
   */
  send(hearing, number) {
    const known = this.#known(hearing);
    // Only with all credentials there: collecting must be over before anybody can be seen to write.
    if (known === null || !takesComments(known.state) || !known.complete) return false;
    const { draft = EMPTY_DRAFT, comment } = known.sheets[number] ?? {};
    if (comment !== undefined || problemOf(draft, known.leaf, known.list) !== null) return false;
    return this.#attempt(() => sealDraft(this.#parts.store, known.leaf, number));
  }

  /**
   * Supports a published comment, once.
   *
   * @param {string} hearing
   * @param {string} commitment
   * @returns {boolean} false: not now, not published, or supported already
   */
  support(hearing, commitment) {
    const known = this.#known(hearing);
    if (known === null || !takesSupports(known.state) || !supportSlot(known.memory)) return false;
    const opinion = known.list?.find((each) => each.commitment === commitment);
    if (opinion?.state !== 'published' || known.memory.supports[commitment]) return false;
    return this.#attempt(() => signSupport(this.#parts.store, hearing, commitment));
  }

  /**
   * Returns the file that proves what an own comment said, for `votesvc verify-comment --plaintext`.
   *
   * @param {string} hearing
   * @param {number} number
   * @returns {{name: string, text: string}|null} null until there is a receipt
   */
  exportProof(hearing, number) {
    return proofOf(this.#memory(), hearing, number);
  }

  /**
   * Says which hearing the page shows: its opinions are fetched now, and when the log has grown.
   *
   * @param {string|null} hearing
   */
  visit(hearing) {
    this.#engine.look.visit(hearing);
    this.#parts.advance();
  }

  /**
   * Returns the public list of opinions, as it was fetched last.
   *
   * @param {string} hearing
   * @returns {OpinionView[]}
   */
  opinions(hearing) {
    const list = this.#parts.moment.opinions.get(hearing)?.list ?? [];
    return viewOpinions(list, this.#memory().hearings[hearing]);
  }

  /** Starts whatever is due and is not under way. */
  advance() {
    this.#engine.advance();
  }

  /** Forgets what went wrong, so that everything is tried and checked anew. */
  recover() {
    this.#parts.moment.troubles.clear();
    this.#engine.recover();
  }

  /** Forgets what is known for this moment only. */
  forget() {
    this.#parts.moment.troubles.clear();
    this.#parts.moment.reports.clear();
    this.#engine.look.forget();
  }

  /** @param {string} hearing */
  #known(hearing) {
    const { hearings, hearingAgenda } = this.#memory();
    const memory = hearings[hearing];
    const state = hearingAgenda.find(({ item }) => item === hearing)?.state;
    if (memory?.leaf === undefined || state === undefined) return null;
    const { leaves, opinions } = this.#parts.moment;
    const leaf = leaves.of(hearing, memory.leaf);
    const numbers = Array.from({ length: leaf.perDelegate }, (_, index) => index + 1);
    const sheets = Object.fromEntries(numbers.map((each) => [each, memory.papers[each]]));
    const list = opinions.get(hearing)?.list ?? null;
    return { memory, leaf, state, sheets, list, complete: memory.slots?.every(isHeld) ?? false };
  }

  /** @returns {Readonly<Memory>} nothing, where storage fails */
  #memory() {
    /** @type {Readonly<Memory>} */
    let memory = emptyMemory();
    this.#parts.guard(() => {
      memory = this.#parts.store.read();
    });
    return memory;
  }

  /**
   * @param {() => void} work
   * @returns {boolean}
   */
  #attempt(work) {
    const kept = this.#parts.guard(work);
    this.#parts.advance();
    return kept;
  }
}
