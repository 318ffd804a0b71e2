/** Does the duties of hearings beside those of ballots, in the same tasks and storage. */

import { Alarm } from './alarm.js';
import { RequestFailed } from './api.js';
import { sendComment, sendSupport } from './hearing-cast.js';
import { forgetUnused, hearingDutiesOf } from './hearing-duties.js';
import { OpinionWatch } from './hearing-look.js';
import { collectSlots, fetchHearing, prepareSlots } from './hearing-pass.js';
import { fetchReport } from './hearing-report.js';
import { awaitGrant } from './passing.js';
import { StorageFailed } from './store.js';

/** @import { Api } from './api.js' */
/** @import { LogWatch } from './follow.js' */
/** @import { HearingDuty } from './hearing-duties.js' */
/** @import { HearingMemory } from './hearing-memory.js' */
/** @import { HearingMoment } from './hearing-snapshot.js' */
/** @import { Trouble } from './state.js' */
/** @import { Memory, Store } from './store.js' */
/** @import { Tasks } from './tasks.js' */

/**
 * What the booth's engine lends.
 *
 * @typedef {object} Parts
 * @property {Store} store
 * @property {Api} api
 * @property {LogWatch} watch
 * @property {Tasks} tasks
 * @property {HearingMoment} moment
 * @property {() => Promise<void>} settle   until the writes of another tab can be seen
 * @property {(name: string, work: () => Promise<void>, failed: (error: unknown) => void) => void} run
 *   until it ends, one run per name at a time
 * @property {(error: unknown) => void} failed  takes alarms and failures of storage
 * @property {(work: () => void) => boolean} guard
 * @property {() => void} advance
 * @property {() => void} changed   called after what may change what the page shows
 */

// Each credential is asked for within so many seconds of the one before, at random.
const SPREAD = 1;
// Seconds between two looks at the list of opinions, at least; and once more for every so many.
const GAP = 5;
const CROWD = 200;

export class HearingEngine {
  #parts;
  /** @type {Map<string, number>} size of the log when a report was asked for last */
  #asked = new Map();

  /** @param {Parts} parts */
  constructor(parts) {
    this.#parts = parts;
    const { store, api, moment } = parts;
    this.look = new OpinionWatch({ store, api, opinions: moment.opinions });
  }

  /** Lets everything that failed be asked for anew. */
  recover() {
    this.#asked.clear();
  }

  /** Starts whatever is due and is not under way. */
  advance() {
    const memory = this.#parts.store.read();
    const congress = memory.holder?.congress;
    if (congress === undefined) return;
    for (const duty of hearingDutiesOf(memory)) this.#begin(duty, congress);
    this.#beginLook(congress, memory.log?.size ?? 0);
    this.#beginReport(congress, memory);
  }

  /**
   * @param {HearingDuty} duty
   * @param {string} congress
   */
  #begin(duty, congress) {
    const { hearing } = duty;
    if (duty.kind === 'comment') {
      const { number } = duty;
      const work = () => sendComment(this.#parts, congress, hearing, number);
      this.#runSettled(`comment ${hearing} ${number}`, hearing, work, ({ papers }, refusal) => {
        if (papers[number]?.comment) papers[number].comment.refusal = refusal;
      });
    } else if (duty.kind === 'support') {
      const { commitment } = duty;
      const work = () => sendSupport(this.#parts, congress, hearing, commitment);
      this.#runSettled(`support ${hearing} ${commitment}`, hearing, work, (memory, refusal) => {
        const own = memory.supports[commitment];
        if (own !== undefined) own.refusal = refusal;
      });
    } else {
      this.#run(`hearing ${hearing}`, hearing, this.#workOf(duty, congress), (memory, refusal) => {
        memory.refusal = refusal;
      });
    }
  }

  /**
   * @param {{kind: 'fetch'|'collect'|'forget', hearing: string, state: string}} duty
   * @param {string} congress
   * @returns {() => Promise<void>}
   */
  #workOf({ kind, hearing, state }, congress) {
    const { store } = this.#parts;
    const works = {
      fetch: () => this.#fetch(congress, hearing),
      collect: () => this.#collect(congress, hearing),
      forget: async () => store.updateHearing(hearing, (memory) => forgetUnused(memory, state)),
    };
    return works[kind];
  }

  /**
   * @param {string} congress
   * @param {string} hearing
   */
  #fetch(congress, hearing) {
    const { store, api, watch, moment } = this.#parts;
    return fetchHearing({ store, api, watch, leaves: moment.leaves }, congress, hearing);
  }

  /**
   * @param {string} congress
   * @param {string} hearing
   */
  async #collect(congress, hearing) {
    const { store, api, tasks, moment, changed } = this.#parts;
    if (store.read().hearings[hearing]?.leaf === undefined) await this.#fetch(congress, hearing);
    const leaf = store.read().hearings[hearing]?.leaf;
    if (leaf === undefined) return;
    const known = moment.leaves.of(hearing, leaf);
    prepareSlots(store, known);
    await this.#parts.settle();
    const pause = () => tasks.pause(SPREAD * Math.random());
    const work = () => collectSlots({ store, api, pause }, known);
    await awaitGrant(moment.troubles, hearing, work, changed);
  }

  /**
   * @param {string} congress
   * @param {number} size
   */
  #beginLook(congress, size) {
    const hearing = this.look.due(size);
    if (hearing === null) return;
    this.#run(`opinions ${hearing}`, hearing, async () => {
      await this.look.fetch(congress, hearing, size);
      this.#parts.advance();
      const crowd = this.#parts.moment.opinions.get(hearing)?.list.length ?? 0;
      await this.#parts.tasks.pause(GAP * (1 + crowd / CROWD));
    });
  }

  /**
   * @param {string} congress
   * @param {Readonly<Memory>} memory
   */
  #beginReport(congress, { hearingAgenda, log }) {
    const { shown } = this.look;
    const { moment } = this.#parts;
    const size = log?.size ?? 0;
    if (shown === null || moment.reports.has(shown) || this.#asked.get(shown) === size) return;
    if (hearingAgenda.find(({ item }) => item === shown)?.state !== 'reported') return;
    this.#run(`report ${shown}`, shown, async () => {
      // A report that is refused is asked for again when the log has grown, and not before.
      this.#asked.set(shown, size);
      moment.reports.set(shown, await fetchReport(this.#parts, congress, shown));
    });
  }

  /**
   * @param {string} name
   * @param {string} hearing
   * @param {() => Promise<void>} work
   * @param {(memory: HearingMemory, refusal: Trouble) => void} remember
   */
  #runSettled(name, hearing, work, remember) {
    const settled = async () => {
      await this.#parts.settle();
      await work();
    };
    this.#run(name, hearing, settled, remember);
  }

  /**
   * @param {string} name
   * @param {string} hearing
   * @param {() => Promise<void>} work
   * @param {(memory: HearingMemory, refusal: Trouble) => void} [remember]  where a refusal belongs
   */
  #run(name, hearing, work, remember = () => {}) {
    const { store, moment, run, failed, guard } = this.#parts;
    run(name, work, (error) => {
      if (error instanceof RequestFailed) {
        const { code, message, final } = error;
        guard(() =>
          store.updateHearing(hearing, (memory) => remember(memory, { code, message, final })),
        );
      } else if (error instanceof Alarm || error instanceof StorageFailed) {
        failed(error);
      } else {
        moment.troubles.set(hearing, { code: 'internal-error', message: '', final: false });
      }
    });
  }
}
