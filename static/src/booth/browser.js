/** The surroundings of a booth in a real page: the only place of the booth's logic that knows `window`. */

/**
 * What the phone needs from its surroundings.
 *
 * @typedef {object} Surroundings
 * @property {Storage|null} storage     localStorage, or null where the browser denies it
 * @property {typeof globalThis.fetch} fetch
 * @property {(() => Worker)|null} sealer  starts the encryption worker (the page's script); null: none
 * @property {string} base              origin of the server, "" for the page's own
 * @property {string} language          "zh" or "en", for the server's sentences
 * @property {boolean} secure           whether the page came over HTTPS (or from this machine)
 * @property {() => boolean} hidden     whether nobody looks at the page
 * @property {(changed: () => void) => () => void} watch  calls when visibility or network changes, or
 *   another tab wrote to storage; returns how to stop
 * @property {LockManager|null} locks   navigator.locks where the browser has it
 * @property {number} second            milliseconds in a second; tests run faster
 */

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
