/** Marking a paper: too many marks are impossible, and moving one is easy. */

import { cleanName, faultOf } from './written.js';

/** @import { CandidateChoice, ElectionView, ItemView, MarkAnswer, WriteAnswer } from './state.js' */

/**
 * Returns what a touch of an answer does: the marks after it, and its name.
 *
 * Where a paper may be blank, the place behind the answers is 弃权.
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
  const moved = paper.single && row.includes(true);
  if (moved) row.fill(false);
  row[answer] = true;
  return { what: moved ? 'moved' : 'marked', marks };
}

/**
 * Returns the marks after one answer is given to every row that has none yet.
 *
 * @param {ItemView} view
 * @param {number} answer
 * @returns {{what: MarkAnswer, marks: boolean[][]}}
 */
export function fillRows({ phase, questions }, answer) {
  const marks = questions.map((each) => [...each.marks]);
  if (phase !== 'voting') return { what: 'locked', marks };
  for (const row of marks) {
    if (!row.includes(true) && row[answer] !== undefined) row[answer] = true;
  }
  return { what: 'marked', marks };
}

/**
 * Returns what a touch of 赞成, 反对 or 弃权 beside a candidate does: full where every seat is given
 * away, names-need-against where a name stands beside this refusal.
 *
 * The third row of marks is 弃权, which the ballot itself does not tell from no mark at all.
 *
 * @param {ItemView} view
 * @param {number} candidate
 * @param {CandidateChoice} choice
 * @returns {{what: MarkAnswer, marks: boolean[][]}}
 */
export function chooseCandidate({ phase, questions, election }, candidate, choice) {
  const row = election?.candidates[candidate];
  const marks = rowsOf(questions, election);
  if (phase !== 'voting' || election === null || row === undefined)
    return { what: 'locked', marks };
  if (row.choice === choice) return { what: 'marked', marks };
  if (choice === 'for' && election.left === 0) return { what: 'full', marks };
  if (row.choice === 'against' && election.names.filter(Boolean).length >= election.refused) {
    return { what: 'names-need-against', marks };
  }
  for (const [at, each] of /** @type {const} */ (['for', 'against', 'abstain']).entries()) {
    const place = marks[at];
    if (place !== undefined) place[candidate] = each === choice;
  }
  return { what: row.choice === null ? 'marked' : 'moved', marks };
}

/**
 * Returns what writing a name into a slot does, and the marks and names after it.
 *
 * @param {ItemView} view
 * @param {number} slot
 * @param {string} typed
 * @returns {{what: WriteAnswer, marks: boolean[][], names: string[]}}
 */
export function writeName({ phase, questions, election }, slot, typed) {
  const marks = rowsOf(questions, election);
  const names = [...(election?.names ?? [])];
  const known = names[slot];
  if (phase !== 'voting' || election === null || known === undefined) {
    return { what: 'locked', marks, names };
  }
  const name = cleanName(typed);
  const others = names.filter((_, at) => at !== slot);
  if (name !== '') {
    const listed = election.candidates.map((each) => each.name);
    const fault = faultOf(name, listed, others.filter(Boolean));
    if (fault !== null) return { what: fault, marks, names };
    if (known === '' && election.left === 0) return { what: 'full', marks, names };
    if (others.filter(Boolean).length >= election.refused) {
      return { what: 'need-against', marks, names };
    }
  }
  names[slot] = name;
  const pro = marks[0];
  if (pro !== undefined) pro[election.candidates.length + slot] = name !== '';
  return { what: name === '' ? 'cleared' : 'written', marks, names };
}

/**
 * @param {ItemView['questions']} questions
 * @param {ElectionView|null} election
 * @returns {boolean[][]}
 */
function rowsOf(questions, election) {
  const rows = questions.map((each) => [...each.marks]);
  return [...rows, (election?.candidates ?? []).map(({ choice }) => choice === 'abstain')];
}
