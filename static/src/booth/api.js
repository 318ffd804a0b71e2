/**
 * The phone's requests: JSON in, JSON out, no cookie, no referrer, and errors with a code.
 *
 * Nothing that could tell two phones apart is sent to the anonymous side. An ETag could: it is only
 * sent back when it is the hash of the body, the same for everybody.
 */

import {
  asList,
  asNatural,
  asText,
  encodeB64,
  hexhash,
  parseB64,
  parseHex,
  utf8,
} from '../encoding.js';
import { VotesvcError } from '../errors.js';

/** @import { Envelope, Receipt } from './store.js' */

/** @typedef {{item: string, state: string, index: number, title: string}} StateItem */

/**
 * @typedef {object} CongressState
 * @property {string} congress
 * @property {string} title
 * @property {string} origin
 * @property {string} vkey
 * @property {string} checkpoint
 * @property {StateItem[]} items
 */

/** @typedef {{leaf: string, index: number, size: number, inclusion: string[], checkpoint: string}} LoggedItem */

/** @typedef {{status: number, text: string, tag: string}} Answer */

/** A request that had no good answer. */
export class RequestFailed extends Error {
  /**
   * @param {string} code     the server's, or offline, server-error, bad-answer
   * @param {string} message  the server's sentence, or ""
   * @param {boolean} final   whether asking again is useless
   */
  constructor(code, message, final) {
    super(message);
    this.code = code;
    this.final = final;
  }
}

const TIMEOUT = 15;
// Answers that a busy or restarting server gives, and that pass.
const PASSING = new Set([408, 425, 429]);

export class Api {
  #fetch;
  #base;
  #language;
  #second;
  #reached;
  /** @type {{path: string, tag: string, body: CongressState}|null} */
  #last = null;

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
   */
  async redeem(pass, device) {
    const body = await this.#post('/pass/redeem', { pass, device });
    return read(() => ({
      congress: asText(body.congress),
      name: asText(body.name),
      delegation: asText(body.delegation),
    }));
  }

  /**
   * Returns the blind signature of a blinded message; the same again gets the same answer.
   *
   * @param {string} device  token
   * @param {string} item
   * @param {Uint8Array} blinded
   * @returns {Promise<Uint8Array>}
   */
  async collect(device, item, blinded) {
    const fields = { device_token: device, item, blinded: encodeB64(blinded) };
    const body = await this.#post('/pass/collect', fields);
    return read(() => parseB64(asText(body.signature)));
  }

  // --- The anonymous side ------------------------------------------------------------------------

  /**
   * @param {string} congress
   * @returns {Promise<CongressState>}
   */
  async state(congress) {
    const path = `/c/${congress}/state`;
    const last = this.#last?.path === path ? this.#last : null;
    const { status, text, tag } = await this.#send(
      path,
      last ? { headers: { 'If-None-Match': last.tag } } : {},
    );
    if (status === 304 && last !== null) return last.body;
    const body = read(() => parseState(JSON.parse(text)));
    const shared = tag.replace(/^W\//, '') === `"${hexhash(utf8(text))}"`;
    this.#last = shared ? { path, tag, body } : null;
    return body;
  }

  /**
   * @param {string} congress
   * @param {string} item
   * @returns {Promise<LoggedItem>}
   */
  async item(congress, item) {
    const body = await this.#get(`/c/${congress}/item/${item}`);
    return read(() => ({
      leaf: asText(body.leaf),
      index: asNatural(body.index),
      size: asNatural(body.size),
      inclusion: asList(body.inclusion).map(asText),
      checkpoint: asText(body.checkpoint),
    }));
  }

  /**
   * @param {string} congress
   * @param {number} old
   * @param {number} now
   * @returns {Promise<Uint8Array[]>}
   */
  async consistency(congress, old, now) {
    const body = await this.#get(`/c/${congress}/consistency?old=${old}&new=${now}`);
    return read(() => asList(body.consistency).map((hash) => parseHex(asText(hash), 32)));
  }

  /**
   * Puts a ballot into the box; the same again gets the same receipt.
   *
   * @param {string} congress
   * @param {Envelope} envelope
   * @returns {Promise<Receipt>}
   */
  async cast(congress, envelope) {
    return readReceipt(await this.#post(`/c/${congress}/cast`, envelope));
  }

  /**
   * @param {string} congress
   * @param {string} tracker
   * @returns {Promise<Receipt>}
   */
  async receipt(congress, tracker) {
    const query = encodeURIComponent(tracker);
    return readReceipt(await this.#get(`/c/${congress}/receipt?tracker=${query}`));
  }

  // --- Private -----------------------------------------------------------------------------------

  /**
   * @param {string} path
   * @returns {Promise<Record<string, unknown>>}
   */
  async #get(path) {
    const { text } = await this.#send(path, {});
    return read(() => JSON.parse(text));
  }

  /**
   * @param {string} path
   * @param {object} fields
   * @returns {Promise<Record<string, unknown>>}
   */
  async #post(path, fields) {
    const headers = { 'Content-Type': 'application/json' };
    const options = { method: 'POST', headers, body: JSON.stringify(fields) };
    const { text } = await this.#send(path, options);
    return read(() => JSON.parse(text));
  }

  /**
   * @param {string} path
   * @param {RequestInit} options
   * @returns {Promise<Answer>} a good one
   */
  async #send(path, options) {
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
      this.#reached(true);
      return { status, text, tag: headers.get('ETag') ?? '' };
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

/**
 * @param {number} status
 * @param {string} text
 * @returns {RequestFailed}
 */
function refusalOf(status, text) {
  const passing = status >= 500 || PASSING.has(status);
  try {
    const { error, message } = JSON.parse(text);
    return new RequestFailed(asText(error), asText(message), !passing);
  } catch {
    // Not our server's words: a gateway, or the log-in page of a hall's Wi-Fi.
    return new RequestFailed(passing ? 'server-error' : 'bad-answer', '', false);
  }
}

/**
 * @param {Record<string, unknown>} body
 * @returns {Receipt}
 */
function readReceipt(body) {
  return read(() => ({
    item: asText(body.item),
    tracker: asText(body.tracker),
    index: asNatural(body.index),
    size: asNatural(body.size),
    inclusion: asList(body.inclusion).map(asText),
    checkpoint: asText(body.checkpoint),
  }));
}

/**
 * @param {Record<string, unknown>} body
 * @returns {CongressState}
 */
function parseState(body) {
  return {
    congress: asText(body.congress),
    title: asText(body.title),
    origin: asText(body.origin),
    vkey: asText(body.vkey),
    checkpoint: asText(body.checkpoint),
    items: asList(body.items).map((each) => {
      const { item, state, index, title } = /** @type {Record<string, unknown>} */ (each);
      return {
        item: asText(item),
        state: asText(state),
        index: asNatural(index),
        title: asText(title),
      };
    }),
  };
}

/**
 * Runs a reader; an answer that is not what it should be came from somebody else, or is broken.
 *
 * @template T
 * @param {() => T} reader
 * @returns {T}
 */
function read(reader) {
  try {
    return reader();
  } catch (error) {
    const known = error instanceof VotesvcError || error instanceof SyntaxError;
    if (known || error instanceof TypeError) throw new RequestFailed('bad-answer', '', false);
    throw error;
  }
}
