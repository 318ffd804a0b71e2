/**
 * What is to be done next for hearings follows from what is stored, and from nothing else: as for
 * ballots, so that a reload, a crash or a second tab goes on where the phone was.
 */

import { isHeld } from './hearing-pass.js';

/** @import { HearingMemory, Slot } from './hearing-memory.js' */
/** @import { Memory } from './store.js' */

/**
 * fetch    and verify the hearing's log entry
 * collect  all its credentials
 * comment  send a sealed comment, and check the receipt
 * support  send a support, and check the receipt
 * forget   credentials that can no longer be used
 *
 * @typedef {{kind: 'fetch'|'collect'|'forget', hearing: string, state: string}
 *   | {kind: 'comment', hearing: string, number: number}
 *   | {kind: 'support', hearing: string, commitment: string}} HearingDuty
 */

/**
 * Tells whether a hearing in this state takes comments.
 *
 * @param {string} state
 * @returns {boolean}
 */
export function takesComments(state) {
  return state === 'open';
}

/**
 * Tells whether published comments can be supported in this state: also those opened at closing.
 *
 * @param {string} state
 * @returns {boolean}
 */
export function takesSupports(state) {
  return state === 'open' || state === 'closed';
}

/**
 * @param {Readonly<Memory>} memory
 * @returns {HearingDuty[]}
 */
export function hearingDutiesOf({ holder, hearingAgenda, hearings }) {
  if (holder === null) return [];
  return hearingAgenda.flatMap(({ item: hearing, state }) => {
    const known = hearings[hearing] ?? { papers: {}, supports: {} };
    const kind = dutyOf(state, known);
    /** @type {HearingDuty[]} */
    const duties = kind === null ? [] : [{ kind, hearing, state }];
    return [...duties, ...sendingDuties(hearing, known)];
  });
}

/**
 * @param {string} state
 * @param {HearingMemory} known
 * @returns {'fetch'|'collect'|'forget'|null}
 */
function dutyOf(state, known) {
  const over = !takesComments(state) && state !== 'announced';
  if (over && keepsUnused(known, state)) return 'forget';
  if (known.refusal) return null;
  if (takesComments(state)) return known.slots?.every(isHeld) ? null : 'collect';
  return known.leaf ? null : 'fetch';
}

/**
 * Tells whether there is a credential that this state has no use for.
 *
 * @param {HearingMemory} known
 * @param {string} state
 * @returns {boolean}
 */
function keepsUnused({ slots }, state) {
  if (slots === undefined) return false;
  return !takesSupports(state) || slots.some((slot) => slot !== null && !supports(slot));
}

/**
 * Forgets what a hearing that is over has no use for.
 *
 * @param {HearingMemory} memory
 * @param {string} state
 */
export function forgetUnused(memory, state) {
  const { slots } = memory;
  if (slots === undefined) return;
  if (!takesSupports(state)) delete memory.slots;
  else memory.slots = slots.map((slot) => (slot !== null && supports(slot) ? slot : null));
}

/**
 * Lets everything that was refused be asked for again.
 *
 * @param {HearingMemory} memory
 */
export function forgetRefusals(memory) {
  delete memory.refusal;
  for (const { comment } of Object.values(memory.papers)) delete comment?.refusal;
  for (const support of Object.values(memory.supports)) delete support.refusal;
}

/**
 * @param {Slot} slot
 * @returns {boolean}
 */
function supports({ kind, token }) {
  return kind === 'support' && token !== undefined;
}

/**
 * @param {string} hearing
 * @param {HearingMemory} known
 * @returns {HearingDuty[]}
 */
function sendingDuties(hearing, { papers, supports }) {
  /** @type {HearingDuty[]} */
  const duties = [];
  for (const [number, { comment }] of Object.entries(papers)) {
    const done = !comment || comment.receipt || comment.missed || comment.refusal;
    if (!done) duties.push({ kind: 'comment', hearing, number: Number(number) });
  }
  for (const [commitment, { given, missed, refusal }] of Object.entries(supports)) {
    if (!given && !missed && !refusal) duties.push({ kind: 'support', hearing, commitment });
  }
  return duties;
}
