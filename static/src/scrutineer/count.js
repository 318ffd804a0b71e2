/** The count of one item on this device: check, share, result, signature. */

import { RequestFailed } from '../booth/api.js';
import { canonicalJson, parseUtf8 } from '../encoding.js';
import { signResult } from '../result_signature.js';
import { checkContest, demandOwner, openShares, shareOf } from './duty.js';
import { Stopped } from './hand.js';
import { RecordRefused } from './refusal.js';
import { sendSlips, slipSharesOf } from './slips.js';

/** @import { Kept } from '../booth/kept.js' */
/** @import { SeatKeys } from '../seat_keys.js' */
/** @import { Crew } from './crew.js' */
/** @import { Checked } from './duty.js' */
/** @import { Contest } from './contest.js' */
/** @import { ScrutineerMemory } from './memory.js' */
/** @import { MadeShuffle } from './slips.js' */
/** @import { CountStatus, Wire } from './wire.js' */

/** What a seat decrypts and signs with. @typedef {{keys: SeatKeys, secret: bigint}} Holder */

const OVERTAKEN = new Set(['shuffled-meanwhile', 'shuffle-not-needed']);

export class Count {
  #parts;
  #holder;
  #contest;
  #item;
  /** @type {Checked|null} */
  #checked = null;
  /** @type {AbortController|null} */
  #stop = null;
  /** @type {{done: number, all: number}|null} while the check goes on */
  progress = null;
  /** @type {{done: number, all: number}|null} while names written in are being shuffled */
  shuffling = null;
  /** @type {CountStatus|null} as the service said it last */
  answer = null;
  /** @type {number[][]|null} what this device itself has decrypted with the shares of all */
  counts = null;
  #encoded = '';
  /** The shuffle that this device has made: sending it again costs nothing. @type {MadeShuffle|null} */
  #made = null;

  /**
   * @param {{crew: Crew, wire: Wire, kept: Kept<ScrutineerMemory>}} parts
   * @param {Holder} holder
   * @param {Contest} contest
   * @throws {RecordRefused} not-on-board
   */
  constructor(parts, holder, contest) {
    this.#parts = parts;
    this.#holder = holder;
    this.#contest = contest;
    this.#item = contest.item;
    this.owner = holder.keys.index;
    demandOwner(contest, { owner: this.owner, secret: holder.secret });
  }

  get checked() {
    return this.#checked !== null;
  }

  /** How many ballots there are, and how many of them this device has checked. */
  get ballots() {
    return this.#contest.ballots.length;
  }

  get questions() {
    return this.#contest.paper.election.questions;
  }

  /** Whether this device has made its share. */
  get made() {
    return this.#parts.kept.read().shares[this.#item] !== undefined;
  }

  /** Whether the person has said to open it, and this device has not made its share yet. */
  get opening() {
    return !this.made && this.#parts.kept.read().opening[this.#item] === true;
  }

  /** How many have shuffled the names written in, and how many have to; null: there are none. */
  get shuffled() {
    const slips = this.#checked?.slips;
    if (slips === undefined || slips.latest.length === 0) return null;
    return { done: slips.owners.size, needed: slips.owners.size + slips.missing };
  }

  get signed() {
    return this.answer?.signed.includes(this.owner) === true;
  }

  /**
   * Checks every ballot and the sum; ends quietly when it is stopped.
   *
   * @param {() => void} changed  told after every step
   * @throws {RecordRefused}
   */
  async check(changed) {
    if (this.#stop !== null || this.#checked !== null) return;
    this.#stop = new AbortController();
    const show = (/** @type {number} */ done, /** @type {number} */ all) => {
      this.progress = { done, all };
      changed();
    };
    show(0, this.ballots);
    try {
      const { crew } = this.#parts;
      this.#checked = await checkContest(this.#contest, crew, show, this.#stop.signal);
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
    } finally {
      this.#stop = null;
      this.progress = null;
      changed();
    }
  }

  halt() {
    this.#stop?.abort();
  }

  /** The person stops: nothing goes on by itself any more. */
  rest() {
    this.halt();
    this.#parts.kept.update(({ opening }) => {
      delete opening[this.#item];
    });
  }

  /**
   * The person says to open what has been checked: at once, or when the names written in are shuffled.
   *
   * @throws {RecordRefused}
   * @throws {import('./duty.js').NotClosed}
   */
  decrypt() {
    if (this.#checked === null) return;
    this.#parts.kept.update(({ opening }) => {
      opening[this.#item] = true;
    });
    if (this.#checked.slips.missing === 0) this.#make(this.#checked);
  }

  /**
   * Goes on with what is to be opened: checks the shuffles of others, shuffles if that is wanted, and
   * makes the share once enough have shuffled. Ends quietly when it is stopped.
   *
   * @param {() => void} changed
   * @throws {RecordRefused}
   * @throws {RequestFailed}
   */
  async proceed(changed) {
    const checked = this.#checked;
    if (checked === null || this.#stop !== null || !this.opening) return;
    this.#stop = new AbortController();
    try {
      await checked.slips.check(this.#parts.crew, this.#stop.signal);
      if (checked.slips.missing === 0) this.#make(checked);
      else if (checked.slips.needs(this.owner))
        await this.#shuffle(checked, this.#stop.signal, changed);
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
    } finally {
      this.#stop = null;
      this.shuffling = null;
      changed();
    }
  }

  /**
   * @param {Checked} checked
   * @param {AbortSignal} stop
   * @param {() => void} changed
   */
  async #shuffle({ slips }, stop, changed) {
    const { crew, wire } = this.#parts;
    const { keys } = this.#holder;
    const show = (/** @type {number} */ done, /** @type {number} */ all) => {
      this.shuffling = { done, all };
      changed();
    };
    if (this.#made?.place !== slips.place) {
      show(0, slips.latest.length);
      this.#made = await slips.shuffle(keys, crew, show, stop);
    }
    try {
      await wire.reshuffle(keys.ceremony.congress, this.#item, this.#made);
    } catch (error) {
      // Another was quicker, or enough have shuffled: the log will show it.
      if (!(error instanceof RequestFailed && OVERTAKEN.has(error.code))) throw error;
    }
  }

  /**
   * Makes this device's share; `look` hands it in.
   *
   * @param {Checked} checked
   */
  #make(checked) {
    const { keys, secret } = this.#holder;
    const nonce = (/** @type {string} */ prefix) => keys.nonce(prefix);
    const key = { owner: this.owner, secret, nonce };
    slipSharesOf(checked, key, this.#parts.kept);
    shareOf(checked, key, this.#parts.kept);
  }

  /**
   * Hands in what is made, asks how far the count is, and opens the result once it can be opened.
   *
   * @throws {RecordRefused} share-wrong, result-wrong
   * @throws {RequestFailed}
   */
  async look() {
    const refusal = await this.#send();
    this.answer = await this.#parts.wire.count(this.#holder.keys.token, this.#item);
    // Others may have been enough, a moment before: then this share is not needed any more.
    if (refusal !== null && this.answer.result === '') throw refusal;
    this.#open(this.answer);
  }

  /** @returns {Promise<RequestFailed|null>} why the service does not want the share */
  async #send() {
    const { kept, wire } = this.#parts;
    const { congress } = this.#holder.keys.ceremony;
    const made = kept.read().shares[this.#item];
    if (made === undefined || made.sent) return null;
    try {
      // Names first: the last share ends the count.
      await sendSlips(kept, wire, congress, this.#item, this.owner);
      await wire.share(congress, this.#item, { owner: this.owner, factors: made.factors });
    } catch (error) {
      if (error instanceof RequestFailed && error.final) return error;
      throw error;
    }
    kept.update(({ shares }) => {
      const mine = shares[this.#item];
      if (mine !== undefined) mine.sent = true;
    });
    return null;
  }

  /** Signs the result that this device itself has decrypted. */
  async sign() {
    if (this.counts === null) return;
    const { keys } = this.#holder;
    const entry = { item: this.#item, result: this.#encoded, type: 'result' };
    const signature = signResult(keys, this.#item, parseUtf8(canonicalJson(entry)));
    this.answer = await this.#parts.wire.sign(keys.token, this.#item, signature);
  }

  /** @param {CountStatus} answer */
  #open({ result, shares }) {
    if (this.#checked === null || result === '' || this.counts !== null) return;
    const { counts, encoded } = openShares(this.#checked, shares);
    if (encoded !== result) {
      throw new RecordRefused('result-wrong', 'the service shows another result', { leaf: result });
    }
    this.counts = counts;
    this.#encoded = encoded;
  }
}
