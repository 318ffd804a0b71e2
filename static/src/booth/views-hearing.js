/**
 * The pages of hearings on the phone, and the ways between them.
 *
 * The browser's history holds where the delegate went, so that the phone's own way back works and a
 * reload stays where it was. It holds no words.
 */

/** @import { Booth } from './booth.js' */
/** @import { HearingView } from './hearing-state.js' */
/** @import { BoothState } from './state.js' */
/** @import { Place } from './views-place.js' */
/** @import { Words } from './views-words.js' */

import { layOutAbout } from './views-about.js';
import { drawAgenda } from './views-agenda.js';
import { layOutComment, saveProof } from './views-comment.js';
import { layOutOpinions, unfold } from './views-opinions.js';
import { nextSheet, readPlace, settle, Turning } from './views-place.js';
import { fill } from './views-words.js';
import { layOutPreview, layOutWriting } from './views-writing.js';

/**
 * @typedef {object} Parts
 * @property {Document} page
 * @property {HTMLElement} main
 * @property {Booth} booth
 * @property {Words} words
 * @property {() => void} changed  called when another place is to be shown
 */

/** What a view of one hearing is made with. @typedef {{root: HTMLElement, booth: Booth, words: Words}} Room */

export class HearingViews {
  #parts;
  #history;
  /** @type {Place|null} where the delegate went */
  #place;
  #turning = new Turning();
  #key = '';
  /** @type {string|null} whose opinions are followed */
  #looked = null;

  /** @param {Parts} parts */
  constructor(parts) {
    this.#parts = parts;
    const window = /** @type {Window} */ (parts.page.defaultView);
    this.#history = window.history;
    this.#place = readPlace(this.#history.state?.place);
    window.addEventListener('popstate', ({ state }) => this.#returned(readPlace(state?.place)));
  }

  /**
   * Returns which page of hearings is to be shown, if any.
   *
   * @param {BoothState} state
   * @returns {Place|null}
   */
  follow(state) {
    if (this.#turning.calls(settle(this.#place, state), state)) this.#push(null);
    const place = settle(this.#place, state);
    this.#look(place === null || place.page === 'all' ? null : place.hearing);
    return place;
  }

  /**
   * One view per page and hearing; it is laid out anew once the logged hearing is there.
   *
   * @param {Place} place
   * @param {BoothState} state
   */
  keyOf({ page, hearing, number }, state) {
    const known = viewIn(state, hearing)?.kind ?? '';
    return `hearing ${page} ${hearing} ${number} ${known}`;
  }

  /**
   * Opens the page of a place and returns what brings it up to date.
   *
   * @param {Place} place  settled
   * @param {BoothState} state
   * @returns {(state: BoothState) => void}
   */
  open(place, state) {
    const { main: root, booth, words } = this.#parts;
    this.#key = this.keyOf(place, state);
    const names = { all: 'hearings', about: 'hearing', writing: 'writing', preview: 'preview' };
    const name = place.page === 'opinions' || place.page === 'comment' ? place.page : null;
    root.textContent = '';
    root.append(words.clone(`view-${name ?? Reflect.get(names, place.page)}`));
    const view = viewIn(state, place.hearing);
    if (view === undefined) return (now) => drawAgenda(root, now, words);
    fill(root, { title: view.title });
    const draw = this.#layOut({ root, booth, words }, place, view, state.holder?.congress ?? '');
    return (now) => {
      const current = viewIn(now, place.hearing);
      if (current !== undefined) draw(current);
    };
  }

  /**
   * Does what a button asks for.
   *
   * @param {string} action
   * @param {HTMLElement} target
   */
  act(action, target) {
    const { booth } = this.#parts;
    const state = booth.state();
    const place = settle(this.#place, state);
    const view = viewIn(state, place?.hearing ?? '');
    const { hearing = '' } = target.dataset;
    /** @type {Readonly<Record<string, () => void>>} */
    const anywhere = {
      hearing: () => this.#go({ page: 'about', hearing, number: 0 }),
      hearings: () => this.#go({ page: 'all', hearing: '', number: 0 }),
      vote: () => this.#go(null),
      leave: () => this.#leave(),
      unfold: () => unfold(target, this.#parts.words),
    };
    if (anywhere[action] !== undefined) anywhere[action]();
    else if (place !== null && view !== undefined) this.#actIn(view, place, action, target.dataset);
  }

  /**
   * @param {HearingView} view
   * @param {Place} place
   * @param {string} action
   * @param {DOMStringMap} data
   */
  #actIn(view, place, action, { number: sheet = '', commitment = '' }) {
    const { hearing } = view;
    const { hearings } = this.#parts.booth;
    /** @type {Readonly<Record<string, () => void>>} */
    const actions = {
      write: () => this.#write(view),
      opinions: () => this.#go({ ...place, page: 'opinions' }),
      sheet: () => this.#go({ ...place, page: 'comment', number: Number(sheet) }),
      preview: () => this.#preview(view, place),
      send: () => {
        if (hearings.send(hearing, place.number)) this.#replace({ ...place, page: 'comment' });
      },
      support: () => {
        if (!hearings.support(hearing, commitment)) this.#explain('why.support');
      },
      answer: () => this.#write(view, commitment),
      unanswer: () => void hearings.draft(hearing, place.number, { replyTo: '' }),
      save: () => saveProof(this.#parts.page, hearings.exportProof(hearing, place.number)),
    };
    actions[action]?.();
  }

  /**
   * @param {HearingView} view
   * @param {string} [replyTo]
   */
  #write(view, replyTo) {
    const sheet = nextSheet(view, replyTo !== undefined);
    if (sheet === null) return;
    const { hearing } = view;
    if (replyTo !== undefined) this.#parts.booth.hearings.draft(hearing, sheet.number, { replyTo });
    this.#go({ page: 'writing', hearing, number: sheet.number });
  }

  /**
   * @param {HearingView} view
   * @param {Place} place
   */
  #preview({ comments }, place) {
    const problem = comments[place.number - 1]?.problem ?? null;
    if (problem === null) this.#go({ ...place, page: 'preview' });
    else this.#explain(`problem.${problem}`);
  }

  /** @param {string} key */
  #explain(key) {
    const { main, words } = this.#parts;
    fill(main, { why: words.say(key) });
    main.querySelector('textarea')?.focus();
  }

  /**
   * @param {Room} room
   * @param {Place} place
   * @param {HearingView} view
   * @param {string} congress
   * @returns {(view: HearingView) => void}
   */
  #layOut(room, { page, number }, view, congress) {
    if (page === 'opinions') return layOutOpinions(room, view);
    if (page === 'writing') return layOutWriting(room, view, number);
    if (page === 'preview') return layOutPreview(room, view, number);
    if (page === 'comment') return layOutComment(room, view, number);
    return layOutAbout(room, view, congress);
  }

  /** @param {Place|null} place */
  #go(place) {
    this.#push(place);
    this.#parts.changed();
  }

  /** @param {Place|null} place */
  #push(place) {
    this.#place = place;
    this.#history.pushState({ place, depth: this.#depth + 1 }, '');
  }

  /** @param {Place|null} place */
  #replace(place) {
    this.#place = place;
    this.#history.replaceState({ place, depth: this.#depth }, '');
    this.#parts.changed();
  }

  /** Goes back where the delegate came from; after a new start, to what the page belongs to. */
  #leave() {
    const place = this.#place;
    if (this.#depth > 0) this.#history.back();
    else if (place === null || place.page === 'about' || place.page === 'all') this.#replace(null);
    else this.#replace({ ...place, page: place.page === 'preview' ? 'writing' : 'about' });
  }

  /** @param {Place|null} place */
  #returned(place) {
    this.#place = place;
    const { booth, changed } = this.#parts;
    const state = booth.state();
    const settled = settle(place, state);
    // What was written has been sent meanwhile: one way back is not to need two presses.
    const same = settled !== null && this.keyOf(settled, state) === this.#key;
    if (same && this.#depth > 0) this.#history.back();
    else changed();
  }

  get #depth() {
    return Number(this.#history.state?.depth ?? 0);
  }

  /** @param {string|null} hearing */
  #look(hearing) {
    if (this.#looked === hearing) return;
    this.#looked = hearing;
    // Not at once: it changes the state that is being shown.
    queueMicrotask(() => this.#parts.booth.hearings.visit(hearing));
  }
}

/**
 * @param {BoothState} state
 * @param {string} hearing
 */
function viewIn({ hearings }, hearing) {
  return hearings.find((each) => each.hearing === hearing);
}
