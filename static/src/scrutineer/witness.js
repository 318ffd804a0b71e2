/** A scrutineer's device as a witness: it cosigns what it has read and found whole (protocol 7.6). */

import { RequestFailed } from '../booth/api.js';
import { cosign } from '../checkpoint.js';

/** @import { KnownLog } from '../booth/store.js' */
/** @import { SeatKeys } from '../seat_keys.js' */
/** @import { Wire } from './wire.js' */

// Seconds between two lines: while ballots arrive the log grows with every breath.
const PAUSE = 5;

export class Witness {
  #wire;
  #now;
  #last = Number.NEGATIVE_INFINITY;
  #note = '';
  /** How many entries the last checkpoint had that this device cosigned; 0: none yet. */
  size = 0;

  /**
   * @param {Wire} wire
   * @param {() => number} now  seconds since 1970
   */
  constructor(wire, now) {
    this.#wire = wire;
    this.#now = now;
  }

  /**
   * Cosigns a checkpoint that this device has just checked, unless it did so a moment ago.
   *
   * Being a witness is a service to others: what fails here stops nothing.
   *
   * @param {SeatKeys} keys
   * @param {KnownLog} log
   */
  async see(keys, { note, size }) {
    const now = this.#now();
    if (note === this.#note || now - this.#last < PAUSE) return;
    this.#last = now;
    try {
      await this.#wire.cosign(keys.ceremony.congress, cosign(note, keys.witness, now));
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error;
      return;
    }
    this.#note = note;
    this.size = size;
  }
}
