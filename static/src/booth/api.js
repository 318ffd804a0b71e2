/**
 * The phone's requests: JSON in, JSON out, no cookie, no referrer, and errors with a code.
 *
 * Nothing that could tell two phones apart is sent to the anonymous side. An ETag could: it is only
 * sent back when it is the hash of the body, the same for everybody.
 */

import { asList, asText, encodeB64, hexhash, parseB64, parseHex, utf8 } from '../encoding.js';
import { readHolder, readItem, readReceipt, readState } from './answers.js';
import { RequestFailed, read, refusalOf } from './api-failure.js';
import { readOpinions } from './api-hearing.js';

/** @import { Body, CongressState, Holder, LoggedItem } from './answers.js' */
/** @import { CommentEnvelope, Opinion, SupportEnvelope } from './api-hearing.js' */
/** @import { Envelope, Receipt } from './store.js' */

export { RequestFailed } from './api-failure.js';

/** @typedef {{status: number, text: string, tag: string}} Answer */

const TIMEOUT = 15;

export class Api {
  #fetch;
  #base;
  #language;
  #second;
  #reached;
  /** @type {Map<string, {tag: string, body: any}>} the last answer of each path asked for often */
  #last = new Map();

  /**
   * @param {object} options
   * @param {typeof globalThis.fetch} options.fetch
   * @param {string} options.base
   * @param {string} options.language
   * @param {number} options.second
   * @param {(reached: boolean) => void} options.reached  told whether each request met the server
   */
  constructor({ fetch, base, language, second, reached }) {
    this.#fetch = fetch;
    this.#base = base;
    this.#language = language;
    this.#second = second;
    this.#reached = reached;
  }

  // --- The roll's side ---------------------------------------------------------------------------

  /**
   * Binds the pass to this device; the same again gets the same answer.
   *
   * @param {string} pass
   * @param {string} device  hex SHA-256 of the device token
   * @returns {Promise<Holder>}
   */
  redeem(pass, device) {
    return this.#post('/pass/redeem', { pass, device }, readHolder);
  }

  /**
   * Returns the blind signature of a blinded message; the same again gets the same answer.
   *
   * @param {string} device  token
   * @param {string} item
   * @param {Uint8Array} blinded
   * @param {{kind: 'comment'|'support', slot: number}} [which]  of a hearing's credentials
   * @returns {Promise<Uint8Array>}
   */
  collect(device, item, blinded, which) {
    const fields = { device_token: device, item, blinded: encodeB64(blinded), ...which };
    return this.#post('/pass/collect', fields, ({ signature }) => parseB64(asText(signature)));
  }

  // --- The anonymous side ------------------------------------------------------------------------

  /**
   * @param {string} congress
   * @returns {Promise<CongressState>}
   */
  state(congress) {
    return this.#getAgain(`/c/${congress}/state`, readState);
  }

  /**
   * @param {string} congress
   * @param {string} item
   * @returns {Promise<LoggedItem>}
   */
  item(congress, item) {
    return this.#get(`/c/${congress}/item/${item}`, readItem);
  }

  /**
   * Returns the log entry of the scrutineers who stand last before a place in the log.
   *
   * @param {string} congress
   * @param {number} before
   * @returns {Promise<LoggedItem>}
   */
  board(congress, before) {
    return this.#get(`/c/${congress}/board?before=${before}`, readItem);
  }

  /**
   * @param {string} congress
   * @param {number} old
   * @param {number} now
   * @returns {Promise<Uint8Array[]>}
   */
  consistency(congress, old, now) {
    return this.#get(`/c/${congress}/consistency?old=${old}&new=${now}`, ({ consistency }) =>
      asList(consistency).map((hash) => parseHex(asText(hash), 32)),
    );
  }

  /**
   * Puts a ballot into the box; the same again gets the same receipt.
   *
   * @param {string} congress
   * @param {Envelope} envelope
   * @returns {Promise<Receipt>}
   */
  cast(congress, envelope) {
    return this.#post(`/c/${congress}/cast`, envelope, readReceipt);
  }

  /**
   * Hands in a sealed comment; the same again gets the same receipt.
   *
   * @param {string} congress
   * @param {CommentEnvelope} envelope
   * @returns {Promise<Receipt>}
   */
  comment(congress, envelope) {
    return this.#post(`/c/${congress}/comment`, envelope, readReceipt);
  }

  /**
   * Supports a published comment; the same again gets the same receipt.
   *
   * @param {string} congress
   * @param {SupportEnvelope} envelope
   * @returns {Promise<Receipt>}
   */
  support(congress, envelope) {
    return this.#post(`/c/${congress}/support`, envelope, readReceipt);
  }

  /**
   * Returns what became of every comment: always all of them, so that nobody sees whose is looked for.
   *
   * @param {string} congress
   * @param {string} hearing
   * @returns {Promise<Opinion[]>}
   */
  opinions(congress, hearing) {
    return this.#getAgain(`/c/${congress}/hearing/${hearing}/opinions`, readOpinions);
  }

  /**
   * Returns the report of a hearing as it stands in the log, with its proof.
   *
   * @param {string} congress
   * @param {string} hearing
   * @returns {Promise<LoggedItem>}
   */
  report(congress, hearing) {
    return this.#get(`/c/${congress}/hearing/${hearing}/report`, readItem);
  }

  /**
   * @param {string} congress
   * @param {number} start
   * @param {number} end
   * @returns {Promise<string[]>} the log entries from start to before end, or fewer
   */
  entries(congress, start, end) {
    return this.#get(`/c/${congress}/log?start=${start}&end=${end}`, ({ entries }) =>
      asList(entries).map(asText),
    );
  }

  /**
   * @param {string} congress
   * @param {string} tracker
   * @returns {Promise<Receipt>}
   */
  receipt(congress, tracker) {
    const query = encodeURIComponent(tracker);
    return this.#get(`/c/${congress}/receipt?tracker=${query}`, readReceipt);
  }

  // --- Other devices -----------------------------------------------------------------------------

  /**
   * Asks anything: the devices of scrutineers have requests of their own.
   *
   * @template T
   * @param {string} path
   * @param {object|null} fields  to be posted; null: nothing is
   * @param {(body: Body) => T} reader
   * @returns {Promise<T>}
   */
  ask(path, fields, reader) {
    return fields === null ? this.#get(path, reader) : this.#post(path, fields, reader);
  }

  // --- Private -----------------------------------------------------------------------------------

  /**
   * @template T
   * @param {string} path
   * @param {(body: Body) => T} reader
   * @returns {Promise<T>}
   */
  #get(path, reader) {
    return this.#send(path, {}, ({ text }) => reader(JSON.parse(text)));
  }

  /**
   * Asks for what is asked for often: the same answer is not sent again.
   *
   * @template T
   * @param {string} path
   * @param {(body: Body) => T} reader
   * @returns {Promise<T>}
   */
  #getAgain(path, reader) {
    const last = this.#last.get(path);
    const options = last === undefined ? {} : { headers: { 'If-None-Match': last.tag } };
    return this.#send(path, options, ({ status, text, tag }) => {
      if (status === 304 && last !== undefined) return last.body;
      const body = reader(JSON.parse(text));
      const shared = tag.replace(/^W\//, '') === `"${hexhash(utf8(text))}"`;
      if (shared) this.#last.set(path, { tag, body });
      else this.#last.delete(path);
      return body;
    });
  }

  /**
   * @template T
   * @param {string} path
   * @param {object} fields
   * @param {(body: Body) => T} reader
   * @returns {Promise<T>}
   */
  #post(path, fields, reader) {
    const headers = { 'Content-Type': 'application/json' };
    const options = { method: 'POST', headers, body: JSON.stringify(fields) };
    return this.#send(path, options, ({ text }) => reader(JSON.parse(text)));
  }

  /**
   * @template T
   * @param {string} path
   * @param {RequestInit} options
   * @param {(answer: Answer) => T} reader
   * @returns {Promise<T>}
   */
  async #send(path, options, reader) {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), TIMEOUT * this.#second);
    try {
      const response = await this.#fetch(this.#base + path, {
        ...options,
        headers: {
          Accept: 'application/json',
          'Accept-Language': this.#language,
          ...options.headers,
        },
        credentials: 'omit',
        referrerPolicy: 'no-referrer',
        cache: 'no-store',
        redirect: 'error',
        signal: abort.signal,
      });
      const { ok, status, headers } = response;
      const text = await response.text();
      if (!ok && status !== 304) throw refusalOf(status, text);
      const answer = { status, text, tag: headers.get('ETag') ?? '' };
      const value = read(() => reader(answer));
      this.#reached(true);
      return value;
    } catch (error) {
      const failure =
        error instanceof RequestFailed ? error : new RequestFailed('offline', '', false);
      this.#reached(failure.code !== 'offline' && failure.code !== 'bad-answer');
      throw failure;
    } finally {
      clearTimeout(timer);
    }
  }
}
