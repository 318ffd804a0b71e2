/**
 * The phone's ballot booth: from a scanned pass to a checked receipt, without any page.
 *
 * Everything the phone must not lose is in `storage` before it is sent anywhere, so that a reload, a
 * lost answer or a second tab repeats the same bytes and never makes new ones.
 */

import { MalformedInput } from '../errors.js';
import { Engine } from './engine.js';
import { forgetRefusals } from './hearing-duties.js';
import { chooseCandidate, fillRows, touch, writeName } from './marks.js';
import { offerPass, parsePass } from './pass.js';
import { Shown } from './shown.js';

/** @import { Surroundings } from './browser.js' */
/** @import { Hearings } from './hearing.js' */
/** @import { BoothState, CandidateChoice, ItemView, MarkAnswer, Phase, WriteAnswer } from './state.js' */
/** @import { ItemMemory, Memory } from './store.js' */

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
 * @property {(item: string, answer: number) => MarkAnswer} fill  gives every row without a mark this one
 * @property {(item: string, candidate: number, choice: CandidateChoice) => MarkAnswer} choose  of an
 *   election; `full` where every seat is given away
 * @property {(item: string, slot: number, text: string) => WriteAnswer} write  a name, "" for none
 * @property {(item: string) => void} review  from voting, when complete
 * @property {(item: string) => void} back    from review to voting
 * @property {(item: string) => void} cast    from review: seals, sends, checks
 * @property {(item: string) => void} recheck fetches a fresh proof for the receipt and checks it
 * @property {Hearings} hearings    drafts, comments and supports
 * @property {() => void} retry     tries again at once (also out of `alarm`: checks everything anew)
 * @property {() => void} forget    deletes everything from this phone (step becomes `start`)
 * @property {() => void} stop      ends polling and the worker
 */

/**
 * Returns a booth that does nothing until `start`.
 *
 * @param {Surroundings} surroundings
 * @returns {Booth}
 */
export function createBooth(surroundings) {
  return new PhoneBooth(surroundings);
}

/** What has changed the marks. @type {ReadonlySet<MarkAnswer>} */
const CHANGES = new Set(['marked', 'unmarked', 'moved']);

/** @implements {Booth} */
class PhoneBooth {
  #engine;
  #shown;
  #surroundings;
  #unwatch = () => {};
  #started = false;

  /** @param {Surroundings} surroundings */
  constructor(surroundings) {
    this.#surroundings = surroundings;
    this.#engine = new Engine(surroundings, () => this.#shown.refresh());
    this.#shown = new Shown(this.#engine);
  }

  get hearings() {
    return this.#engine.hearings;
  }

  state() {
    return this.#shown.state;
  }

  /** @param {(state: BoothState) => void} listener */
  subscribe(listener) {
    return this.#shown.subscribe(listener);
  }

  /** @param {string} hash */
  start(hash) {
    const { store, moment } = this.#engine;
    this.#engine.guard(() => {
      store.probe();
      try {
        const pass = parsePass(hash);
        if (pass === null) return;
        offerPass(store, pass);
        moment.error = null;
      } catch (error) {
        if (!(error instanceof MalformedInput)) throw error;
        moment.error = { code: 'bad-pass', message: '', final: true };
      }
    });
    if (!this.#started) {
      this.#started = true;
      this.#unwatch = this.#surroundings.watch(() => this.#engine.hurry());
      void this.#engine.follow();
    }
    this.#engine.hurry();
    this.#shown.refresh();
  }

  /** @param {boolean} yes */
  replace(yes) {
    this.#change((memory) => {
      if (memory.candidate === null || memory.candidate.agreed) return;
      if (yes) memory.candidate.agreed = true;
      else memory.candidate = null;
    });
  }

  /** @param {string|null} item */
  select(item) {
    this.#shown.select(item);
  }

  /**
   * @param {string} item
   * @param {number} question
   * @param {number} answer
   * @returns {MarkAnswer}
   */
  mark(item, question, answer) {
    return this.#keepMarks(item, (view) => touch(view, question, answer));
  }

  /**
   * @param {string} item
   * @param {number} answer
   * @returns {MarkAnswer}
   */
  fill(item, answer) {
    return this.#keepMarks(item, (view) => fillRows(view, answer));
  }

  /**
   * @param {string} item
   * @param {number} candidate
   * @param {CandidateChoice} choice
   * @returns {MarkAnswer}
   */
  choose(item, candidate, choice) {
    return this.#keepMarks(item, (view) => chooseCandidate(view, candidate, choice));
  }

  /**
   * @param {string} item
   * @param {number} slot
   * @param {string} text
   * @returns {WriteAnswer}
   */
  write(item, slot, text) {
    const view = this.#shown.item(item);
    if (view === null) return 'locked';
    const { what, marks, names } = writeName(view, slot, text);
    if (what !== 'written' && what !== 'cleared') return what;
    const kept = this.#changeItem(item, ['voting'], (memory) => {
      memory.marks = marks;
      memory.names = names;
    });
    return kept ? what : 'locked';
  }

  /** @param {string} item */
  review(item) {
    if (!this.#shown.item(item)?.complete) return;
    this.#changeItem(item, ['voting'], (memory) => {
      memory.reviewing = true;
    });
  }

  /** @param {string} item */
  back(item) {
    this.#changeItem(item, ['review'], (memory) => {
      delete memory.reviewing;
    });
  }

  /** @param {string} item */
  cast(item) {
    if (!this.#shown.item(item)?.complete) return;
    this.#changeItem(item, ['review'], (memory) => {
      memory.casting = true;
    });
  }

  /** @param {string} item */
  recheck(item) {
    if (this.#shown.item(item)?.receipt) this.#engine.recheck(item);
  }

  retry() {
    this.#engine.recover();
    this.#change((memory) => {
      for (const hearing of Object.values(memory.hearings)) forgetRefusals(hearing);
      if (memory.candidate !== null) memory.candidate.refusal = null;
      const { current } = this.#shown.state;
      if (current !== null) delete memory.items[current]?.refusal;
    });
    this.#engine.hurry();
  }

  forget() {
    const { hearings, moment, store } = this.#engine;
    this.#engine.recover();
    hearings.forget();
    for (const each of [moment.progress, moment.checks]) each.clear();
    this.#engine.guard(() => store.clear());
    this.#shown.select(null);
  }

  stop() {
    this.#unwatch();
    this.#engine.stop();
    this.#shown.stop();
  }

  /**
   * @param {string} item
   * @param {(view: ItemView) => {what: MarkAnswer, marks: boolean[][]}} change
   * @returns {MarkAnswer}
   */
  #keepMarks(item, change) {
    const view = this.#shown.item(item);
    if (view === null) return 'locked';
    const { what, marks } = change(view);
    if (!CHANGES.has(what)) return what;
    const kept = this.#changeItem(item, ['voting'], (memory) => {
      memory.marks = marks;
    });
    return kept ? what : 'locked';
  }

  /**
   * Changes an item that is in one of the phases; tells whether it was and the change is stored.
   *
   * @param {string} item
   * @param {readonly Phase[]} phases
   * @param {(memory: ItemMemory) => void} change
   * @returns {boolean}
   */
  #changeItem(item, phases, change) {
    const phase = this.#shown.item(item)?.phase;
    if (phase === undefined || !phases.includes(phase)) return false;
    return this.#change((memory) => {
      const known = memory.items[item];
      if (known !== undefined) change(known);
    });
  }

  /**
   * @param {(memory: Memory) => void} change
   * @returns {boolean}
   */
  #change(change) {
    const kept = this.#engine.guard(() => this.#engine.store.update(change));
    this.#engine.advance();
    this.#shown.refresh();
    return kept;
  }
}
