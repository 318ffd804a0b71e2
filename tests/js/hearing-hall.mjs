/** Phones in a hearing, as far as its state lets them. */

import { ok } from 'node:assert/strict';

import { open } from './hall.mjs';

/** @import { Phone } from './phone.mjs' */
/** @import { HearingView } from '../../static/src/booth/hearing-state.js' */
/** @import { Options } from './hall.mjs' */

/**
 * A phone that has gone as far as the hearing's state lets it.
 *
 * @param {import('node:test').TestContext} t
 * @param {'announced'|'open'} state
 * @param {{perDelegate?: number, marks?: boolean, options?: Options}} [given]
 */
export async function attend(t, state, { options, ...given } = {}) {
  const { server, phone } = await open(t);
  const room = server.addHearing(given);
  room.state = state;
  const it = phone(undefined, options);
  it.booth.start(server.hand('张三'));
  const ready = state === 'open' ? 'ready' : 'listed';
  await untilHearing(it, (view) => view.phase === ready && view.kind !== null);
  return { server, phone, room, it, hearing: room.hearing };
}

/**
 * @param {Phone} it
 * @param {(view: HearingView) => boolean} good
 */
export async function untilHearing(it, good) {
  const state = await it.until(({ hearings }) => hearings.some(good));
  return /** @type {HearingView} */ (state.hearings.find(good));
}

/** @param {Phone} it */
export function viewOf(it) {
  const [view] = it.state.hearings;
  if (view === undefined) throw new Error('the phone shows no hearing');
  return view;
}

/**
 * @param {Phone} it
 * @param {string} hearing
 * @param {string} text
 * @param {number} [number]
 */
export async function comment(it, hearing, text, number = 1) {
  ok(it.booth.hearings.draft(hearing, number, { text }));
  ok(it.booth.hearings.send(hearing, number));
  await untilHearing(it, ({ comments }) => comments[number - 1]?.phase === 'sent');
}
