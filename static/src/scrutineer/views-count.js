/** What stands on the page while one item is checked, decrypted and signed. */

import { fill, link, listed, reveal } from '../booth/views-words.js';

/** @import { Words } from '../booth/views-words.js' */
/** @import { ItemView, Phase, ScrutineerState } from './state.js' */

const STAGES = ['check', 'decrypt', 'result', 'sign'];

/** @type {Readonly<Record<Phase, number>>} phase -> index in STAGES that goes on; 4: all are done */
const STAGE_OF = {
  wait: 0,
  todo: 0,
  checking: 0,
  checked: 1,
  shuffling: 1,
  waiting: 1,
  handed: 2,
  result: 3,
  signed: 4,
  done: 4,
  void: 4,
  foreign: 0,
};
const PARTS = [
  'todo',
  'checking',
  'checked',
  'shuffling',
  'waiting',
  'handed',
  'result',
  'signed',
  'done',
  'void',
];

/**
 * @param {HTMLElement} root
 * @param {ScrutineerState} state
 * @param {Words} words
 */
export function drawCount(root, { current, seat }, words) {
  if (current === null || seat === null) return;
  const { ballots, item, needed, phase, shuffled, signed, title } = current;
  for (const part of PARTS) reveal(root, part, part === phase);
  drawStages(root, STAGE_OF[phase]);
  fill(root, {
    item: title,
    ballots: words.say('count.ballots', { count: ballots }),
    passed: words.say('count.passed', { count: ballots }),
    shuffled: words.say('count.shuffled', shuffled ?? { done: 0, needed: seat.threshold }),
    handed: words.say('count.handed', { threshold: seat.threshold }),
    signed: words.say('count.signed', { signed, needed: needed || seat.threshold }),
  });
  drawProgress(root, current, words);
  drawResult(root, current, words);
  link(root, 'result', `/c/${seat.congress}/result/${item}`);
}

/**
 * @param {HTMLElement} root
 * @param {number} now
 */
function drawStages(root, now) {
  for (const stage of root.querySelectorAll('[data-stage]')) {
    const index = STAGES.indexOf(stage.getAttribute('data-stage') ?? '');
    stage.classList.toggle('done', index < now);
    stage.classList.toggle('now', index === now);
  }
}

/**
 * @param {HTMLElement} root
 * @param {ItemView} item
 * @param {Words} words
 */
function drawProgress(root, { phase, progress }, words) {
  const bar = root.querySelector(`progress[data-bar="${phase}"]`);
  if (!(bar instanceof HTMLProgressElement) || progress === null) return;
  bar.max = Math.max(1, progress.all);
  // One block alone moves the bar only when it is done: then it shows that work goes on.
  if (progress.all > 1) bar.value = progress.done;
  fill(root, { progress: words.say('count.progress', progress) });
}

/**
 * @param {HTMLElement} root
 * @param {ItemView} item
 * @param {Words} words
 */
function drawResult(root, { counts, questions }, words) {
  reveal(root, 'counts', counts !== null);
  const list = listed(root, 'questions');
  if (counts === null || list.children.length === questions.length) return;
  list.textContent = '';
  questions.forEach(({ answers, text }, at) => {
    list.append(words.clone('part-question'));
    const section = /** @type {HTMLElement} */ (list.lastElementChild);
    fill(section, { question: text });
    const rows = listed(section, 'answers');
    answers.forEach((answer, choice) => {
      rows.append(words.clone('part-answer'));
      const row = /** @type {HTMLElement} */ (rows.lastElementChild);
      // A blank bit stands before the answers, and has no name of its own.
      const shift = (counts[at]?.length ?? 0) - answers.length;
      fill(row, {
        answer: words.answer(answer, true),
        votes: counts[at]?.[choice + shift] ?? 0,
      });
    });
  });
}
