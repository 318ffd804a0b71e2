/**
 * The answer to one question of a ballot: read, checked, made (protocol 2).
 */

import { branchCount, choiceCount } from './election.js';
import { ciphertextSum, encrypt, joinTexts, parseCiphertext } from './elgamal.js';
import { asList, exactFields } from './encoding.js';
import { InvalidBallot } from './errors.js';
import {
  checkDisjunction,
  checkRange,
  disjunctionToJson,
  numbers,
  parseDisjunction,
  proveDisjunction,
  proveRange,
  rangePrefix,
} from './proofs.js';

/** @import { Question } from './election.js' */
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

/** What a ciphertext hides. @typedef {{r: bigint, m: number}} Opening */

const BIT = { minimum: 0, maximum: 1 };
const ANSWER = /** @type {const} */ (['choices', 'individual_proofs', 'overall_proof']);
const ANSWER_WITH_BLANK = /** @type {const} */ ([...ANSWER, 'blank_proof']);

/**
 * Reads the answer to `question`; shape and membership only.
 *
 * @param {unknown} value
 * @param {Question} question
 * @returns {Answer}
 */
export function parseAnswer(value, question) {
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

/**
 * Throws unless every proof of `answer` holds.
 *
 * @param {string} context
 * @param {Element} publicKey
 * @param {Question} question
 * @param {Answer} answer
 * @throws {import('./errors.js').InvalidProof}
 */
export function checkAnswer(context, publicKey, question, answer) {
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

/**
 * Throws unless the question allows these marks.
 *
 * @param {Question} question
 * @param {readonly number[]} bits
 */
export function checkChoices(question, bits) {
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
 * Encrypts and proves an answer step by step: two steps for each choice, and one more.
 *
 * @param {string} context
 * @param {Element} publicKey
 * @param {Question} question
 * @param {readonly Opening[]} openings
 * @param {Nonces} nonces
 * @returns {Generator<void, JsonValue, void>}
 */
export function* makeAnswer(context, publicKey, question, openings, nonces) {
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
 * @param {readonly Opening[]} openings
 * @returns {Opening}
 */
function add(openings) {
  return openings.reduce((sum, { r, m }) => ({ r: sum.r + r, m: sum.m + m }), { r: 0n, m: 0 });
}
