/** What stands on the page between two counts. */

import { fill, listed, reshape, reveal } from '../booth/views-words.js';
import { drawStakes } from './views-ceremony.js';

/** @import { Words } from '../booth/views-words.js' */
/** @import { ItemView, Phase, ScrutineerState } from './state.js' */

/** @type {Readonly<Record<Phase, string>>} phase -> shape beside the item */
const SHAPES = {
  wait: 'wait',
  todo: 'now',
  checking: 'now',
  checked: 'now',
  shuffling: 'now',
  waiting: 'wait',
  handed: 'wait',
  result: 'now',
  signed: 'done',
  done: 'done',
  void: 'void',
  foreign: 'closed',
};
/** Phases in which the person has something to do. */
const DUE = new Set(['todo', 'checking', 'checked', 'result']);
/** Phases that have a page of their own. */
const OPEN = new Set([...DUE, 'shuffling', 'waiting', 'handed', 'signed']);

/**
 * @param {HTMLElement} root
 * @param {ScrutineerState} state
 * @param {Words} words
 */
export function drawHome(root, state, words) {
  const { items, log, seat, witnessed } = state;
  if (seat === null) return;
  const due = items.find(({ phase }) => DUE.has(phase));
  fill(root, {
    heading: words.say(due === undefined ? 'home.nothing' : 'home.due'),
    due: due?.title ?? '',
    witnessed: words.say(witnessed > 0 ? 'home.witnessed' : 'home.read', {
      count: witnessed > 0 ? witnessed : log,
    }),
    saved: words.say(seat.saved ? 'home.saved' : 'home.unsaved'),
  });
  reshape(root, 'saved', seat.saved ? 'done' : 'warn');
  reveal(root, 'due', due !== undefined);
  reveal(root, 'idle', due === undefined);
  for (const button of root.querySelectorAll('[data-part="due"][data-action]')) {
    if (button instanceof HTMLElement) button.dataset.chosen = due?.item ?? '';
  }
  drawStakes(root, seat, words);
  drawItems(root, items, words);
  drawOthers(root, state, words);
}

/**
 * Offers the other seats that this device has.
 *
 * @param {HTMLElement} root
 * @param {ScrutineerState} state
 * @param {Words} words
 */
export function drawOthers(root, { others }, words) {
  reveal(root, 'others', others.length > 0);
  const list = listed(root, 'others');
  if (list.children.length === others.length) return;
  list.textContent = '';
  for (const { device, name, title } of others) {
    list.append(words.clone('part-other'));
    const item = /** @type {HTMLElement} */ (list.lastElementChild);
    fill(item, { other: name, where: title });
    for (const button of item.querySelectorAll('button')) button.dataset.chosen = device;
  }
}

/**
 * @param {HTMLElement} root
 * @param {readonly ItemView[]} items
 * @param {Words} words
 */
function drawItems(root, items, words) {
  reveal(root, 'items', items.length > 0);
  const list = listed(root, 'items');
  while (list.children.length > items.length) list.lastElementChild?.remove();
  while (list.children.length < items.length) list.append(words.clone('part-item'));
  items.forEach(({ item, phase, title }, at) => {
    const row = /** @type {HTMLElement} */ (list.children[at]);
    fill(row, { item: title, state: words.say(`phase.${phase}`) });
    reshape(row, 'state', SHAPES[phase]);
    row.classList.toggle('mine', DUE.has(phase));
    for (const button of row.querySelectorAll('button')) {
      button.hidden = !OPEN.has(phase);
      button.dataset.chosen = item;
    }
  });
}
