/**
 * The work of a checking worker: every proof of some ballots of one item (check 4 of protocol 9), or
 * of shuffled slips (shuffling.js). The page does the same in slices where there is no worker.
 */

import { checkBallot, parseBallot } from '../ballot.js';
import { credentialMessage, verifyToken } from '../blind_rsa.js';
import { parseItemLeaf } from '../booth/item.js';
import { ciphertextSum, parseCiphertext } from '../elgamal.js';
import { asList, asText, exactFields, parseB64, parseCanonicalJson, utf8 } from '../encoding.js';
import { InvalidBallot, VotesvcError } from '../errors.js';
import { checkBeside } from '../marking.js';
import { runJob } from './shuffling.js';

/** @import { Ballot } from '../ballot.js' */
/** @import { Paper } from '../booth/item.js' */
/** @import { Ciphertext } from '../elgamal.js' */
/** @import { Placed } from './contest.js' */
/** @import { Done, Job } from './shuffling.js' */

/** Some ballots of one item, in the order of the log. @typedef {{item: string, entry: string, ballots: readonly Placed[]}} Batch */

/** What is left of them once they have passed: who, and the sum. @typedef {{credentials: string[], sum: {alpha: string, beta: string}[]}} Passed */

/** @typedef {{refused: string, index: number, leaf: string}} Failed */

/** @typedef {{id: number} & (Batch | Job)} ToWorker */
/** @typedef {{id: number} & (Passed | Failed | Done | {broken: string})} FromWorker */

const FIELDS = /** @type {const} */ (['ballot', 'item', 'pairs', 'prefix', 'token', 'type']);
const PREFIX_LENGTH = 32;

/** @type {{leaf: string, paper: Paper}|null} the last one: reading it builds tables */
let known = null;

/**
 * Returns what some ballots come to, or the first that does not hold.
 *
 * @param {Batch} batch
 * @returns {Passed|Failed}
 */
export function checkBatch({ item, entry, ballots }) {
  const paper = paperOf(item, entry);
  /** @type {Ciphertext[][]} */
  const papers = [];
  /** @type {string[]} */
  const credentials = [];
  for (const { index, leaf } of ballots) {
    try {
      const { credential, answers } = checkCast(paper, leaf);
      credentials.push(credential.toHex());
      papers.push(answers.flatMap(({ choices }) => choices));
    } catch (error) {
      if (!(error instanceof VotesvcError)) throw error;
      return { refused: error.message, index, leaf };
    }
  }
  const columns = papers[0]?.map((_, place) => column(papers, place)) ?? [];
  return { credentials, sum: columns.map((each) => ciphertextSum(each).toJson()) };
}

/**
 * Returns the ballot in a log entry, with every proof of it checked.
 *
 * That its credential is new, and that the item was open, is not checked here.
 *
 * @param {Paper} paper
 * @param {string} leaf
 * @returns {Ballot}
 * @throws {VotesvcError}
 */
export function checkCast({ item, election, credentialKey }, leaf) {
  const fields = exactFields(parseCanonicalJson(utf8(leaf)), FIELDS);
  if (fields.type !== 'ballot' || fields.item !== item) {
    throw new InvalidBallot('the entry is not a ballot of this item');
  }
  const ballot = parseBallot(utf8(asText(fields.ballot)), election);
  const message = credentialMessage('ballot', item, ballot.credential.toHex());
  const prefix = parseB64(asText(fields.prefix), PREFIX_LENGTH);
  verifyToken(credentialKey, message, prefix, parseB64(asText(fields.token)));
  checkBallot(ballot, election);
  checkBeside(election, ballot, asList(fields.pairs));
  return ballot;
}

/**
 * Returns sums of ballots as they came from a worker.
 *
 * @param {Passed} passed
 * @returns {Ciphertext[]}
 */
export function readSum({ sum }) {
  return sum.map(parseCiphertext);
}

/**
 * Returns what several parts that have passed come to together.
 *
 * @param {readonly Passed[]} parts  of one item, at least one
 * @returns {Passed}
 */
export function joinPassed(parts) {
  const sums = parts.map(readSum);
  const columns = sums[0]?.map((_, place) => column(sums, place)) ?? [];
  return {
    credentials: parts.flatMap(({ credentials }) => credentials),
    sum: columns.map((each) => ciphertextSum(each).toJson()),
  };
}

/**
 * Answers one message of the page.
 *
 * @param {ToWorker} message
 * @param {(answer: FromWorker) => void} post
 */
export function answer({ id, ...work }, post) {
  try {
    post({ id, ...('kind' in work ? runJob(work) : checkBatch(work)) });
  } catch (error) {
    post({ id, broken: error instanceof Error ? error.message : '' });
  }
}

/**
 * @param {string} item
 * @param {string} leaf
 * @returns {Paper}
 */
function paperOf(item, leaf) {
  if (known?.leaf !== leaf) known = { leaf, paper: parseItemLeaf(leaf, item) };
  return known.paper;
}

/**
 * @param {readonly Ciphertext[][]} papers
 * @param {number} place
 * @returns {Ciphertext[]}
 */
function column(papers, place) {
  return papers.map((paper) => /** @type {Ciphertext} */ (paper[place]));
}
