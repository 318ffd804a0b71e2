/** The ceremonies of a log: who pledged what, and which board came of it (protocol 3.1). */

import { asList, asNatural, asText, exactFields, hexhash, parseUuid, utf8 } from '../encoding.js';
import { MalformedInput } from '../errors.js';

/** @import { Trustees } from '../trustees.js' */
/** @import { Placed } from './contest.js' */

/**
 * The pledges of all seats of a ceremony, and what came of them.
 *
 * @typedef {object} Commitments
 * @property {string} ceremony
 * @property {number} threshold
 * @property {{name: string, pledge: string}[]} seats
 * @property {number} index
 * @property {string} leaf
 * @property {string} digits  for comparing by voice that everybody sees the same
 * @property {Trustees|null} board
 * @property {boolean} over
 */

/** How many digits scrutineers compare by voice. */
const DIGITS = 8;

export class Ceremonies {
  /** @type {Map<string, Commitments>} by ceremony */
  all = new Map();

  /**
   * Ends the ceremony that goes on, if one does.
   *
   * @param {Trustees|null} board  null: without a key
   */
  end(board) {
    const running = [...this.all.values()].find(({ over }) => !over);
    if (running !== undefined) Object.assign(running, { board, over: true });
  }

  /**
   * Takes the entry with which everybody's pledge is fixed.
   *
   * @param {Record<string, unknown>} fields
   * @param {Placed} place
   * @throws {MalformedInput}
   */
  begin({ ceremony: uuid, threshold, seats, by }, place) {
    const ceremony = parseUuid(uuid);
    checkTwoPeople(by);
    if (this.all.has(ceremony) || [...this.all.values()].some(({ over }) => !over)) {
      throw new MalformedInput('a ceremony begins twice, or before another is over');
    }
    this.all.set(ceremony, {
      ceremony,
      threshold: asNatural(threshold),
      seats: asList(seats).map((seat) => {
        const { name, pledge } = exactFields(seat, ['name', 'pledge']);
        return { name: asText(name), pledge: asText(pledge) };
      }),
      ...place,
      digits: hexhash(utf8(place.leaf)).slice(0, DIGITS),
      board: null,
      over: false,
    });
  }
}

/**
 * Throws unless two different people are named.
 *
 * @param {unknown} by
 */
export function checkTwoPeople(by) {
  const [first, second, ...rest] = asList(by).map(asText);
  if (second === undefined || rest.length > 0 || first === second) {
    throw new MalformedInput('one person stands for two');
  }
}
