/** The part in which comments are opened, and published or withheld in batches. */

import { fill, listed, reveal } from '../../booth/views-words.js';
import { fillComment } from './comment-card.js';
import { PagedList } from './paged-list.js';

/** @import { Hearing } from '../leaf.js' */
/** @import { Decision } from '../officer-memory.js' */
/** @import { RoomView } from '../officer-room.js' */
/** @import { OpenedComment } from '../opening.js' */
/** @import { Desk, Part } from './desk.js' */

/** @typedef {OpenedComment & {decision: Decision}} Waiting */

/**
 * @param {HTMLElement} root
 * @param {Desk} desk
 * @returns {Part}
 */
export function createOpening(root, desk) {
  const { room, office, words } = desk;
  const filter = /** @type {HTMLSelectElement} */ (root.querySelector('#opening-filter'));
  let asking = false;
  /** Counts what changes decisions other than by a hand on their own buttons. */
  let edition = 0;

  /** @type {PagedList<Waiting>} */
  const list = new PagedList({
    list: listed(root, 'opened'),
    bar: /** @type {HTMLElement} */ (root.querySelector('.pages')),
    words,
    make: (entry) => drawWaiting(entry, /** @type {Hearing} */ (room.hearing), desk),
    sign: ({ commitment, fault }) => `${commitment} ${fault} ${edition}`,
  });

  filter.addEventListener('change', () => {
    list.rewind();
    listAnew(room.view());
  });
  listed(root, 'opened').addEventListener('change', ({ target }) => {
    const button = /** @type {HTMLInputElement} */ (target);
    const { commitment = '' } = /** @type {HTMLElement} */ (button.closest('li')).dataset;
    room.decide(commitment, /** @type {Decision} */ (button.value));
    asking = false;
    drawCounts(room.view());
  });
  on('open', () => desk.act((progress) => room.open(progress)).then(() => listAnew(room.view())));
  on('publish-all', () => {
    room.publishAll(list.visible.map(({ commitment }) => commitment));
    edition += 1;
    desk.draw();
  });
  on('ask', () => ask(true));
  on('back', () => ask(false));
  on('submit', async () => {
    const batch = room.batch();
    if (batch !== null) await desk.handIn(() => office.open(batch));
    ask(false);
  });

  /**
   * @param {string} action
   * @param {() => unknown} work
   */
  function on(action, work) {
    root.querySelector(`[data-action="${action}"]`)?.addEventListener('click', () => void work());
  }

  /** @param {boolean} now  whether the last question is asked */
  function ask(now) {
    asking = now;
    drawCounts(room.view());
    if (now)
      /** @type {HTMLElement|null} */ (root.querySelector('[data-action="submit"]'))?.focus();
  }

  /** @param {RoomView} view */
  function drawCounts(view) {
    const { opened, decided, submittable } = view;
    const published = opened.filter(({ decision }) => decision === 'publish').length;
    const values = { decided, count: opened.length, published, withheld: decided - published };
    fill(root, {
      decided: words.say('opening.decided', values),
      sure: words.say('opening.sure', values),
    });
    reveal(root, 'ask', submittable && !asking);
    reveal(root, 'sure', submittable && asking);
    reveal(root, 'few', view.state === 'open' && opened.length > 0 && !submittable);
  }

  /** @param {RoomView} view */
  function listAnew(view) {
    const wanted = filter.value;
    list.show(
      view.opened.filter(
        ({ decision }) => wanted === 'all' || (wanted === 'waiting') === (decision === null),
      ),
    );
  }

  let known = '';
  return (view) => {
    const { state, sealed, opened, openable, keyHere, smallest } = view;
    const waiting = state === 'open' || state === 'closed';
    fill(root, {
      sealed: words.say(`opening.sealed-${state === 'closed' ? 'closed' : 'open'}`, {
        count: sealed,
        smallest,
      }),
      open: words.say('opening.open', { count: sealed }),
      few: words.say('opening.few', { smallest }),
    });
    reveal(root, 'sealed', waiting && sealed > 0);
    reveal(root, 'open', openable);
    reveal(root, 'no-key', waiting && !keyHere);
    reveal(root, 'not-yet', !waiting && state !== 'reported');
    reveal(root, 'nothing', waiting && sealed === 0 && opened.length === 0);
    reveal(root, 'all-done', state === 'reported');
    reveal(root, 'list', opened.length > 0);
    const now = [edition, ...opened.map(({ commitment, fault }) => commitment + fault)].join();
    if (now !== known) listAnew(view);
    known = now;
    drawCounts(view);
  };
}

/**
 * @param {Waiting} waiting
 * @param {Hearing} hearing
 * @param {Desk} desk
 * @returns {DocumentFragment}
 */
function drawWaiting({ commitment, comment, fault }, hearing, { room, words }) {
  const part = words.clone('part-waiting');
  const entry = /** @type {HTMLElement} */ (part.firstElementChild);
  entry.dataset.commitment = commitment;
  fillComment(part, commitment, comment, hearing, words);
  fill(part, { fault: fault === null ? '' : words.say(`fault.${fault}`) });
  reveal(part, 'fault', fault !== null);
  const decision = room.decisionOn(commitment);
  for (const button of part.querySelectorAll('input')) {
    button.name = `decision-${commitment}`;
    button.checked = button.value === decision;
    const useless = button.value === (fault === null ? 'malformed' : 'publish');
    if (useless) button.closest('label')?.remove();
  }
  return part;
}
