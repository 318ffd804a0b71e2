/**
 * The phone's ballot booth: from a scanned pass to a checked receipt, without any page.
 *
 * Everything the phone must not lose is in `storage` before it is sent anywhere, so that a reload, a
 * lost answer or a second tab repeats the same bytes and never makes new ones.
 */

/** @import { BoothState, MarkAnswer } from './state.js' */

/**
 * What the phone needs from its surroundings (`surroundings()` in browser.js gathers it in a page).
 *
 * @typedef {object} Surroundings
 * @property {Storage|null} storage     localStorage, or null where the browser denies it
 * @property {typeof globalThis.fetch} fetch
 * @property {(() => Worker)|null} sealer  starts the encryption worker (dist/sealer.js); null: none
 * @property {string} base              origin of the server, "" for the page's own
 * @property {string} language          "zh" or "en", for the server's sentences
 * @property {boolean} secure           whether the page came over HTTPS (or from this machine)
 * @property {() => boolean} hidden     whether nobody looks at the page
 * @property {(changed: () => void) => () => void} watch  calls when visibility or network changes, or
 *   another tab wrote to storage; returns how to stop
 * @property {LockManager|null} locks   navigator.locks where the browser has it
 * @property {() => number} now         milliseconds
 */

/**
 * @typedef {object} Booth
 * @property {() => BoothState} state
 * @property {(listener: (state: BoothState) => void) => () => void} subscribe
 *   calls at once and after every change; returns how to stop
 * @property {(hash: string) => void} start   begins with location.hash ("#<pass>" or ""); call once,
 *   then again on hashchange. The page should then remove the fragment from the address bar.
 * @property {(yes: boolean) => void} replace answers step `replace`
 * @property {(item: string|null) => void} select  shows another item; null: let the phone decide
 * @property {(item: string, question: number, answer: number) => MarkAnswer} mark  toggles a mark;
 *   `full` means refused because the maximum is reached
 * @property {(item: string) => void} review  from voting, when complete
 * @property {(item: string) => void} back    from review to voting
 * @property {(item: string) => void} cast    from review: seals, sends, checks
 * @property {(item: string) => void} recheck fetches a fresh proof for the receipt and checks it
 * @property {() => void} retry     tries again at once (also out of `alarm`: checks everything anew)
 * @property {() => void} forget    deletes everything from this phone (step becomes `start`)
 * @property {() => void} stop      ends polling and the worker
 */

/**
 * Returns a booth that does nothing until `start`.
 *
 * @param {Surroundings} _surroundings
 * @returns {Booth}
 */
export function createBooth(_surroundings) {
  throw new Error('not yet built');
}
