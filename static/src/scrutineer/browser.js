/** The surroundings of a scrutineer's device in a real page. */

import { surroundings as boothSurroundings } from '../booth/browser.js';

/** @import { Surroundings } from './scrutineer.js' */

/**
 * Gathers what `Scrutineer` needs from the browser.
 *
 * @param {{checker: string, language: string}} page  address of the page's own script, which is also
 *   the checking worker; "zh" or "en"
 * @returns {Surroundings}
 */
export function surroundings({ checker, language }) {
  const { storage, fetch, base, hidden, watch, second } = boothSurroundings({
    sealer: checker,
    language,
  });
  return {
    storage,
    fetch,
    base,
    language,
    hidden,
    watch,
    second,
    checker: typeof Worker === 'function' ? () => new Worker(checker) : null,
    cores: navigator.hardwareConcurrency || 2,
    now: () => Math.floor(Date.now() / 1000),
    persist,
  };
}

/** Asks the browser not to clear what it keeps for this page when room runs short. */
function persist() {
  // Plain HTTP has no such door; the backup is the remedy either way.
  navigator.storage?.persist?.().catch(() => {});
}
