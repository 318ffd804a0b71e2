/** What phones ask and tell about hearings: the shapes of requests and answers (protocol 8). */

import { asList, asNatural, asText, parseHex, parseUuid } from '../encoding.js';
import { MalformedInput } from '../errors.js';

/** @import { Body } from './answers.js' */

/** A hearing as the state of the congress lists it. */
/** @typedef {{item: string, state: string, index: number, title: string, kind: string}} StateHearing */

/**
 * @typedef {object} SupportEnvelope
 * @property {string} item
 * @property {string} key         hex
 * @property {string} prefix      base64
 * @property {string} token       base64
 * @property {string} commitment  hex
 * @property {string} signature   base64
 */

/** sealed: base64. @typedef {SupportEnvelope & {sealed: string}} CommentEnvelope */

/** An answer to a comment, from the hall or the office. */
/** @typedef {{text: string, by: string, time: string}} Reply */

/**
 * What became of one comment: as everybody may read it.
 *
 * @typedef {object} Opinion
 * @property {string} commitment
 * @property {'sealed'|'published'|'withheld'} state
 * @property {string} text      "" unless published
 * @property {number} clause
 * @property {readonly number[]} marks
 * @property {string} replyTo
 * @property {string} reason    "" unless withheld
 * @property {number} supports
 * @property {readonly Reply[]} replies
 */

/**
 * @param {unknown} value
 * @returns {StateHearing}
 */
export function readStateHearing(value) {
  const { item, state, index, title, kind } = /** @type {Body} */ (value);
  return {
    item: parseUuid(item),
    state: asText(state),
    index: asNatural(index),
    title: asText(title),
    kind: asText(kind),
  };
}

/**
 * @param {Body} body
 * @returns {Opinion[]}
 */
export function readOpinions({ opinions }) {
  return asList(opinions).map((each) => readOpinion(/** @type {Body} */ (each)));
}

/**
 * @param {Body} body
 * @returns {Opinion}
 */
function readOpinion(body) {
  const { commitment, state, supports, replies } = body;
  parseHex(asText(commitment), 32);
  const shared = {
    commitment: asText(commitment),
    supports: asNatural(supports),
    replies: asList(replies).map((each) => readReply(/** @type {Body} */ (each))),
    ...{ text: '', clause: 0, marks: [0, 0, 0], replyTo: '', reason: '' },
  };
  if (state === 'sealed') return { ...shared, state };
  if (state === 'withheld') return { ...shared, state, reason: asText(body.reason) };
  if (state !== 'published') throw new MalformedInput('a comment is in an unknown state');
  const { text, clause, marks, reply_to: replyTo = '' } = body;
  return {
    ...shared,
    state,
    text: asText(text),
    clause: asNatural(clause),
    marks: asList(marks).map(asNatural),
    replyTo: asText(replyTo),
  };
}

/**
 * @param {Body} body
 * @returns {Reply}
 */
function readReply({ text, by, time }) {
  return { text: asText(text), by: asText(by), time: asText(time) };
}
