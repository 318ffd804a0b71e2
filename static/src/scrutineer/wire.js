/** What a scrutineer's device asks for: its ceremony, counts, and cosigning (protocol 3.3). */

import { asList, asNatural, asText, parseUuid } from '../encoding.js';
import { MalformedInput } from '../errors.js';

/** @import { Body } from '../booth/answers.js' */
/** @import { Api } from '../booth/api.js' */
/** @import { MadeShare } from './duty.js' */
/** @import { MadeShuffle } from './slips.js' */

/** @typedef {'pledging'|'dealing'|'checking'|'ready'|'stopped'} CeremonyStep */

/**
 * How far a ceremony is, as the service says it: nothing here is believed where the log can tell.
 *
 * @typedef {object} Status
 * @property {string} congress
 * @property {string} title
 * @property {string} ceremony
 * @property {number} threshold
 * @property {number} seat      from 1
 * @property {string[]} names   of all seats
 * @property {CeremonyStep} step
 * @property {boolean[]} joined
 * @property {boolean[]} pledged
 * @property {boolean[]} dealt
 * @property {boolean[]} confirmed
 * @property {{seat: number, dealer: number, reason: string}} stopped
 */

/**
 * @typedef {object} CountStatus
 * @property {number} needed
 * @property {MadeShare[]} shares   empty until enough are there
 * @property {number[]} signed      owners
 * @property {string} result        "" until enough shares are there
 */

const STEPS = /** @type {const} */ (['pledging', 'dealing', 'checking', 'ready', 'stopped']);

export class Wire {
  #api;

  /** @param {Api} api */
  constructor(api) {
    this.#api = api;
  }

  /**
   * Binds an invitation to this device; the same again gets the same answer.
   *
   * @param {string} invitation
   * @param {string} device  hex SHA-256 of the token
   * @returns {Promise<Status>}
   */
  join(invitation, device) {
    return this.#api.ask('/k/join', { invitation, device }, readStatus);
  }

  /**
   * @param {string} token
   * @returns {Promise<Status>}
   */
  status(token) {
    return this.#api.ask('/k/status', { device_token: token }, readStatus);
  }

  /**
   * @param {string} token
   * @param {string} pledge
   * @returns {Promise<Status>}
   */
  pledge(token, pledge) {
    return this.#api.ask('/k/pledge', { device_token: token, pledge }, readStatus);
  }

  /**
   * @param {string} token
   * @param {string} deal
   * @returns {Promise<Status>}
   */
  deal(token, deal) {
    return this.#api.ask('/k/deal', { device_token: token, deal }, readStatus);
  }

  /**
   * @param {string} token
   * @returns {Promise<string[]>} of all seats in order
   */
  deals(token) {
    return this.#api.ask('/k/deals', { device_token: token }, ({ deals }) =>
      asList(deals).map(asText),
    );
  }

  /**
   * @param {string} token
   * @param {string} key
   * @returns {Promise<Status>}
   */
  confirm(token, key) {
    const fields = { device_token: token, verification_key: key };
    return this.#api.ask('/k/confirm', fields, readStatus);
  }

  /**
   * @param {string} token
   * @param {string} complaint
   * @returns {Promise<Status>}
   */
  complain(token, complaint) {
    return this.#api.ask('/k/complain', { device_token: token, complaint }, readStatus);
  }

  /**
   * @param {string} token
   * @param {string} item
   * @returns {Promise<CountStatus>}
   */
  count(token, item) {
    return this.#api.ask('/k/count', { device_token: token, item }, readCount);
  }

  /**
   * @param {string} token
   * @param {string} item
   * @param {string} signature
   * @returns {Promise<CountStatus>}
   */
  sign(token, item, signature) {
    return this.#api.ask('/k/sign', { device_token: token, item, signature }, readCount);
  }

  /**
   * Hands in a share; the proof in it decides who may.
   *
   * @param {string} congress
   * @param {string} item
   * @param {MadeShare} share
   */
  async share(congress, item, { owner, factors }) {
    await this.#api.ask(`/c/${congress}/share`, { item, owner, factors }, () => null);
  }

  /**
   * Hands in the names written in as this seat has shuffled them, block by block.
   *
   * @param {string} congress
   * @param {string} item
   * @param {MadeShuffle} made
   */
  async reshuffle(congress, item, { owner, place, blocks }) {
    await this.#api.ask(`/c/${congress}/reshuffle`, { item, owner, place, blocks }, () => null);
  }

  /**
   * Hands in the shares of the names written in, one for each block.
   *
   * @param {string} congress
   * @param {string} item
   * @param {{owner: number, shares: string[]}} made
   */
  async slips(congress, item, { owner, shares }) {
    await this.#api.ask(`/c/${congress}/slips`, { item, owner, shares }, () => null);
  }

  /**
   * @param {string} congress
   * @param {string} checkpoint  a signed note with one more line
   */
  async cosign(congress, checkpoint) {
    await this.#api.ask(`/c/${congress}/cosign`, { checkpoint }, () => null);
  }
}

/**
 * @param {Body} body
 * @returns {Status}
 */
function readStatus({ stopped, ...body }) {
  const names = asList(body.names).map(asText);
  const step = STEPS.find((each) => each === body.step);
  const seat = asNatural(body.seat);
  if (step === undefined || seat < 1 || seat > names.length) {
    throw new MalformedInput('the answer is no status of a ceremony');
  }
  const whole = /** @type {Record<string, unknown>} */ (stopped ?? {});
  return {
    congress: parseUuid(body.congress),
    title: asText(body.title),
    ceremony: parseUuid(body.ceremony),
    threshold: asNatural(body.threshold),
    seat,
    names,
    step,
    joined: readMarks(body.joined, names),
    pledged: readMarks(body.pledged, names),
    dealt: readMarks(body.dealt, names),
    confirmed: readMarks(body.confirmed, names),
    stopped: {
      seat: asNatural(whole.seat),
      dealer: asNatural(whole.dealer),
      reason: asText(whole.reason),
    },
  };
}

/**
 * @param {unknown} marks
 * @param {readonly string[]} names
 * @returns {boolean[]} one for each seat
 */
function readMarks(marks, names) {
  const given = asList(marks);
  return names.map((_, at) => given[at] === true);
}

/**
 * @param {Body} body
 * @returns {CountStatus}
 */
function readCount({ needed, shares, signed, result }) {
  return {
    needed: asNatural(needed),
    shares: asList(shares).map((each) => {
      const { owner, factors } = /** @type {Record<string, unknown>} */ (each);
      return { owner: asNatural(owner), factors: asText(factors) };
    }),
    signed: asList(signed).map(asNatural),
    result: asText(result),
  };
}
