/** The list of today's items, as far as this phone is concerned. */

/** @import { BoothState, ItemView } from './state.js' */
/** @import { Words } from './views-words.js' */

import { fill, link, listed, reshape, reveal } from './views-words.js';

/** @type {Readonly<Record<string, string>>} */
const SHAPES = {
  ready: 'wait',
  issuing: 'wait',
  open: 'now',
  closed: 'closed',
  counted: 'closed',
  signed: 'closed',
  announced: 'done',
  void: 'void',
};

/**
 * Draws the agenda of a view that has one; nothing happens while it is unchanged.
 *
 * @param {HTMLElement} root
 * @param {BoothState} state
 * @param {Words} words
 */
export function drawAgenda(root, state, words) {
  if (root.querySelector('[data-list="agenda"]') === null) return;
  const list = listed(root, 'agenda');
  const drawn = JSON.stringify(state.items.map(({ item, state, phase }) => [item, state, phase]));
  if (list.dataset.drawn === drawn) return;
  list.dataset.drawn = drawn;
  reveal(root, 'agenda', state.items.length > 0);
  list.textContent = '';
  for (const item of state.items) list.append(line(item, state, words));
}

/**
 * @param {ItemView} item
 * @param {BoothState} state
 * @param {Words} words
 * @returns {DocumentFragment}
 */
function line(item, state, words) {
  const part = words.clone('part-agenda');
  const told = [words.say(`state.${item.state}`)];
  if (item.phase === 'receipt' || item.phase === 'missed') {
    told.push(words.say(`phase.${item.phase}`));
  }
  fill(part, { title: item.title, state: told.join(' · ') });
  reshape(part, 'state', SHAPES[item.state] ?? 'wait');
  const congress = state.holder?.congress ?? '';
  link(part, 'result', item.state === 'announced' ? `/c/${congress}/result/${item.item}` : null);
  const button = part.querySelector('button');
  if (button !== null) {
    button.hidden = item.phase !== 'receipt' || item.item === state.current;
    button.dataset.item = item.item;
  }
  return part;
}
