/** What stands around every view: where one is, the title, the network, and what else is open. */

/** @import { BoothState, Step } from './state.js' */
/** @import { Place } from './views-place.js' */
/** @import { Words } from './views-words.js' */

const PLACES = ['check-in', 'issue', 'vote', 'receipt'];

/** @type {Readonly<Record<Step, number>>} step -> index in PLACES; -1: leave it as it is */
const PLACE_OF = {
  start: 0,
  replace: 0,
  redeeming: 0,
  'turned-away': 0,
  waiting: 1,
  collecting: 1,
  ready: 1,
  voting: 2,
  review: 2,
  sealing: 2,
  sending: 2,
  receipt: 3,
  missed: 2,
  void: 2,
  refused: 2,
  alarm: -1,
  'no-storage': -1,
};

/**
 * Brings everything around the view up to date.
 *
 * @param {Document} page
 * @param {BoothState} state
 * @param {Place|null} place  among the hearings
 * @param {Words} words
 */
export function drawFrame(page, state, place, words) {
  const now = place === null ? PLACE_OF[state.step] : -1;
  const list = need(page, 'places');
  list.hidden = now < 0;
  markPlace(list, PLACES[now] ?? '', words);
  need(page, 'congress').textContent = state.holder?.title ?? '';
  need(page, 'offline').hidden = !state.offline;
  // Another pass was refused while this phone holds one: a remark, not a step.
  const trouble = need(page, 'trouble');
  trouble.hidden = state.error === null || state.holder === null || state.step === 'turned-away';
  const [heading = ''] = words.list('away', state.error?.code ?? 'other');
  trouble.textContent = trouble.hidden ? '' : words.say('trouble.kept', { heading });
}

/**
 * Shows in a list of places which are done and which is now.
 *
 * @param {Element} list
 * @param {string} now
 * @param {Words} words
 */
export function markPlace(list, now, words) {
  const places = [...list.children];
  const at = places.findIndex((place) => place.getAttribute('data-place') === now);
  places.forEach((place, index) => {
    place.classList.toggle('done', index < at);
    place.classList.toggle('now', index === at);
    if (index === at) place.setAttribute('aria-current', 'step');
    else place.removeAttribute('aria-current');
    const mark = place.querySelector('.visually-hidden');
    if (mark !== null) mark.textContent = index < at ? words.say('places.done') : '';
  });
}

/**
 * Moves the eye and the screen reader to the head of a new view.
 *
 * @param {Document} page
 * @param {HTMLElement} root
 */
export function arrive(page, root) {
  const heading = root.querySelector('h1');
  heading?.focus({ preventScroll: true });
  page.defaultView?.scrollTo(0, 0);
  if (heading !== null) page.title = heading.textContent ?? '';
}

/**
 * @param {Document} page
 * @param {string} id
 * @returns {HTMLElement}
 */
export function need(page, id) {
  const found = page.getElementById(id);
  if (found === null) throw new Error(`the page has no ${id}`);
  return found;
}
