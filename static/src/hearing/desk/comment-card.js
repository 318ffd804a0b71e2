/** A comment on the page: as text alone, isolated from what stands around it, whatever it holds. */

import { fill, reveal } from '../../booth/views-words.js';

/** @import { Words } from '../../booth/views-words.js' */
/** @import { Comment } from '../../sealing.js' */
/** @import { Hearing } from '../leaf.js' */

// Signs that turn text around or cannot be seen; the joiner of emoji is none of them.
const UNSEEN = /[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\u061c\u00ad]/u;
const MARKS = /** @type {const} */ (['necessity', 'compliance', 'feasibility']);
/** So many digits of a commitment tell comments of one hearing apart. */
const CODE_LENGTH = 8;

/**
 * @param {string} commitment
 * @returns {string} what people call a comment by
 */
export function codeOf(commitment) {
  return commitment.slice(0, CODE_LENGTH);
}

/**
 * Fills a cloned comment.
 *
 * @param {ParentNode} part
 * @param {string} commitment
 * @param {Comment|null} comment  null: nothing that could be shown
 * @param {Hearing} hearing
 * @param {Words} words
 */
export function fillComment(part, commitment, comment, hearing, words) {
  fill(part, { code: codeOf(commitment) });
  reveal(part, 'said', comment !== null);
  if (comment === null) return;
  fill(part, {
    text: comment.text,
    clause: clauseInWords(comment.clause, hearing, words),
    marks: marksInWords(comment.marks, words),
    target: comment.replyTo === '' ? '' : codeOf(comment.replyTo),
  });
  reveal(
    part,
    'marks',
    comment.marks.some((mark) => mark > 0),
  );
  reveal(part, 'target', comment.replyTo !== '');
  reveal(part, 'unseen', UNSEEN.test(comment.text));
}

/**
 * @param {number} clause
 * @param {Hearing} hearing
 * @param {Words} words
 * @returns {string}
 */
function clauseInWords(clause, { clauses }, words) {
  if (clause === 0) return words.say('clause.whole');
  return clauses[clause - 1] ?? words.say('clause.unknown', { number: clause });
}

/**
 * @param {readonly number[]} marks
 * @param {Words} words
 * @returns {string}
 */
function marksInWords(marks, words) {
  return MARKS.flatMap((name, index) => {
    const mark = marks[index] ?? 0;
    return mark === 0 ? [] : words.say(`mark.${name}`, { mark });
  }).join(words.say('mark.between'));
}
