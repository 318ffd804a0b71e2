/**
 * Names written in, on a scrutineer's device: what is to be opened must be the slips of all ballots,
 * shuffled, and nothing else (protocol 4.1).
 */

import { parseCiphertext } from '../elgamal.js';
import { asList, asText, hexhash, parseCanonicalJson, utf8 } from '../encoding.js';
import { InvalidProof } from '../errors.js';
import { writeInSlots } from '../marking.js';
import { checkShuffle } from '../shuffle.js';
import { makeSlipShare, parseSlips } from '../slips.js';
import { BLOCKS } from '../texts.js';
import { Stopped } from './crew.js';
import { RecordRefused, refusing } from './refusal.js';

/** @import { Kept } from '../booth/kept.js' */
/** @import { Ciphertext } from '../elgamal.js' */
/** @import { Election } from '../election.js' */
/** @import { Checked, DecryptionKey } from './duty.js' */
/** @import { Contest } from './ledger.js' */
/** @import { ScrutineerMemory } from './memory.js' */
/** @import { Wire } from './wire.js' */

/** Shuffled slips that have been checked. @typedef {{context: string, rows: readonly Ciphertext[][]}} Block */

const LARGEST_BLOCK = 128;

/**
 * Returns the shuffled slips of an item, each block proved to be a shuffle of its ballots' own.
 *
 * Every ballot must have been checked before. Nothing for an item without slots.
 *
 * @param {Contest} contest
 * @param {AbortSignal} stop
 * @returns {Promise<Block[]>}
 * @throws {RecordRefused} slips-wrong
 * @throws {Stopped}
 */
export async function checkSlips({ paper: { election }, ballots, shuffled }, stop) {
  const slots = writeInSlots(election);
  const parts = slots === 0 ? [] : blocksOf(ballots.length);
  if (shuffled.length !== parts.length) {
    throw new RecordRefused('slips-wrong', 'the shuffled slips are not those of all ballots');
  }
  const blocks = [];
  for (const [block, { start, end }] of parts.entries()) {
    await new Promise((resolve) => setTimeout(resolve));
    if (stop.aborted) throw new Stopped('the check was stopped');
    const said = /** @type {Contest['shuffled'][number]} */ (shuffled[block]);
    const context = `${election.fingerprint}|votesvc/write-in/${block}`;
    const rows = refusing('slips-wrong', { index: said.index, leaf: said.text }, () => {
      if (said.block !== block) throw new InvalidProof('a block stands in another place');
      const before = ballots.slice(start, end).map(({ leaf }) => slipIn(leaf, election));
      const slips = parseSlips(said.text, end - start, slots * (1 + BLOCKS));
      checkShuffle(context, election.publicKey, before, slips.rows, slips.proof);
      return slips.rows;
    });
    blocks.push({ context, rows });
  }
  return blocks;
}

/**
 * Makes this device's shares of the checked slips: always the same ones, remembered before they leave.
 *
 * @param {Checked} checked
 * @param {DecryptionKey} key  on the board that the item is encrypted to
 * @param {Kept<ScrutineerMemory>} kept
 * @throws {RecordRefused} second-tally
 * @throws {import('../booth/kept.js').StorageFailed} and then nothing was decrypted
 */
export function slipSharesOf({ contest, slips }, { secret, nonce }, kept) {
  if (slips.length === 0) return;
  const name = nameOf(contest.item);
  const tally = hexhash(utf8(contest.shuffled.map(({ text }) => text).join('\n')));
  if (kept.read().shares[name] === undefined) {
    const made = slips.map(({ context, rows }) => makeSlipShare(context, rows, secret, nonce));
    const factors = JSON.stringify(made);
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
 * Returns the places of `count` slips in even blocks.
 *
 * @param {number} count
 * @returns {{start: number, end: number}[]}
 */
function blocksOf(count) {
  const number = Math.ceil(count / LARGEST_BLOCK);
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
 * @returns {Ciphertext[]}
 */
function slipIn(leaf, election) {
  const { ballot, pairs } = /** @type {{ballot: string, pairs: any[]}} */ (
    parseCanonicalJson(utf8(leaf))
  );
  const candidates = election.questions[1]?.answers.length ?? 0;
  const marks = JSON.parse(ballot).answers[0].choices.slice(candidates);
  const { names } = pairs.at(-1);
  return marks.flatMap((/** @type {unknown} */ mark, /** @type {number} */ slot) =>
    [mark, ...names[slot]].map(parseCiphertext),
  );
}

/** @param {string} item */
function nameOf(item) {
  return `${item}/slips`;
}
