/** Work that goes on until it is done: one run per name at a time, tried again after a pause. */

import { RequestFailed } from './api.js';

const FIRST_PAUSE = 0.5;
const LONGEST_PAUSE = 8;

export class Tasks {
  #second;
  /** @type {Set<string>} */
  #running = new Set();
  /** @type {Set<() => void>} */
  #waiting = new Set();
  #stopped = false;

  /** @param {number} second  how many milliseconds make a second */
  constructor(second) {
    this.#second = second;
  }

  /**
   * Runs `work` until it ends without a passing failure, unless a run of that name is under way.
   *
   * @param {string} name
   * @param {() => Promise<void>} work
   * @param {{failed: (error: unknown) => void, ended: () => void}} then  `failed` gets all but passing
   *   failures; `ended` comes last
   */
  run(name, work, { failed, ended }) {
    if (this.#running.has(name) || this.#stopped) return;
    this.#running.add(name);
    this.#persist(work)
      .catch(failed)
      .finally(() => {
        this.#running.delete(name);
        if (!this.#stopped) ended();
      });
  }

  /** @param {() => Promise<void>} work */
  async #persist(work) {
    for (let attempt = 0; !this.#stopped; attempt++) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof RequestFailed) || error.final) throw error;
      }
      const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** attempt);
      // Spread out, so that a hall that comes back online does not come back at once.
      await this.pause(pause * (0.5 + Math.random() / 2));
    }
  }

  /**
   * Waits, at most until the next `wake`.
   *
   * @param {number} seconds
   * @returns {Promise<void>}
   */
  pause(seconds) {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, seconds * this.#second);
      this.#waiting.add(done);
    });
  }

  /** Ends every pause at once. */
  wake() {
    for (const done of [...this.#waiting]) done();
  }

  /** Starts nothing more and repeats nothing more. */
  stop() {
    this.#stopped = true;
    this.wake();
  }

  get stopped() {
    return this.#stopped;
  }
}
