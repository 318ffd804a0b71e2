/** What stands on the phone when a ballot is cast, missed, void or refused, and where to go next. */

/** @import { BoothState, ItemView, Trouble } from './state.js' */
/** @import { Words } from './views-words.js' */

import { fill, link, reshape, reveal } from './views-words.js';

/** Refusals that will be the same however often one asks. */
const HOPELESS = new Set([
  'already-collected',
  'bad-pass',
  'credential-used',
  'pass-expired',
  'pass-revoked',
  'pass-used',
  'unknown-device',
  'unknown-pass',
]);

const CHECK_SHAPES = { checked: 'done', checking: 'wait', unreachable: 'offline' };

/**
 * Brings the receipt up to date.
 *
 * @param {HTMLElement} root
 * @param {ItemView} item
 * @param {BoothState} state
 * @param {Words} words
 */
export function drawReceipt(root, item, state, words) {
  const receipt = item.receipt;
  if (receipt === null) return;
  const { code, tracker, index, size, check } = receipt;
  fill(root, { code, tracker });
  fill(root, { check: words.say(`check.${check}`, { index: index + 1, size }) });
  reshape(root, 'check', CHECK_SHAPES[check]);
  const button = root.querySelector('[data-action="recheck"]');
  if (button instanceof HTMLElement) {
    if (check === 'checking') button.setAttribute('aria-disabled', 'true');
    else button.removeAttribute('aria-disabled');
  }
  fill(root, { after: words.say(`after.${afterwards(item, state)}`) });
  const congress = state.holder?.congress;
  const query = new URLSearchParams({ tracker });
  link(root, 'audit', congress === undefined ? null : `/c/${congress}/audit?${query}`);
}

/**
 * @param {ItemView} item
 * @param {BoothState} state
 * @returns {string}
 */
function afterwards(item, state) {
  if (state.next !== null) return 'next';
  if (item.state === 'void') return 'void';
  return item.announced ? 'announced' : 'open';
}

/**
 * Says in plain words why something was refused and what to do.
 *
 * @param {HTMLElement} root
 * @param {string} family  "away" (of the pass) or "refused" (of one ballot)
 * @param {Trouble|null} error
 * @param {Words} words
 */
export function drawRefusal(root, family, error, words) {
  const [heading = '', reason = '', remedy = ''] = words.list(family, error?.code ?? 'other');
  fill(root, { heading, reason: reason || (error?.message ?? ''), do: remedy });
  reveal(root, 'retry', !HOPELESS.has(error?.code ?? ''));
}

/**
 * Offers the next open ballot, else the announced result, and the way back from a look at another.
 *
 * @param {HTMLElement} root
 * @param {BoothState} state
 * @param {boolean} visiting  whether the delegate chose to look at this item
 */
export function drawOnward(root, state, visiting) {
  const next = state.items.find((item) => item.item === state.next);
  const current = state.items.find((item) => item.item === state.current);
  const announced = next === undefined && current?.announced === true;
  reveal(root, 'next', next !== undefined);
  fill(root, { 'next-title': next?.title ?? '' });
  reveal(root, 'result', announced);
  const congress = state.holder?.congress ?? '';
  link(root, 'result-of', announced ? `/c/${congress}/result/${current.item}` : null);
  reveal(root, 'home', visiting && next === undefined);
  const onward = root.querySelector('[data-part="onward"]');
  if (onward === null) return;
  reveal(root, 'onward', onward.querySelector(':scope > :not([hidden])') !== null);
}
