/**
 * The staff's pages work without a script; this one spares them reloading and selecting text.
 */

import { comparing, sortLines } from '../collation.js';

/** @import { Order } from '../collation.js' */

const LIVE_MILLISECONDS = 2000;
const COPIED_MILLISECONDS = 3000;

/** @typedef {{ version: string, [figure: string]: string | number | null }} Live */

/** Shows a button beside every link that may be copied. */
function offerCopies() {
  for (const source of document.querySelectorAll('[data-copy]')) {
    const place = source.closest('div, p, li')?.parentElement ?? document;
    const holder = source.closest('dd') ?? place;
    const button = holder.querySelector('[data-copy-button]');
    const done = holder.querySelector('[data-copy-done]');
    if (!(button instanceof HTMLElement) || !(done instanceof HTMLElement)) continue;
    button.hidden = false;
    button.addEventListener('click', () => {
      copy(source);
      done.hidden = false;
      setTimeout(() => {
        done.hidden = true;
      }, COPIED_MILLISECONDS);
    });
  }
}

/**
 * Copies the text of an element by selecting it: the newer way does not exist on plain HTTP.
 *
 * @param {Element} source
 */
function copy(source) {
  const selection = getSelection();
  if (selection === null) return;
  selection.selectAllChildren(source);
  document.execCommand('copy');
  selection.removeAllRanges();
}

/** Keeps the figures of a page fresh, and the page itself when a state has changed. */
function followFigures() {
  const figures = document.querySelector('[data-live]');
  if (!(figures instanceof HTMLElement)) return;
  const { live, version } = figures.dataset;
  if (live === undefined) return;
  const timer = setInterval(async () => {
    if (document.hidden) return;
    const found = await readLive(live);
    if (found === null) return;
    if (found.version === version) {
      showFigures(figures, found);
      return;
    }
    clearInterval(timer);
    redraw();
  }, LIVE_MILLISECONDS);
}

/**
 * @param {string} address
 * @returns {Promise<Live | null>} null when the server cannot be reached now
 */
async function readLive(address) {
  try {
    const response = await fetch(address, { headers: { Accept: 'application/json' } });
    if (response.status === 401) location.reload();
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

/**
 * @param {HTMLElement} figures
 * @param {Live} found
 */
function showFigures(figures, found) {
  for (const place of figures.querySelectorAll('[data-figure]')) {
    const name = place.getAttribute('data-figure') ?? '';
    const text = String(found[name] ?? '—');
    if (place.textContent !== text) place.textContent = text;
  }
}

/** Whether somebody is in the middle of typing. */
function isTyped() {
  return [...document.querySelectorAll('main textarea, main input')].some(
    (field) =>
      (field instanceof HTMLTextAreaElement && field.value !== field.defaultValue) ||
      (field instanceof HTMLInputElement &&
        ((field.files?.length ?? 0) > 0 ||
          (field.type === 'text' && field.value !== field.defaultValue))),
  );
}

/** Loads the page anew, unless somebody is in the middle of typing. */
function redraw() {
  const notice = document.querySelector('[data-changed]');
  if (isTyped() && notice instanceof HTMLElement) {
    notice.hidden = false;
    return;
  }
  const next = document.querySelector('[data-here]')?.getAttribute('href') ?? location.pathname;
  location.replace(next);
}

/** Shows the buttons that put the lines of a field in order, where the browser knows the order. */
function offerOrders() {
  for (const button of document.querySelectorAll('button[data-order]')) {
    if (!(button instanceof HTMLButtonElement)) continue;
    const { order, lines = '' } = button.dataset;
    const field = document.getElementById(lines);
    const compare = comparing(/** @type {Order} */ (order));
    if (compare === null || !(field instanceof HTMLTextAreaElement)) continue;
    button.hidden = false;
    button.addEventListener('click', () => {
      field.value = sortLines(field.value, compare);
    });
  }
}

/** Asks before a form is left with what was typed, also when it came back to be corrected. */
function askBeforeLeaving() {
  for (const way of document.querySelectorAll('a[data-leave]')) {
    if (!(way instanceof HTMLElement)) continue;
    const kept = way.closest('form')?.hasAttribute('data-typed') ?? false;
    way.addEventListener('click', (event) => {
      if ((kept || isTyped()) && !confirm(way.dataset.leave)) event.preventDefault();
    });
  }
}

offerCopies();
askBeforeLeaving();
offerOrders();
followFigures();
