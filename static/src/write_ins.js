/**
 * Names written in beside the candidates: sealed with the ballot, in slots that every ballot has.
 *
 * A slot is the 赞成 of an answer behind the candidates, and two ciphertexts for the name, which is
 * empty where the slot is not marked (protocol 2.2).
 */

import { proofContext } from './ballot.js';
import { Ciphertext, ciphertextSum, joinTexts, parseCiphertext } from './elgamal.js';
import { asList, exactFields } from './encoding.js';
import { InvalidBallot, InvalidProof } from './errors.js';
import { BASE, baseTimes, hashToScalar, parseScalar, reduce } from './group.js';
import {
  checkRange,
  disjunctionToJson,
  parseDisjunction,
  proveRange,
  rangePrefix,
} from './proofs.js';
import { BLOCKS, encodeText } from './texts.js';

/** @import { Opening } from './answer.js' */
/** @import { Ballot } from './ballot.js' */
/** @import { Election } from './election.js' */
/** @import { JsonValue } from './encoding.js' */
/** @import { Nonces, Proof } from './proofs.js' */

/** What is needed of a ballot to seal names beside it. @typedef {Pick<Ballot, 'electionHash'|'credential'|'tracker'> & {answers: readonly {choices: readonly Ciphertext[]}[]}} Marked */

/**
 * The sealed names of one ballot, slot by slot, with their proofs.
 *
 * @typedef {object} WriteIns
 * @property {readonly Ciphertext[][]} names
 * @property {readonly Proof[]} limit
 * @property {bigint} challenge
 * @property {readonly bigint[]} responses
 */

const FIELDS = /** @type {const} */ (['challenge', 'limit', 'names', 'responses']);

/**
 * Returns how many names may be written in, for an election of 赞成 and 反对.
 *
 * @param {Election} election
 * @returns {number}
 */
export function slotsOf({ questions }) {
  return (questions[0]?.answers.length ?? 0) - (questions[1]?.answers.length ?? 0);
}

/**
 * Reads sealed names: shape and membership; `checkWriteIns` proves them.
 *
 * @param {unknown} value
 * @param {Election} election
 * @returns {WriteIns}
 */
export function parseWriteIns(value, election) {
  const fields = exactFields(value, FIELDS);
  const names = asList(fields.names).map((name) => asList(name).map(parseCiphertext));
  const responses = asList(fields.responses).map(parseScalar);
  const slots = slotsOf(election);
  if (names.length !== slots || names.some((name) => name.length !== BLOCKS)) {
    throw new InvalidBallot('the written names are not as many as the election has slots');
  }
  if (responses.length !== 1 + slots * BLOCKS) {
    throw new InvalidBallot('the written names have another number of responses');
  }
  const limit = parseDisjunction(fields.limit, candidatesOf(election) + 1);
  return { names, limit, challenge: parseScalar(fields.challenge), responses };
}

/**
 * Seals one text per slot of the ballot that `secret` signed, step by step.
 *
 * @param {Election} election
 * @param {{ballot: Marked, openings: readonly (readonly Opening[])[], secret: bigint}} made
 * @param {readonly string[]} texts
 * @param {Nonces} nonces
 * @returns {Generator<void, JsonValue, void>}
 * @throws {InvalidBallot} unless exactly the marked slots have a name, and no more are marked than
 *   candidates are refused
 */
export function* makeWriteIns(election, { ballot, openings, secret }, texts, nonces) {
  const publicKey = election.publicKey.withTable();
  const candidates = candidatesOf(election);
  const [pro, refused] = /** @type {[Opening[], Opening[]]} */ (openings);
  const marked = pro.slice(candidates);
  if (texts.length !== marked.length || marked.some(({ m }, at) => (texts[at] !== '') !== !!m)) {
    throw new InvalidBallot('the slots that are marked are not those that have a name');
  }
  /** @type {bigint[]} */
  const secrets = [secret];
  /** @type {Ciphertext[][]} */
  const names = [];
  for (const text of texts) {
    const name = [];
    for (const part of encodeText(text)) {
      const r = nonces();
      secrets.push(r);
      name.push(new Ciphertext(baseTimes(r), publicKey.times(r).plus(part)));
      yield;
    }
    names.push(name);
  }
  const m = sum(refused, 'm', 0) - sum(marked, 'm', 0);
  if (m < 0) throw new InvalidBallot('more names are written in than candidates are refused');
  const r = sum(refused, 'r', 0n) - sum(marked, 'r', 0n);
  const prefix = rangePrefix(limitContext(ballot), leftOf(ballot, candidates));
  const limit = proveRange(prefix, publicKey, { r, m }, boundsOf(candidates), nonces);
  yield;
  const drawn = secrets.map(() => nonces());
  const challenge = hashToScalar(prefixOf(ballot, names), drawn.map(baseTimes));
  const responses = secrets.map((x, at) =>
    reduce(/** @type {bigint} */ (drawn[at]) - challenge * x),
  );
  return {
    challenge: String(challenge),
    limit: disjunctionToJson(limit),
    names: names.map((name) => name.map((part) => part.toJson())),
    responses: responses.map(String),
  };
}

/**
 * Throws unless the names belong to this ballot and are not too many.
 *
 * @param {Election} election
 * @param {Ballot} ballot
 * @param {WriteIns} writeIns
 * @throws {InvalidBallot}
 */
export function checkWriteIns(election, ballot, { names, limit, challenge, responses }) {
  const publicKey = election.publicKey.withTable();
  const candidates = candidatesOf(election);
  const left = leftOf(ballot, candidates);
  try {
    checkRange(limitContext(ballot), publicKey, left, boundsOf(candidates), limit);
  } catch (error) {
    if (error instanceof InvalidProof) throw new InvalidBallot(error.message);
    throw error;
  }
  const statements = [ballot.credential, ...names.flat().map(({ alpha }) => alpha)];
  const commitments = statements.map((statement, at) => {
    const response = /** @type {bigint} */ (responses[at]);
    return BASE.timesPublic(response).plus(statement.timesPublic(challenge));
  });
  if (hashToScalar(prefixOf(ballot, names), commitments) !== challenge) {
    throw new InvalidBallot('the written names are not those of this ballot');
  }
}

/**
 * Returns what is shuffled of a ballot: per slot the mark, then the blocks of the name.
 *
 * @param {Ballot} ballot
 * @param {WriteIns} writeIns
 * @param {number} candidates
 * @returns {Ciphertext[]}
 */
export function slipOf(ballot, { names }, candidates) {
  const marks = ballot.answers[0]?.choices.slice(candidates) ?? [];
  return marks.flatMap((mark, at) => [mark, ...(names[at] ?? [])]);
}

/** @param {Election} election */
function candidatesOf({ questions }) {
  return questions[1]?.answers.length ?? 0;
}

/** @param {number} candidates */
function boundsOf(candidates) {
  return { minimum: 0, maximum: candidates };
}

/**
 * @template {'r'|'m'} Part
 * @param {readonly Opening[]} openings
 * @param {Part} part
 * @param {Opening[Part]} zero
 * @returns {Opening[Part]}
 */
function sum(openings, part, zero) {
  return openings.reduce((total, each) => /** @type {any} */ (total) + each[part], zero);
}

/**
 * @param {Marked} ballot
 * @param {number} candidates
 * @returns {Ciphertext}
 */
function leftOf({ answers }, candidates) {
  const [pro, contra] = answers;
  const refused = ciphertextSum(contra?.choices ?? []);
  const marked = ciphertextSum(pro?.choices.slice(candidates) ?? []);
  return new Ciphertext(refused.alpha.minus(marked.alpha), refused.beta.minus(marked.beta));
}

/** @param {Marked} ballot */
function contextOf({ electionHash, credential }) {
  return proofContext(electionHash, credential);
}

/** @param {Marked} ballot */
function limitContext(ballot) {
  return `${contextOf(ballot)}|votesvc/write-in`;
}

/**
 * @param {Marked} ballot
 * @param {readonly Ciphertext[][]} names
 * @returns {string}
 */
function prefixOf(ballot, names) {
  return `votesvc/v1/write-ins|${contextOf(ballot)}|${ballot.tracker}|${joinTexts(names.flat())}|`;
}
