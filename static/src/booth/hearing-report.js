/** The report of a hearing, as the log has it: what came of every opinion, and why. */

import {
  asList,
  asNatural,
  asText,
  exactFields,
  parseCanonicalJson,
  parseHex,
  parseUuid,
  utf8,
} from '../encoding.js';
import { MalformedInput } from '../errors.js';
import { alarming } from './alarm.js';
import { proveLeaf } from './item.js';

/** @import { Api } from './api.js' */
/** @import { LogWatch } from './follow.js' */

/** @typedef {'adopted'|'partly'|'rejected'} Decision */

/**
 * One opinion of the report: comments are the commitments it was merged from, none for what was said in
 * the hall alone.
 *
 * @typedef {{title: string, decision: Decision, reason: string, comments: readonly string[]}} ReportedOpinion
 */

/**
 * @typedef {object} Report
 * @property {readonly ReportedOpinion[]} opinions
 * @property {number} received
 * @property {number} published
 * @property {Readonly<Record<string, number>>} withheld  by reason
 * @property {string} by
 * @property {string} time
 */

const FIELDS = /** @type {const} */ ([
  'by',
  'item',
  'opinions',
  'published',
  'received',
  'time',
  'type',
  'withheld',
]);
const DECISIONS = /** @type {const} */ (['adopted', 'partly', 'rejected']);

/**
 * Fetches the report of a hearing, and checks that the signed log includes it.
 *
 * @param {{api: Api, watch: LogWatch}} booth
 * @param {string} congress
 * @param {string} hearing
 * @returns {Promise<Report>}
 * @throws {import('./alarm.js').Alarm}
 */
export async function fetchReport({ api, watch }, congress, hearing) {
  const logged = await api.report(congress, hearing);
  const { leaf, evidence } = await proveLeaf(watch, congress, hearing, logged);
  return alarming('item-invalid', hearing, evidence, () => parseReportLeaf(leaf, hearing));
}

/**
 * Reads the log entry of a report strictly.
 *
 * @param {string} leaf
 * @param {string} hearing  the one that was asked for
 * @returns {Report}
 * @throws {MalformedInput} and its kin
 */
export function parseReportLeaf(leaf, hearing) {
  const fields = exactFields(parseCanonicalJson(utf8(leaf)), FIELDS);
  if (fields.type !== 'reported' || parseUuid(fields.item) !== hearing) {
    throw new MalformedInput('the entry is not the report of the hearing');
  }
  return {
    opinions: asList(fields.opinions).map(parseOpinion),
    received: asNatural(fields.received),
    published: asNatural(fields.published),
    withheld: parseCounts(fields.withheld),
    by: asText(fields.by),
    time: asText(fields.time),
  };
}

/**
 * @param {unknown} value
 * @returns {ReportedOpinion}
 */
function parseOpinion(value) {
  const fields = exactFields(value, ['comments', 'decision', 'reason', 'title']);
  const decision = DECISIONS.find((each) => each === fields.decision);
  if (decision === undefined) throw new MalformedInput('a decision is none of the three');
  const comments = asList(fields.comments).map(asText);
  for (const commitment of comments) parseHex(commitment, 32);
  return { title: asText(fields.title), decision, reason: asText(fields.reason), comments };
}

/**
 * @param {unknown} value
 * @returns {Record<string, number>}
 */
function parseCounts(value) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new MalformedInput('the numbers of a report are malformed');
  }
  return Object.fromEntries(
    Object.entries(value).map(([reason, count]) => [reason, asNatural(count)]),
  );
}
