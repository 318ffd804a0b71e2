/** A service in whose hands a key ceremony and its counts are, for tests: real checks, real log. */

import { hexhash, parseB64url } from '../../static/src/encoding.js';
import { evaluate, jointColumns, parseVerificationKey } from '../../static/src/pedersen.js';
import { encodeResult, openTally, parseShare, parseTally } from '../../static/src/tally.js';
import { checkDifferent, parseDeal, parsePledge } from '../../static/src/threshold.js';
import { parseTrustees } from '../../static/src/trustees.js';

/** @import { Congress } from './server.mjs' */
/** @import { Deal, Pledge } from '../../static/src/threshold.js' */

const TIME = '2026-11-22T08:00:00Z';
const NAMES = ['张三', '李四', '王五', '赵六', '钱七', '孙八', '周九', '吴十', '郑一'];

/** One ceremony of a congress. */
export class KeyRoom {
  #server;
  /** @type {string[]} by seat */
  invitations;
  /** @type {(string|null)[]} hash of the token, by seat */
  devices;
  /** @type {(string|null)[]} */
  pledges;
  /** @type {(string|null)[]} */
  deals;
  /** @type {(string|null)[]} */
  keys;
  /** @type {import('../../static/src/group.js').Element|null} */
  publicKey = null;
  commitments = -1;
  board = -1;
  stopped = { seat: 0, dealer: 0, reason: '' };
  /** @type {Map<string, {shares: Map<number, string>, signed: Map<number, string>, result: string}>} */
  counts = new Map();
  /** @type {Map<string, number[]>} who has shuffled the names written in, by item */
  shufflers = new Map();
  /** @type {Map<string, Map<number, string[]>>} shares of names written in, by item and owner */
  slipShares = new Map();
  /** @type {string[]} notes that were cosigned */
  cosigned = [];

  /**
   * @param {Congress} server
   * @param {string} ceremony
   * @param {{threshold: number, size: number, invite: () => string}} options
   */
  constructor(server, ceremony, { threshold, size, invite }) {
    this.#server = server;
    this.ceremony = ceremony;
    this.threshold = threshold;
    this.names = NAMES.slice(0, size);
    this.invitations = this.names.map(invite);
    /** @returns {(string|null)[]} */
    const none = () => this.names.map(() => null);
    [this.devices, this.pledges, this.deals, this.keys] = [none(), none(), none(), none()];
  }

  get place() {
    const { ceremony, threshold } = this;
    return { congress: this.#server.congress, ceremony, threshold, size: this.names.length };
  }

  get step() {
    if (this.stopped.reason !== '') return 'stopped';
    if (this.board >= 0) return 'ready';
    if (this.commitments < 0) return 'pledging';
    return this.deals.includes(null) ? 'dealing' : 'checking';
  }

  /**
   * Whether a request is for this ceremony.
   *
   * @param {{invitation?: string, device_token?: string}} body
   */
  knows({ invitation = '', device_token: token = '' }) {
    if (invitation !== '') return this.invitations.includes(invitation);
    return this.devices.includes(hexhash(parseB64url(token)));
  }

  /**
   * @param {string} path  after /k/
   * @param {any} body
   */
  answer(path, body) {
    if (path === 'join') return this.#join(body);
    const seat = this.#seatOf(body.device_token);
    if (path === 'status') return this.#status(seat);
    if (path === 'deals') return { deals: this.deals };
    if (path === 'count') return this.#count(body.item);
    if (path === 'sign') {
      this.#counted(body.item).signed.set(seat, body.signature);
      return this.#count(body.item);
    }
    const works = /** @type {Record<string, () => void>} */ ({
      pledge: () => this.#pledge(seat, body.pledge),
      deal: () => this.#deal(seat, body.deal),
      confirm: () => this.#confirm(seat, body.verification_key),
      complain: () => this.#complain(seat, body.complaint),
    });
    works[path]?.();
    return this.#status(seat);
  }

  /**
   * @param {{item: string, owner: number, factors: string}} body
   */
  share({ item, owner, factors }) {
    const count = this.#counted(item);
    if (count.result !== '') this.#server.refusal(409, 'wrong-state');
    count.shares.set(owner, factors);
    if (count.shares.size >= this.threshold) count.result = this.#open(item, count.shares);
    return { item, owner };
  }

  /**
   * Takes a shuffle without looking at its proof: that is for the devices of the others to do.
   *
   * @param {{item: string, owner: number, place: number, blocks: {slips: string, signature: string}[]}} body
   */
  reshuffle({ item, owner, place, blocks }) {
    const before = this.shufflers.get(item) ?? [];
    if (before.includes(owner)) return { item, owner };
    if (before.length >= this.threshold) this.#server.refusal(409, 'shuffle-not-needed');
    if (place !== before.length + 1) this.#server.refusal(409, 'shuffled-meanwhile');
    this.shufflers.set(item, [...before, owner]);
    for (const [block, made] of blocks.entries()) {
      this.#server.append({ block, item, owner, ...made, type: 'reshuffled' });
    }
    return { item, owner };
  }

  /** @param {{item: string, owner: number, shares: string[]}} body */
  slips({ item, owner, shares }) {
    const known = this.slipShares.get(item) ?? new Map();
    this.slipShares.set(item, known.set(owner, shares));
    return { item, owner };
  }

  /** @param {{invitation: string, device: string}} body */
  #join({ invitation, device }) {
    const seat = this.invitations.indexOf(invitation);
    if (seat < 0) this.#server.refusal(404, 'invitation-void');
    if (this.devices[seat] !== null && this.devices[seat] !== device) {
      this.#server.refusal(410, 'seat-taken');
    }
    this.devices[seat] = device;
    return this.#status(seat + 1);
  }

  /** @param {string} token */
  #seatOf(token) {
    const seat = this.devices.indexOf(hexhash(parseB64url(token))) + 1;
    if (seat === 0) this.#server.refusal(403, 'unknown-seat');
    return seat;
  }

  /** @param {number} seat */
  #status(seat) {
    const marks = (/** @type {(string|null)[]} */ list) => list.map((each) => each !== null);
    return {
      congress: this.#server.congress,
      title: '三届一次职工代表大会',
      origin: this.#server.key.origin,
      vkey: this.#server.key.vkey,
      ceremony: this.ceremony,
      threshold: this.threshold,
      seat,
      names: this.names,
      step: this.step,
      joined: marks(this.devices),
      pledged: marks(this.pledges),
      dealt: marks(this.deals),
      confirmed: marks(this.keys),
      commitments: this.commitments,
      board: this.board,
      stopped: this.stopped,
    };
  }

  /** @returns {Pledge[]} */
  #pledged() {
    return this.pledges.map((text, at) => parsePledge(text ?? '', this.place, at + 1));
  }

  /** @returns {Deal[]} */
  #dealt() {
    const pledges = this.#pledged();
    return this.deals.map((text, at) => parseDeal(text ?? '', this.place, at + 1, pledges));
  }

  /**
   * @param {number} seat
   * @param {string} text
   */
  #pledge(seat, text) {
    parsePledge(text, this.place, seat);
    this.#keep(this.pledges, seat, text);
    if (this.pledges.includes(null) || this.commitments >= 0) return;
    checkDifferent(this.#pledged());
    this.commitments = this.#server.append({
      type: 'key-commitments',
      ceremony: this.ceremony,
      threshold: this.threshold,
      seats: this.names.map((name, at) => ({ name, pledge: this.pledges[at] ?? '' })),
      by: ['周文华', '吴监'],
      time: TIME,
    });
  }

  /**
   * @param {number} seat
   * @param {string} text
   */
  #deal(seat, text) {
    parseDeal(text, this.place, seat, this.#pledged());
    this.#keep(this.deals, seat, text);
  }

  /**
   * @param {number} seat
   * @param {string} text
   */
  #confirm(seat, text) {
    const pledges = this.#pledged();
    const columns = jointColumns(this.#dealt().map(({ points }) => points));
    const { verification } = /** @type {Pledge} */ (pledges[seat - 1]).cert;
    parseVerificationKey(JSON.parse(text), verification, evaluate(columns, seat));
    this.#keep(this.keys, seat, text);
    if (this.keys.includes(null) || this.board >= 0) return;
    const entry = {
      threshold: this.threshold,
      certs: pledges.map(({ signedCert }) => signedCert),
      coefexps: this.deals.map((deal) => JSON.parse(deal ?? '').coefexps),
      signatures: this.deals.map((deal) => JSON.parse(deal ?? '').approval),
      verification_keys: this.keys.map((key) => JSON.parse(key ?? '')),
    };
    const trustees = JSON.stringify([['Pedersen', entry]]);
    this.publicKey = parseTrustees(trustees).publicKey;
    this.#server.publicKey = this.publicKey;
    this.#server.setBoard(trustees);
    [this.board = -1] = this.#server.boards;
  }

  /**
   * @param {number} seat
   * @param {string} text
   */
  #complain(seat, text) {
    const { dealer } = JSON.parse(text);
    this.stopped = { seat, dealer, reason: 'a share does not fit the coefficients' };
    this.#server.append({
      type: 'key-stopped',
      ceremony: this.ceremony,
      seat,
      dealer,
      evidence: [text, this.deals[dealer - 1] ?? ''],
      reason: this.stopped.reason,
      time: TIME,
    });
  }

  /**
   * @param {(string|null)[]} list
   * @param {number} seat
   * @param {string} text
   */
  #keep(list, seat, text) {
    const before = list[seat - 1];
    if (before !== null && before !== text) this.#server.refusal(409, 'ceremony-conflict');
    list[seat - 1] = text;
  }

  /** @param {string} item */
  #counted(item) {
    const known = this.counts.get(item) ?? { shares: new Map(), signed: new Map(), result: '' };
    this.counts.set(item, known);
    return known;
  }

  /** @param {string} item */
  #count(item) {
    const { shares, signed, result } = this.#counted(item);
    const shown = result === '' ? [] : [...shares];
    return {
      item,
      needed: this.threshold,
      shares: shown.map(([owner, factors]) => ({ owner, factors })),
      signed: [...signed.keys()].sort(),
      result,
    };
  }

  /**
   * @param {string} item
   * @param {Map<number, string>} given
   */
  #open(item, given) {
    const found = this.#server.items.find((each) => each.item === item);
    if (found === undefined) throw new Error('no such item');
    const leaves = this.#server.leaves.map((leaf) => JSON.parse(leaf));
    const own = leaves.filter((leaf) => leaf.item === item);
    const ballots = own.filter(({ type }) => type === 'ballot').length;
    const { tally } = own.find(({ type }) => type === 'tally');
    const sum = parseTally(tally, found.election, ballots);
    const shares = new Map(
      [...given].map(([owner, factors]) => [owner, parseShare(factors, found.election)]),
    );
    const { trustees } = JSON.parse(this.#server.leaves[this.board] ?? '');
    found.state = 'counted';
    return encodeResult(openTally(sum, shares, parseTrustees(trustees)));
  }
}
