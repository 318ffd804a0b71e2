/** What a scrutineer's device remembers, as one text in localStorage (decisions: scrutineer-device). */

import { Kept } from '../booth/kept.js';
import { hexhash, parseB64url } from '../encoding.js';
import { newSeed, SeatKeys, tokenOf } from '../seat_keys.js';

/** @import { KnownLog } from '../booth/store.js' */
/** @import { Status } from './wire.js' */

/** A share that exists: hash of the tally it is for, its bytes, and whether the service has it. @typedef {{tally: string, factors: string, sent: boolean}} Made */

/**
 * One seat in one ceremony.
 *
 * @typedef {object} Seat
 * @property {string} seed         the secret everything follows from
 * @property {string|null} invitation  it was joined with; null: restored from a backup
 * @property {Status|null} status  as the service said it last; null: not joined yet
 * @property {boolean} agreed      the person has said that the name is theirs
 * @property {boolean} saved       a backup was made, or it came from one
 */

/**
 * @typedef {object} ScrutineerMemory
 * @property {Record<string, Seat>} seats     by the SHA-256 of their device token
 * @property {string|null} current            the seat that the page shows
 * @property {Record<string, KnownLog>} logs  by congress: the last checkpoint that was checked
 * @property {Record<string, Made>} shares    by item: one device makes one share for each
 * @property {Record<string, boolean>} opening  items that the person has said to open
 */

const KEY = 'votesvc/scrutineer/v1';

/** @returns {ScrutineerMemory} */
export function emptyMemory() {
  return { seats: {}, current: null, logs: {}, shares: {}, opening: {} };
}

/**
 * @param {Storage|null} storage
 * @returns {Kept<ScrutineerMemory>}
 */
export function scrutineerMemory(storage) {
  return new Kept(storage, KEY, emptyMemory);
}

/**
 * Returns what the service keeps of a seed's token.
 *
 * @param {string} seed
 * @returns {string} hex
 */
export function deviceOf(seed) {
  return hexhash(parseB64url(tokenOf(seed)));
}

/**
 * Takes a seat for an invitation: the one this device has for it already, or a fresh one.
 *
 * @param {Kept<ScrutineerMemory>} kept
 * @param {string} invitation
 */
export function takeSeat(kept, invitation) {
  kept.update((memory) => {
    const known = Object.entries(memory.seats).find(([, seat]) => seat.invitation === invitation);
    if (known !== undefined) {
      memory.current = known[0];
      return;
    }
    const seed = newSeed();
    memory.current = deviceOf(seed);
    memory.seats[memory.current] = { seed, invitation, status: null, agreed: false, saved: false };
  });
}

/**
 * Returns the seat that the page shows.
 *
 * @param {Readonly<ScrutineerMemory>} memory
 * @returns {Seat|null}
 */
export function currentSeat({ current, seats }) {
  return current === null ? null : (seats[current] ?? null);
}

/**
 * Applies `change` to the seat of a seed, if this device still has it.
 *
 * @param {Kept<ScrutineerMemory>} kept
 * @param {string} seed
 * @param {(seat: Seat) => void} change
 */
export function updateSeat(kept, seed, change) {
  kept.update(({ seats }) => {
    const seat = seats[deviceOf(seed)];
    if (seat !== undefined) change(seat);
  });
}

/**
 * Returns the keys of a seat that has joined its ceremony.
 *
 * @param {Seat} seat
 * @returns {SeatKeys|null}
 */
export function keysOf({ seed, status }) {
  if (status === null) return null;
  const { congress, ceremony, threshold, names, seat } = status;
  return new SeatKeys({ congress, ceremony, threshold, size: names.length }, seat, seed);
}
