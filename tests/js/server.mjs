/**
 * A small congress server with real cryptography, which can also be slow, deaf, or a liar.
 *
 * It follows the HTTP contract of votesvc for phones, checks every ballot and signs with real keys.
 */

import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';

import { checkBallot, parseBallot } from '../../static/src/ballot.js';
import { credentialMessage, parsePublicKey, verifyToken } from '../../static/src/blind_rsa.js';
import { parseElection } from '../../static/src/election.js';
import { canonicalJson, hexhash, parseB64, parseUtf8, utf8 } from '../../static/src/encoding.js';
import { baseTimes, randomScalar } from '../../static/src/group.js';
import { leafHash } from '../../static/src/merkle.js';
import { proofToJson, proveKnowledge } from '../../static/src/proofs.js';
import { makeIssuer } from './issuer.mjs';
import { KeyRoom } from './keyroom.mjs';
import { makeLogKey } from './logkey.mjs';
import { Room } from './room.mjs';
import { Tree } from './tree.mjs';

const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const ISSUER = makeIssuer();
const MOTION_RULE = {
  preset: 'P01',
  quorum: { num: 2, den: 3, op: 'ge' },
  pass: { base: 'entitled', num: 1, den: 2, op: 'gt' },
};
export const MOTION = [{ answers: ['赞成', '反对', '弃权'], min: 1, max: 1, question: '决议' }];

/** @param {Uint8Array} hash */
const hex = (hash) => Buffer.from(hash).toString('hex');
export const newUuid = () => Array.from(randomBytes(22), (byte) => BASE58[byte % 58]).join('');
export const newPass = () => randomBytes(20).toString('base64url');

/** @param {bigint} secret */
export function scrutineerEntry(secret) {
  const point = baseTimes(secret).toHex();
  const pok = proveKnowledge(`pok|Ed25519|${point}|`, secret, randomScalar());
  return ['Single', { pok: proofToJson(pok), public_key: point }];
}

/** A refusal with its status. */
class Refusal extends Error {
  /**
   * @param {number} status
   * @param {string} code
   */
  constructor(status, code) {
    super(code);
    this.status = status;
    this.code = code;
  }
}

/**
 * @typedef {object} Item
 * @property {string} item
 * @property {string} title
 * @property {string} state
 * @property {number} index
 * @property {string} leaf
 * @property {{group: string, family: string}|{}} voters  where only a group votes
 * @property {import('../../static/src/election.js').Election} election
 * @property {Map<string, {request: string, signature: string}>} collected  by device hash
 * @property {Map<string, {tracker: string, receipt: object}>} ballots      by credential
 */

/** @typedef {{method: string, path: string, headers: any, body: any}} Call */

export class Congress {
  congress = newUuid();
  key = makeLogKey(`votesvc/${this.congress}`);
  issuer = ISSUER;
  tree = new Tree();
  /** @type {string[]} */
  leaves = [];
  /** Secrets of the scrutineers. */
  scrutineers = [randomScalar(), randomScalar()];
  /** Where they stand in the log, the last first. @type {number[]} */
  boards = [];
  /** @type {(before: number) => number} which of them is shown for an item at this place */
  boardFor = (before) => this.boards.find((index) => index < before) ?? 0;
  /** @type {Item[]} */
  items = [];
  /** The key that items are encrypted to, where it is not the sum of the scrutineers' secrets. */
  /** @type {import('../../static/src/group.js').Element|null} */
  publicKey = null;
  /** @type {KeyRoom[]} */
  keyRooms = [];
  /** @type {Room[]} */
  hearings = [];
  /** @type {Map<string, {name: string, group: string, device: string|null, dead: string|null}>} */
  passes = new Map();
  /** @type {Map<string, object>} */
  receipts = new Map();
  /** @type {Call[]} every request that arrived */
  calls = [];
  /** @type {(call: Call, body: any) => any} may change or replace any good answer */
  twist = (_, body) => body;
  /** @type {(call: Call) => 'answer'|'lose'|'break'|'busy'|'portal'|'hang'} */
  fault = () => 'answer';
  /** @type {(call: Call) => string|null} refuses with this code what it would have done */
  refuse = () => null;
  /** @type {(text: string) => string} */
  tag = (text) => `"${hexhash(utf8(text))}"`;
  base = '';
  #server = createServer((request, response) => void this.#serve(request, response));

  async open() {
    await new Promise((resolve) => this.#server.listen(0, '127.0.0.1', () => resolve(null)));
    const { port } = /** @type {import('node:net').AddressInfo} */ (this.#server.address());
    this.base = `http://127.0.0.1:${port}`;
    this.append({ type: 'congress', congress: this.congress, title: '三届一次职工代表大会' });
    this.setBoard();
    return this;
  }

  close() {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /** @param {any} entry */
  append(entry) {
    const leaf = canonicalJson(entry);
    this.leaves.push(parseUtf8(leaf));
    this.tree.append(leafHash(leaf));
    return this.tree.size - 1;
  }

  /** Logs the scrutineers, as they are now. */
  setBoard(trustees = JSON.stringify(this.scrutineers.map(scrutineerEntry))) {
    this.boards.unshift(this.append({ type: 'board', trustees, time: '2026-11-22T09:00:00Z' }));
  }

  /**
   * @param {string} name
   * @param {string} [group]
   */
  hand(name, group = '') {
    const pass = newPass();
    this.passes.set(pass, { name, group, device: null, dead: null });
    return `#${pass}`;
  }

  /** @param {{questions?: any[], kind?: string, change?: (entry: any) => any}} [options] */
  addItem({ questions = MOTION, kind = 'motion', change = (entry) => entry } = {}) {
    const item = newUuid();
    const election = JSON.stringify({
      version: 1,
      description: this.key.origin,
      name: '第一项',
      group: 'Ed25519',
      public_key: (this.publicKey ?? this.#sumOfKeys()).toHex(),
      questions,
      uuid: item,
      administrator: 'votesvc',
      credential_authority: `RFC9474 RSABSSA-SHA384-PSS-Randomized sha256:${hexhash(this.issuer.spki)}`,
    });
    const entry = change({
      type: 'item',
      item,
      kind,
      title: '第一项',
      election,
      phi: createHash('sha256').update(election).digest('base64').slice(0, 43),
      public_key: Buffer.from(this.issuer.spki).toString('base64'),
      rule: kind === 'motion' ? MOTION_RULE : { preset: 'P17', top: 2 },
      time: '2026-11-22T09:30:00Z',
    });
    const index = this.append(entry);
    const leaf = /** @type {string} */ (this.leaves[index]);
    const { group, family } = entry.rule;
    const voters = group === undefined ? {} : { group, family };
    const found = { item, title: '第一项', state: 'ready', index, leaf, voters };
    const made = {
      ...found,
      election: parseElection(election),
      collected: new Map(),
      ballots: new Map(),
    };
    this.items.push(made);
    return made;
  }

  /** @param {ConstructorParameters<typeof Room>[2]} [options] */
  addHearing(options) {
    const house = {
      append: (/** @type {any} */ entry) => this.append(entry),
      prove: (/** @type {number} */ index) => this.#prove(index),
      refusal: (/** @type {number} */ status, /** @type {string} */ code) =>
        new Refusal(status, code),
    };
    const room = new Room(house, newUuid(), options);
    this.hearings.push(room);
    return room;
  }

  /**
   * Begins a ceremony and returns it.
   *
   * @param {number} threshold
   * @param {number} size
   */
  beginCeremony(threshold, size) {
    const room = new KeyRoom(this, newUuid(), { threshold, size, invite: newPass });
    this.keyRooms.push(room);
    return room;
  }

  /**
   * @param {number} status
   * @param {string} code
   * @returns {never}
   */
  refusal(status, code) {
    throw new Refusal(status, code);
  }

  #sumOfKeys() {
    return baseTimes(this.scrutineers.reduce((sum, each) => sum + each));
  }

  checkpoint(size = this.tree.size) {
    return this.key.sign(size, this.tree.root(size));
  }

  /**
   * @param {import('node:http').IncomingMessage} request
   * @param {import('node:http').ServerResponse} response
   */
  async #serve(request, response) {
    let text = '';
    for await (const chunk of request) text += chunk;
    const { method = '', url: path = '', headers } = request;
    const call = { method, path, headers, body: text === '' ? null : JSON.parse(text) };
    this.calls.push(call);
    const fault = this.fault(call);
    if (fault === 'break') return response.destroy();
    if (fault === 'hang') return undefined;
    if (fault === 'busy') return response.writeHead(503).end('busy');
    if (fault === 'portal') {
      return response.writeHead(200, { 'Content-Type': 'text/html' }).end('<h1>Wi-Fi</h1>');
    }
    const { status, body } = this.#answer(call);
    if (fault === 'lose') return response.destroy();
    const answer = JSON.stringify(status === 200 ? this.twist(call, body) : body);
    const tag = this.tag(answer);
    if (headers['if-none-match'] === tag) return response.writeHead(304, { ETag: tag }).end();
    return response
      .writeHead(status, { 'Content-Type': 'application/json', ETag: tag })
      .end(answer);
  }

  /** @param {Call} call */
  #answer(call) {
    try {
      const code = this.refuse(call);
      if (code !== null) throw new Refusal(409, code);
      return { status: 200, body: this.#route(call) };
    } catch (error) {
      if (error instanceof Refusal) {
        return { status: error.status, body: { error: error.code, message: `因为 ${error.code}` } };
      }
      throw error;
    }
  }

  /** @param {number} index */
  #boardLeaf(index) {
    return { leaf: this.leaves[index] ?? '', ...this.#prove(index) };
  }

  /** @param {Call} call */
  #route({ path, body }) {
    const url = new URL(path, 'http://x');
    const [, first, second, third, fourth, fifth] = url.pathname.split('/');
    if (first === 'pass') return second === 'redeem' ? this.#redeem(body) : this.#collect(body);
    if (first === 'k') return this.#keysOf(body).answer(second ?? '', body);
    if (second !== this.congress) throw new Refusal(404, 'unknown-congress');
    const query = (/** @type {string} */ name) => url.searchParams.get(name) ?? '';
    switch (third) {
      case 'state':
        return this.#state();
      case 'item':
        return this.#item(fourth ?? '');
      case 'board':
        return this.#boardLeaf(this.boardFor(Number(query('before'))));
      case 'consistency':
        return this.#consistency(Number(query('old')), Number(query('new')));
      case 'cast':
        return this.#cast(body);
      case 'receipt':
        return this.#receipt(query('tracker'));
      case 'share':
        return this.#boardOf(body.item).share(body);
      case 'reshuffle':
        return this.#boardOf(body.item).reshuffle(body);
      case 'slips':
        return this.#boardOf(body.item).slips(body);
      case 'cosign':
        this.#board().cosigned.push(body.checkpoint);
        return { witness: '', size: this.tree.size };
      case 'comment':
        return this.#room(body.item).comment(body);
      case 'support':
        return this.#room(body.item).support(body);
      case 'hearing':
        return this.#ofHearing(this.#room(fourth ?? ''), fifth ?? '');
      case 'log':
        return this.#entries(Number(query('start')), Number(query('end')));
      default:
        throw new Refusal(404, 'not-found');
    }
  }

  /** The ceremony that began last. */
  #board() {
    const last = this.keyRooms.at(-1);
    if (last === undefined) throw new Refusal(404, 'not-found');
    return last;
  }

  /** @param {string} item */
  #boardOf(item) {
    const key = this.#find(item).election.publicKey;
    const found = this.keyRooms.find(({ publicKey }) => publicKey?.equals(key));
    if (found === undefined) throw new Refusal(404, 'not-found');
    return found;
  }

  /** @param {any} body */
  #keysOf(body) {
    const found = this.keyRooms.find((room) => room.knows(body));
    if (found === undefined) {
      throw new Refusal(404, 'invitation' in body ? 'invitation-void' : 'unknown-seat');
    }
    return found;
  }

  /** @param {{pass: string, device: string}} body */
  #redeem({ pass, device }) {
    const found = this.passes.get(pass);
    if (found === undefined) throw new Refusal(404, 'unknown-pass');
    if (found.dead !== null) throw new Refusal(410, found.dead);
    if (found.device !== null && found.device !== device) throw new Refusal(410, 'pass-used');
    found.device = device;
    const { name, group } = found;
    return { congress: this.congress, name, delegation: '一车间', group };
  }

  /** @param {any} body */
  #collect({ device_token: token, item, blinded, ...rest }) {
    const device = hexhash(Uint8Array.from(Buffer.from(token, 'base64url')));
    const pass = [...this.passes.values()].find((each) => each.device === device);
    if (pass === undefined) throw new Refusal(403, 'unknown-device');
    if (pass.dead !== null) throw new Refusal(410, pass.dead);
    if ('kind' in rest) return this.#room(item).collect(device, { blinded, ...rest });
    const found = this.#find(item);
    if ('group' in found.voters && found.voters.group !== pass.group) {
      throw new Refusal(403, 'not-in-group');
    }
    const before = found.collected.get(device);
    if (before !== undefined) {
      if (before.request !== blinded) throw new Refusal(409, 'already-collected');
      return { signature: before.signature };
    }
    if (found.state !== 'issuing' && found.state !== 'open')
      throw new Refusal(409, 'issuing-closed');
    const signed = this.issuer.sign(parseB64(blinded, 384));
    const signature = Buffer.from(signed).toString('base64');
    found.collected.set(device, { request: blinded, signature });
    return { signature };
  }

  /** @param {string} item */
  #find(item) {
    const found = this.items.find((each) => each.item === item);
    if (found === undefined) throw new Refusal(404, 'unknown-item');
    return found;
  }

  /**
   * @param {number} start
   * @param {number} end
   */
  #entries(start, end) {
    return { entries: this.leaves.slice(start, Math.min(end, start + 500)) };
  }

  /**
   * @param {Room} room
   * @param {string} what
   */
  #ofHearing(room, what) {
    if (what === 'opinions') return room.opinions();
    if (room.reported === null) throw new Refusal(404, 'unknown-entry');
    return { leaf: this.leaves[room.reported] ?? '', ...this.#prove(room.reported) };
  }

  /** @param {string} hearing */
  #room(hearing) {
    const found = this.hearings.find((each) => each.hearing === hearing);
    if (found === undefined) throw new Refusal(404, 'unknown-hearing');
    return found;
  }

  /** @param {string} uuid */
  #leaf(uuid) {
    const room = this.hearings.find((each) => each.hearing === uuid);
    if (room === undefined) return this.#find(uuid);
    return { leaf: this.leaves[room.index] ?? '', index: room.index };
  }

  /** @param {number} index */
  #prove(index) {
    const size = this.tree.size;
    const inclusion = this.tree.inclusion(index, size).map(hex);
    return { index, size, inclusion, checkpoint: this.checkpoint() };
  }

  #state() {
    return {
      congress: this.congress,
      title: '三届一次职工代表大会',
      origin: this.key.origin,
      vkey: this.key.vkey,
      size: this.tree.size,
      checkpoint: this.checkpoint(),
      items: this.items.map(({ item, state, index, title, voters }) => {
        return { item, state, index, title, ...voters };
      }),
      hearings: this.hearings.map(({ listed }) => listed),
    };
  }

  /** @param {string} item */
  #item(item) {
    const { leaf, index } = this.#leaf(item);
    return { leaf, ...this.#prove(index) };
  }

  /**
   * @param {number} old
   * @param {number} now
   */
  #consistency(old, now) {
    if (old > now || now > this.tree.size) throw new Refusal(404, 'unknown-entry');
    return { consistency: this.tree.consistency(old, now).map(hex) };
  }

  /** @param {{item: string, ballot: string, prefix: string, token: string, pairs: never[]}} body */
  #cast({ item, ballot: text, prefix, token, pairs }) {
    const found = this.#find(item);
    const ballot = parseBallot(utf8(text), found.election);
    const credential = ballot.credential.toHex();
    const before = found.ballots.get(credential);
    if (before !== undefined) {
      if (before.tracker !== ballot.tracker) throw new Refusal(409, 'credential-used');
      return before.receipt;
    }
    if (found.state !== 'open') throw new Refusal(409, 'not-open');
    const message = credentialMessage('ballot', item, credential);
    verifyToken(parsePublicKey(this.issuer.spki), message, parseB64(prefix, 32), parseB64(token));
    checkBallot(ballot, found.election);
    const index = this.append({ type: 'ballot', item, ballot: text, prefix, token, pairs });
    const { tracker } = ballot;
    const receipt = { item, tracker, ...this.#prove(index) };
    found.ballots.set(credential, { tracker, receipt });
    this.receipts.set(tracker, receipt);
    return receipt;
  }

  /** @param {string} tracker */
  #receipt(tracker) {
    const comments = this.hearings.map((room) => room.comments.get(tracker)?.receipt);
    const found = this.receipts.get(tracker) ?? comments.find((each) => each !== undefined);
    if (found === undefined) throw new Refusal(404, 'unknown-receipt');
    return found;
  }
}
