/** What a delegate writes before it is sent: on this phone only, and always something that can be sent. */

import { canonicalJson } from '../encoding.js';
import { MalformedInput, TooLarge } from '../errors.js';
import { LONGEST_TEXT, makePlaintext, SIZES } from '../sealing.js';

/** @import { Hearing } from '../hearing/leaf.js' */
/** @import { Opinion } from './api-hearing.js' */
/** @import { Draft, DraftProblem } from './hearing-state.js' */

// All nonces are equally long.
const ANY_NONCE = '0'.repeat(64);

/** @type {Draft} */
export const EMPTY_DRAFT = Object.freeze({ clause: 0, marks: [0, 0, 0], replyTo: '', text: '' });

/**
 * Returns the draft after a change; null when no comment could ever be like that.
 *
 * @param {Draft} draft
 * @param {Partial<Draft>} change
 * @returns {Draft|null}
 */
export function changeDraft(draft, change) {
  const { clause, marks, replyTo, text } = { ...draft, ...change };
  const changed = { clause, marks: [...marks], replyTo, text: tidy(text) };
  try {
    makePlaintext({ ...changed, text: '.', nonce: ANY_NONCE });
    return changed;
  } catch (error) {
    if (error instanceof MalformedInput) return null;
    throw error;
  }
}

/**
 * Returns a text without what nobody can see and no comment may hold: ends of lines in one spelling,
 * blanks for tabulators, no other control characters.
 *
 * @param {string} text
 * @returns {string}
 */
function tidy(text) {
  return text
    .replace(/\r\n|[\r\v\f\u0085]/g, '\n')
    .replace(/\t/g, ' ')
    .replace(/(?!\n)[\p{Cc}\p{Cs}]/gu, '');
}

/**
 * Tells why a draft cannot be sent, if it cannot.
 *
 * @param {Draft} draft
 * @param {Pick<Hearing, 'clauses'>} hearing
 * @param {readonly Opinion[]|null} opinions  null: not known, so a reply is taken as it is
 * @returns {DraftProblem|null}
 */
export function problemOf(draft, { clauses }, opinions) {
  if (/^[\p{Z}\n]*$/u.test(draft.text)) return 'blank';
  if (draft.clause > clauses.length) return 'no-such-clause';
  const { replyTo } = draft;
  /** @param {Opinion} opinion */
  const known = ({ commitment, state }) => commitment === replyTo && state === 'published';
  if (replyTo !== '' && opinions !== null && !opinions.some(known)) return 'no-such-comment';
  try {
    makePlaintext({ ...draft, nonce: ANY_NONCE });
    return null;
  } catch (error) {
    if (error instanceof TooLarge) return 'too-long';
    throw error;
  }
}

/**
 * Tells how long a draft is: in characters, and which of the lengths it will have once sealed.
 *
 * @param {Draft} draft
 * @returns {{letters: number, longest: number, size: number, sizes: number, spare: number}} size from
 *   1 to `sizes`, or 0 when none holds it; spare: bytes that are left in it
 */
export function measure({ clause, marks, replyTo, text }) {
  const fields = { clause, marks: [...marks], nonce: ANY_NONCE, reply_to: replyTo, text };
  const { length } = canonicalJson(fields);
  const at = SIZES.findIndex((each) => each >= length);
  const spare = (SIZES[at] ?? length) - length;
  const letters = [...text].length;
  return { letters, longest: LONGEST_TEXT, size: at + 1, sizes: SIZES.length, spare };
}
