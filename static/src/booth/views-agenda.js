/** The lists of today's items and hearings, as far as this phone is concerned. */

/** @import { HearingView } from './hearing-state.js' */
/** @import { BoothState, ItemView } from './state.js' */
/** @import { Words } from './views-words.js' */

import { leftOf } from './views-place.js';
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

const UNDER_WAY = new Set(['issuing', 'open']);

/** @type {Readonly<Record<string, string>>} */
const HEARING_SHAPES = { announced: 'wait', open: 'now', closed: 'closed', reported: 'done' };

/**
 * Draws the agenda of a view that has one; nothing happens while it is unchanged.
 *
 * @param {HTMLElement} root
 * @param {BoothState} state
 * @param {Words} words
 */
export function drawAgenda(root, state, words) {
  drawList(root, 'agenda', state.items, {
    told: ({ item, state, phase, announced }) => [item, state, phase, announced],
    line: (item) => line(item, state, words),
  });
  drawOutside(root, state, words);
  drawList(root, 'hearings', state.hearings, {
    told: (view) => [view.hearing, view.kind, view.state, leftOf(view)],
    line: (view) => hearingLine(view, words),
  });
}

/**
 * @template T
 * @param {HTMLElement} root
 * @param {string} name
 * @param {readonly T[]} entries
 * @param {{told: (entry: T) => unknown, line: (entry: T) => Node}} how  told: all that a line tells
 */
function drawList(root, name, entries, { told, line }) {
  if (root.querySelector(`[data-list="${name}"]`) === null) return;
  const list = listed(root, name);
  const drawn = JSON.stringify(entries.map(told));
  if (list.dataset.drawn === drawn) return;
  list.dataset.drawn = drawn;
  reveal(root, name, entries.length > 0);
  list.textContent = '';
  list.append(...entries.map(line));
}

/**
 * Says why there is no paper for a delegate who belongs to none of the groups that vote now.
 *
 * @param {HTMLElement} root
 * @param {BoothState} state
 * @param {Words} words
 */
function drawOutside(root, { items, holder }, words) {
  const now = items.find(({ outside, state }) => outside && UNDER_WAY.has(state));
  reveal(root, 'outside', now !== undefined);
  if (now === undefined) return;
  const why = holder?.name === '' ? 'slip' : holder?.group ? 'other' : 'none';
  fill(root, {
    outside: words.say(`outside.${why}`, { title: now.title, group: holder?.group ?? '' }),
  });
}

/**
 * @param {HearingView} view
 * @param {Words} words
 * @returns {DocumentFragment}
 */
function hearingLine(view, words) {
  const part = words.clone('part-hearing');
  const { hearing, kind, state, title, perDelegate: count } = view;
  const told = [words.say(`kind.${kind ?? 'unknown'}`), words.say(`hearing-state.${state}`)];
  if (state === 'open' && kind !== null) {
    const left = leftOf(view);
    told.push(words.say(left > 0 ? 'left.some' : 'left.none', { left, count }));
  }
  fill(part, { title, state: told.join(' · ') });
  reshape(part, 'state', HEARING_SHAPES[state] ?? 'wait');
  const button = part.querySelector('button');
  if (button !== null) button.dataset.hearing = hearing;
  return part;
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
  if (item.outside) told.push(words.say('phase.outside'));
  if (item.phase === 'receipt' || item.phase === 'missed') {
    told.push(words.say(`phase.${item.phase}`));
  }
  fill(part, { title: item.title, state: told.join(' · ') });
  reshape(part, 'state', SHAPES[item.state] ?? 'wait');
  const congress = state.holder?.congress ?? '';
  link(part, 'result', item.announced ? `/c/${congress}/result/${item.item}` : null);
  const button = part.querySelector('button');
  if (button !== null) {
    button.hidden = item.phase !== 'receipt' || item.item === state.current;
    button.dataset.item = item.item;
  }
  return part;
}
