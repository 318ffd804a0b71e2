/** What stands on the page while the key is made. */

import { fill, listed, reveal } from '../booth/views-words.js';

/** @import { Words } from '../booth/views-words.js' */
/** @import { CeremonyView, ScrutineerState, SeatView } from './state.js' */

const ROUNDS = ['pledging', 'dealing', 'checking'];
const HALF = 4;

/**
 * Is this your name? And what it means to hold a part of this key.
 *
 * @param {HTMLElement} root
 * @param {ScrutineerState} state
 * @param {Words} words
 */
export function drawWho(root, { seat }, words) {
  if (seat === null) return;
  drawStakes(root, seat, words);
  drawPeople(root, seat, null, words);
}

/**
 * @param {HTMLElement} root
 * @param {ScrutineerState} state
 * @param {Words} words
 */
export function drawRounds(root, { ceremony, seat }, words) {
  if (ceremony === null || seat === null) return;
  const now = ROUNDS.indexOf(ceremony.step);
  for (const stage of root.querySelectorAll('[data-stage]')) {
    const index = ROUNDS.indexOf(stage.getAttribute('data-stage') ?? '');
    stage.classList.toggle('done', now < 0 || index < now);
    stage.classList.toggle('now', index === now);
  }
  const waiting = seat.names.filter((_, at) => !ceremony.done[at]).length;
  const mine = ceremony.mine ? 'waiting' : 'working';
  fill(root, { doing: words.say(`rounds.${mine}`, { count: waiting }) });
  drawPeople(root, seat, ceremony, words);
  drawDigits(root, ceremony);
}

/**
 * @param {HTMLElement} root
 * @param {ScrutineerState} state
 * @param {Words} words
 */
export function drawStopped(root, { ceremony, seat }, words) {
  if (ceremony === null || seat === null) return;
  const { dealer, reason, seat: victim } = ceremony.stopped;
  const [from = '', to = ''] = [seat.names[dealer - 1], seat.names[victim - 1]];
  const why = dealer > 0 ? words.say('stopped.share', { dealer: from, seat: to }) : reason;
  fill(root, { reason: why });
  reveal(root, 'evidence', dealer > 0);
}

/**
 * Says how many are needed, and how many may be missing.
 *
 * @param {HTMLElement} root
 * @param {SeatView} seat
 * @param {Words} words
 */
export function drawStakes(root, { names, threshold }, words) {
  const spare = names.length - threshold;
  const values = { size: names.length, threshold, spare };
  const key = names.length === 1 ? 'stakes.one' : spare === 0 ? 'stakes.all' : 'stakes.some';
  fill(root, { stakes: words.say(key, values) });
}

/**
 * Shows eight digits that people read to each other, in two halves.
 *
 * @param {HTMLElement} root
 * @param {CeremonyView} ceremony
 */
export function drawDigits(root, { digits }) {
  reveal(root, 'digits', digits !== '');
  fill(root, { digits: `${digits.slice(0, HALF)} ${digits.slice(HALF)}` });
}

/**
 * @param {HTMLElement} root
 * @param {SeatView} seat
 * @param {CeremonyView|null} ceremony  null: before it begins
 * @param {Words} words
 */
function drawPeople(root, { names, seat: mine }, ceremony, words) {
  const list = listed(root, 'people');
  list.classList.toggle('plain', ceremony === null);
  if (list.children.length !== names.length) {
    list.textContent = '';
    for (const name of names) {
      list.append(words.clone('part-person'));
      fill(/** @type {HTMLElement} */ (list.lastElementChild), { person: name });
    }
  }
  [...list.children].forEach((item, at) => {
    const state = stateOf(ceremony, at);
    item.classList.toggle('mine', at + 1 === mine);
    item.classList.toggle('done', state === 'done');
    const me = at + 1 === mine ? words.say('people.me') : '';
    fill(item, { me, state: state === '' ? '' : words.say(`people.${state}`) });
  });
}

/**
 * @param {CeremonyView|null} ceremony
 * @param {number} at
 * @returns {'done'|'waiting'|'absent'|''}
 */
function stateOf(ceremony, at) {
  if (ceremony === null) return '';
  if (ceremony.done[at]) return 'done';
  return ceremony.joined[at] ? 'waiting' : 'absent';
}
