/**
 * A hearing as the log has it: the only place a phone takes its keys from (protocol 8).
 *
 * Every phone sees the same entry, so nobody can be given keys of their own.
 */

import { parsePublicKey } from '../blind_rsa.js';
import {
  asList,
  asNatural,
  asText,
  exactFields,
  parseB64,
  parseCanonicalJson,
  parseHex,
  parseUuid,
  utf8,
} from '../encoding.js';
import { MalformedInput } from '../errors.js';
import { checkPublicKey } from '../hpke.js';

/** @import { PublicKey } from '../blind_rsa.js' */

/** @typedef {'hearing'|'comments'|'box'} HearingKind */
/** @typedef {{name: string, sha256: string, size: number}} Paper */
/** @typedef {{name: string, role: string, recused: boolean}} Officer */

/**
 * @typedef {object} Hearing
 * @property {string} hearing
 * @property {HearingKind} kind
 * @property {string} title
 * @property {string} matter
 * @property {readonly string[]} clauses
 * @property {number} perDelegate   how many comments each delegate may make
 * @property {boolean} marks        whether comments may bear marks
 * @property {number} noticeDays
 * @property {readonly Paper[]} papers
 * @property {readonly Officer[]} officers
 * @property {string} time
 * @property {Uint8Array} officerKey
 * @property {{comment: PublicKey, support: PublicKey}} credentialKeys
 */

const FIELDS = /** @type {const} */ ([
  'clauses',
  'comment_key',
  'item',
  'kind',
  'marks',
  'matter',
  'notice_days',
  'officer_key',
  'officers',
  'papers',
  'per_delegate',
  'support_key',
  'time',
  'title',
  'type',
]);
const KINDS = /** @type {const} */ (['hearing', 'comments', 'box']);
const MOST_PER_DELEGATE = 10;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;

/**
 * Reads a hearing's log entry strictly.
 *
 * @param {string} leaf
 * @param {string} hearing  the one that was asked for
 * @returns {Hearing}
 * @throws {MalformedInput} and its kin
 */
export function parseHearingLeaf(leaf, hearing) {
  const fields = exactFields(parseCanonicalJson(utf8(leaf)), FIELDS);
  if (fields.type !== 'hearing' || parseUuid(fields.item) !== hearing) {
    throw new MalformedInput('the entry is not that of the hearing');
  }
  const time = asText(fields.time);
  if (!TIME.test(time)) throw new MalformedInput('the time is malformed');
  return {
    hearing,
    kind: parseKind(fields.kind),
    title: asText(fields.title),
    matter: asText(fields.matter),
    clauses: asList(fields.clauses).map(asText),
    perDelegate: parsePerDelegate(fields.per_delegate),
    marks: asFlag(fields.marks),
    noticeDays: asNatural(fields.notice_days),
    papers: asList(fields.papers).map(parsePaper),
    officers: asList(fields.officers).map(parseOfficer),
    time,
    officerKey: parseOfficerKey(asText(fields.officer_key)),
    credentialKeys: parseCredentialKeys(fields.comment_key, fields.support_key),
  };
}

/**
 * @param {unknown} kind
 * @returns {HearingKind}
 */
function parseKind(kind) {
  const known = KINDS.find((each) => each === kind);
  if (known === undefined) throw new MalformedInput('the hearing is of an unknown kind');
  return known;
}

/**
 * @param {unknown} value
 * @returns {number}
 */
function parsePerDelegate(value) {
  const number = asNatural(value);
  if (number < 1 || number > MOST_PER_DELEGATE) {
    throw new MalformedInput('the number of comments per delegate is out of range');
  }
  return number;
}

/**
 * @param {unknown} value
 * @returns {Paper}
 */
function parsePaper(value) {
  const { name, sha256, size } = exactFields(value, ['name', 'sha256', 'size']);
  parseHex(asText(sha256), 32);
  return { name: asText(name), sha256: asText(sha256), size: asNatural(size) };
}

/**
 * @param {unknown} value
 * @returns {Officer}
 */
function parseOfficer(value) {
  const { name, recused, role } = exactFields(value, ['name', 'recused', 'role']);
  return { name: asText(name), role: asText(role), recused: asFlag(recused) };
}

/**
 * @param {string} text
 * @returns {Uint8Array}
 */
function parseOfficerKey(text) {
  const key = parseHex(text, 32);
  checkPublicKey(key);
  return key;
}

/**
 * @param {unknown} comment
 * @param {unknown} support
 * @returns {{comment: PublicKey, support: PublicKey}}
 */
function parseCredentialKeys(comment, support) {
  // One key for both would sign comments where a support was asked for.
  if (comment === support) throw new MalformedInput('comments and supports share one key');
  const [one, other] = [comment, support].map((key) => parsePublicKey(parseB64(asText(key))));
  return { comment: /** @type {PublicKey} */ (one), support: /** @type {PublicKey} */ (other) };
}

/**
 * @param {unknown} value
 * @returns {boolean}
 */
function asFlag(value) {
  if (typeof value !== 'boolean') throw new MalformedInput('expected true or false');
  return value;
}

/** Reads each entry once: parsing checks keys, and pages ask often. */
export class HearingLeaves {
  /** @type {Map<string, Hearing>} */
  #read = new Map();

  /**
   * @param {string} hearing
   * @param {string} leaf  verified before
   * @returns {Hearing}
   */
  of(hearing, leaf) {
    const known = this.#read.get(leaf) ?? parseHearingLeaf(leaf, hearing);
    this.#read.set(leaf, known);
    return known;
  }
}
