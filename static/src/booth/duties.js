/**
 * What is to be done next follows from what is stored, and from nothing else: that is why a reload,
 * a crash or a second tab at any point goes on where the phone was.
 */

import { isOver } from './cast.js';
import { isOwn } from './family.js';

/** @import { ItemMemory, Memory } from './store.js' */

/**
 * redeem   the pass on its way
 * fetch    and verify the item's log entry
 * collect  its credential
 * seal     the marks
 * send     the sealed ballot, and check the receipt
 * miss     forget what can no longer be used
 *
 * @typedef {{kind: 'redeem'} | {kind: 'fetch'|'collect'|'seal'|'send'|'miss', item: string}} Duty
 */

/**
 * @param {Readonly<Memory>} memory
 * @returns {Duty[]}
 */
export function dutiesOf({ candidate, holder, agenda, items }) {
  /** @type {Duty[]} */
  const duties = [];
  if (candidate?.agreed && candidate.refusal === null) duties.push({ kind: 'redeem' });
  if (holder === null) return duties;
  for (const entry of agenda) {
    if (!isOwn(entry, holder)) continue;
    const { item, state } = entry;
    const kind = dutyOf(state, items[item] ?? {});
    if (kind !== null) duties.push({ kind, item });
  }
  return duties;
}

/**
 * @param {string} state
 * @param {ItemMemory} known
 * @returns {'fetch'|'collect'|'seal'|'send'|'miss'|null}
 */
function dutyOf(state, known) {
  if (known.receipt || known.missed || known.refusal) return null;
  if (known.envelope) return 'send';
  if (isOver(state)) return known.request || known.credential ? 'miss' : null;
  if (known.credential) return known.casting && state === 'open' ? 'seal' : null;
  if (state === 'issuing' || state === 'open') return 'collect';
  return state === 'ready' && !known.leaf ? 'fetch' : null;
}
