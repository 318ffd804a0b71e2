/**
 * Keeps a scrutineer's device going: takes its seat, does its part of the ceremony, reads the log and
 * cosigns it, and follows the counts. Decrypting and signing happen when the person says so.
 */

import { Alarm } from '../booth/alarm.js';
import { Api, RequestFailed } from '../booth/api.js';
import { StorageFailed } from '../booth/kept.js';
import { Tasks } from '../booth/tasks.js';
import { tokenOf } from '../seat_keys.js';
import { Count } from './count.js';
import { Crew } from './crew.js';
import { NotClosed } from './duty.js';
import { currentSeat, deviceOf, scrutineerMemory, updateSeat } from './memory.js';
import { RecordRefused } from './refusal.js';
import { checkSamePlace, openRoom } from './room.js';
import { newMoment } from './snapshot.js';
import { Wire } from './wire.js';

/** @import { CongressState } from '../booth/answers.js' */
/** @import { SeatKeys } from '../seat_keys.js' */
/** @import { Seat } from './memory.js' */
/** @import { Room } from './room.js' */
/** @import { Surroundings } from './scrutineer.js' */
/** @import { Status } from './wire.js' */

// Seconds between two looks: while somebody looks, while nobody does, at most after failures.
const POLL = 2;
const POLL_HIDDEN = 10;
const POLL_FAILING = 15;
/** States of an item in which scrutineers have something to do. */
const COUNTING = new Set(['closed', 'counted', 'signed']);

export class Engine {
  #surroundings;
  #changed;
  #api;
  #wire;
  #crew;
  #tasks;
  #failures = 0;
  /** How often another seat was shown, or all was read anew. */
  #visit = 0;
  /** @type {Room|null} of the seat on show */
  #room = null;

  /**
   * @param {Surroundings} surroundings
   * @param {() => void} changed
   */
  constructor(surroundings, changed) {
    const { checker, cores, second, storage } = surroundings;
    this.#surroundings = surroundings;
    this.#changed = changed;
    this.kept = scrutineerMemory(storage);
    this.#api = new Api({ ...surroundings, reached: (reached) => this.#reached(reached) });
    this.#wire = new Wire(this.#api);
    this.#crew = new Crew(checker, { cores, second });
    this.#tasks = new Tasks(second);
    this.moment = newMoment();
  }

  /** Looks again and again for as long as the page lives. */
  async follow() {
    while (!this.#tasks.stopped) {
      await this.#attempt(() => this.#look());
      await this.#tasks.pause(this.#pause() * (0.8 + Math.random() / 5));
    }
  }

  /** Ends the pause. */
  hurry() {
    this.#tasks.wake();
  }

  stop() {
    for (const count of this.moment.counts.values()) count.halt();
    this.#tasks.stop();
  }

  /** Forgets what went wrong, so that everything is read and checked anew. */
  recover() {
    Object.assign(this.moment, { alarm: null, error: null, stored: true });
    this.leave();
    this.guard(() => this.kept.probe());
    this.hurry();
  }

  /** Forgets what was read for the seat on show: another is shown, or all is read anew. */
  leave() {
    for (const count of this.moment.counts.values()) count.halt();
    const { stored, offline, error, alarm } = this.moment;
    Object.assign(this.moment, newMoment(), { stored, offline, error, alarm });
    this.#room = null;
    this.#visit += 1;
  }

  /**
   * Runs something that reads or writes the storage.
   *
   * @param {() => void} work
   * @returns {boolean} whether it worked
   */
  guard(work) {
    try {
      work();
      return true;
    } catch (error) {
      this.#failed(error);
      return false;
    }
  }

  /**
   * Checks an item; what it comes to shows in the state.
   *
   * @param {string} item
   */
  check(item) {
    const count = this.moment.counts.get(item);
    if (count === undefined || this.moment.alarm !== null) return;
    this.#run(`check ${item}`, () => count.check(this.#changed).then(() => this.hurry()));
  }

  /** @param {string} item */
  decrypt(item) {
    if (this.moment.alarm !== null) return;
    this.guard(() => this.moment.counts.get(item)?.decrypt());
    this.hurry();
    this.#changed();
  }

  /** @param {string} item */
  async sign(item) {
    if (this.moment.alarm !== null) return;
    await this.#attempt(async () => this.moment.counts.get(item)?.sign());
    this.hurry();
  }

  async #look() {
    const seat = currentSeat(this.kept.read());
    if (seat === null || this.moment.alarm !== null || this.moment.error !== null) return;
    const status = this.#remember(seat, await this.#ask(seat));
    if (!seat.agreed) return;
    const room = this.#roomOf(seat, status);
    const { record, part, keys } = room;
    const state = await this.#api.state(status.congress);
    await record.read();
    this.#remember(seat, await part.advance(status, record.ledger));
    // Another seat may have been chosen meanwhile.
    if (this.#room !== room) return;
    this.#show(room, state);
    if (!part.ready) return;
    await this.#witness(room);
    await this.#count(room, { keys, secret: part.secret ?? 0n });
  }

  /**
   * @param {Seat} seat
   * @returns {Promise<Status>}
   */
  #ask({ seed, status, invitation }) {
    if (status !== null || invitation === null) return this.#wire.status(tokenOf(seed));
    return this.#wire.join(invitation, deviceOf(seed));
  }

  /**
   * Keeps what the service says, unless it contradicts what the person has agreed to.
   *
   * @param {Seat} seat
   * @param {Status} status
   * @returns {Status} the same
   */
  #remember(seat, status) {
    checkSamePlace(seat, status);
    updateSeat(this.kept, seat.seed, (known) => {
      known.status = status;
    });
    this.#changed();
    return status;
  }

  /**
   * @param {Seat} seat
   * @param {Status} status
   * @returns {Room}
   */
  #roomOf(seat, status) {
    if (this.#room?.device !== deviceOf(seat.seed)) {
      const { now } = this.#surroundings;
      const parts = { api: this.#api, kept: this.kept, wire: this.#wire, now };
      this.#room = openRoom({ ...seat, status }, parts);
    }
    return this.#room;
  }

  /**
   * @param {Room} room
   * @param {CongressState} state
   */
  #show({ record: { ledger }, part }, { items }) {
    this.moment.part = part;
    this.moment.contests = [...ledger.contests.values()];
    this.moment.states = new Map(items.map(({ item, state }) => [item, state]));
    this.moment.log = ledger.size;
    this.#changed();
  }

  /** @param {Room} room */
  async #witness({ keys, witness }) {
    const log = this.kept.read().logs[keys.ceremony.congress];
    if (log === undefined) return;
    await witness.see(keys, log);
    this.moment.witnessed = witness.size;
  }

  /**
   * Follows the counts of the items that are encrypted to this seat's board.
   *
   * @param {Room} room
   * @param {{keys: SeatKeys, secret: bigint}} holder
   */
  async #count(room, holder) {
    const { ledger } = room.record;
    const parts = { crew: this.#crew, wire: this.#wire, kept: this.kept };
    const board = ledger.ceremonies.get(holder.keys.ceremony.ceremony)?.board;
    for (const contest of ledger.contests.values()) {
      if (contest.tally === null || contest.trustees !== board || this.#room !== room) continue;
      const count = this.moment.counts.get(contest.item) ?? new Count(parts, holder, contest);
      this.moment.counts.set(contest.item, count);
      this.#changed();
      if (!COUNTING.has(this.moment.states.get(contest.item) ?? '')) continue;
      await count.look();
      this.#goOn(count, contest.item);
    }
  }

  /**
   * Goes on with what the person has said to open, also after a reload.
   *
   * @param {Count} count
   * @param {string} item
   */
  #goOn(count, item) {
    if (!count.opening) return;
    if (count.checked) this.#run(`open ${item}`, () => count.proceed(this.#changed));
    else this.check(item);
  }

  /**
   * @param {string} name  what runs under it already is not begun again
   * @param {() => Promise<void>} work
   */
  #run(name, work) {
    this.#tasks.run(name, work, { failed: (error) => this.#failed(error), ended: this.#changed });
  }

  #pause() {
    if (this.#failures > 0) return Math.min(POLL_FAILING, POLL * 2 ** (this.#failures - 1));
    return this.#surroundings.hidden() ? POLL_HIDDEN : POLL;
  }

  /** @param {() => Promise<void>} work */
  async #attempt(work) {
    const visit = this.#visit;
    try {
      await work();
      this.#failures = 0;
    } catch (error) {
      this.#failures += 1;
      // What went wrong for a seat that is not on show any more says nothing about this one.
      if (visit === this.#visit) this.#failed(error);
    }
    this.#changed();
  }

  /** @param {unknown} error */
  #failed(error) {
    const { moment } = this;
    if (error instanceof Alarm || error instanceof RecordRefused) {
      moment.alarm ??= { code: error.code, evidence: error.evidence };
      for (const count of moment.counts.values()) count.halt();
    } else if (error instanceof StorageFailed) {
      moment.stored = false;
    } else if (error instanceof RequestFailed) {
      const { code, message, final } = error;
      if (final) moment.error = { code, message, final };
    } else if (!(error instanceof NotClosed)) {
      moment.error = { code: 'internal-error', message: '', final: false };
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
