/** Refusals of the roll that pass by themselves: shown, and asked again. */

import { RequestFailed } from './api.js';

/** @import { Trouble } from './state.js' */

// What the roll refuses now and may grant later without anybody touching this phone.
const PASSING = new Set(['issuing-closed', 'not-checked-in']);

/**
 * Runs `work`; a refusal that passes becomes a trouble on show and a failure to be tried again.
 *
 * @param {Map<string, Trouble>} troubles
 * @param {string} item
 * @param {() => Promise<void>} work
 * @param {() => void} changed
 */
export async function awaitGrant(troubles, item, work, changed) {
  try {
    await work();
    troubles.delete(item);
  } catch (error) {
    if (!(error instanceof RequestFailed) || !PASSING.has(error.code)) throw error;
    const { code, message } = error;
    troubles.set(item, { code, message, final: false });
    changed();
    throw new RequestFailed(code, message, false);
  }
}
