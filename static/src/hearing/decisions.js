/**
 * What the officer decided on the comments of one hearing that were opened on this device and are not
 * in the log as opened yet.
 *
 * Remembered across reloads, so that neither fewer than a batch is opened nor a decision lost.
 */

/** @import { Kept } from '../booth/kept.js' */
/** @import { Decision, OfficerMemory } from './officer-memory.js' */
/** @import { OpenedComment } from './opening.js' */

export class Decisions {
  #kept;
  #hearing;

  /**
   * @param {Kept<OfficerMemory>} kept
   * @param {string} hearing
   */
  constructor(kept, hearing) {
    this.#kept = kept;
    this.#hearing = hearing;
  }

  /** @returns {Readonly<Record<string, Decision>>} by commitment */
  all() {
    return this.#kept.read().decisions[this.#hearing] ?? {};
  }

  /**
   * Remembers that these are opened here: from now on they do not count as new.
   *
   * @param {readonly {commitment: string}[]} batch
   */
  begin(batch) {
    this.#change((decisions) => {
      for (const { commitment } of batch) decisions[commitment] ??= null;
    });
  }

  /**
   * Decides what opening alone decides: what is faulty is malformed.
   *
   * @param {readonly OpenedComment[]} opened
   */
  judge(opened) {
    this.#change((decisions) => {
      for (const { commitment, fault } of opened) {
        if (fault !== null) decisions[commitment] ??= 'malformed';
        // What it replies to has been published meanwhile.
        else if (decisions[commitment] === 'malformed') decisions[commitment] = null;
      }
    });
  }

  /**
   * @param {string} commitment
   * @param {Decision} decision
   */
  set(commitment, decision) {
    this.#change((decisions) => {
      decisions[commitment] = decision;
    });
  }

  /**
   * Publishes these where nothing is decided yet.
   *
   * @param {readonly string[]} commitments
   */
  publish(commitments) {
    this.#change((decisions) => {
      for (const commitment of commitments) {
        if (decisions[commitment] === null) decisions[commitment] = 'publish';
      }
    });
  }

  /**
   * Forgets those that the log has as opened.
   *
   * @param {ReadonlyMap<string, unknown>} fates  by commitment
   */
  forget(fates) {
    this.#change((decisions) => {
      for (const commitment of Object.keys(decisions)) {
        if (fates.has(commitment)) delete decisions[commitment];
      }
    });
  }

  /** @param {(decisions: Record<string, Decision>) => void} change */
  #change(change) {
    this.#kept.update(({ decisions }) => {
      const known = decisions[this.#hearing] ?? {};
      decisions[this.#hearing] = known;
      change(known);
      if (Object.keys(known).length === 0) delete decisions[this.#hearing];
    });
  }
}
