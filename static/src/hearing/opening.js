/** Opening comments on the officer's device: in batches that hide when each of them came. */

import { MalformedInput, VotesvcError } from '../errors.js';
import { openComment, parsePlaintext } from '../sealing.js';

/** @import { KeyPair } from '../hpke.js' */
/** @import { Comment } from '../sealing.js' */
/** @import { Hearing } from './leaf.js' */
/** @import { HearingState, SealedComment } from './proceedings.js' */

/**
 * Why a comment cannot be published, only withheld as malformed.
 *
 * sealed           it does not open, or not to what was committed to.
 * malformed        it opens, and is no comment.
 * no-such-clause   it is about a clause that the matter does not have.
 * unasked-marks    it gives marks that were not asked for.
 * no-such-comment  it replies to what is not published.
 *
 * @typedef {'sealed'|'malformed'|'no-such-clause'|'unasked-marks'|'no-such-comment'} Fault
 */

/**
 * @typedef {object} OpenedComment
 * @property {string} commitment
 * @property {number} index       of its log entry
 * @property {string} plaintext   "" where it does not open
 * @property {Comment|null} comment  null where it is none; its texts are to be shown as text only
 * @property {Fault|null} fault
 */

/** While a hearing is open; once it is closed, nobody can tell any more what came when. */
export const SMALLEST_BATCH = 5;
// Milliseconds of work between two breaths of the page.
const SLICE = 24;

/**
 * Tells whether so many comments may be opened together.
 *
 * @param {HearingState} state
 * @param {number} count
 * @returns {boolean}
 */
export function mayOpen(state, count) {
  if (state === 'open') return count >= SMALLEST_BATCH;
  return state === 'closed' && count >= 1;
}

/**
 * Opens comments in the order of their commitments, in slices, so that the page stays alive.
 *
 * @param {readonly SealedComment[]} sealed
 * @param {{key: KeyPair, hearing: Hearing, published: ReadonlySet<string>}} room
 * @param {(done: number) => void} [progress]  from 0 to 1
 * @returns {Promise<OpenedComment[]>}
 */
export async function openAll(sealed, room, progress = () => {}) {
  const ordered = [...sealed].sort((a, b) => (a.commitment < b.commitment ? -1 : 1));
  /** @type {OpenedComment[]} */
  const opened = [];
  let rested = Date.now();
  for (const comment of ordered) {
    opened.push(openOne(comment, room));
    if (Date.now() - rested < SLICE) continue;
    progress(opened.length / ordered.length);
    await new Promise((resolve) => setTimeout(resolve));
    rested = Date.now();
  }
  progress(1);
  return opened;
}

/**
 * @param {SealedComment} comment
 * @param {{key: KeyPair, hearing: Hearing, published: ReadonlySet<string>}} room
 * @returns {OpenedComment}
 */
function openOne({ commitment, index, sealed }, { key, hearing, published }) {
  const found = { commitment, index, plaintext: '', comment: null };
  let plaintext;
  try {
    plaintext = openComment(key, hearing.hearing, commitment, sealed);
  } catch (error) {
    if (!(error instanceof VotesvcError)) throw error;
    return { ...found, fault: 'sealed' };
  }
  try {
    const comment = parsePlaintext(plaintext);
    return { ...found, plaintext, comment, fault: faultOf(comment, hearing, published) };
  } catch (error) {
    if (!(error instanceof MalformedInput)) throw error;
    return { ...found, plaintext, fault: 'malformed' };
  }
}

/**
 * @param {Comment} comment
 * @param {Hearing} hearing
 * @param {ReadonlySet<string>} published
 * @returns {Fault|null}
 */
function faultOf({ clause, marks, replyTo }, hearing, published) {
  if (clause > hearing.clauses.length) return 'no-such-clause';
  if (!hearing.marks && marks.some((mark) => mark > 0)) return 'unasked-marks';
  return replyTo !== '' && !published.has(replyTo) ? 'no-such-comment' : null;
}
