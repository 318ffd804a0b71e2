/**
 * One item of a congress as its entries have made it, up to what is to be decrypted (protocol 7.4).
 */

import { asNatural, asText } from '../encoding.js';
import { MalformedInput } from '../errors.js';
import { checkTwoPeople } from './ceremonies.js';
import { RecordRefused } from './refusal.js';

/** @import { Paper } from '../booth/item.js' */
/** @import { Trustees } from '../trustees.js' */

/** An entry of the log and where it stands. @typedef {{index: number, leaf: string}} Placed */

/** A, I and R as they were said at closing. @typedef {{present: number, issued: number, returned: number}} Counts */

/** One block of slips; owner 0 is the service, which does not sign. @typedef {{index: number, block: number, owner: number, text: string, signature: string}} Shuffled */

/** @typedef {'ready'|'issuing'|'open'|'closing'|'closed'|'counted'|'void'} ContestState */

/**
 * One item with what its entries mean.
 *
 * @typedef {object} Contest
 * @property {string} item
 * @property {Placed} entry       that made it ready
 * @property {Paper} paper
 * @property {Trustees} trustees  who stood in the log when it was made ready
 * @property {Placed[]} ballots
 * @property {Counts|null} counts
 * @property {{index: number, text: string}|null} tally
 * @property {Shuffled[]} shuffled    slips of an election, in blocks, as the service shuffled them
 * @property {Shuffled[]} reshuffled  the same as scrutineers did, one after the other
 * @property {string} last        type of its last entry
 * @property {ContestState} state  `closed` once its encrypted tally is there
 */

/** @typedef {Record<string, unknown>} Fields */

/** What may follow up to the encrypted tally; after it nothing decides about decrypting any more. */
/** @type {Readonly<Record<string, readonly string[]>>} */
const FOLLOWS = {
  item: ['issue-opened'],
  'issue-opened': ['opened', 'void'],
  opened: ['ballot', 'closed', 'void'],
  ballot: ['ballot', 'closed', 'void'],
  closed: ['issued'],
  issued: ['tally', 'void'],
  void: [],
};
const BEFORE_TALLY = new Set([
  'item',
  'issue-opened',
  'opened',
  'ballot',
  'closed',
  'issued',
  'tally',
]);
/** Entries that decide nothing about the count. */
export const ASIDE = new Set(['override', 'prepared', 'posted']);

/** @type {Readonly<Record<string, ContestState>>} */
export const STATE_AFTER = {
  'issue-opened': 'issuing',
  opened: 'open',
  ballot: 'open',
  closed: 'closing',
  issued: 'closing',
  tally: 'closed',
  shuffled: 'closed',
  reshuffled: 'closed',
  void: 'void',
};

/**
 * Throws unless an entry of this type may come after the last one of the item.
 *
 * @param {Contest} contest
 * @param {string} type
 */
export function checkFollows({ last, tally }, type) {
  const legal = tally === null ? FOLLOWS[last]?.includes(type) : !BEFORE_TALLY.has(type);
  if (!legal || last === 'void') throw new MalformedInput(`${type} cannot come after ${last}`);
}

/**
 * Returns a block of slips as the service shuffled it.
 *
 * @param {Fields} fields
 * @param {Contest} contest
 * @param {Placed} place
 * @returns {Shuffled}
 */
export function readSlips({ block, slips }, { last }, { index }) {
  if (last !== 'tally' && last !== 'shuffled') {
    throw new MalformedInput('slips stand elsewhere than behind the tally');
  }
  return { index, block: asNatural(block), owner: 0, text: asText(slips), signature: '' };
}

/**
 * Returns a block of slips as a scrutineer shuffled it again.
 *
 * @param {Fields} fields
 * @param {Contest} contest
 * @param {Placed} place
 * @returns {Shuffled}
 */
export function readShuffle({ block, owner, signature, slips }, { last, trustees }, { index }) {
  if (last !== 'shuffled' && last !== 'reshuffled') {
    throw new MalformedInput('slips are shuffled again elsewhere than behind the shuffled ones');
  }
  const number = asNatural(owner);
  if (trustees.signers[number - 1] === undefined) throw new MalformedInput('nobody has shuffled');
  return {
    index,
    block: asNatural(block),
    owner: number,
    text: asText(slips),
    signature: asText(signature),
  };
}

/**
 * Returns what was said at closing; R has to be the number of ballots in the log.
 *
 * @param {Fields} fields
 * @param {Contest} contest
 * @returns {Counts}
 */
export function readCounts({ by, present, issued, returned }, { ballots }) {
  checkTwoPeople(by);
  const [A, I, R] = [asNatural(present), asNatural(issued), asNatural(returned)];
  if (R !== ballots.length) {
    throw new RecordRefused('counts-wrong', 'R is not the number of ballots in the log');
  }
  return { present: A, issued: I, returned: R };
}

/**
 * Throws unless the issued list has the length that was said at closing.
 *
 * @param {Contest} contest
 * @param {number} count
 */
export function checkIssued({ counts }, count) {
  if (count !== counts?.issued) {
    throw new RecordRefused('counts-wrong', 'the issued list does not have the length I');
  }
}
