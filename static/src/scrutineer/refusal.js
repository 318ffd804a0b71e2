/** What a scrutineer's device refuses to decrypt, and why: nothing is computed after that. */

import { VotesvcError } from '../errors.js';

/**
 * Which promise the log breaks.
 *
 * entry-illegal     an entry stands where it may not, or is malformed.
 * item-invalid      an item contradicts itself, or is not encrypted to the scrutineers.
 * counts-wrong      the numbers said at closing cannot be, or are not those of the ballots.
 * group-too-small   the sum of a group with fewer than five ballots is to be decrypted.
 * ballot-invalid    a ballot's credential or a proof of it does not hold, or it is of another item.
 * credential-used   one credential has voted twice.
 * tally-wrong       what is to be decrypted is not the sum of the ballots.
 * slips-wrong       the names to be opened are not those of the ballots, shuffled.
 * second-tally      this device has decrypted another sum of the same item.
 * share-wrong       a share handed in by somebody does not hold.
 * result-wrong      the result is not what the shares decrypt.
 * not-on-board      this device's key is not one of the item's scrutineers.
 * ceremony-wrong    the key in the log is not the one that this device took part in making.
 *
 * @typedef {'entry-illegal'|'item-invalid'|'counts-wrong'|'group-too-small'|'ballot-invalid'
 *   |'credential-used'|'tally-wrong'|'slips-wrong'|'second-tally'|'share-wrong'|'result-wrong'|'not-on-board'
 *   |'ceremony-wrong'} RefusalCode
 */

export class RecordRefused extends Error {
  /**
   * @param {RefusalCode} code
   * @param {string} reason
   * @param {{index?: number, leaf?: string}} [place]  the entry of the log, where it is one
   */
  constructor(code, reason, { index, leaf = '' } = {}) {
    super(code);
    this.code = code;
    this.index = index ?? null;
    /** What an auditor needs to see. */
    this.evidence = [reason, index === undefined ? '' : `#${index}`, leaf]
      .filter(Boolean)
      .join('\n');
  }
}

/**
 * Runs a check and turns its refusal into that of the record.
 *
 * @template T
 * @param {RefusalCode} code
 * @param {{index?: number, leaf?: string}} place
 * @param {() => T} check
 * @returns {T}
 */
export function refusing(code, place, check) {
  try {
    return check();
  } catch (error) {
    if (error instanceof VotesvcError) throw new RecordRefused(code, error.message, place);
    throw error;
  }
}
