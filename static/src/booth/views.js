/** The phone's page: shows one view at a time, says where one is, and keeps a screen reader in step. */

/** @import { Booth } from './booth.js' */
/** @import { BoothState, ItemView } from './state.js' */
/** @import { Words } from './views-words.js' */

import { drawOnward, drawReceipt, drawRefusal } from './views-after.js';
import { drawAgenda } from './views-agenda.js';
import { arrive, drawFrame, need } from './views-frame.js';
import { HearingViews } from './views-hearing.js';
import { layOutPaper, layOutReview, leadToMissing } from './views-paper.js';
import { drawStrip } from './views-strip.js';
import { fill, readWords, reveal } from './views-words.js';

/** @type {ReadonlySet<string>} */
const ON_PAPER = new Set(['voting', 'review']);

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
  const strip = need(page, 'strip');
  const rooms = new HearingViews({ page, main, booth, words, changed: () => show(booth.state()) });
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

  /** @param {MouseEvent} event */
  const press = (event) => {
    const target = event.target instanceof Element ? event.target.closest('[data-action]') : null;
    if (!(target instanceof HTMLElement) || target.hasAttribute('aria-disabled')) return;
    const { action = '', item = null } = target.dataset;
    const act = actions[action];
    if (act === undefined) rooms.act(action, target);
    else act(itemOf(booth.state()), item);
  };
  for (const each of [main, strip]) each.addEventListener('click', press);

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

  return show;

  /** @param {BoothState} state */
  function show(state) {
    const place = rooms.follow(state);
    const key = place === null ? keyOf(state) : rooms.keyOf(place, state);
    const same = shown?.key === key;
    drawFrame(page, state, place, words);
    // Nothing may move under the thumb while a paper is marked.
    if (place !== null || !same || !ON_PAPER.has(state.step)) {
      drawStrip(strip, place, state, words);
    }
    if (shown === null || !same) {
      shown =
        place === null ? open(state, key) : { key, root: main, draw: rooms.open(place, state) };
      shown.draw(state);
      arrive(page, shown.root);
      return;
    }
    shown.draw(state);
  }

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
  const { name = '', delegation = '', group = '' } = state.holder ?? {};
  fill(root, { name, delegation, group });
  reveal(root, 'person', name !== '');
  reveal(root, 'group', Boolean(group));
  drawAgenda(root, state, words);
  if (state.step === 'turned-away') drawRefusal(root, 'away', state.error, words);
  if (state.step === 'refused') drawRefusal(root, 'refused', item?.error ?? null, words);
  if (state.step === 'void') {
    fill(root, { lead: words.say(item?.group ? 'void.group' : 'void.all') });
  }
  if (state.step === 'receipt' && item !== undefined) drawReceipt(root, item, state, words);
  if (state.step === 'sealing' || state.step === 'sending') drawCasting(root, state, item);
  if (state.alarm !== null) {
    const { code, evidence, item: of } = state.alarm;
    const ofHearing = state.hearings.some(({ hearing }) => hearing === of);
    const own = ofHearing ? words.among('hearing-alarm', code) : '';
    fill(root, { reason: own || words.say(`alarm.${code}`), code, evidence });
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
