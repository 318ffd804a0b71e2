/** The line at the head of the page that leads to what else is open, the ballot first. */

/** @import { BoothState } from './state.js' */
/** @import { Place } from './views-place.js' */
/** @import { Words } from './views-words.js' */

import { elsewhere } from './views-place.js';
import { fill } from './views-words.js';

/**
 * Draws the strip, if it is not the same already.
 *
 * @param {HTMLElement} strip
 * @param {Place|null} place  settled
 * @param {BoothState} state
 * @param {Words} words
 */
export function drawStrip(strip, place, state, words) {
  const { ballots, hearings } = elsewhere(place, state);
  const heard = hearings.map(({ hearing, title, kind }) => [hearing, title, kind]);
  const drawn = JSON.stringify([ballots, heard]);
  if (strip.dataset.drawn === drawn) return;
  strip.dataset.drawn = drawn;
  strip.textContent = '';
  strip.classList.toggle('urgent', ballots.length > 0);
  const [ballot] = ballots;
  const [first, second] = hearings;
  if (ballot !== undefined) {
    const told = { what: words.say('strip.ballot'), title: ballot, do: words.say('strip.vote') };
    strip.append(line({ action: 'vote' }, told, words));
  } else if (first !== undefined) {
    const { hearing, title, kind } = first;
    const one = second === undefined;
    const what = one
      ? `${words.say(`kind.${kind ?? 'unknown'}`)} · ${words.say('strip.hearing')}`
      : words.say('strip.hearings', { count: hearings.length });
    const told = { what, title: one ? title : '', do: words.say('strip.look') };
    strip.append(line(one ? { action: 'hearing', hearing } : { action: 'hearings' }, told, words));
  }
}

/**
 * @param {Record<string, string>} data
 * @param {{what: string, title: string, do: string}} told
 * @param {Words} words
 */
function line(data, told, words) {
  const part = words.clone('part-strip');
  fill(part, told);
  Object.assign(/** @type {HTMLElement} */ (part.firstElementChild).dataset, data);
  return part;
}
