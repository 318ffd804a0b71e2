/** The scrutineer's page: shows one view at a time, says where one is, and wires its buttons. */

import { arrive, markPlace, need } from '../booth/views-frame.js';
import { fill, readWords, reveal } from '../booth/views-words.js';
import { drawRounds, drawStopped, drawWho } from './views-ceremony.js';
import { drawCount } from './views-count.js';
import { drawHome, drawOthers } from './views-home.js';
import { Keeping } from './views-keeping.js';

/** @import { Words } from '../booth/views-words.js' */
/** @import { Scrutineer } from './scrutineer.js' */
/** @import { ScrutineerState, Step } from './state.js' */

/** @type {Readonly<Record<Step, string>>} step -> place in the list above the view; "": none */
const PLACE_OF = {
  start: 'join',
  restore: '',
  joining: 'join',
  'turned-away': 'join',
  who: 'join',
  rounds: 'key',
  stopped: 'key',
  save: 'backup',
  home: '',
  count: '',
  alarm: '',
  'no-storage': '',
};

/** @typedef {(root: HTMLElement, state: ScrutineerState, words: Words) => void} Draw */

/** @type {Partial<Record<Step, Draw>>} */
const DRAWINGS = {
  start: (root, state, words) => drawOthers(root, state, words),
  who: drawWho,
  rounds: drawRounds,
  stopped: drawStopped,
  home: drawHome,
  count: drawCount,
  'turned-away': drawRefusal,
  alarm: drawAlarm,
};

/**
 * Returns what shows a state of `device` in `page`, and wires the page's buttons to it.
 *
 * @param {Document} page
 * @param {Scrutineer} device
 * @returns {(state: ScrutineerState) => void}
 */
export function createViews(page, device) {
  const words = readWords(page);
  const main = need(page, 'view');
  const keeping = new Keeping(page, main, device, words);
  let shown = '';

  /** @type {Readonly<Record<string, (chosen: string) => void>>} */
  const actions = {
    agree: () => device.agree(true),
    refuse: () => device.agree(false),
    retry: () => device.retry(),
    forget: () => device.forget(),
    restore: () => device.ask('restore'),
    save: () => device.ask('save'),
    begin: () => keeping.begin(),
    leave: () => device.ask(null),
    later: () => device.later(),
    saved: () => device.saved(),
    select: (item) => device.select(item),
    home: () => device.select(null),
    switch: (seat) => device.switchTo(seat),
    check: () => device.check(device.state().current?.item ?? ''),
    halt: () => device.halt(device.state().current?.item ?? ''),
    decrypt: () => device.decrypt(device.state().current?.item ?? ''),
    sign: () => device.sign(device.state().current?.item ?? ''),
    print: () => page.defaultView?.print(),
  };

  main.addEventListener('click', ({ target }) => {
    const button = target instanceof Element ? target.closest('[data-action]') : null;
    if (!(button instanceof HTMLElement) || button.hasAttribute('aria-disabled')) return;
    actions[button.dataset.action ?? '']?.(button.dataset.chosen ?? '');
  });

  return (state) => {
    const { seat, step } = state;
    const list = need(page, 'places');
    list.hidden = PLACE_OF[step] === '';
    markPlace(list, PLACE_OF[step], words);
    need(page, 'congress').textContent = seat?.title ?? '';
    need(page, 'offline').hidden = !state.offline;
    const key = `${step} ${state.current?.item ?? ''}`;
    if (key !== shown) {
      main.textContent = '';
      main.append(words.clone(`view-${step}`));
      keeping.open(step);
    }
    fill(main, { name: seat?.name ?? '', title: seat?.title ?? '' });
    DRAWINGS[step]?.(main, state, words);
    keeping.draw(state);
    if (key !== shown) arrive(page, main);
    shown = key;
  };
}

/** @type {Draw} */
function drawRefusal(root, { error, seat }, words) {
  reveal(root, 'unjoined', seat === null);
  const [heading = '', reason = '', todo = ''] = words.list('away', error?.code ?? 'other');
  fill(root, { heading, reason: reason || (error?.message ?? ''), do: todo });
}

/** @type {Draw} */
function drawAlarm(root, { alarm }, words) {
  const { code = '', evidence = '' } = alarm ?? {};
  fill(root, { reason: words.among('alarm', code), code, evidence });
}
