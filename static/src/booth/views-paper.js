/** The ballot paper on the phone: marking it, and reading it once more before it is cast. */

/** @import { Booth } from './booth.js' */
/** @import { ItemView, PaperQuestion } from './state.js' */
/** @import { Words } from './views-words.js' */

import { layOutElection, reviewElection } from './views-election.js';
import { isGraded, layOutGraded, reviewGraded } from './views-graded.js';
import { explain, fill, layOutAnswer, listed, reveal, reviewLine } from './views-words.js';

/**
 * Lays out the paper of `item` once and returns what brings it up to date after every change.
 *
 * @param {HTMLElement} root   the cloned voting view
 * @param {ItemView} item
 * @param {Booth} booth
 * @param {Words} words
 * @returns {(item: ItemView) => void}
 */
export function layOutPaper(root, item, booth, words) {
  fill(root, { kind: words.say(`kind.${item.kind ?? 'motion'}`) });
  reveal(root, 'group', item.group !== '');
  if (item.group !== '') fill(root, { group: words.say('kind.of-group', { group: item.group }) });
  if (item.kind === 'election') return layOutElection(root, item, booth, words);
  if (isGraded(item)) return layOutGraded(root, item, booth, words);
  return layOutQuestions(root, item, booth, words);
}

/**
 * @param {HTMLElement} root
 * @param {ItemView} item  a motion or a choice
 * @param {Booth} booth
 * @param {Words} words
 * @returns {(item: ItemView) => void}
 */
function layOutQuestions(root, item, booth, words) {
  const motion = item.kind === 'motion';
  const form = listed(root, 'questions');
  const sheets = item.questions.map((question, index) => {
    const part = words.clone(motion ? 'part-motion' : 'part-choose');
    fill(part, { number: index + 1, text: question.text });
    const answers = listed(part, 'answers');
    const inputs = question.answers.map((answer, position) => {
      const input = layOutAnswer(
        answers,
        words.answer(answer, question.single),
        `question-${index}`,
        words,
      );
      if (!question.single) input.type = 'checkbox';
      // A radio button that is marked already does not change; a box has to be held back before
      // it changes, so that a mark too many never shows.
      input.addEventListener(question.single ? 'change' : 'click', (event) => {
        const answer = booth.mark(item.item, index, position);
        const full = answer === 'full';
        explain(root, full ? words.say('why.full', { maximum: question.maximum }) : '');
        if (full || answer === 'locked') event.preventDefault();
      });
      return input;
    });
    const sheet = /** @type {HTMLElement} */ (part.firstElementChild);
    form.append(part);
    return { sheet, inputs };
  });
  fill(root, { rule: rule(item, words) });
  return (now) => {
    sheets.forEach((sheet, index) => {
      const question = now.questions[index];
      if (question !== undefined) drawMarks(sheet, question);
    });
    fill(root, { tally: tally(now, words) });
  };
}

/**
 * @param {{sheet: HTMLElement, inputs: readonly HTMLInputElement[]}} laid
 * @param {PaperQuestion} question
 */
function drawMarks({ sheet, inputs }, question) {
  sheet.classList.toggle('full', question.full);
  if (question.complete) sheet.classList.remove('wanted');
  inputs.forEach((input, position) => {
    input.checked = question.marks[position] ?? false;
    if (question.full && !input.checked) input.setAttribute('aria-disabled', 'true');
    else input.removeAttribute('aria-disabled');
  });
}

/**
 * @param {ItemView} item
 * @param {Words} words
 * @returns {string}
 */
function rule(item, words) {
  const [question] = item.questions;
  if (item.kind === 'motion' || question === undefined) {
    return words.say('rule.motion', { count: item.questions.length });
  }
  const { minimum, maximum } = question;
  if (minimum === maximum) return words.say('rule.exactly', { maximum });
  if (minimum > 0) return words.say('rule.between', { minimum, maximum });
  return words.say('rule.choose', { maximum });
}

/**
 * @param {ItemView} item
 * @param {Words} words
 * @returns {string}
 */
function tally(item, words) {
  const [question] = item.questions;
  if (item.kind === 'motion' || question === undefined) {
    const done = item.questions.filter((question) => question.complete).length;
    return words.say('tally.motion', { done, count: item.questions.length });
  }
  const { marked, maximum } = question;
  return words.say('tally.choose', { marked, maximum });
}

/**
 * Leads to the first question that still lacks a mark and says what is missing.
 *
 * @param {HTMLElement} root
 * @param {ItemView} item
 * @param {Words} words
 */
export function leadToMissing(root, item, words) {
  const index = item.questions.findIndex((question) => !question.complete);
  const question = item.questions[index];
  const sheet = root.querySelectorAll('.question')[index];
  if (question === undefined || sheet === undefined) return;
  const { minimum, marked } = question;
  const missing = minimum - marked;
  const one = item.questions.length === 1;
  if (item.kind === 'choose') explain(root, words.say('why.few', { minimum, missing }));
  else explain(root, words.say(one ? 'why.missing-one' : 'why.missing', { number: index + 1 }));
  sheet.classList.add('wanted');
  sheet.scrollIntoView({ block: 'center' });
  sheet.querySelector('input')?.focus({ preventScroll: true });
}

/**
 * Lists what was marked, so that it can be read once more.
 *
 * @param {HTMLElement} root   the cloned review view
 * @param {ItemView} item
 * @param {Words} words
 */
export function layOutReview(root, item, words) {
  const list = listed(root, 'choices');
  if (item.kind === 'election') return reviewElection(list, item, words);
  if (isGraded(item)) return reviewGraded(list, item, words);
  item.questions.forEach((question, index) => {
    const chosen = question.answers.filter((_, position) => question.marks[position]);
    const line = {
      number: item.kind === 'motion' ? index + 1 : '',
      text: question.text,
      marked: chosen.map((answer) => words.answer(answer, question.single)),
      none: words.say('review.none'),
    };
    reviewLine(list, line, words);
  });
  if (item.kind !== 'choose') return;
  for (const { marked, maximum } of item.questions) {
    if (marked > 0 && marked < maximum) {
      fill(root, { fewer: words.say('review.fewer', { marked, maximum }) });
    }
  }
}
