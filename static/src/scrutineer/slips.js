/**
 * Names written in, on a scrutineer's device: what is to be opened must be the slips of all ballots,
 * shuffled by the service and then by as many scrutineers as can count, and nothing else (protocol 4.1).
 */

import { knownCiphertext } from '../elgamal.js';
import { asList, asText, hexhash, parseCanonicalJson, utf8 } from '../encoding.js';
import { writeInSlots } from '../marking.js';
import { makeSlipShare } from '../slips.js';
import { missing } from '../trustees.js';
import { RecordRefused } from './refusal.js';

/** @import { Kept } from '../booth/kept.js' */
/** @import { Election } from '../election.js' */
/** @import { Reshuffled } from '../reshuffle.js' */
/** @import { SeatKeys } from '../seat_keys.js' */
/** @import { Crew, Progress } from './crew.js' */
/** @import { DecryptionKey } from './duty.js' */
/** @import { Contest, Shuffled } from './contest.js' */
/** @import { ScrutineerMemory } from './memory.js' */
/** @import { LinkJob, Rows, ShuffleJob } from './shuffling.js' */
/** @import { Wire } from './wire.js' */

/** What a seat hands in: its number, its place in the chain, and every block. @typedef {{owner: number, place: number, blocks: Reshuffled[]}} MadeShuffle */

const LARGEST_BLOCK = 128;
const MOST_NAMES = 2048;

/** The slips of one item, shuffle by shuffle, as far as this device has checked them. */
export class Slips {
  #contest;
  /** @type {Rows[]} block by block, after the last shuffle that was checked; before any: the ballots' */
  #blocks = [];
  /** @type {string[]} the same as they stand in the log */
  #texts = [];
  /** Which scrutineers have shuffled. @type {Set<number>} */
  owners = new Set();

  /** @param {Contest} contest  whose ballots have all been checked */
  constructor(contest) {
    this.#contest = contest;
    const { ballots, paper } = contest;
    const slots = writeInSlots(paper.election);
    const parts = slots === 0 ? [] : blocksOf(ballots.length, slots);
    if (contest.shuffled.length !== parts.length) {
      throw new RecordRefused('slips-wrong', 'the shuffled slips are not those of all ballots');
    }
    this.#blocks = parts.map(({ start, end }) =>
      ballots.slice(start, end).map(({ leaf }) => slipIn(leaf, paper.election)),
    );
  }

  /** How many more scrutineers have to shuffle before anything may be opened. */
  get missing() {
    return this.#blocks.length === 0 ? 0 : missing(this.#contest.trustees, this.owners);
  }

  /**
   * Whether the shuffle of a scrutineer is wanted.
   *
   * @param {number} owner
   */
  needs(owner) {
    return this.#reduces(owner) && !this.owners.has(owner);
  }

  /** The number of the next shuffle by a scrutineer, from 1. */
  get place() {
    return this.owners.size + 1;
  }

  /** What stands in the log after the last shuffle. */
  get latest() {
    return this.#texts;
  }

  /**
   * Checks every shuffle in the log that was not checked yet.
   *
   * @param {Crew} crew
   * @param {AbortSignal} stop
   * @throws {RecordRefused} slips-wrong
   * @throws {import('./hand.js').Stopped}
   */
  async check(crew, stop) {
    const size = this.#blocks.length;
    if (size === 0) return;
    const { reshuffled, shuffled } = this.#contest;
    if (this.#texts.length === 0) await this.#link(shuffled, crew, stop);
    for (let at = this.owners.size * size; at < reshuffled.length; at += size) {
      const made = reshuffled.slice(at, at + size);
      this.#demandOwner(made, size);
      await this.#link(made, crew, stop);
      this.owners.add(made[0]?.owner ?? 0);
    }
  }

  /**
   * Returns a seat's shuffle of the latest slips, which it is handed in with.
   *
   * @param {SeatKeys} keys
   * @param {Crew} crew
   * @param {Progress} progress
   * @param {AbortSignal} stop
   * @returns {Promise<MadeShuffle>}
   * @throws {import('./hand.js').Stopped}
   */
  async shuffle(keys, crew, progress, stop) {
    const { election } = this.#contest.paper;
    /** @type {ShuffleJob[]} */
    const jobs = this.#blocks.map((rows, block) => ({
      kind: 'shuffle',
      context: contextOf(election, block, keys.index),
      publicKey: election.publicKey.toHex(),
      rows,
      seat: keys.toBackup(),
    }));
    const { place } = this;
    const blocks = /** @type {Reshuffled[]} */ (await crew.slips(jobs, progress, stop));
    return {
      owner: keys.index,
      place,
      blocks: blocks.map(({ slips, signature }) => ({ slips, signature })),
    };
  }

  /**
   * Returns the shares of the latest slips, one for each block.
   *
   * @param {DecryptionKey} key
   * @returns {string[]}
   */
  shares({ secret, nonce }) {
    if (this.missing > 0) throw new Error('too few scrutineers have shuffled');
    return this.#blocks.map((rows, block) => {
      const context = contextOf(this.#contest.paper.election, block, 0);
      const known = rows.map((row) => row.map(knownCiphertext));
      return makeSlipShare(context, known, secret, nonce);
    });
  }

  /** @param {number} owner */
  #reduces(owner) {
    const { trustees } = this.#contest;
    return missing(trustees, new Set([...this.owners, owner])) < this.missing;
  }

  /**
   * @param {readonly Shuffled[]} made
   * @param {number} size
   */
  #demandOwner(made, size) {
    const [first] = made;
    if (first === undefined) return;
    const { owner, index, text } = first;
    const place = { index, leaf: text };
    if (made.length < size || made.some((each) => each.owner !== owner)) {
      throw new RecordRefused('slips-wrong', 'a shuffle leaves out blocks', place);
    }
    if (this.owners.has(owner)) {
      throw new RecordRefused('slips-wrong', 'a scrutineer has shuffled twice', place);
    }
    if (!this.#reduces(owner)) {
      throw new RecordRefused('slips-wrong', 'who shuffled is nobody, or not needed', place);
    }
  }

  /**
   * Checks one shuffle of all blocks; from then on its slips are the latest.
   *
   * @param {readonly Shuffled[]} made
   * @param {Crew} crew
   * @param {AbortSignal} stop
   */
  async #link(made, crew, stop) {
    const { paper, trustees } = this.#contest;
    const { election } = paper;
    /** @type {LinkJob[]} */
    const jobs = made.map(({ owner, signature, text: slips }, block) => ({
      kind: 'link',
      context: contextOf(election, block, owner),
      publicKey: election.publicKey.toHex(),
      rows: this.#blocks[block] ?? [],
      slips,
      signer: trustees.signers[owner - 1]?.toHex() ?? '',
      signature,
    }));
    const done = await crew.slips(jobs, () => {}, stop);
    for (const [block, { index, text, ...said }] of made.entries()) {
      const answer = /** @type {{refused?: string}} */ (done[block]);
      const refused = said.block === block ? answer.refused : 'a block stands in another place';
      if (refused !== undefined) {
        throw new RecordRefused('slips-wrong', refused, { index, leaf: text });
      }
    }
    this.#texts = made.map(({ text }) => text);
    this.#blocks = this.#texts.map((text) => JSON.parse(text).rows);
  }
}

/**
 * Makes this device's shares of the checked slips: always the same ones, remembered before they leave.
 *
 * @param {{contest: Contest, slips: Slips}} checked  shuffled by enough scrutineers
 * @param {DecryptionKey} key  on the board that the item is encrypted to
 * @param {Kept<ScrutineerMemory>} kept
 * @throws {RecordRefused} second-tally
 * @throws {import('../booth/kept.js').StorageFailed} and then nothing was decrypted
 */
export function slipSharesOf({ contest, slips }, key, kept) {
  if (slips.latest.length === 0) return;
  const name = nameOf(contest.item);
  const tally = hexhash(utf8(slips.latest.join('\n')));
  if (kept.read().shares[name] === undefined) {
    const factors = JSON.stringify(slips.shares(key));
    kept.update(({ shares }) => {
      shares[name] ??= { tally, factors, sent: false };
    });
  }
  if (kept.read().shares[name]?.tally !== tally) {
    const reason = 'other slips of this item were decrypted';
    throw new RecordRefused('second-tally', reason, contest.entry);
  }
}

/**
 * Hands in the shares of the slips, if there are any that the service does not have yet.
 *
 * @param {Kept<ScrutineerMemory>} kept
 * @param {Wire} wire
 * @param {string} congress
 * @param {string} item
 * @param {number} owner
 */
export async function sendSlips(kept, wire, congress, item, owner) {
  const name = nameOf(item);
  const made = kept.read().shares[name];
  if (made === undefined || made.sent) return;
  await wire.slips(congress, item, { owner, shares: asList(JSON.parse(made.factors)).map(asText) });
  kept.update(({ shares }) => {
    const mine = shares[name];
    if (mine !== undefined) mine.sent = true;
  });
}

/**
 * Returns what a block's proofs are bound to.
 *
 * @param {Election} election
 * @param {number} block
 * @param {number} owner  who shuffles; 0: the service, and shares
 * @returns {string}
 */
function contextOf({ fingerprint }, block, owner) {
  const context = `${fingerprint}|votesvc/write-in/${block}`;
  return owner === 0 ? context : `${context}|${owner}`;
}

/**
 * Returns the places of `count` slips, each of `slots` names, in even blocks.
 *
 * @param {number} count
 * @param {number} slots
 * @returns {{start: number, end: number}[]}
 */
function blocksOf(count, slots) {
  const largest = Math.max(1, Math.min(LARGEST_BLOCK, Math.floor(MOST_NAMES / slots)));
  const number = Math.ceil(count / largest);
  return Array.from({ length: number }, (_, at) => ({
    start: Math.floor((count * at) / number),
    end: Math.floor((count * (at + 1)) / number),
  }));
}

/**
 * Returns what is shuffled of a ballot that has been checked.
 *
 * @param {string} leaf
 * @param {Election} election
 * @returns {Rows[number]}
 */
function slipIn(leaf, election) {
  const { ballot, pairs } = /** @type {{ballot: string, pairs: any[]}} */ (
    parseCanonicalJson(utf8(leaf))
  );
  const candidates = election.questions[1]?.answers.length ?? 0;
  const marks = JSON.parse(ballot).answers[0].choices.slice(candidates);
  const { names } = pairs.at(-1);
  return marks.flatMap((/** @type {unknown} */ mark, /** @type {number} */ slot) => [
    mark,
    ...names[slot],
  ]);
}

/** @param {string} item */
function nameOf(item) {
  return `${item}/slips`;
}
