/**
 * Belenios ballots: made, read, checked (protocol 2).
 *
 * `parseBallot` settles shape and membership, `checkBallot` the algebra. Making one is split into
 * steps so that a page stays alive while it works.
 */

import { checkAnswer, checkChoices, makeAnswer, parseAnswer } from './answer.js';
import { choiceCount } from './election.js';
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
import { checkKnowledge, parseProof, proofToJson, proveKnowledge } from './proofs.js';

/** @import { Answer, Opening } from './answer.js' */
/** @import { Election } from './election.js' */
/** @import { JsonValue } from './encoding.js' */
/** @import { Element } from './group.js' */
/** @import { Nonces, Proof } from './proofs.js' */

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

/**
 * Zeros and ones for each answer of each question, the blank bit first where allowed.
 *
 * @typedef {readonly (readonly number[])[]} Choices
 */

const BALLOT = /** @type {const} */ ([
  'election_uuid',
  'election_hash',
  'credential',
  'answers',
  'signature',
]);

// --- Reading -------------------------------------------------------------------------------------

/**
 * Reads a ballot for `election` and refuses any shape or spelling but the one of protocol 2.
 *
 * @param {Uint8Array} data
 * @param {Election} election
 * @returns {Ballot}
 * @throws {import('./errors.js').MalformedInput} and its kin for the bytes, points and scalars
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
 * Returns S = phi|C, the string that binds every proof to this election and credential.
 *
 * @param {string} fingerprint
 * @param {Element} credential
 * @returns {string}
 */
export function proofContext(fingerprint, credential) {
  return `${fingerprint}|${credential.toHex()}`;
}
