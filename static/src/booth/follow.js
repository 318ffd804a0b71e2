/**
 * Follows the congress: every checkpoint the phone is shown must continue the last one it checked.
 *
 * The log's key is trusted on first sight and never again. A checkpoint may be older than the last
 * one (answers come from short caches and from several processes), but then the log must prove that
 * it is a beginning of what this phone knows.
 */

import { openCheckpoint } from '../checkpoint.js';
import { encodeHex, parseHex } from '../encoding.js';
import { verifyConsistency } from '../merkle.js';
import { Alarm, alarming } from './alarm.js';
import { RequestFailed } from './api.js';

/** @import { CongressState } from './answers.js' */
/** @import { Api } from './api.js' */
/** @import { Checkpoint } from '../checkpoint.js' */
/** @import { KnownLog, Store } from './store.js' */

// How often the log may fail to answer for a size it should know before that is an alarm.
const PATIENCE = 3;

export class LogWatch {
  #api;
  #store;
  #refusals = 0;

  /**
   * @param {Api} api
   * @param {Store} store
   */
  constructor(api, store) {
    this.#api = api;
    this.#store = store;
  }

  /**
   * Fetches the state of the congress, checks its checkpoint, and remembers both.
   *
   * @param {string} congress
   * @throws {Alarm}
   * @throws {RequestFailed}
   */
  async follow(congress) {
    const state = await this.#api.state(congress);
    checkIdentity(state, congress);
    await this.accept(congress, state.checkpoint, state.vkey);
    this.#store.update((memory) => {
      if (memory.holder?.congress !== congress) return;
      memory.title = state.title;
      memory.agenda = state.items;
      memory.hearingAgenda = state.hearings;
      const { items, hearings } = memory;
      for (const { item, index } of [...state.items, ...state.hearings]) {
        const known = items[item]?.index ?? hearings[item]?.index;
        if (known !== undefined && known !== index) {
          throw new Alarm('item-changed', item, state.checkpoint);
        }
      }
    });
  }

  /**
   * Returns what a checkpoint claims, once it is signed by the log and fits what is known of it.
   *
   * @param {string} congress
   * @param {string} note
   * @param {string} [vkey]  as the server names it now; the first is remembered
   * @returns {Promise<Checkpoint>}
   * @throws {Alarm}
   * @throws {RequestFailed} when the log does not answer: nothing is accepted then
   */
  async accept(congress, note, vkey) {
    for (;;) {
      const known = this.#store.read().log;
      if (known !== null && vkey !== undefined && vkey !== known.vkey) {
        throw new Alarm('vkey-changed', null, `${known.vkey}\n${vkey}\n${note}`);
      }
      const trusted = known?.vkey ?? vkey;
      if (trusted === undefined) throw new RequestFailed('bad-answer', '', false);
      const checkpoint = alarming('checkpoint-invalid', null, note, () =>
        openCheckpoint(note, trusted),
      );
      if (known !== null) await this.#join(congress, known, checkpoint, note);
      const seen = { vkey: trusted, note, size: checkpoint.size, root: encodeHex(checkpoint.root) };
      if (this.#remember(congress, known, seen)) return checkpoint;
    }
  }

  /**
   * Throws unless one of the two is a beginning of the other.
   *
   * @param {string} congress
   * @param {KnownLog} known
   * @param {Checkpoint} checkpoint
   * @param {string} note
   */
  async #join(congress, known, checkpoint, note) {
    const seen = { size: known.size, root: parseHex(known.root, 32) };
    const [older, newer] = seen.size <= checkpoint.size ? [seen, checkpoint] : [checkpoint, seen];
    const evidence = `${known.note}\n${note}`;
    const trivial = older.size === newer.size || older.size === 0;
    const proof = trivial ? [] : await this.#prove(congress, older.size, newer.size, evidence);
    alarming('log-forked', null, evidence, () =>
      verifyConsistency(older.size, newer.size, older.root, newer.root, proof),
    );
  }

  /**
   * @param {string} congress
   * @param {number} old
   * @param {number} now
   * @param {string} evidence
   */
  async #prove(congress, old, now, evidence) {
    try {
      const proof = await this.#api.consistency(congress, old, now);
      this.#refusals = 0;
      return proof;
    } catch (error) {
      if (!(error instanceof RequestFailed) || !error.final) throw error;
      this.#refusals += 1;
      if (this.#refusals >= PATIENCE) throw new Alarm('log-shrunk', null, evidence);
      // Perhaps a process that has not caught up yet: ask again.
      throw new RequestFailed(error.code, error.message, false);
    }
  }

  /**
   * Keeps the longer of the two, unless something else was accepted meanwhile.
   *
   * @param {string} congress
   * @param {KnownLog|null} known  what `seen` was checked against
   * @param {KnownLog} seen
   * @returns {boolean} false: check again
   */
  #remember(congress, known, seen) {
    const now = this.#store.read();
    if (now.holder?.congress !== congress) return true;
    if (now.log?.note !== known?.note) return false;
    if (known === null || known.size < seen.size) {
      this.#store.update((memory) => {
        memory.log = seen;
      });
    }
    return true;
  }
}

/**
 * @param {CongressState} state
 * @param {string} congress
 */
function checkIdentity({ congress: named, origin, vkey, checkpoint }, congress) {
  const expected = `votesvc/${congress}`;
  if (named !== congress || origin !== expected || !vkey.startsWith(`${expected}+`)) {
    throw new Alarm('checkpoint-invalid', null, checkpoint);
  }
}
