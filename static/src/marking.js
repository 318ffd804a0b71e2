/** From marks to what is handed in: the ballot, and what travels beside it (protocol 2.1, 2.2). */

import { makeBallotInSteps } from './ballot.js';
import { choiceCount } from './election.js';
import { encrypt } from './elgamal.js';
import { b64hash, utf8 } from './encoding.js';
import { InvalidBallot } from './errors.js';
import { baseTimes } from './group.js';
import { checkPairs, makePairsInSteps, needsPairs, parsePairs } from './pairs.js';
import { BLOCKS } from './texts.js';
import { checkWriteIns, makeWriteIns, parseWriteIns, slotsOf } from './write_ins.js';

/** @import { Ballot, Choices } from './ballot.js' */
/** @import { Election } from './election.js' */
/** @import { JsonValue } from './encoding.js' */
/** @import { Nonces } from './proofs.js' */

/** What is handed in. @typedef {{ballot: string, pairs: JsonValue[]}} Sealed */

/**
 * Returns how many names may be written in on a ballot of this election.
 *
 * @param {Election} election
 * @returns {number}
 */
export function writeInSlots(election) {
  return needsPairs(election) ? Math.max(0, slotsOf(election)) : 0;
}

/**
 * Throws unless what travels beside a checked ballot is what its election asks for.
 *
 * @param {Election} election
 * @param {Ballot} ballot
 * @param {readonly unknown[]} beside
 * @throws {InvalidBallot}
 */
export function checkBeside(election, ballot, beside) {
  if (!needsPairs(election)) {
    if (beside.length > 0) throw new InvalidBallot('pair proofs where there is nothing to pair');
    return;
  }
  if (writeInSlots(election) === 0) {
    checkPairs(election, ballot, parsePairs(beside));
    return;
  }
  checkPairs(election, ballot, parsePairs(beside.slice(0, -1)));
  checkWriteIns(election, ballot, parseWriteIns(beside.at(-1), election));
}

/**
 * Seals marks and names step by step: yields the part that is done, from 0 to 1.
 *
 * @param {Election} election
 * @param {bigint} secret
 * @param {{choices: Choices, names: readonly string[]}} marks  names: one per slot, or none at all
 * @param {Nonces} nonces
 * @returns {Generator<number, Sealed, void>}
 * @throws {import('./errors.js').InvalidBallot} for marks or names that the election does not allow
 */
export function* sealMarksInSteps(election, secret, { choices, names }, nonces) {
  const slots = writeInSlots(election);
  const own = election.questions.reduce((sum, each) => sum + 2 * choiceCount(each) + 1, 0);
  const paired = needsPairs(election) ? (election.questions[1]?.answers.length ?? 0) : 0;
  const beside = paired + (slots === 0 ? 0 : slots * BLOCKS + 1);
  const all = own + beside;
  let done = 0;
  const ballotSteps = makeBallotInSteps(election, secret, choices, nonces);
  let step = ballotSteps.next();
  for (; !step.done; step = ballotSteps.next()) {
    done += 1;
    yield done / all;
  }
  const { encoded, openings } = step.value;
  if (!needsPairs(election)) return { ballot: encoded, pairs: [] };
  const publicKey = election.publicKey.withTable();
  const ballot = {
    electionHash: election.fingerprint,
    credential: baseTimes(secret),
    tracker: b64hash(utf8(encoded)),
    answers: openings.map((row) => ({ choices: row.map(({ r, m }) => encrypt(publicKey, m, r)) })),
  };
  const pairs = yield* counted(makePairsInSteps(election, ballot, openings, nonces));
  if (slots === 0) return { ballot: encoded, pairs };
  const texts = names.length === 0 ? Array.from({ length: slots }, () => '') : names;
  const made = { ballot, openings, secret };
  const written = yield* counted(makeWriteIns(election, made, texts, nonces));
  return { ballot: encoded, pairs: [...pairs, written] };

  /**
   * @template T
   * @param {Generator<void, T, void>} steps
   * @returns {Generator<number, T, void>}
   */
  function* counted(steps) {
    for (;;) {
      const next = steps.next();
      if (next.done) return next.value;
      done += 1;
      yield done / all;
    }
  }
}
