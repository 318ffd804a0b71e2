/**
 * One worker, or the page itself in its place: a worker that cannot start, breaks or stays silent is
 * given up, and the page does its work in slices.
 */

import { checkBatch, joinPassed } from './casts.js';
import { runJob } from './shuffling.js';

/** @import { Batch, Failed, FromWorker, Passed, ToWorker } from './casts.js' */
/** @import { Done, Job } from './shuffling.js' */

// How many seconds a worker may say nothing: a slow phone needs a few for a batch of long ballots, and
// up to a minute for a block of slips with many slots.
const SILENCE = 60;
const SILENCE_SHUFFLING = 300;

/** Whoever watches the check has stopped it. */
export class Stopped extends Error {}

class WorkerFailed extends Error {}

export class Hand {
  #start;
  #second;
  #stop;
  /** @type {Worker|null} */
  #worker = null;
  #id = 0;
  #halt = () => this.#worker?.terminate();
  /** Gives up what the worker was asked, which ends as if it had been stopped. */
  #abandon = () => {};

  /**
   * @param {(() => Worker)|null} start
   * @param {number} second
   * @param {AbortSignal} stop
   */
  constructor(start, second, stop) {
    this.#start = start;
    this.#second = second;
    this.#stop = stop;
    stop.addEventListener('abort', this.#halt);
  }

  end() {
    this.#stop.removeEventListener('abort', this.#halt);
    this.#halt();
    this.#abandon();
  }

  /**
   * @param {Batch} batch
   * @returns {Promise<Passed|Failed>}
   */
  async check(batch) {
    const answer = await this.#ask(batch, SILENCE);
    return answer === null
      ? checkInSlices(batch, this.#stop)
      : /** @type {Passed|Failed} */ (answer);
  }

  /**
   * @param {Job} job
   * @returns {Promise<Done>}
   */
  async shuffle(job) {
    const answer = await this.#ask(job, SILENCE_SHUFFLING);
    if (answer !== null) return /** @type {Done} */ (answer);
    await breathe(this.#stop);
    return runJob(job);
  }

  /**
   * @param {Batch|Job} work
   * @param {number} silence  seconds
   * @returns {Promise<FromWorker|null>} null: there is no worker
   * @throws {Stopped}
   */
  async #ask(work, silence) {
    if (this.#start === null) return null;
    try {
      return await this.#say(this.#start, work, silence * this.#second);
    } catch (error) {
      if (error instanceof Stopped) throw error;
      this.#worker?.terminate();
      this.#start = null;
      return null;
    }
  }

  /**
   * @param {() => Worker} start
   * @param {Batch|Job} work
   * @param {number} silence  milliseconds
   * @returns {Promise<FromWorker>}
   */
  #say(start, work, silence) {
    const id = ++this.#id;
    return new Promise((resolve, reject) => {
      const worker = this.#worker ?? start();
      this.#worker = worker;
      const fail = () => finish(() => reject(new WorkerFailed('the worker failed')));
      const halt = () => finish(() => reject(new Stopped('the check was stopped')));
      const timer = setTimeout(fail, silence);
      /** @param {MessageEvent<FromWorker>} event */
      const hear = ({ data }) => {
        if (data.id !== id) return;
        if ('broken' in data) fail();
        else finish(() => resolve(data));
      };
      /** @param {() => void} settle */
      const finish = (settle) => {
        clearTimeout(timer);
        worker.removeEventListener('message', hear);
        worker.removeEventListener('error', fail);
        this.#stop.removeEventListener('abort', halt);
        this.#abandon = () => {};
        settle();
      };
      this.#abandon = halt;
      worker.addEventListener('message', hear);
      worker.addEventListener('error', fail);
      this.#stop.addEventListener('abort', halt);
      worker.postMessage(/** @type {ToWorker} */ ({ id, ...work }));
    });
  }
}

/**
 * Checks ballots one at a time in this thread, which breathes between them.
 *
 * @param {Batch} batch
 * @param {AbortSignal} stop
 * @returns {Promise<Passed|Failed>}
 */
async function checkInSlices(batch, stop) {
  /** @type {Passed[]} */
  const parts = [];
  for (const ballot of batch.ballots) {
    await breathe(stop);
    const answer = checkBatch({ ...batch, ballots: [ballot] });
    if ('refused' in answer) return answer;
    parts.push(answer);
  }
  return joinPassed(parts);
}

/** @param {AbortSignal} stop */
async function breathe(stop) {
  await new Promise((resolve) => setTimeout(resolve));
  if (stop.aborted) throw new Stopped('the check was stopped');
}
