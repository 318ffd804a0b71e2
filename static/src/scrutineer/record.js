/** The log of one congress as a scrutineer's device follows it: read, hashed, and understood. */

import { LogReader } from '../hearing/log.js';
import { Ledger } from './ledger.js';

/** @import { Api } from '../booth/api.js' */
/** @import { Kept } from '../booth/kept.js' */
/** @import { LogMemory } from '../hearing/log.js' */
/** @import { Contest } from './contest.js' */

export class Record {
  #reader;
  /** @type {unknown} what in the log no honest server would have put there */
  #refusal = null;

  /**
   * @param {Api} api
   * @param {Kept<any>} kept  that remembers logs
   * @param {string} congress
   */
  constructor(api, kept, congress) {
    this.#reader = new LogReader(api, /** @type {Kept<LogMemory>} */ (kept), congress);
    this.ledger = new Ledger(congress);
  }

  /**
   * Reads what is new; the entries count only once all of them are shown to be in the signed log, and
   * once one of them is refused nothing is accepted any more.
   *
   * @param {(done: number) => void} [progress]  from 0 to 1
   * @throws {import('../booth/alarm.js').Alarm}
   * @throws {import('../booth/api.js').RequestFailed}
   * @throws {import('./refusal.js').RecordRefused}
   */
  async read(progress) {
    const leaves = await this.#reader.read(progress);
    try {
      for (const { leaf, index } of leaves) this.ledger.take(leaf, index);
    } catch (error) {
      this.#refusal ??= error;
    }
    if (this.#refusal !== null) throw this.#refusal;
  }

  /**
   * @param {string} item
   * @returns {Contest|null} null: not in the log
   */
  contest(item) {
    return this.ledger.contests.get(item) ?? null;
  }
}
