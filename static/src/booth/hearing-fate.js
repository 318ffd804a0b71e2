/** What became of the delegate's own comments: read from the list that everybody reads. */

import { parsePlaintext } from '../sealing.js';

/** @import { Opinion } from './api-hearing.js' */
/** @import { Fate } from './hearing-state.js' */
/** @import { HearingMemory, OwnComment } from './hearing-memory.js' */

/**
 * Remembers what the public list says of the own comments that had a receipt when it was asked for.
 *
 * @param {HearingMemory} memory
 * @param {readonly Opinion[]} opinions
 * @param {ReadonlySet<string>} expected  commitments that must be in it
 */
export function rememberFates({ papers }, opinions, expected) {
  const known = new Map(opinions.map((each) => [each.commitment, each]));
  for (const { comment } of Object.values(papers)) {
    if (comment === undefined || !expected.has(comment.envelope.commitment)) continue;
    comment.fate = fateOf(comment, known.get(comment.envelope.commitment));
  }
}

/**
 * Returns the commitments of the own comments that are in the log.
 *
 * @param {HearingMemory|undefined} memory
 * @returns {Set<string>}
 */
export function loggedComments(memory) {
  const own = Object.values(memory?.papers ?? {}).flatMap(({ comment }) => comment ?? []);
  const logged = own.filter(({ receipt }) => receipt !== undefined);
  return new Set(logged.map(({ envelope }) => envelope.commitment));
}

/**
 * @param {OwnComment} comment
 * @param {Opinion|undefined} opinion
 * @returns {Fate}
 */
function fateOf({ plaintext }, opinion) {
  if (opinion === undefined) return { state: 'missing', reason: '', supports: 0, replies: [] };
  const { state, reason, supports, replies } = opinion;
  const altered = state === 'published' && !says(opinion, plaintext);
  return { state: altered ? 'altered' : state, reason, supports, replies };
}

/**
 * @param {Opinion} opinion
 * @param {string} plaintext
 * @returns {boolean}
 */
function says({ text, clause, marks }, plaintext) {
  const said = parsePlaintext(plaintext);
  const sameMarks = marks.every((mark, index) => mark === said.marks[index]);
  return text === said.text && clause === said.clause && sameMarks && marks.length === 3;
}
