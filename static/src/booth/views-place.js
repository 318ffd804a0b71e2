/**
 * Which page of hearings the phone shows, if any: where the delegate went, as far as that still makes
 * sense, and never in front of what comes first.
 */

/** @import { CommentView, HearingView } from './hearing-state.js' */
/** @import { BoothState, Phase, Step } from './state.js' */

/**
 * all       every hearing that there is.
 * about     one of them: matter, papers, own comments, report.
 * opinions  what was published.
 * writing   a comment, by `number` of the sheet.
 * preview   the same once more before it is sent.
 * comment   what became of it.
 *
 * @typedef {{page: 'all'|'about'|'opinions'|'writing'|'preview'|'comment', hearing: string, number: number}} Place
 */

const PAGES = /** @type {const} */ (['all', 'about', 'opinions', 'writing', 'preview', 'comment']);

/**
 * Steps in front of everything: there is nothing to be heard on without a pass, and not in an alarm.
 *
 * @type {ReadonlySet<Step>}
 */
const FIRST = new Set([
  'start',
  'replace',
  'redeeming',
  'turned-away',
  'alarm',
  'no-storage',
  'sealing',
  'sending',
]);
/** @type {ReadonlySet<Phase>} */
const ON_PAPER = new Set(['voting', 'review']);

/**
 * Reads a place from where the browser's history kept it.
 *
 * @param {unknown} kept
 * @returns {Place|null}
 */
export function readPlace(kept) {
  if (typeof kept !== 'object' || kept === null) return null;
  const { page, hearing, number } = /** @type {Record<string, unknown>} */ (kept);
  const known = PAGES.find((each) => each === page);
  if (known === undefined || typeof hearing !== 'string') return null;
  return { page: known, hearing, number: typeof number === 'number' ? number : 0 };
}

/**
 * Returns where the delegate is now, having gone to `place`: a comment that was sent is not written any
 * more, and so on.
 *
 * @param {Place|null} place
 * @param {BoothState} state
 * @returns {Place|null} null: among the ballots
 */
export function settle(place, state) {
  if (place === null || FIRST.has(state.step) || state.hearings.length === 0) return null;
  if (place.page === 'all') return place;
  const view = state.hearings.find(({ hearing }) => hearing === place.hearing);
  if (view === undefined) return null;
  if (place.page === 'about' || place.page === 'opinions') return place;
  const comment = view.comments[place.number - 1];
  if (comment === undefined) return { ...place, page: 'about' };
  if (comment.phase !== 'draft') return { ...place, page: 'comment' };
  if (!takesDrafts(view)) return { ...place, page: 'about' };
  if (place.page === 'preview' && comment.problem === null) return place;
  return { ...place, page: 'writing' };
}

/**
 * Tells whether something may be written now, to be sent now or later.
 *
 * @param {HearingView} view
 */
export function takesDrafts({ state }) {
  return state === 'announced' || state === 'open';
}

/**
 * Returns the sheet to write on next: the one that was begun, else an empty one.
 *
 * @param {HearingView} view
 * @param {boolean} [fresh]  an empty one first
 * @returns {CommentView|null} null: all were sent
 */
export function nextSheet({ comments }, fresh = false) {
  const open = comments.filter(({ phase }) => phase === 'draft');
  const wanted = open.find((each) => isBegun(each) !== fresh);
  return wanted ?? open[0] ?? null;
}

/**
 * Tells whether anything stands in a draft.
 *
 * @param {CommentView} comment
 */
export function isBegun({ draft }) {
  return draft.text !== '';
}

/**
 * Returns how many comments can still be sent.
 *
 * @param {HearingView} view
 */
export function leftOf({ comments }) {
  return comments.filter(({ phase }) => phase === 'draft').length;
}

/** Notices ballots that have just opened: they come first, but tear nothing out of a writing hand. */
export class Turning {
  /** @type {ReadonlySet<string>} */
  #seen = new Set();

  /**
   * Tells whether to turn away from a place to a ballot that has just opened.
   *
   * @param {Place|null} place
   * @param {BoothState} state
   */
  calls(place, { items }) {
    const open = items.filter(({ phase }) => ON_PAPER.has(phase)).map(({ item }) => item);
    const fresh = open.some((item) => !this.#seen.has(item));
    this.#seen = new Set(open);
    return fresh && place !== null && place.page !== 'writing' && place.page !== 'preview';
  }
}

/**
 * Returns what else is open, to be shown at the head of the page: the ballots while the delegate is at a
 * hearing, hearings while at a ballot.
 *
 * @param {Place|null} place  settled
 * @param {BoothState} state
 * @returns {{ballots: readonly string[], hearings: readonly HearingView[]}} ballots: their titles
 */
export function elsewhere(place, { step, items, hearings }) {
  const ballots = items.filter(({ phase }) => ON_PAPER.has(phase)).map(({ title }) => title);
  if (place !== null) return { ballots, hearings: [] };
  const open = FIRST.has(step) ? [] : hearings.filter(({ state }) => state === 'open');
  return { ballots: [], hearings: open };
}
