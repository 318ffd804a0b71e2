/** The signature of a scrutineer on the counts of an item (protocol 3.2). */

import { hexhash, utf8 } from './encoding.js';
import { print, sign } from './seat_messages.js';

/** @import { SeatKeys } from './seat_keys.js' */

/**
 * Returns the signature of a seat on the `result` entry of an item, the same each time.
 *
 * @param {SeatKeys} keys
 * @param {string} item
 * @param {string} leaf  the exact entry
 * @returns {string} the exact text
 */
export function signResult(keys, item, leaf) {
  return print(sign(keys, `votesvc/v1/signed|${item}|${hexhash(utf8(leaf))}`));
}
