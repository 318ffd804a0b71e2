/**
 * Checks the ballots of an item in workers, one for each core, with progress, and can be stopped.
 *
 * What has been checked once is not checked again: whoever stops and goes on loses nothing. A worker
 * that cannot start, breaks or stays silent is given up, and its ballots are checked by the page.
 */

import { hexhash, utf8 } from '../encoding.js';
import { sumPapers } from '../tally.js';
import { checkBatch, joinPassed, readSum } from './casts.js';
import { RecordRefused } from './refusal.js';

/** @import { Tally } from '../tally.js' */
/** @import { Batch, Failed, FromWorker, Passed, ToWorker } from './casts.js' */
/** @import { Contest } from './ledger.js' */

/** @typedef {(done: number, all: number) => void} Progress told how many ballots are checked */

// So few that progress is seen and stopping is quick, so many that messages cost nothing.
const BATCH = 8;
// How many seconds a worker may say nothing: a slow phone needs a few for a batch of long ballots.
const SILENCE = 60;
const MOST_WORKERS = 8;

/** Whoever watches the check has stopped it. */
export class Stopped extends Error {}

class WorkerFailed extends Error {}

export class Crew {
  #start;
  #second;
  /** @type {Map<string, Passed>} by the exact bytes that were checked */
  #passed = new Map();

  /**
   * @param {(() => Worker)|null} start  starts one worker; null: there are none
   * @param {{cores: number, second: number}} machine
   */
  constructor(start, { cores, second }) {
    this.#start = start;
    this.#second = second;
    this.cores = Math.max(1, Math.min(MOST_WORKERS, cores));
  }

  /**
   * Returns the sum of all ballots of an item, each of which has been checked.
   *
   * @param {Contest} contest  closed
   * @param {Progress} progress
   * @param {AbortSignal} stop
   * @returns {Promise<Tally>}
   * @throws {RecordRefused}
   * @throws {Stopped}
   */
  async sum({ item, entry, paper, ballots }, progress, stop) {
    const batches = [];
    for (let first = 0; first < ballots.length; first += BATCH) {
      batches.push({ item, entry: entry.leaf, ballots: ballots.slice(first, first + BATCH) });
    }
    const round = new Round(batches, this.#passed, (done) => progress(done, ballots.length), stop);
    const hands = Array.from({ length: Math.min(this.cores, batches.length) }, () =>
      new Hand(this.#start, this.#second).work(round),
    );
    await Promise.all(hands);
    const passed = round.result();
    demandDistinct(passed);
    return sumPapers(paper.election, passed.map(readSum), ballots.length);
  }
}

/** One check: hands take from it what is still to do. */
class Round {
  #batches;
  #passed;
  #progress;
  #next = 0;
  #done = 0;

  /**
   * @param {readonly Batch[]} batches
   * @param {Map<string, Passed>} passed
   * @param {(done: number) => void} progress
   * @param {AbortSignal} stop
   */
  constructor(batches, passed, progress, stop) {
    this.#batches = batches;
    this.#passed = passed;
    this.#progress = progress;
    this.stop = stop;
    /** Set by the first refusal: the others need not go on. */
    this.over = false;
  }

  /** @returns {Batch|null} */
  take() {
    if (this.stop.aborted) throw new Stopped('the check was stopped');
    for (;;) {
      const batch = this.#batches[this.#next];
      if (batch === undefined || this.over) return null;
      this.#next += 1;
      if (!this.#passed.has(nameOf(batch))) return batch;
      this.#count(batch);
    }
  }

  /**
   * @param {Batch} batch
   * @param {Passed|Failed} answer
   */
  settle(batch, answer) {
    if ('refused' in answer) {
      this.over = true;
      throw new RecordRefused('ballot-invalid', answer.refused, answer);
    }
    this.#passed.set(nameOf(batch), answer);
    this.#count(batch);
  }

  /** @returns {Passed[]} in the order of the log; throws unless all of them are there */
  result() {
    return this.#batches.map((batch) => {
      const passed = this.#passed.get(nameOf(batch));
      if (passed?.credentials.length !== batch.ballots.length) {
        throw new Error('not every ballot was checked');
      }
      return passed;
    });
  }

  /** @param {Batch} batch */
  #count({ ballots }) {
    this.#done += ballots.length;
    this.#progress(this.#done);
  }
}

/** One worker, or the page itself in its place. */
class Hand {
  #start;
  #silence;
  /** @type {Worker|null} */
  #worker = null;
  #id = 0;

  /**
   * @param {(() => Worker)|null} start
   * @param {number} second
   */
  constructor(start, second) {
    this.#start = start;
    this.#silence = SILENCE * second;
  }

  /** @param {Round} round */
  async work(round) {
    const end = () => this.#worker?.terminate();
    round.stop.addEventListener('abort', end);
    try {
      for (let batch = round.take(); batch !== null; batch = round.take()) {
        round.settle(batch, await this.#check(batch, round.stop));
      }
    } finally {
      round.stop.removeEventListener('abort', end);
      end();
    }
  }

  /**
   * @param {Batch} batch
   * @param {AbortSignal} stop
   * @returns {Promise<Passed|Failed>}
   */
  async #check(batch, stop) {
    if (this.#start !== null) {
      try {
        return await this.#ask(batch, stop);
      } catch (error) {
        if (error instanceof Stopped) throw error;
        this.#worker?.terminate();
        this.#start = null;
      }
    }
    return checkInSlices(batch, stop);
  }

  /**
   * @param {Batch} batch
   * @param {AbortSignal} stop
   * @returns {Promise<Passed|Failed>}
   */
  #ask(batch, stop) {
    const id = ++this.#id;
    return new Promise((resolve, reject) => {
      const worker = this.#worker ?? /** @type {() => Worker} */ (this.#start)();
      this.#worker = worker;
      const fail = () => finish(() => reject(new WorkerFailed('the worker failed')));
      const halt = () => finish(() => reject(new Stopped('the check was stopped')));
      const timer = setTimeout(fail, this.#silence);
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
        stop.removeEventListener('abort', halt);
        settle();
      };
      worker.addEventListener('message', hear);
      worker.addEventListener('error', fail);
      stop.addEventListener('abort', halt);
      worker.postMessage(/** @type {ToWorker} */ ({ id, ...batch }));
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
    await new Promise((resolve) => setTimeout(resolve));
    if (stop.aborted) throw new Stopped('the check was stopped');
    const answer = checkBatch({ ...batch, ballots: [ballot] });
    if ('refused' in answer) return answer;
    parts.push(answer);
  }
  return joinPassed(parts);
}

/** @param {readonly Passed[]} passed */
function demandDistinct(passed) {
  const seen = new Set();
  for (const credential of passed.flatMap(({ credentials }) => credentials)) {
    if (seen.has(credential)) {
      throw new RecordRefused('credential-used', `credential ${credential} has voted twice`);
    }
    seen.add(credential);
  }
}

/**
 * @param {Batch} batch
 * @returns {string}
 */
function nameOf({ item, entry, ballots }) {
  const leaves = ballots.map(({ leaf }) => leaf).join('\n');
  return `${item} ${hexhash(utf8(`${entry}\n${leaves}`))}`;
}
