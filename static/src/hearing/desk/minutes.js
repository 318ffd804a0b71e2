/** The part about the minutes: what was said in the hall, and corrections for five days. */

import { fill, listed, reveal } from '../../booth/views-words.js';

/** @import { Said } from '../proceedings.js' */
/** @import { Desk, Part } from './desk.js' */

const PLACE = 'minutes';
/** How long the minutes can be corrected, in milliseconds. */
export const CORRECTION = 5 * 24 * 3600 * 1000;
const KEEPABLE = new Set(['open', 'closed', 'reported']);

/**
 * @param {HTMLElement} root
 * @param {Desk} desk
 * @returns {Part}
 */
export function createMinutes(root, desk) {
  const { room, office, words } = desk;
  const area = /** @type {HTMLTextAreaElement} */ (root.querySelector('textarea'));
  const list = listed(root, 'minutes');
  area.value = room.notes.at(PLACE);
  area.addEventListener('input', () => room.notes.keep(PLACE, area.value));
  root.querySelector('form')?.addEventListener('submit', async (event) => {
    event.preventDefault();
    const text = area.value.trim();
    if (text === '' || !(await desk.handIn(() => office.keepMinutes(text)))) return;
    area.value = '';
    room.notes.keep(PLACE, '');
  });

  return ({ state, minutes }) => {
    const [first] = minutes;
    const end =
      first === undefined ? Number.POSITIVE_INFINITY : Date.parse(first.time) + CORRECTION;
    const over = Date.now() > end;
    const kept = first !== undefined;
    fill(root, {
      heading: words.say(kept ? 'minutes.correction' : 'minutes.first'),
      keep: words.say(kept ? 'minutes.correct' : 'minutes.keep'),
      until: kept ? words.say('minutes.until', { moment: desk.moment(end) }) : '',
    });
    reveal(root, 'until', kept && !over);
    reveal(root, 'over', over);
    reveal(root, 'not-yet', !KEEPABLE.has(state));
    reveal(root, 'form', KEEPABLE.has(state) && !over);
    for (const entry of minutes.slice(list.childElementCount)) drawEntry(entry);
  };

  /** @param {Said} entry  what comes next; earlier ones do not change */
  function drawEntry(entry) {
    const part = words.clone('part-minutes-entry');
    const what = list.childElementCount === 0 ? 'minutes.first' : 'minutes.correction';
    fill(part, { ...entry, what: words.say(what), time: desk.moment(entry.time) });
    list.append(part);
  }
}
