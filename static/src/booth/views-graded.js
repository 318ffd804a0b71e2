/** Evaluations, straw polls and scores on the phone: one grade for each row, or 弃权. */

/** @import { Booth } from './booth.js' */
/** @import { ItemView } from './state.js' */
/** @import { Words } from './views-words.js' */

import { fill, layOutAnswer, listed, reviewLine } from './views-words.js';

const BETWEEN = '｜';
const ABSTAIN = '弃权';
/** @type {ReadonlySet<string|null>} */
const GRADED = new Set(['evaluation', 'poll', 'score']);

/**
 * @param {ItemView} item
 * @returns {boolean}
 */
export function isGraded({ kind }) {
  return GRADED.has(kind);
}

/**
 * Lays out the rows once and returns what brings them up to date after every change.
 *
 * @param {HTMLElement} root   the cloned voting view
 * @param {ItemView} item
 * @param {Booth} booth
 * @param {Words} words
 * @returns {(item: ItemView) => void}
 */
export function layOutGraded(root, item, booth, words) {
  const form = listed(root, 'questions');
  const grades = [...(item.questions[0]?.answers ?? []), ABSTAIN];
  const shown = grades.map((grade) => words.answer(grade, true));
  // Points are not given by the dozen.
  if (item.questions.length > 1 && item.kind !== 'score')
    layOutFill(form, shown, item, booth, words);
  let person = '';
  const rows = item.questions.map(({ text }, index) => {
    const [name = '', dimension] = text.split(BETWEEN);
    if (dimension !== undefined && name !== person) {
      const heading = words.clone('part-person');
      fill(heading, { name });
      form.append(heading);
      person = name;
    }
    const part = words.clone('part-row');
    fill(part, { number: dimension === undefined ? index + 1 : '', text: dimension ?? name });
    const answers = listed(part, 'answers');
    const inputs = shown.map((grade, position) => {
      const input = layOutAnswer(answers, grade, `row-${index}`, words);
      input.addEventListener('change', () => booth.mark(item.item, index, position));
      return input;
    });
    form.append(part);
    return inputs;
  });
  fill(root, { rule: words.say(`rule.${item.kind}`, { count: item.questions.length }) });
  return (now) => {
    rows.forEach((inputs, index) => {
      const marks = now.questions[index]?.marks ?? [];
      inputs.forEach((input, position) => {
        if (input.checked !== marks[position]) input.checked = marks[position] ?? false;
      });
    });
    const done = now.questions.filter(({ marks }) => marks.includes(true)).length;
    fill(root, { tally: words.say('tally.graded', { done, count: rows.length }) });
  };
}

/**
 * @param {HTMLElement} form
 * @param {readonly string[]} grades
 * @param {ItemView} item
 * @param {Booth} booth
 * @param {Words} words
 */
function layOutFill(form, grades, item, booth, words) {
  const part = words.clone('part-fill');
  const buttons = listed(part, 'grades');
  grades.forEach((grade, position) => {
    const button = words.clone('part-fill-grade');
    fill(button, { grade });
    button.firstElementChild?.addEventListener('click', () => booth.fill(item.item, position));
    buttons.append(button);
  });
  form.append(part);
}

/**
 * Lists the rows by the grade they were given, so that they can be read once more.
 *
 * @param {HTMLElement} list
 * @param {ItemView} item
 * @param {Words} words
 */
export function reviewGraded(list, { questions }, words) {
  const grades = [...(questions[0]?.answers ?? []), ABSTAIN];
  grades.forEach((grade, position) => {
    const rows = questions.filter(({ marks }) => marks[position]);
    if (grade === ABSTAIN) rows.push(...questions.filter(({ marks }) => !marks.includes(true)));
    if (rows.length === 0) return;
    const line = {
      text: `${words.answer(grade, true)} · ${rows.length}`,
      marked: rows.map(({ text }) => text.split(BETWEEN).join(' · ')),
      none: '',
      sign: '',
    };
    reviewLine(list, line, words);
  });
}
