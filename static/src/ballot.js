/**
 * Belenios ballots: made, read, checked (protocol 2).
 *
 * `parseBallot` settles shape and membership, `checkBallot` the algebra. Making one is split into
 * steps so that a page stays alive while it works.
 */

import { branchCount, choiceCount } from './election.js';
import { ciphertextSum, encrypt, joinTexts, parseCiphertext } from './elgamal.js';
import {
  asList,
  asText,
  b64hash,
  beleniosJson,
  exactFields,
  parseJson,
  parseUtf8,
  utf8,
} from './encoding.js';
import { InvalidBallot, InvalidElement, InvalidProof } from './errors.js';
import { baseTimes, parseElement, randomScalar } from './group.js';
import {
  checkDisjunction,
  checkKnowledge,
  checkRange,
  disjunctionToJson,
  numbers,
  parseDisjunction,
  parseProof,
  proofToJson,
  proveDisjunction,
  proveKnowledge,
  proveRange,
  rangePrefix,
} from './proofs.js';

/** @import { Election, Question } from './election.js' */
/** @import { Ciphertext } from './elgamal.js' */
/** @import { JsonValue } from './encoding.js' */
/** @import { Element } from './group.js' */
/** @import { Nonces, Proof } from './proofs.js' */

/**
 * The encrypted answer to one question with its proofs.
 *
 * @typedef {object} Answer
 * @property {readonly Ciphertext[]} choices
 * @property {readonly Proof[][]} individualProofs
 * @property {readonly Proof[]} overallProof
 * @property {readonly Proof[]|null} blankProof
 */

/**
 * A ballot of the right shape for one election; nothing is proved before `checkBallot`.
 *
 * @typedef {object} Ballot
 * @property {string} electionUuid
 * @property {string} electionHash
 * @property {Element} credential
 * @property {readonly Answer[]} answers
 * @property {string} signedHash
 * @property {Proof} signature
 * @property {string} encoded  the exact text
 * @property {string} tracker
 */

/** What a ciphertext hides. @typedef {{r: bigint, m: number}} Opening */

/**
 * Zeros and ones for each answer of each question, the blank bit first where allowed.
 *
 * @typedef {readonly (readonly number[])[]} Choices
 */

const BIT = { minimum: 0, maximum: 1 };
const BALLOT = /** @type {const} */ ([
  'election_uuid',
  'election_hash',
  'credential',
  'answers',
  'signature',
]);
const ANSWER = /** @type {const} */ (['choices', 'individual_proofs', 'overall_proof']);
const ANSWER_WITH_BLANK = /** @type {const} */ ([...ANSWER, 'blank_proof']);

// --- Reading -------------------------------------------------------------------------------------

/**
 * Reads a ballot for `election` and refuses any shape or spelling but the one of protocol 2.
 *
 * @param {Uint8Array} data
 * @param {Election} election
 * @returns {Ballot}
 * @throws {MalformedInput} and its kin for the bytes, points and scalars
 * @throws {InvalidBallot} when they do not fit the election
 */
export function parseBallot(data, election) {
  const fields = exactFields(parseJson(data), BALLOT);
  const signature = exactFields(fields.signature, ['hash', 'proof']);
  const credential = parseElement(fields.credential);
  if (credential.isIdentity) throw new InvalidElement('the credential is the identity');
  const answers = asList(fields.answers);
  if (answers.length !== election.questions.length) {
    throw new InvalidBallot('the ballot answers another number of questions');
  }
  const ballot = {
    electionUuid: asText(fields.election_uuid),
    electionHash: asText(fields.election_hash),
    credential,
    answers: election.questions.map((question, index) => parseAnswer(answers[index], question)),
    signedHash: asText(signature.hash),
    signature: parseProof(signature.proof),
    encoded: parseUtf8(data),
    tracker: b64hash(data),
  };
  checkElection(ballot, election);
  return ballot;
}

/**
 * @param {unknown} value
 * @param {Question} question
 * @returns {Answer}
 */
function parseAnswer(value, question) {
  const fields = exactFields(value, question.blank ? ANSWER_WITH_BLANK : ANSWER);
  const choices = asList(fields.choices);
  const proofs = asList(fields.individual_proofs);
  const expected = choiceCount(question);
  if (choices.length !== expected || proofs.length !== expected) {
    throw new InvalidBallot('an answer has another number of choices or proofs');
  }
  const blank = /** @type {{blank_proof?: unknown}} */ (fields).blank_proof;
  return {
    choices: choices.map(parseCiphertext),
    individualProofs: proofs.map((proof) => parseDisjunction(proof, 2)),
    overallProof: parseDisjunction(fields.overall_proof, branchCount(question)),
    blankProof: question.blank ? parseDisjunction(blank, 2) : null,
  };
}

// --- Checking ------------------------------------------------------------------------------------

/**
 * Throws unless signature and every proof of `ballot` hold for `election`.
 *
 * That the credential may vote, and has not voted yet, is not checked here.
 *
 * @param {Ballot} ballot
 * @param {Election} election
 * @throws {InvalidBallot}
 */
export function checkBallot(ballot, election) {
  checkElection(ballot, election);
  const publicKey = election.publicKey.withTable();
  try {
    checkSignature(ballot);
    const context = proofContext(ballot.electionHash, ballot.credential);
    for (const [index, question] of election.questions.entries()) {
      const answer = /** @type {Answer} */ (ballot.answers[index]);
      checkAnswer(context, publicKey, question, answer);
    }
  } catch (error) {
    if (error instanceof InvalidProof) throw new InvalidBallot(error.message);
    throw error;
  }
}

/**
 * @param {Ballot} ballot
 * @param {Election} election
 */
function checkElection(ballot, election) {
  if (ballot.electionUuid !== election.uuid) {
    throw new InvalidBallot('the ballot names another election');
  }
  if (ballot.electionHash !== election.fingerprint) {
    throw new InvalidBallot("the ballot carries another fingerprint than the election's");
  }
}

/** @param {Ballot} ballot */
function checkSignature({ encoded, signedHash, credential, signature }) {
  const unsigned = `${encoded.slice(0, encoded.lastIndexOf(',"signature":{'))}}`;
  if (signedHash !== b64hash(utf8(unsigned))) {
    throw new InvalidBallot('the signed hash is not the hash of the ballot');
  }
  checkKnowledge(`sig|${signedHash}|`, credential, signature);
}

/**
 * @param {string} context
 * @param {Element} publicKey
 * @param {Question} question
 * @param {Answer} answer
 */
function checkAnswer(context, publicKey, question, answer) {
  for (const [index, choice] of answer.choices.entries()) {
    const proof = /** @type {Proof[]} */ (answer.individualProofs[index]);
    checkRange(context, publicKey, choice, BIT, proof);
  }
  const whole = `${context}|${joinTexts(answer.choices)}`;
  if (answer.blankProof === null) {
    checkRange(whole, publicKey, ciphertextSum(answer.choices), question, answer.overallProof);
    return;
  }
  const blank = /** @type {Ciphertext} */ (answer.choices[0]);
  const total = ciphertextSum(answer.choices.slice(1));
  const none = [blank, total].map((ciphertext) => ({ ciphertext, number: 0 }));
  checkDisjunction(`bproof0|${whole}|`, publicKey, none, answer.blankProof);
  const sums = numbers(question).map((number) => ({ ciphertext: total, number }));
  const branches = [{ ciphertext: blank, number: 1 }, ...sums];
  checkDisjunction(`bproof1|${whole}|`, publicKey, branches, answer.overallProof);
}

// --- Making --------------------------------------------------------------------------------------

/**
 * Returns a ballot made with fresh randomness.
 *
 * @param {Election} election
 * @param {bigint} secret
 * @param {Choices} choices
 * @returns {string} the exact text
 */
export function sealBallot(election, secret, choices) {
  return makeBallot(election, secret, choices, randomScalar);
}

/**
 * Returns the ballot of the credential `secret`, every nonce drawn from `nonces` in order.
 *
 * @param {Election} election
 * @param {bigint} secret
 * @param {Choices} choices
 * @param {Nonces} nonces
 * @returns {string} the exact text
 * @throws {InvalidBallot} when the questions do not allow the choices
 */
export function makeBallot(election, secret, choices, nonces) {
  const steps = makeBallotInSteps(election, secret, choices, nonces);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value.encoded;
  }
}

/**
 * Makes a ballot step by step: yields the part that is done, from 0 to 1, after each choice.
 *
 * Returns the exact text, and what its ciphertexts hide: only the voter may ever see that, and only
 * pair proofs need it.
 *
 * @param {Election} election
 * @param {bigint} secret
 * @param {Choices} choices
 * @param {Nonces} nonces
 * @returns {Generator<number, {encoded: string, openings: Opening[][]}, void>}
 */
export function* makeBallotInSteps(election, secret, choices, nonces) {
  if (choices.length !== election.questions.length) {
    throw new InvalidBallot('the choices answer another number of questions');
  }
  const credential = baseTimes(secret);
  const publicKey = election.publicKey.withTable();
  const context = proofContext(election.fingerprint, credential);
  const progress = new Progress(election);
  /** @type {JsonValue[]} */
  const answers = [];
  /** @type {Opening[][]} */
  const openings = [];
  for (const [index, question] of election.questions.entries()) {
    const bits = choices[index] ?? [];
    checkChoices(question, bits);
    const opening = bits.map((m) => ({ r: nonces(), m }));
    openings.push(opening);
    const steps = makeAnswer(context, publicKey, question, opening, nonces);
    answers.push(yield* progress.through(steps));
  }
  /** @type {Record<string, JsonValue>} */
  const fields = {
    election_uuid: election.uuid,
    election_hash: election.fingerprint,
    credential: credential.toHex(),
    answers,
  };
  const hash = b64hash(beleniosJson(fields));
  const proof = proveKnowledge(`sig|${hash}|`, secret, nonces());
  fields.signature = { hash, proof: proofToJson(proof) };
  return { encoded: parseUtf8(beleniosJson(fields)), openings };
}

/** Counts the steps of all answers: two for each choice, and one for the overall proof. */
class Progress {
  #done = 0;
  #all;

  /** @param {Election} election */
  constructor(election) {
    this.#all = election.questions.reduce((sum, each) => sum + 2 * choiceCount(each) + 1, 0);
  }

  /**
   * @param {Generator<void, JsonValue, void>} steps
   * @returns {Generator<number, JsonValue, void>}
   */
  *through(steps) {
    for (;;) {
      const step = steps.next();
      if (step.done) return step.value;
      this.#done += 1;
      yield this.#done / this.#all;
    }
  }
}

/**
 * @param {string} context
 * @param {Element} publicKey
 * @param {Question} question
 * @param {readonly Opening[]} openings
 * @param {Nonces} nonces
 * @returns {Generator<void, JsonValue, void>}
 */
function* makeAnswer(context, publicKey, question, openings, nonces) {
  /** @type {Ciphertext[]} */
  const choices = [];
  for (const { r, m } of openings) {
    choices.push(encrypt(publicKey, m, r));
    yield;
  }
  /** @type {JsonValue[]} */
  const individual = [];
  for (const [index, opening] of openings.entries()) {
    const prefix = rangePrefix(context, /** @type {Ciphertext} */ (choices[index]));
    individual.push(disjunctionToJson(proveRange(prefix, publicKey, opening, BIT, nonces)));
    yield;
  }
  /** @type {Record<string, JsonValue>} */
  const fields = { choices: choices.map((each) => each.toJson()), individual_proofs: individual };
  const whole = `${context}|${joinTexts(choices)}`;
  if (question.blank) {
    const { blank, overall } = proveWithBlank(whole, publicKey, question, openings, nonces);
    fields.overall_proof = disjunctionToJson(overall);
    fields.blank_proof = disjunctionToJson(blank);
  } else {
    const prefix = rangePrefix(whole, ciphertextSum(choices));
    const proof = proveRange(prefix, publicKey, add(openings), question, nonces);
    fields.overall_proof = disjunctionToJson(proof);
  }
  yield;
  return fields;
}

/**
 * @param {string} context
 * @param {Element} publicKey
 * @param {Question} question
 * @param {readonly Opening[]} openings  the blank bit first
 * @param {Nonces} nonces
 * @returns {{blank: Proof[], overall: Proof[]}}
 */
function proveWithBlank(context, publicKey, question, openings, nonces) {
  const bit = /** @type {Opening} */ (openings[0]);
  const total = add(openings.slice(1));
  const none = [bit, total].map(({ r, m }) => ({ r, gap: m }));
  const blank = proveDisjunction(`bproof0|${context}|`, publicKey, none, nonces);
  const sums = numbers(question).map((number) => ({ r: total.r, gap: total.m - number }));
  const branches = [{ r: bit.r, gap: bit.m - 1 }, ...sums];
  return { blank, overall: proveDisjunction(`bproof1|${context}|`, publicKey, branches, nonces) };
}

/**
 * Throws unless the question allows these marks.
 *
 * @param {Question} question
 * @param {readonly number[]} bits
 */
function checkChoices(question, bits) {
  if (bits.length !== choiceCount(question) || bits.some((bit) => bit !== 0 && bit !== 1)) {
    throw new InvalidBallot('the choices are not one zero or one for each answer');
  }
  const marked = bits.slice(question.blank ? 1 : 0).reduce((sum, bit) => sum + bit, 0);
  if (question.blank && bits[0] === 1) {
    if (marked > 0) throw new InvalidBallot('a blank paper marks an answer');
  } else if (marked < question.minimum || marked > question.maximum) {
    throw new InvalidBallot('too few or too many answers are marked');
  }
}

/**
 * @param {readonly Opening[]} openings
 * @returns {Opening}
 */
function add(openings) {
  return openings.reduce((sum, { r, m }) => ({ r: sum.r + r, m: sum.m + m }), { r: 0n, m: 0 });
}

/**
 * Returns S = phi|C, the string that binds every proof to this election and credential.
 *
 * @param {string} fingerprint
 * @param {Element} credential
 * @returns {string}
 */
export function proofContext(fingerprint, credential) {
  return `${fingerprint}|${credential.toHex()}`;
}
