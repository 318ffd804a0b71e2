/** The hearing room of the small congress server: it checks every comment and support, and opens them. */

import { credentialMessage, parsePublicKey, verifyToken } from '../../static/src/blind_rsa.js';
import { encodeHex, parseB64 } from '../../static/src/encoding.js';
import { newKeyPair } from '../../static/src/hpke.js';
import {
  commentMessage,
  openComment,
  parsePlaintext,
  SIZES,
  supportMessage,
  verifySignature,
} from '../../static/src/sealing.js';
import { makeIssuer } from './issuer.mjs';

const ISSUERS = { comment: makeIssuer(), support: makeIssuer() };
const TIME = '2026-11-22T09:30:00Z';

/** @typedef {import('../../static/src/booth/api-hearing.js').CommentEnvelope} CommentEnvelope */
/** @typedef {import('../../static/src/booth/api-hearing.js').SupportEnvelope} SupportEnvelope */

/**
 * What a room needs of its server.
 *
 * @typedef {object} House
 * @property {(entry: any) => number} append
 * @property {(index: number) => any} prove  a receipt without item and tracker
 * @property {(status: number, code: string) => Error} refusal
 */

export class Room {
  state = 'announced';
  /** @type {number|null} where the report stands in the log */
  reported = null;
  officer = newKeyPair();
  issuers = ISSUERS;
  /** @type {Map<string, {request: string, signature: string}>} by device, kind and slot */
  collected = new Map();
  /** @type {Map<string, {envelope: CommentEnvelope, receipt: any, fate: any, supports: number, replies: any[]}>} */
  comments = new Map();
  /** @type {Map<string, {envelope: SupportEnvelope, receipt: any}>} by key and commitment */
  supports = new Map();
  #house;

  /**
   * @param {House} house
   * @param {string} hearing
   * @param {{perDelegate?: number, marks?: boolean, kind?: string, change?: (entry: any) => any}} given
   */
  constructor(house, hearing, { perDelegate = 3, marks = true, kind = 'hearing', change } = {}) {
    this.#house = house;
    this.hearing = hearing;
    this.perDelegate = perDelegate;
    this.kind = kind;
    const [comment, support] = [ISSUERS.comment, ISSUERS.support].map(({ spki }) =>
      Buffer.from(spki).toString('base64'),
    );
    const entry = {
      type: 'hearing',
      item: hearing,
      kind,
      title: '绩效工资分配办法听证会',
      matter: '《绩效工资分配办法(草案)》\n共两条。',
      clauses: ['第一条 总则', '第二条 分配'],
      officer_key: encodeHex(this.officer.publicKey),
      comment_key: comment,
      support_key: support,
      per_delegate: perDelegate,
      marks,
      notice_days: 7,
      papers: [{ name: '草案.pdf', sha256: 'ab'.repeat(32), size: 12345 }],
      officers: [{ name: '李四', role: '听证记录人', recused: false }],
      time: TIME,
    };
    this.entry = change === undefined ? entry : change(entry);
    this.index = house.append(this.entry);
  }

  get listed() {
    const { hearing: item, state, index, kind } = this;
    return { item, state, index, title: this.entry.title, kind };
  }

  /**
   * @param {string} device
   * @param {{kind: 'comment'|'support', slot: number, blinded: string}} body
   */
  collect(device, { kind, slot, blinded }) {
    const most = kind === 'comment' ? this.perDelegate : 1;
    if (!(kind in ISSUERS) || slot < 1 || slot > most) throw this.#house.refusal(400, 'bad-slot');
    const name = `${device} ${kind} ${slot}`;
    const before = this.collected.get(name);
    if (before !== undefined) {
      if (before.request !== blinded) throw this.#house.refusal(409, 'already-collected');
      return { signature: before.signature };
    }
    if (this.state !== 'open') throw this.#house.refusal(409, 'issuing-closed');
    const signed = ISSUERS[kind].sign(parseB64(blinded, 384));
    const signature = Buffer.from(signed).toString('base64');
    this.collected.set(name, { request: blinded, signature });
    return { signature };
  }

  /** @param {CommentEnvelope} envelope */
  comment(envelope) {
    const { item, commitment, sealed, key } = envelope;
    const before = this.comments.get(commitment);
    if (before !== undefined) {
      if (before.envelope.key !== key) throw this.#house.refusal(409, 'commitment-used');
      return before.receipt;
    }
    for (const { envelope: other } of this.comments.values()) {
      if (other.key === key) throw this.#house.refusal(409, 'credential-used');
    }
    if (this.state !== 'open') throw this.#house.refusal(409, 'not-open');
    const bytes = parseB64(sealed);
    if (!SIZES.includes(bytes.length - 48)) throw this.#house.refusal(400, 'malformed-input');
    this.#check('comment', envelope, commentMessage(item, commitment, bytes));
    return this.accept(envelope);
  }

  /** @param {CommentEnvelope} envelope  checked, or not */
  accept(envelope) {
    const { commitment } = envelope;
    const receipt = this.#log({ ...envelope, type: 'comment' }, commitment);
    this.comments.set(commitment, { envelope, receipt, fate: null, supports: 0, replies: [] });
    return receipt;
  }

  /** @param {SupportEnvelope} envelope */
  support(envelope) {
    const { item, commitment, key } = envelope;
    const name = `${key} ${commitment}`;
    const before = this.supports.get(name);
    if (before !== undefined) return before.receipt;
    if (this.state !== 'open' && this.state !== 'closed') {
      throw this.#house.refusal(409, 'not-open');
    }
    const comment = this.comments.get(commitment);
    if (comment?.fate?.type !== 'published') throw this.#house.refusal(409, 'not-published');
    this.#check('support', envelope, supportMessage(item, commitment));
    const receipt = this.#log({ ...envelope, type: 'support' }, commitment);
    this.supports.set(name, { envelope, receipt });
    comment.supports += 1;
    return receipt;
  }

  /**
   * @param {'comment'|'support'} kind
   * @param {SupportEnvelope} envelope
   * @param {Uint8Array} message
   */
  #check(kind, { item, key, prefix, token, signature }, message) {
    const credential = credentialMessage(kind, item, key);
    const known = parsePublicKey(ISSUERS[kind].spki);
    verifyToken(known, credential, parseB64(prefix, 32), parseB64(token));
    verifySignature(key, message, parseB64(signature, 64));
  }

  /**
   * @param {any} entry
   * @param {string} tracker
   */
  #log(entry, tracker) {
    return { item: this.hearing, tracker, ...this.#house.prove(this.#house.append(entry)) };
  }

  /** @param {string} commitment */
  read(commitment) {
    const { envelope } = this.#comment(commitment);
    return openComment(this.officer, this.hearing, commitment, parseB64(envelope.sealed));
  }

  /**
   * Takes what an officer's device decided.
   *
   * @param {{decisions: {commitment: string, plaintext?: string, reason?: string}[]}|null} batch
   */
  take(batch) {
    for (const { commitment, plaintext, reason } of batch?.decisions ?? []) {
      const shared = { item: this.hearing, commitment, time: TIME };
      if (plaintext !== undefined) this.#decide({ type: 'published', ...shared, plaintext });
      else this.#decide({ type: 'withheld', ...shared, reason });
    }
  }

  /** @param {string} commitment */
  publish(commitment) {
    const plaintext = this.read(commitment);
    this.#decide({ type: 'published', item: this.hearing, commitment, plaintext, time: TIME });
  }

  /**
   * @param {string} commitment
   * @param {string} reason
   */
  withhold(commitment, reason) {
    this.#decide({ type: 'withheld', item: this.hearing, commitment, reason, time: TIME });
  }

  /** @param {any} entry */
  #decide(entry) {
    this.#house.append(entry);
    this.#comment(entry.commitment).fate = entry;
  }

  /**
   * @param {string} commitment
   * @param {string} text
   */
  reply(commitment, text) {
    const reply = { text, by: '工会主席', time: TIME };
    this.#house.append({ type: 'reply', item: this.hearing, to: commitment, ...reply });
    this.#comment(commitment).replies.push(reply);
  }

  open() {
    this.state = 'open';
    this.#house.append({ type: 'hearing-opened', item: this.hearing, time: TIME });
  }

  /** @param {string} text */
  keepMinutes(text) {
    this.#house.append({ type: 'minutes', item: this.hearing, text, by: '李四', time: TIME });
  }

  /**
   * @param {any} [opinions]
   * @param {any} [change]  of the entry
   */
  report(opinions = [], change = {}) {
    this.state = 'reported';
    /** @type {Record<string, number>} */
    const withheld = {};
    let published = 0;
    for (const { fate } of this.comments.values()) {
      if (fate?.type === 'published') published += 1;
      else if (fate !== null) withheld[fate.reason] = (withheld[fate.reason] ?? 0) + 1;
    }
    const figures = { received: this.comments.size, published, withheld };
    const signed = { item: this.hearing, by: '李四', time: TIME };
    const entry = { type: 'reported', ...signed, ...figures, opinions, ...change };
    this.reported = this.#house.append(entry);
  }

  close() {
    this.state = 'closed';
    const comments = this.comments.size;
    const counts = { present: 9, issued: 9 * this.perDelegate, comments };
    this.#house.append({ type: 'hearing-closed', item: this.hearing, ...counts, time: TIME });
  }

  opinions() {
    const opinions = [...this.comments].map(([commitment, { fate, supports, replies }]) => {
      const shared = { commitment, supports, replies };
      if (fate === null) return { ...shared, state: 'sealed' };
      if (fate.type === 'withheld') return { ...shared, state: 'withheld', reason: fate.reason };
      const { text, clause, marks, replyTo } = parsePlaintext(fate.plaintext);
      return { ...shared, state: 'published', text, clause, marks, reply_to: replyTo };
    });
    return { opinions };
  }

  /** @param {string} commitment */
  #comment(commitment) {
    const found = this.comments.get(commitment);
    if (found === undefined) throw new Error('there is no such comment');
    return found;
  }
}
