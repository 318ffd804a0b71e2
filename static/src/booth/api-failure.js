/** What went wrong with a request, and whether asking again may help. */

import { asText } from '../encoding.js';
import { VotesvcError } from '../errors.js';

// Answers that a busy or restarting server gives, and that pass.
const PASSING = new Set([408, 425, 429]);

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

/**
 * @param {number} status
 * @param {string} text
 * @returns {RequestFailed}
 */
export function refusalOf(status, text) {
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
 * Runs a reader; an answer that is not what it should be came from somebody else, or is broken.
 *
 * @template T
 * @param {() => T} reader
 * @returns {T}
 */
export function read(reader) {
  try {
    return reader();
  } catch (error) {
    const known = error instanceof VotesvcError || error instanceof SyntaxError;
    if (known || error instanceof TypeError) throw new RequestFailed('bad-answer', '', false);
    throw error;
  }
}
