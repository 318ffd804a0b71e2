/**
 * The projector: asks for the state every two seconds and redraws when it has changed, turns the
 * pages of what is too long, and runs the clock of whoever speaks.
 */

import { runClocks } from '../screen/clock.js';
import { showPage } from '../screen/paging.js';

const PERIOD = 2000;
const PATIENCE = 3;
const TURN = 10_000;
const SECOND = 1000;

const stage = document.getElementById('screen');
const lost = document.getElementById('lost');
const whole = document.getElementById('whole');
const pause = document.getElementById('pause');
const pager = document.getElementById('pager');

let tag = '';
let failures = 0;
let turns = 0;
let paused = false;
let drawn = performance.now();

/** Shows the pages whose turn it is, and which they are. */
function turn() {
  if (stage === null) return;
  let count = 1;
  let page = 0;
  for (const list of stage.querySelectorAll('[data-pages]')) {
    for (const thing of list.children) /** @type {HTMLElement} */ (thing).hidden = false;
    const foot = pager === null ? 0 : 2 * Number.parseFloat(getComputedStyle(pager).fontSize);
    const room = window.innerHeight - list.getBoundingClientRect().top - window.scrollY - foot;
    const shown = showPage(list, room, turns);
    if (shown.count > count) ({ count, page } = shown);
  }
  if (pager !== null) {
    pager.hidden = count === 1;
    const face = pager.querySelector('[data-page]');
    if (face !== null) face.textContent = `${page + 1} / ${count}`;
  }
  if (pause !== null) pause.hidden = count === 1;
}

/** Begins again with the first page and the clock as the server has it. */
function begin() {
  turns = 0;
  drawn = performance.now();
  turn();
}

/** Fetches the page again and takes over what stands on its stage. */
async function redraw() {
  const response = await fetch(window.location.href, { cache: 'no-store' });
  if (!response.ok) throw new Error('no page');
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  const fresh = page.getElementById('screen');
  if (stage === null || fresh === null) return;
  stage.className = fresh.className;
  // Only when something is different: a screen reader would read it out again.
  if (drawnFrom !== fresh.innerHTML) {
    drawnFrom = fresh.innerHTML;
    stage.innerHTML = fresh.innerHTML;
    begin();
  }
}

let drawnFrom = stage?.innerHTML ?? '';

async function follow() {
  try {
    const response = await fetch(stage?.dataset.state ?? '', { cache: 'no-cache' });
    const fresh = response.headers.get('ETag') ?? '';
    if (!response.ok) throw new Error('no state');
    if (tag !== '' && fresh !== tag) await redraw();
    tag = fresh;
    failures = 0;
  } catch {
    failures += 1;
  }
  if (lost !== null) lost.hidden = failures < PATIENCE;
  window.setTimeout(follow, PERIOD);
}

if (whole !== null && document.documentElement.requestFullscreen !== undefined) {
  whole.hidden = false;
  whole.addEventListener('click', (event) => {
    event.preventDefault();
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen();
  });
}
pause?.addEventListener('click', (event) => {
  event.preventDefault();
  paused = !paused;
  for (const word of pause.querySelectorAll('[data-turning]')) {
    /** @type {HTMLElement} */ (word).hidden = paused;
  }
  for (const word of pause.querySelectorAll('[data-paused]')) {
    /** @type {HTMLElement} */ (word).hidden = !paused;
  }
});
window.addEventListener('resize', turn);
window.setInterval(() => {
  if (paused) return;
  turns += 1;
  turn();
}, TURN);
window.setInterval(() => {
  if (stage !== null) runClocks(stage, Math.round((performance.now() - drawn) / SECOND));
}, SECOND);
begin();
follow();
