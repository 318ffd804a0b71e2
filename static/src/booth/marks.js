/** Marking a paper: too many marks are impossible, and moving one is easy. */

/** @import { ItemView, MarkAnswer } from './state.js' */

/**
 * Returns what a touch of an answer does: the marks after it, and its name.
 *
 * @param {ItemView} view
 * @param {number} question
 * @param {number} answer
 * @returns {{what: MarkAnswer, marks: boolean[][]}}
 */
export function touch({ phase, questions }, question, answer) {
  const marks = questions.map((each) => [...each.marks]);
  const [paper, row] = [questions[question], marks[question]];
  if (phase !== 'voting' || paper === undefined || row?.[answer] === undefined) {
    return { what: 'locked', marks };
  }
  if (row[answer]) {
    row[answer] = false;
    return { what: 'unmarked', marks };
  }
  if (paper.full) return { what: 'full', marks };
  const moved = paper.single && paper.marked > 0;
  if (moved) row.fill(false);
  row[answer] = true;
  return { what: moved ? 'moved' : 'marked', marks };
}
