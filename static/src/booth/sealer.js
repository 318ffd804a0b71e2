/**
 * Seals ballots in a worker, so that the page stays alive; without one, in slices of this thread.
 *
 * A worker that cannot start, breaks or stays silent is given up for good.
 */

import { sealInSteps } from './sealing.js';

/** @import { Sealed } from '../marking.js' */
/** @import { FromWorker, SealingTask, ToWorker } from './sealing.js' */

// How long a worker may say nothing: it has a ballot's smallest step to do in that time.
const SILENCE = 10;
// Milliseconds of work between two breaths of the page.
const SLICE = 12;

class WorkerFailed extends Error {}

export class Sealer {
  #start;
  #second;
  /** @type {Worker|null} */
  #worker = null;
  #id = 0;

  /**
   * @param {(() => Worker)|null} start
   * @param {number} second
   */
  constructor(start, second) {
    this.#start = start;
    this.#second = second;
  }

  /**
   * Lets the worker prepare for an election that will soon be voted on.
   *
   * @param {string} election
   */
  warm(election) {
    try {
      this.#post({ id: 0, warm: election });
    } catch {
      this.#giveUp();
    }
  }

  /**
   * Returns the sealed ballot, and what travels beside it.
   *
   * @param {SealingTask} task
   * @param {(progress: number) => void} progress  called with 0..1
   * @returns {Promise<Sealed>}
   */
  async seal(task, progress) {
    if (this.#start !== null) {
      try {
        return await this.#sealInWorker(task, progress);
      } catch {
        this.#giveUp();
      }
    }
    return sealInSlices(task, progress);
  }

  stop() {
    this.#worker?.terminate();
    this.#worker = null;
  }

  #giveUp() {
    this.stop();
    this.#start = null;
  }

  /** @param {ToWorker} message */
  #post(message) {
    if (this.#start === null) return null;
    this.#worker ??= this.#start();
    this.#worker.postMessage(message);
    return this.#worker;
  }

  /**
   * @param {SealingTask} task
   * @param {(progress: number) => void} progress
   * @returns {Promise<Sealed>}
   */
  #sealInWorker(task, progress) {
    const id = ++this.#id;
    return new Promise((resolve, reject) => {
      const worker = this.#post({ id, ...task });
      if (worker === null) throw new WorkerFailed('there is no worker');
      const fail = () => finish(() => reject(new WorkerFailed('the worker failed')));
      let timer = setTimeout(fail, SILENCE * this.#second);
      /** @param {MessageEvent<FromWorker>} event */
      const hear = ({ data }) => {
        if (data.id !== id) return;
        clearTimeout(timer);
        timer = setTimeout(fail, SILENCE * this.#second);
        if ('progress' in data) progress(data.progress);
        else if ('sealed' in data) finish(() => resolve(data.sealed));
        else fail();
      };
      /** @param {() => void} settle */
      const finish = (settle) => {
        clearTimeout(timer);
        worker.removeEventListener('message', hear);
        worker.removeEventListener('error', fail);
        settle();
      };
      worker.addEventListener('message', hear);
      worker.addEventListener('error', fail);
    });
  }
}

/**
 * @param {SealingTask} task
 * @param {(progress: number) => void} progress
 * @returns {Promise<Sealed>}
 */
async function sealInSlices(task, progress) {
  const steps = sealInSteps(task);
  let rested = Date.now();
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (Date.now() - rested < SLICE) continue;
    progress(step.value);
    await new Promise((resolve) => setTimeout(resolve));
    rested = Date.now();
  }
}
