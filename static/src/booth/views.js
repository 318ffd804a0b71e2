/** The phone's page: shows one view at a time, says where one is, and keeps a screen reader in step. */

/** @import { Booth } from './booth.js' */
/** @import { BoothState, ItemView, Step } from './state.js' */
/** @import { Words } from './views-words.js' */

import { drawOnward, drawReceipt, drawRefusal } from './views-after.js';
import { drawAgenda } from './views-agenda.js';
import { layOutPaper, layOutReview, leadToMissing } from './views-paper.js';
import { fill, readWords, reveal } from './views-words.js';

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

/** What is shown now: `draw` is called after every change, until another view takes its place. */
/** @typedef {{key: string, root: HTMLElement, draw: (state: BoothState) => void}} Shown */

/**
 * Returns what shows a state of `booth` in `page`, and wires the page's buttons to it.
 *
 * @param {Document} page
 * @param {Booth} booth
 * @returns {(state: BoothState) => void}
 */
export function createViews(page, booth) {
  const words = readWords(page);
  const main = need(page, 'view');
  /** @type {Shown|null} */
  let shown = null;
  /** @type {string|null} the item the delegate asked to see again */
  let visited = null;

  /** @type {Readonly<Record<string, (item: ItemView|undefined, chosen: string|null) => void>>} */
  const actions = {
    replace: () => booth.replace(true),
    keep: () => booth.replace(false),
    retry: () => booth.retry(),
    next: () => visit(null, booth.state().next),
    home: () => visit(null, null),
    select: (_, chosen) => visit(chosen, chosen),
    review: (item) => item && (item.complete ? booth.review(item.item) : lead(item)),
    back: (item) => item && booth.back(item.item),
    cast: (item) => item && booth.cast(item.item),
    recheck: (item) => item && booth.recheck(item.item),
  };

  main.addEventListener('click', (event) => {
    const target = event.target instanceof Element ? event.target.closest('[data-action]') : null;
    if (!(target instanceof HTMLElement) || target.hasAttribute('aria-disabled')) return;
    actions[target.dataset.action ?? '']?.(itemOf(booth.state()), target.dataset.item ?? null);
  });

  /**
   * @param {string|null} looked  the item the delegate asked to see again
   * @param {string|null} item
   */
  function visit(looked, item) {
    visited = looked;
    booth.select(item);
  }

  /** @param {ItemView} item */
  function lead(item) {
    leadToMissing(main, item, words);
  }

  return (state) => {
    drawFrame(page, state, words);
    const key = keyOf(state);
    if (shown === null || shown.key !== key) {
      shown = open(state, key);
      shown.draw(state);
      arrive(page, shown.root);
      return;
    }
    shown.draw(state);
  };

  /**
   * @param {BoothState} state
   * @param {string} key
   * @returns {Shown}
   */
  function open(state, key) {
    const name = state.step === 'sealing' || state.step === 'sending' ? 'casting' : state.step;
    main.textContent = '';
    main.append(words.clone(`view-${name}`));
    const item = itemOf(state);
    fill(main, { title: item?.title ?? '' });
    const paper =
      name === 'voting' && item !== undefined ? layOutPaper(main, item, booth, words) : null;
    if (name === 'review' && item !== undefined) layOutReview(main, item, words);
    return {
      key,
      root: main,
      draw(now) {
        const current = itemOf(now);
        if (current !== undefined) paper?.(current);
        drawView(main, now, current, words);
        drawOnward(main, now, visited !== null && visited === now.current);
      },
    };
  }
}

/**
 * @param {HTMLElement} root
 * @param {BoothState} state
 * @param {ItemView|undefined} item
 * @param {Words} words
 */
function drawView(root, state, item, words) {
  const { name = '', delegation = '' } = state.holder ?? {};
  fill(root, { name, delegation });
  reveal(root, 'person', name !== '');
  drawAgenda(root, state, words);
  if (state.step === 'turned-away') drawRefusal(root, 'away', state.error, words);
  if (state.step === 'refused') drawRefusal(root, 'refused', item?.error ?? null, words);
  if (state.step === 'receipt' && item !== undefined) drawReceipt(root, item, state, words);
  if (state.step === 'sealing' || state.step === 'sending') drawCasting(root, state, item);
  if (state.alarm !== null) {
    const { code, evidence } = state.alarm;
    fill(root, { reason: words.say(`alarm.${code}`), code, evidence });
  }
}

/**
 * @param {HTMLElement} root
 * @param {BoothState} state
 * @param {ItemView|undefined} item
 */
function drawCasting(root, state, item) {
  const sealed = state.step === 'sending';
  for (const stage of root.querySelectorAll('[data-stage]')) {
    const first = stage.getAttribute('data-stage') === 'sealing';
    stage.classList.toggle('done', first && sealed);
    stage.classList.toggle('now', first !== sealed);
  }
  const bar = root.querySelector('progress');
  if (bar !== null) {
    // Encrypting is most of the way that can be measured; the last part is the network's.
    bar.value = sealed ? 92 : Math.round(90 * (item?.progress ?? 0));
  }
}

/**
 * Brings everything around the view up to date: where one is, the title, the network.
 *
 * @param {Document} page
 * @param {BoothState} state
 * @param {Words} words
 */
function drawFrame(page, state, words) {
  const now = PLACE_OF[state.step];
  const list = need(page, 'places');
  list.hidden = now < 0;
  for (const place of list.children) {
    const index = PLACES.indexOf(place.getAttribute('data-place') ?? '');
    place.classList.toggle('done', index < now);
    place.classList.toggle('now', index === now);
    if (index === now) place.setAttribute('aria-current', 'step');
    else place.removeAttribute('aria-current');
    const mark = place.querySelector('.visually-hidden');
    if (mark !== null) mark.textContent = index < now ? words.say('places.done') : '';
  }
  need(page, 'congress').textContent = state.holder?.title ?? '';
  need(page, 'offline').hidden = !state.offline;
  // Another pass was refused while this phone holds one: a remark, not a step.
  const trouble = need(page, 'trouble');
  trouble.hidden = state.error === null || state.holder === null || state.step === 'turned-away';
  const [heading = ''] = words.list('away', state.error?.code ?? 'other');
  trouble.textContent = trouble.hidden ? '' : words.say('trouble.kept', { heading });
}

/**
 * Moves the eye and the screen reader to the head of a new view.
 *
 * @param {Document} page
 * @param {HTMLElement} root
 */
function arrive(page, root) {
  const heading = root.querySelector('h1');
  heading?.focus({ preventScroll: true });
  page.defaultView?.scrollTo(0, 0);
  if (heading !== null) page.title = heading.textContent ?? '';
}

/**
 * Sealing and sending are one view; everything else is one view per step and item.
 *
 * @param {BoothState} state
 * @returns {string}
 */
function keyOf(state) {
  const step = state.step === 'sending' ? 'sealing' : state.step;
  return `${step} ${state.current ?? ''} ${itemOf(state)?.questions.length ?? 0}`;
}

/**
 * @param {BoothState} state
 * @returns {ItemView|undefined}
 */
function itemOf(state) {
  return state.items.find(({ item }) => item === state.current);
}

/**
 * @param {Document} page
 * @param {string} id
 * @returns {HTMLElement}
 */
function need(page, id) {
  const found = page.getElementById(id);
  if (found === null) throw new Error(`the page has no ${id}`);
  return found;
}
