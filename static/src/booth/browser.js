/** The surroundings of a booth in a real page: the only place of the booth's logic that knows `window`. */

/** @import { Surroundings } from './booth.js' */

/**
 * Gathers what `createBooth` needs from the browser.
 *
 * @param {{sealer: string, language: string}} page  address of the page's own
 *   script, which is also the encryption worker (so that one hash covers both); "zh" or "en"
 * @returns {Surroundings}
 */
export function surroundings(page) {
  return {
    storage: openStorage(),
    fetch: (input, init) => window.fetch(input, init),
    sealer: typeof Worker === 'function' ? () => new Worker(page.sealer) : null,
    base: '',
    language: page.language,
    secure: window.isSecureContext,
    hidden: () => document.visibilityState === 'hidden',
    watch,
    locks: navigator.locks ?? null,
    second: 1000,
  };
}

/** @returns {Storage|null} null where the browser denies access */
function openStorage() {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

/**
 * @param {() => void} changed
 * @returns {() => void}
 */
function watch(changed) {
  document.addEventListener('visibilitychange', changed);
  for (const name of ['online', 'offline', 'storage', 'pageshow']) {
    window.addEventListener(name, changed);
  }
  return () => {
    document.removeEventListener('visibilitychange', changed);
    for (const name of ['online', 'offline', 'storage', 'pageshow']) {
      window.removeEventListener(name, changed);
    }
  };
}
