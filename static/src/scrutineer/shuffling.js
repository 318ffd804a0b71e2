/**
 * The work of a worker on slips: checks one block shuffled once, or shuffles one block.
 *
 * Rows travel as JSON. Those before a shuffle come from what was checked already.
 */

import { knownCiphertext } from '../elgamal.js';
import { VotesvcError } from '../errors.js';
import { knownElement } from '../group.js';
import { checkReshuffle, reshuffle } from '../reshuffle.js';
import { parseSeatKeys } from '../seat_keys.js';
import { checkShuffle } from '../shuffle.js';
import { parseSlips } from '../slips.js';

/** @import { JsonValue } from '../encoding.js' */
/** @import { Reshuffled } from '../reshuffle.js' */

/** @typedef {{alpha: string, beta: string}[][]} Rows */

/**
 * A block to be checked: `rows` shuffled by the service, or by who signs with the key `signer`.
 *
 * @typedef {object} LinkJob
 * @property {'link'} kind
 * @property {string} context
 * @property {string} publicKey
 * @property {Rows} rows       before
 * @property {string} slips    after, with the proof
 * @property {string} signer   "" for the service
 * @property {string} signature
 */

/**
 * A block to be shuffled by a seat, given as in a backup.
 *
 * @typedef {object} ShuffleJob
 * @property {'shuffle'} kind
 * @property {string} context
 * @property {string} publicKey
 * @property {Rows} rows
 * @property {JsonValue} seat
 */

/** @typedef {LinkJob|ShuffleJob} Job */
/** Nothing but `{}` for a link that holds. @typedef {{refused?: string} | Reshuffled} Done */

/**
 * @param {Job} job
 * @returns {Done}
 */
export function runJob(job) {
  const publicKey = knownElement(job.publicKey);
  const rows = job.rows.map((row) => row.map(knownCiphertext));
  if (job.kind === 'shuffle') {
    return reshuffle(job.context, publicKey, rows, parseSeatKeys(job.seat).keys);
  }
  const { context, signature, signer, slips } = job;
  try {
    if (signer === '') {
      const after = parseSlips(slips, rows.length, rows[0]?.length ?? 0);
      checkShuffle(context, publicKey, rows, after.rows, after.proof);
    } else {
      const keys = { publicKey, signer: knownElement(signer) };
      checkReshuffle(context, keys, rows, { slips, signature });
    }
    return {};
  } catch (error) {
    if (error instanceof VotesvcError) return { refused: error.message };
    throw error;
  }
}
