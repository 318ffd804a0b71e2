/** What the officer's device hands in to the staff's side, under the login of the hearing officer. */

import { RequestFailed, refusalOf } from '../booth/api-failure.js';

/** @import { Batch } from './officer-room.js' */
/** @import { Opinion } from './proceedings.js' */

// A batch of a thousand comments takes a while over the Wi-Fi of a hall.
const TIMEOUT = 60_000;

export class Office {
  #fetch;
  #path;
  #token;
  #language;

  /**
   * @param {object} options
   * @param {typeof globalThis.fetch} options.fetch
   * @param {string} options.path      the address of the page, under which everything is posted
   * @param {string} options.token     against forgery
   * @param {string} options.language  for the server's sentences
   */
  constructor({ fetch, path, token, language }) {
    this.#fetch = fetch;
    this.#path = path;
    this.#token = token;
    this.#language = language;
  }

  /** @param {string} key  public half, 64 hex digits */
  register(key) {
    return this.#post('key', { key });
  }

  /** @param {Batch} batch */
  open(batch) {
    return this.#post('batch', batch);
  }

  /** @param {{to: string, text: string, by: string}} reply */
  reply(reply) {
    return this.#post('reply', reply);
  }

  /** @param {string} text */
  keepMinutes(text) {
    return this.#post('minutes', { text });
  }

  /** @param {readonly Opinion[]} opinions */
  report(opinions) {
    return this.#post('report', { opinions });
  }

  /**
   * @param {string} name
   * @param {object} fields
   * @returns {Promise<void>}
   * @throws {RequestFailed} with the server's sentence where it gave one
   */
  async #post(name, fields) {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), TIMEOUT);
    try {
      const response = await this.#fetch(`${this.#path}/${name}`, {
        method: 'POST',
        headers: {
          Accept: 'application/json',
          'Accept-Language': this.#language,
          'Content-Type': 'application/json',
          'X-CSRFToken': this.#token,
        },
        body: JSON.stringify(fields),
        credentials: 'same-origin',
        redirect: 'error',
        signal: abort.signal,
      });
      if (!response.ok) throw refusalOf(response.status, await response.text());
    } catch (error) {
      if (error instanceof RequestFailed) throw error;
      throw new RequestFailed('offline', '', false);
    } finally {
      clearTimeout(timer);
    }
  }
}
