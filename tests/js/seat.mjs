/** A scrutineer's device for tests: storage that survives reloads, a clock of its own, and patience. */

import { Scrutineer } from '../../static/src/scrutineer/scrutineer.js';
import { Origin } from './phone.mjs';

/** @import { ScrutineerState, Step } from '../../static/src/scrutineer/state.js' */
/** @import { Congress } from './server.mjs' */

// Milliseconds in a second: looks and pauses come fifty times faster.
const SECOND = 20;
const PATIENCE = 20_000;

export class SeatDevice {
  clock = 1_795_330_000;
  hidden = false;
  /** How often the browser was asked to keep what is stored. */
  persisted = 0;
  changed = () => {};
  origin;

  /**
   * @param {import('node:test').TestContext} t
   * @param {Congress} server
   * @param {Origin} [origin]
   * @param {Partial<import('../../static/src/scrutineer/scrutineer.js').Surroundings>} [options]
   */
  constructor(t, server, origin = new Origin(), options = {}) {
    this.origin = origin;
    this.it = new Scrutineer({
      storage: origin.storageFor(this),
      fetch: (input, init) => globalThis.fetch(input, init),
      checker: null,
      cores: 1,
      base: server.base,
      language: 'zh',
      hidden: () => this.hidden,
      watch: (changed) => {
        this.changed = changed;
        return () => {};
      },
      now: () => (this.clock += 60),
      second: SECOND,
      persist: () => {
        this.persisted += 1;
      },
      ...options,
    });
    t.after(() => this.it.stop());
  }

  get state() {
    return this.it.state();
  }

  /** What is stored, for looking whether a secret is in it. */
  get memory() {
    return JSON.parse(this.origin.values.get('votesvc/scrutineer/v1') ?? '{}');
  }

  /**
   * Waits until the device is at a step, or until something holds of its state.
   *
   * @param {Step | ((state: ScrutineerState) => boolean)} wanted
   * @returns {Promise<ScrutineerState>}
   */
  until(wanted) {
    const good =
      typeof wanted === 'string'
        ? (/** @type {ScrutineerState} */ state) => state.step === wanted
        : wanted;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        leave();
        reject(new Error(`never ${wanted}; the page shows ${JSON.stringify(this.state)}`));
      }, PATIENCE);
      let leave = () => {};
      leave = this.it.subscribe((state) => {
        if (!good(state)) return;
        clearTimeout(timer);
        setTimeout(() => leave());
        resolve(state);
      });
    });
  }

  /**
   * Scans an invitation and agrees to the name.
   *
   * @param {string} invitation
   */
  async join(invitation) {
    this.it.start(`#${invitation}`);
    await this.until('who');
    this.it.agree(true);
  }

  /** @param {(item: import('../../static/src/scrutineer/state.js').ItemView) => boolean} holds */
  untilItem(holds) {
    return this.until(({ items }) => items.some(holds));
  }
}

/**
 * Plays a ceremony to its end.
 *
 * @param {import('node:test').TestContext} t
 * @param {Congress} server
 * @param {number} threshold
 * @param {number} size
 */
export async function board(t, server, threshold, size) {
  const room = server.beginCeremony(threshold, size);
  const seats = room.invitations.map(() => new SeatDevice(t, server));
  await Promise.all(seats.map((seat, at) => seat.join(room.invitations[at] ?? '')));
  await Promise.all(seats.map((seat) => seat.until('save')));
  for (const { it } of seats) it.saved();
  await Promise.all(seats.map((seat) => seat.until('home')));
  return { room, seats };
}
