/** What stands on the phone when a ballot is cast, missed, void or refused, and where to go next. */

/** @import { BoothState, ItemView, Trouble } from './state.js' */
/** @import { Words } from './views-words.js' */

import { fill, link, reshape, reveal } from './views-words.js';

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
  const after = item.state === 'announced' || item.state === 'void' ? item.state : 'open';
  fill(root, { after: words.say(`after.${after}`) });
  const congress = state.holder?.congress;
  const query = new URLSearchParams({ tracker });
  link(root, 'audit', congress === undefined ? null : `/c/${congress}/audit?${query}`);
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
  reveal(root, 'retry', !(error?.final ?? false));
}

/**
 * Offers the next open ballot, or the way back from an item that was looked up.
 *
 * @param {HTMLElement} root
 * @param {BoothState} state
 * @param {boolean} visiting  whether the delegate chose to look at this item
 */
export function drawOnward(root, state, visiting) {
  const next = state.items.find((item) => item.item === state.next);
  reveal(root, 'next', next !== undefined);
  fill(root, { 'next-title': next?.title ?? '' });
  reveal(root, 'home', visiting && next === undefined);
}
