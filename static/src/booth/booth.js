/**
 * The phone's ballot booth: from a scanned pass to a checked receipt, without any page.
 *
 * Everything the phone must not lose is in `storage` before it is sent anywhere, so that a reload, a
 * lost answer or a second tab repeats the same bytes and never makes new ones.
 */

import { MalformedInput } from '../errors.js';
import { Engine } from './engine.js';
import { Focus } from './focus.js';
import { forgetRefusals } from './hearing-duties.js';
import { chooseCandidate, fillRows, touch, writeName } from './marks.js';
import { offerPass, parsePass } from './pass.js';
import { snapshot } from './snapshot.js';
import { emptyMemory } from './store.js';

/** @import { Hearings } from './hearing.js' */
/** @import { BoothState, CandidateChoice, ItemView, MarkAnswer, Phase, WriteAnswer } from './state.js' */
/** @import { ItemMemory, Memory } from './store.js' */

/**
 * What the phone needs from its surroundings (`surroundings()` in browser.js gathers it in a page).
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
  #surroundings;
  #focus = new Focus();
  /** @type {Set<(state: BoothState) => void>} */
  #listeners = new Set();
  /** @type {BoothState} */
  #state;
  #shown = '';
  #unwatch = () => {};
  #started = false;

  /** @param {Surroundings} surroundings */
  constructor(surroundings) {
    this.#surroundings = surroundings;
    this.#engine = new Engine(surroundings, () => this.#show());
    this.#state = snapshot(emptyMemory(), this.#engine.moment);
  }

  get hearings() {
    return this.#engine.hearings;
  }

  state() {
    return this.#state;
  }

  /** @param {(state: BoothState) => void} listener */
  subscribe(listener) {
    this.#listeners.add(listener);
    listener(this.#state);
    return () => {
      this.#listeners.delete(listener);
    };
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
    this.#show();
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
    this.#focus.select(item);
    this.#show();
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
    const view = this.#view(item);
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
    if (!this.#view(item)?.complete) return;
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
    if (!this.#view(item)?.complete) return;
    this.#changeItem(item, ['review'], (memory) => {
      memory.casting = true;
    });
  }

  /** @param {string} item */
  recheck(item) {
    if (this.#view(item)?.receipt) this.#engine.recheck(item);
  }

  retry() {
    this.#engine.recover();
    this.#change((memory) => {
      for (const hearing of Object.values(memory.hearings)) forgetRefusals(hearing);
      if (memory.candidate !== null) memory.candidate.refusal = null;
      if (this.#state.current !== null) delete memory.items[this.#state.current]?.refusal;
    });
    this.#engine.hurry();
  }

  forget() {
    const { hearings, moment, store } = this.#engine;
    this.#engine.recover();
    hearings.forget();
    for (const each of [moment.progress, moment.checks]) each.clear();
    this.#focus.select(null);
    this.#engine.guard(() => store.clear());
    this.#show();
  }

  stop() {
    this.#unwatch();
    this.#engine.stop();
    this.#listeners.clear();
  }

  /**
   * Returns the item as it is now, not as it was last shown: another tab may have gone on.
   *
   * @param {string} item
   * @returns {ItemView|null}
   */
  #view(item) {
    this.#show();
    return this.#state.items.find((each) => each.item === item) ?? null;
  }

  /**
   * @param {string} item
   * @param {(view: ItemView) => {what: MarkAnswer, marks: boolean[][]}} change
   * @returns {MarkAnswer}
   */
  #keepMarks(item, change) {
    const view = this.#view(item);
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
    const phase = this.#view(item)?.phase;
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
    this.#show();
    return kept;
  }

  /** Tells the listeners, if there is anything new to see. */
  #show() {
    const { store, moment } = this.#engine;
    let memory = emptyMemory();
    if (moment.stored)
      this.#engine.guard(() => {
        memory = store.read();
      });
    let state = snapshot(memory, moment);
    const current = this.#focus.choose(state.items);
    if (current !== moment.current) {
      moment.current = current;
      state = snapshot(memory, moment);
    }
    const text = JSON.stringify(state);
    if (text === this.#shown) return;
    this.#shown = text;
    this.#state = state;
    for (const listener of [...this.#listeners]) listener(state);
  }
}
