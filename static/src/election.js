/**
 * What a ballot is cast in: questions, key and the fingerprint that every proof is bound to.
 *
 * Protocol 2. The exact bytes of the election count: its fingerprint phi is their hash.
 */

import {
  asList,
  asNatural,
  asText,
  b64hash,
  exactFields,
  parseBeleniosUuid,
  parseJson,
  utf8,
} from './encoding.js';
import { MalformedInput, Unsupported } from './errors.js';
import { parseElement } from './group.js';

/** @import { Element } from './group.js' */

const MOST_QUESTIONS = 200;
const MOST_ANSWERS = 1000;
const FIELDS = /** @type {const} */ ([
  'version',
  'description',
  'name',
  'group',
  'public_key',
  'questions',
  'uuid',
  'administrator',
  'credential_authority',
]);

/**
 * One question: between `minimum` and `maximum` answers are marked, or the paper is blank.
 *
 * @typedef {object} Question
 * @property {string} text
 * @property {readonly string[]} answers
 * @property {number} minimum
 * @property {number} maximum
 * @property {boolean} blank  whether choice 0 is the blank bit
 */

/**
 * @typedef {object} Election
 * @property {string} uuid
 * @property {string} name
 * @property {string} description
 * @property {string} administrator
 * @property {string} credentialAuthority
 * @property {Element} publicKey
 * @property {readonly Question[]} questions
 * @property {string} encoded     the exact text
 * @property {string} fingerprint phi
 */

/**
 * Reads an election as votesvc prints it.
 *
 * Stricter than the command line, which also reads the elections of others: a phone only ever meets
 * elections of ours, and takes no other spelling.
 *
 * @param {string} text
 * @returns {Election}
 * @throws {Unsupported} for other versions, groups and kinds of question
 * @throws {MalformedInput}
 */
export function parseElection(text) {
  const data = utf8(text);
  const fields = exactFields(parseJson(data), FIELDS);
  if (fields.version !== 1) throw new Unsupported('election of another version than 1');
  if (fields.group !== 'Ed25519') throw new Unsupported('election over another group than Ed25519');
  const publicKey = parseElement(fields.public_key);
  if (publicKey.isIdentity) throw new MalformedInput('a public key is the identity');
  const questions = asList(fields.questions).map(parseQuestion);
  if (questions.length < 1 || questions.length > MOST_QUESTIONS) {
    throw new MalformedInput('an election has no questions or too many');
  }
  return {
    uuid: parseBeleniosUuid(fields.uuid),
    name: asText(fields.name),
    description: asText(fields.description),
    administrator: asText(fields.administrator),
    credentialAuthority: asText(fields.credential_authority),
    publicKey,
    questions,
    encoded: text,
    fingerprint: b64hash(data),
  };
}

/**
 * @param {unknown} value
 * @returns {Question}
 */
function parseQuestion(value) {
  const blank = typeof value === 'object' && value !== null && 'blank' in value;
  if (typeof value === 'object' && value !== null && 'type' in value) {
    throw new Unsupported('unsupported type of question');
  }
  const fields = blank
    ? exactFields(value, ['answers', 'blank', 'min', 'max', 'question'])
    : exactFields(value, ['answers', 'min', 'max', 'question']);
  if (blank && /** @type {{blank: unknown}} */ (value).blank !== true) {
    throw new MalformedInput('blank stands only where it is true');
  }
  const answers = asList(fields.answers).map(asText);
  const [minimum, maximum] = [asNatural(fields.min), asNatural(fields.max)];
  if (answers.length < 1 || answers.length > MOST_ANSWERS) {
    throw new MalformedInput('a question has no answers or too many');
  }
  if (minimum > maximum || maximum > answers.length) {
    throw new MalformedInput("a question's min and max do not fit its answers");
  }
  return { text: asText(fields.question), answers, minimum, maximum, blank };
}

/**
 * Returns how many ciphertexts an answer has: one per answer, and the blank bit.
 *
 * @param {Question} question
 * @returns {number}
 */
export function choiceCount({ answers, blank }) {
  return answers.length + (blank ? 1 : 0);
}

/**
 * Returns how many branches the overall proof has: one per allowed sum, and the blank.
 *
 * @param {Question} question
 * @returns {number}
 */
export function branchCount({ minimum, maximum, blank }) {
  return maximum - minimum + 1 + (blank ? 1 : 0);
}
