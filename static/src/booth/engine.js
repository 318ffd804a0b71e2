/**
 * Keeps the booth going: does the duties that the memory shows, follows the congress, and knows what
 * to do when something fails.
 */

import { InvalidBallot } from '../errors.js';
import { Alarm } from './alarm.js';
import { Api, RequestFailed } from './api.js';
import { markMissed, recheck, seal, send, unseal } from './cast.js';
import { dutiesOf } from './duties.js';
import { LogWatch } from './follow.js';
import { Hearings } from './hearing.js';
import { fetchItem } from './item.js';
import { collect, prepareRequest, redeem } from './pass.js';
import { awaitGrant } from './passing.js';
import { Sealer } from './sealer.js';
import { newMoment } from './snapshot.js';
import { StorageFailed, Store } from './store.js';
import { Tasks } from './tasks.js';

/** @import { Surroundings } from './browser.js' */
/** @import { Duty } from './duties.js' */

// Seconds between two looks at the congress: while somebody looks, while nobody does, at most.
const POLL = 2;
const POLL_HIDDEN = 15;
const POLL_FAILING = 15;
// Seconds in which the writes of two tabs become visible to each other.
const SETTLE = 0.1;

export class Engine {
  #surroundings;
  #changed;
  #parts;
  #sealer;
  #tasks;
  #failures = 0;
  /** @type {Set<string>} what failed in a way nobody foresaw: left alone until asked for */
  #broken = new Set();
  /** @type {Set<string>} */
  #warmed = new Set();

  /**
   * @param {Surroundings} surroundings
   * @param {() => void} changed  called after everything that may change what the page shows
   */
  constructor(surroundings, changed) {
    const { second, secure } = surroundings;
    this.#surroundings = surroundings;
    this.#changed = changed;
    this.store = new Store(surroundings.storage);
    const api = new Api({ ...surroundings, reached: (reached) => this.#reached(reached) });
    this.#parts = { store: this.store, api, watch: new LogWatch(api, this.store) };
    this.#sealer = new Sealer(surroundings.sealer, second);
    this.#tasks = new Tasks(second);
    this.moment = newMoment(secure);
    this.hearings = new Hearings({
      ...this.#parts,
      tasks: this.#tasks,
      moment: this.moment.hearings,
      settle: () => this.#settle(),
      run: (name, work, failed) => this.#run(name, null, work, failed),
      failed: (error) => this.#failed(null, error),
      guard: (work) => this.guard(work),
      advance: () => this.advance(),
      changed,
    });
  }

  /** Follows the congress for as long as the page lives. */
  async follow() {
    while (!this.#tasks.stopped) {
      await this.#look();
      await this.#tasks.pause(this.#pollPause() * (0.8 + Math.random() / 5));
    }
  }

  /** Forgets what went wrong, so that everything is tried and checked anew. */
  recover() {
    Object.assign(this.moment, { alarm: null, error: null, stored: true });
    this.moment.troubles.clear();
    this.hearings.recover();
    this.#broken.clear();
    this.guard(() => this.store.probe());
  }

  /** Does everything that is due, and looks at the congress at once. */
  hurry() {
    this.advance();
    this.#tasks.wake();
  }

  /** Starts whatever is due and is not under way. */
  advance() {
    if (!this.#mayAct()) return;
    this.guard(() => {
      for (const duty of dutiesOf(this.store.read())) this.#begin(duty);
      this.hearings.advance();
      this.#warmUp();
    });
    this.#changed();
  }

  /**
   * Fetches a fresh proof of a receipt and checks it.
   *
   * @param {string} item
   */
  recheck(item) {
    const congress = this.store.read().holder?.congress;
    if (congress === undefined || !this.#mayAct()) return;
    this.moment.checks.set(item, 'checking');
    this.#run(`recheck ${item}`, item, async () => {
      this.moment.checks.set(item, await recheck(this.#parts, congress, item));
    });
    this.#changed();
  }

  /**
   * Runs something that reads or writes the storage; a storage that fails stops the booth.
   *
   * @param {() => void} work
   * @returns {boolean} whether it worked
   */
  guard(work) {
    try {
      work();
      return true;
    } catch (error) {
      this.#failed(null, error);
      return false;
    }
  }

  stop() {
    this.#tasks.stop();
    this.#sealer.stop();
  }

  #mayAct() {
    return this.moment.alarm === null && this.moment.stored && !this.#tasks.stopped;
  }

  async #look() {
    try {
      const congress = this.store.read().holder?.congress;
      if (congress === undefined || !this.#mayAct()) return;
      await this.#parts.watch.follow(congress);
      this.#failures = 0;
    } catch (error) {
      this.#failures += 1;
      if (!(error instanceof RequestFailed)) this.#failed(null, error);
    }
    this.advance();
  }

  #pollPause() {
    if (this.#failures > 0) return Math.min(POLL_FAILING, POLL * 2 ** (this.#failures - 1));
    return this.#surroundings.hidden() ? POLL_HIDDEN : POLL;
  }

  /** @param {Duty} duty */
  #begin(duty) {
    const { congress = '' } = this.store.read().holder ?? {};
    if (duty.kind === 'redeem') {
      this.#run('redeem', null, () => this.#redeem());
      return;
    }
    const { kind, item } = duty;
    const works = {
      fetch: () => fetchItem(this.#parts, congress, item),
      collect: () => this.#collect(congress, item),
      seal: () => this.#seal(item),
      send: () => this.#settle().then(() => send(this.#parts, congress, item)),
      miss: async () => this.store.updateItem(item, markMissed),
    };
    // One name for all: an item has one duty at a time.
    this.#run(item, item, works[kind]);
  }

  async #redeem() {
    await this.#settle();
    const before = this.store.read().holder;
    const refusal = await redeem(this.store, this.#parts.api);
    this.moment.error = before === null ? null : refusal;
    if (refusal !== null) return;
    for (const { troubles } of [this.moment, this.moment.hearings]) troubles.clear();
    this.#tasks.wake();
  }

  /**
   * @param {string} congress
   * @param {string} item
   */
  async #collect(congress, item) {
    if (this.store.read().items[item]?.leaf === undefined) {
      await fetchItem(this.#parts, congress, item);
    }
    const leaf = this.store.read().items[item]?.leaf;
    if (leaf === undefined) return;
    const paper = this.moment.papers.of(item, leaf);
    prepareRequest(this.store, paper);
    await this.#settle();
    const work = () => collect(this.store, this.#parts.api, paper);
    await awaitGrant(this.moment.troubles, item, work, this.#changed);
  }

  /** @param {string} item */
  async #seal(item) {
    const { locks } = this.#surroundings;
    const leaf = this.store.read().items[item]?.leaf;
    if (leaf === undefined) return;
    const paper = this.moment.papers.of(item, leaf);
    /** @param {number} progress */
    const show = (progress) => {
      this.moment.progress.set(item, progress);
      this.#changed();
    };
    const work = async () => {
      try {
        await seal(this.store, this.#sealer, paper, show);
      } catch (error) {
        if (!(error instanceof InvalidBallot)) throw error;
        this.store.updateItem(item, unseal);
      }
    };
    // Where there are locks only one tab works; without them the first to store its ballot wins.
    await (locks === null ? work() : locks.request(`votesvc/seal/${item}`, work));
  }

  #settle() {
    return this.#tasks.pause(SETTLE);
  }

  #warmUp() {
    const { items } = this.store.read();
    for (const [item, { leaf, credential }] of Object.entries(items)) {
      if (leaf === undefined || credential === undefined || this.#warmed.has(item)) continue;
      this.#warmed.add(item);
      this.#sealer.warm(this.moment.papers.of(item, leaf).election.encoded);
    }
  }

  /**
   * @param {string} name
   * @param {string|null} item
   * @param {() => Promise<void>} work
   * @param {(error: unknown) => void} [fail]
   */
  #run(name, item, work, fail = (error) => this.#failed(item, error)) {
    if (this.#broken.has(name)) return;
    const guarded = async () => {
      if (this.#mayAct()) await work();
    };
    this.#tasks.run(name, guarded, {
      failed: (error) => {
        if (!(error instanceof RequestFailed)) this.#broken.add(name);
        fail(error);
      },
      ended: () => this.advance(),
    });
  }

  /**
   * @param {string|null} item
   * @param {unknown} error
   */
  #failed(item, error) {
    const { moment } = this;
    if (error instanceof Alarm) {
      moment.alarm ??= { code: error.code, item: error.item, evidence: error.evidence };
    } else if (error instanceof StorageFailed) {
      moment.stored = false;
      moment.error = { code: 'storage-full', message: '', final: false };
    } else if (error instanceof RequestFailed && item !== null) {
      const { code, message, final } = error;
      this.guard(() =>
        this.store.updateItem(item, (memory) => {
          memory.refusal = { code, message, final };
        }),
      );
    } else {
      const trouble = { code: 'internal-error', message: '', final: false };
      if (item === null) moment.error = trouble;
      else moment.troubles.set(item, trouble);
    }
    this.#changed();
  }

  /** @param {boolean} reached */
  #reached(reached) {
    if (this.moment.offline === !reached) return;
    this.moment.offline = !reached;
    this.#changed();
  }
}
