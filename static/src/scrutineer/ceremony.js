/**
 * One seat's part in the ceremony: whatever is its turn, as often as it is asked (protocol 3.1).
 *
 * What is sent follows from the seed and from the log, so that a reload, a device that slept or a lost
 * answer repeats the same bytes. The log is believed, and not the service: nothing is dealt before the
 * pledges of all seats stand in it, and no key is called ready before it stands in it.
 */

import { RequestFailed } from '../booth/api.js';
import { InvalidPledge, InvalidTrustees } from '../errors.js';
import { baseTimes } from '../group.js';
import { evaluate, jointColumns } from '../pedersen.js';
import {
  checkDifferent,
  decryptionSecret,
  makeComplaint,
  makeDeal,
  makePledge,
  makeVerificationKey,
  parseDeal,
  parsePledge,
  WrongShare,
} from '../threshold.js';
import { refusing } from './refusal.js';

/** @import { SeatKeys } from '../seat_keys.js' */
/** @import { Deal, Pledge } from '../threshold.js' */
/** @import { Trustees } from '../trustees.js' */
/** @import { Commitments } from './ceremonies.js' */
/** @import { Ledger } from './ledger.js' */
/** @import { Status, Wire } from './wire.js' */

/** Refusals of what came a moment too late. */
const OVERTAKEN = new Set(['ceremony-over', 'wrong-round']);

export class CeremonyPart {
  #keys;
  #names;
  #wire;
  /** @type {Pledge[]|null} checked against the log */
  #pledges = null;
  /** @type {Deal[]|null} each checked against its pledge */
  #deals = null;
  /** What this seat decrypts with, once all shares dealt to it were checked. @type {bigint|null} */
  secret = null;
  /** Eight digits for comparing by voice that all see the same pledges. @type {string|null} */
  digits = null;
  /** Whether the key stands in the log and is the one that was dealt. */
  ready = false;

  /**
   * @param {SeatKeys} keys
   * @param {readonly string[]} names  of all seats, as the person was shown them
   * @param {Wire} wire
   */
  constructor(keys, names, wire) {
    this.#keys = keys;
    this.#names = names;
    this.#wire = wire;
  }

  /**
   * Does what is this seat's turn, and returns how far the ceremony is then.
   *
   * @param {Status} status  fresh from the service
   * @param {Ledger} ledger  read no earlier
   * @returns {Promise<Status>}
   * @throws {import('./refusal.js').RecordRefused} ceremony-wrong
   * @throws {RequestFailed}
   */
  async advance(status, ledger) {
    try {
      return await this.#advance(status, ledger);
    } catch (error) {
      // The ceremony went on or was stopped a moment ago: the next look tells.
      if (error instanceof RequestFailed && OVERTAKEN.has(error.code)) return status;
      throw error;
    }
  }

  /**
   * @param {Status} status
   * @param {Ledger} ledger
   * @returns {Promise<Status>}
   */
  async #advance(status, ledger) {
    const me = status.seat - 1;
    const { token } = this.#keys;
    if (status.step === 'stopped') return status;
    if (status.step === 'pledging') {
      if (status.pledged[me]) return status;
      return this.#wire.pledge(token, makePledge(this.#keys));
    }
    const pledges = this.#readPledges(ledger);
    // The log may be a moment behind the service: its turn comes with the next look.
    if (pledges === null) return status;
    if (status.step === 'dealing') {
      if (status.dealt[me]) return status;
      return this.#wire.deal(token, makeDeal(this.#keys, pledges));
    }
    const answer = await this.#check(status, pledges);
    if (answer.step === 'ready') this.#checkBoard(ledger);
    return answer;
  }

  /**
   * @param {Ledger} ledger
   * @returns {Pledge[]|null} null: not in the log yet
   */
  #readPledges(ledger) {
    const entry = ledger.ceremonies.get(this.#keys.ceremony.ceremony);
    if (entry === undefined) return null;
    this.digits = entry.digits;
    this.#pledges ??= refusing('ceremony-wrong', entry, () => this.#checkPledges(entry));
    return this.#pledges;
  }

  /**
   * @param {Commitments} entry
   * @returns {Pledge[]}
   */
  #checkPledges({ threshold, seats }) {
    const { ceremony, index } = this.#keys;
    const named = seats.every(({ name }, at) => name === this.#names[at]);
    if (threshold !== ceremony.threshold || seats.length !== ceremony.size || !named) {
      throw new InvalidPledge('the log has another board than was agreed to');
    }
    if (seats[index - 1]?.pledge !== makePledge(this.#keys)) {
      throw new InvalidPledge('the log has another pledge in the seat of this device');
    }
    const pledges = seats.map(({ pledge }, at) => parsePledge(pledge, ceremony, at + 1));
    checkDifferent(pledges);
    return pledges;
  }

  /**
   * Opens what was dealt to this seat, and confirms it or complains.
   *
   * @param {Status} status  checking or ready
   * @param {Pledge[]} pledges
   * @returns {Promise<Status>}
   */
  async #check(status, pledges) {
    const { token } = this.#keys;
    const deals = await this.#readDeals(pledges);
    try {
      this.secret ??= decryptionSecret(this.#keys, deals);
    } catch (error) {
      if (!(error instanceof WrongShare)) throw error;
      const deal = /** @type {Deal} */ (deals[error.dealer - 1]);
      return this.#wire.complain(token, makeComplaint(this.#keys, error.dealer, deal));
    }
    if (status.step === 'ready' || status.confirmed[status.seat - 1]) return status;
    return this.#wire.confirm(token, makeVerificationKey(this.#keys, this.secret));
  }

  /**
   * @param {Pledge[]} pledges
   * @returns {Promise<Deal[]>}
   */
  async #readDeals(pledges) {
    const { ceremony, token } = this.#keys;
    if (this.#deals === null) {
      const texts = await this.#wire.deals(token);
      this.#deals = refusing('ceremony-wrong', { leaf: texts.join('\n') }, () => {
        if (texts.length !== ceremony.size) {
          throw new InvalidPledge('there is not one deal from every seat');
        }
        return texts.map((text, at) => parseDeal(text, ceremony, at + 1, pledges));
      });
    }
    return this.#deals;
  }

  /** @param {Ledger} ledger */
  #checkBoard(ledger) {
    const board = ledger.ceremonies.get(this.#keys.ceremony.ceremony)?.board ?? null;
    if (this.ready || board === null) return;
    refusing('ceremony-wrong', { leaf: board.encoded }, () => this.#demandBoard(board));
    this.ready = true;
  }

  /** @param {Trustees} board */
  #demandBoard({ subKeys, threshold, verificationKeys }) {
    const { ceremony, index } = this.#keys;
    const columns = jointColumns((this.#deals ?? []).map(({ points }) => points));
    const expected = this.#names.map((_, at) => evaluate(columns, at + 1));
    const same =
      subKeys.length === 1 &&
      threshold === ceremony.threshold &&
      verificationKeys.length === ceremony.size &&
      expected.every((key, at) => verificationKeys[at]?.equals(key));
    if (!same || !verificationKeys[index - 1]?.equals(baseTimes(this.secret ?? 0n))) {
      throw new InvalidTrustees('the board is not the one that was dealt');
    }
  }
}
