/**
 * Checks the ballots of an item, and its shuffles, in workers, one for each core, with progress; it can
 * be stopped. Ballots that were checked once are not checked again: whoever goes on loses nothing.
 */

import { hexhash, utf8 } from '../encoding.js';
import { sumPapers } from '../tally.js';
import { readSum } from './casts.js';
import { Hand, Stopped } from './hand.js';
import { RecordRefused } from './refusal.js';

/** @import { Tally } from '../tally.js' */
/** @import { Batch, Failed, Passed } from './casts.js' */
/** @import { Contest } from './contest.js' */
/** @import { Done, Job } from './shuffling.js' */

/** @typedef {(done: number, all: number) => void} Progress told how many pieces of work are done */

// So few that progress is seen and stopping is quick, so many that messages cost nothing.
const BATCH = 8;
const MOST_WORKERS = 8;

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
    await this.#together(
      batches.length,
      async (hand) => {
        for (let batch = round.take(); batch !== null; batch = round.take()) {
          round.settle(batch, await hand.check(batch));
        }
      },
      stop,
    );
    const passed = round.result();
    demandDistinct(passed);
    return sumPapers(paper.election, passed.map(readSum), ballots.length);
  }

  /**
   * Returns what pieces of work on slips come to, in their order.
   *
   * @param {readonly Job[]} jobs
   * @param {Progress} progress
   * @param {AbortSignal} stop
   * @returns {Promise<Done[]>}
   * @throws {Stopped}
   */
  async slips(jobs, progress, stop) {
    /** @type {Done[]} */
    const done = [];
    let next = 0;
    let finished = 0;
    await this.#together(
      jobs.length,
      async (hand) => {
        for (let at = next++; at < jobs.length; at = next++) {
          if (stop.aborted) throw new Stopped('the work was stopped');
          done[at] = await hand.shuffle(/** @type {Job} */ (jobs[at]));
          progress(++finished, jobs.length);
        }
      },
      stop,
    );
    return done;
  }

  /**
   * Lets as many hands as there are cores work until there is nothing left.
   *
   * @param {number} pieces
   * @param {(hand: Hand) => Promise<void>} work
   * @param {AbortSignal} stop
   */
  async #together(pieces, work, stop) {
    const hands = Array.from(
      { length: Math.min(this.cores, pieces) },
      () => new Hand(this.#start, this.#second, stop),
    );
    try {
      await Promise.all(hands.map(work));
    } finally {
      for (const hand of hands) hand.end();
    }
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
