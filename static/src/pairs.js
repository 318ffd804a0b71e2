/**
 * Pair proofs: nobody marks 赞成 and 反对 for the same candidate (protocol 2.1).
 *
 * For candidate i, counted from 0, the sum of choice i of the first question and choice i of the
 * second is proved to hold 0 or 1. Write-in slots have no 反对 and so no pair.
 */

import { proofContext } from './ballot.js';
import { asList } from './encoding.js';
import { InvalidBallot, InvalidProof } from './errors.js';
import {
  checkRange,
  disjunctionToJson,
  parseDisjunction,
  proveRange,
  rangePrefix,
} from './proofs.js';

/** @import { Opening } from './answer.js' */
/** @import { Ballot } from './ballot.js' */
/** @import { Ciphertext } from './elgamal.js' */
/** @import { Election } from './election.js' */
/** @import { JsonValue } from './encoding.js' */
/** @import { Nonces, Proof } from './proofs.js' */

const BIT = { minimum: 0, maximum: 1 };

/**
 * Tells whether an election asks for and against the same candidates, and so needs pair proofs.
 *
 * @param {Election} election
 * @returns {boolean}
 */
export function needsPairs({ questions }) {
  const [pro, contra] = questions;
  // A motion may have two items of these names; only an election lets both stay unmarked.
  const named = pro?.text === '赞成' && contra?.text === '反对' && questions.length === 2;
  return named && pro.minimum === 0 && contra.minimum === 0;
}

/**
 * Reads the list of pair proofs that travels beside a ballot.
 *
 * @param {unknown} value
 * @returns {Proof[][]}
 */
export function parsePairs(value) {
  return asList(value).map((proof) => parseDisjunction(proof, 2));
}

/**
 * Proves for each candidate that not both are marked.
 *
 * @param {Election} election
 * @param {Ballot} ballot
 * @param {readonly (readonly Opening[])[]} openings  from `makeBallotInSteps`
 * @param {Nonces} nonces
 * @returns {JsonValue[]} as they travel
 * @throws {InvalidBallot} when both are
 */
export function makePairs(election, ballot, openings, nonces) {
  const steps = makePairsInSteps(election, ballot, openings, nonces);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/**
 * The same step by step, one for each candidate.
 *
 * @param {Election} election
 * @param {Pick<Ballot, 'electionHash'|'credential'> & {answers: readonly {choices: readonly Ciphertext[]}[]}} ballot
 * @param {readonly (readonly Opening[])[]} openings
 * @param {Nonces} nonces
 * @returns {Generator<void, JsonValue[], void>}
 */
export function* makePairsInSteps(election, ballot, openings, nonces) {
  const publicKey = election.publicKey.withTable();
  /** @type {JsonValue[]} */
  const proofs = [];
  for (const [index, total] of totals(ballot).entries()) {
    const pro = /** @type {Opening} */ (openings[0]?.[index]);
    const contra = /** @type {Opening} */ (openings[1]?.[index]);
    const opening = { r: pro.r + contra.r, m: pro.m + contra.m };
    if (opening.m > 1) throw new InvalidBallot('a candidate is marked both for and against');
    const prefix = rangePrefix(contextOf(ballot, index), total);
    proofs.push(disjunctionToJson(proveRange(prefix, publicKey, opening, BIT, nonces)));
    yield;
  }
  return proofs;
}

/**
 * Throws unless no candidate is marked both for and against.
 *
 * @param {Election} election
 * @param {Ballot} ballot
 * @param {readonly (readonly Proof[])[]} pairs
 * @throws {InvalidBallot}
 */
export function checkPairs(election, ballot, pairs) {
  const publicKey = election.publicKey.withTable();
  const sums = totals(ballot);
  if (pairs.length !== sums.length) {
    throw new InvalidBallot('there is another number of pair proofs than of candidates');
  }
  for (const [index, total] of sums.entries()) {
    const proof = /** @type {Proof[]} */ (pairs[index]);
    try {
      checkRange(contextOf(ballot, index), publicKey, total, BIT, proof);
    } catch (error) {
      if (error instanceof InvalidProof) throw new InvalidBallot(error.message);
      throw error;
    }
  }
}

/**
 * @param {Pick<Ballot, 'electionHash'|'credential'>} ballot
 * @param {number} index
 * @returns {string}
 */
function contextOf(ballot, index) {
  return `${proofContext(ballot.electionHash, ballot.credential)}|votesvc/pair/${index}`;
}

/**
 * @param {{answers: readonly {choices: readonly Ciphertext[]}[]}} ballot
 * @returns {Ciphertext[]}
 */
function totals({ answers }) {
  const [pro, contra] = answers;
  if (answers.length !== 2 || pro === undefined || contra === undefined) {
    throw new InvalidBallot('pair proofs need one question for and one against');
  }
  return contra.choices.map((theirs, index) => {
    const ours = pro.choices[index];
    if (ours === undefined) throw new InvalidBallot('a candidate against has none for');
    return ours.plus(theirs);
  });
}
