/** Everything that a device reads and does for one seat, and what of the seat can never change. */

import { CeremonyPart } from './ceremony.js';
import { deviceOf, keysOf } from './memory.js';
import { Record } from './record.js';
import { RecordRefused } from './refusal.js';
import { Witness } from './witness.js';

/** @import { Api } from '../booth/api.js' */
/** @import { Kept } from '../booth/kept.js' */
/** @import { SeatKeys } from '../seat_keys.js' */
/** @import { ScrutineerMemory, Seat } from './memory.js' */
/** @import { Status, Wire } from './wire.js' */

/**
 * Everything that is read and done for one seat.
 *
 * @typedef {object} Room
 * @property {string} device
 * @property {SeatKeys} keys
 * @property {Record} record
 * @property {Witness} witness
 * @property {CeremonyPart} part
 */

/**
 * Opens the room of a seat whose place is known.
 *
 * @param {Seat & {status: Status}} seat
 * @param {{api: Api, kept: Kept<ScrutineerMemory>, wire: Wire, now: () => number}} parts
 * @returns {Room}
 */
export function openRoom(seat, { api, kept, wire, now }) {
  const keys = /** @type {SeatKeys} */ (keysOf(seat));
  return {
    device: deviceOf(seat.seed),
    keys,
    record: new Record(api, kept, seat.status.congress),
    witness: new Witness(wire, now),
    part: new CeremonyPart(keys, seat.status.names, wire),
  };
}

/**
 * Throws where the service contradicts what the person has agreed to.
 *
 * @param {Seat} seat
 * @param {Status} status
 * @throws {RecordRefused}
 */
export function checkSamePlace({ agreed, status: before }, status) {
  if (!agreed || before === null || placeOf(before) === placeOf(status)) return;
  const leaf = `${placeOf(before)}\n${placeOf(status)}`;
  throw new RecordRefused('ceremony-wrong', 'the service names another seat', { leaf });
}

/**
 * @param {Status} status
 * @returns {string} what of it can never change
 */
function placeOf({ congress, ceremony, threshold, seat, names }) {
  return JSON.stringify([congress, ceremony, threshold, seat, names]);
}
