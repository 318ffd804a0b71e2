/** A phone for tests: a booth with a storage that survives reloads and can be shared, full or absent. */

import { createBooth } from '../../static/src/booth/booth.js';

/** @import { BoothState, Phase, Step } from '../../static/src/booth/state.js' */

// Milliseconds in a booth's second: polling and pauses run fifty times faster.
const SECOND = 20;
const PATIENCE = 15_000;

/** The localStorage of one origin, seen by several tabs. */
export class Origin {
  /** @type {Map<string, string>} */
  values = new Map();
  /** @type {Set<{changed: () => void, tab: object}>} */
  tabs = new Set();
  room = Number.POSITIVE_INFINITY;

  /**
   * @param {object} tab
   * @returns {Storage}
   */
  storageFor(tab) {
    const origin = this;
    /** @param {() => void} change */
    const writing = (change) => {
      change();
      for (const other of origin.tabs) if (other.tab !== tab) setTimeout(other.changed);
    };
    return {
      get length() {
        return origin.values.size;
      },
      key: (index) => [...origin.values.keys()][index] ?? null,
      getItem: (name) => origin.values.get(name) ?? null,
      removeItem: (name) => writing(() => origin.values.delete(name)),
      clear: () => writing(() => origin.values.clear()),
      setItem(name, value) {
        if (value.length > origin.room) throw new DOMException('full', 'QuotaExceededError');
        writing(() => origin.values.set(name, value));
      },
    };
  }

  /** What is stored, for looking whether a secret is still there. */
  get text() {
    return [...this.values.values()].join('\n');
  }

  get memory() {
    return JSON.parse(this.values.get('votesvc/v1') ?? '{}');
  }
}

export class Phone {
  hidden = false;
  /** @type {BoothState[]} every state the page was shown */
  seen = [];
  #tab;
  origin;

  /**
   * @param {{base: string}} server
   * @param {Origin} [origin]
   * @param {Partial<import('../../static/src/booth/browser.js').Surroundings>} [options]
   */
  constructor(server, origin = new Origin(), options = {}) {
    this.origin = origin;
    this.#tab = { tab: this, changed: () => {} };
    this.booth = createBooth({
      storage: origin.storageFor(this),
      fetch: (input, init) => globalThis.fetch(input, init),
      sealer: null,
      base: server.base,
      language: 'zh',
      secure: true,
      hidden: () => this.hidden,
      watch: (changed) => {
        this.#tab.changed = changed;
        origin.tabs.add(this.#tab);
        return () => origin.tabs.delete(this.#tab);
      },
      locks: null,
      second: SECOND,
      ...options,
    });
    this.booth.subscribe((state) => this.seen.push(state));
  }

  get state() {
    return this.booth.state();
  }

  /** The first item, or the one named. */
  item(name = this.state.items[0]?.item) {
    const found = this.state.items.find(({ item }) => item === name);
    if (found === undefined) throw new Error('the phone shows no such item');
    return found;
  }

  /** Says that visibility, network or another tab changed. */
  changed() {
    this.#tab.changed();
  }

  /** Closes the page; what is stored stays. */
  close() {
    this.booth.stop();
  }

  /**
   * Waits until the phone is in a state.
   *
   * @param {Step | ((state: BoothState) => boolean)} wanted
   * @returns {Promise<BoothState>}
   */
  until(wanted) {
    const good =
      typeof wanted === 'string' ? (/** @type {BoothState} */ s) => s.step === wanted : wanted;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        leave();
        reject(new Error(`never ${wanted}; the phone shows ${JSON.stringify(this.state)}`));
      }, PATIENCE);
      let leave = () => {};
      leave = this.booth.subscribe((state) => {
        if (!good(state)) return;
        clearTimeout(timer);
        setTimeout(() => leave());
        resolve(state);
      });
    });
  }

  /**
   * Waits until an item is in a phase.
   *
   * @param {string} item
   * @param {Phase} phase
   */
  untilItem(item, phase) {
    return this.until(({ items }) =>
      items.some((each) => each.item === item && each.phase === phase),
    );
  }

  /**
   * Marks, reviews and casts.
   *
   * @param {number[]} [answers] one per question
   * @param {string} [item]
   */
  vote(answers = [0], item = this.item().item) {
    answers.forEach((answer, question) => void this.booth.mark(item, question, answer));
    this.booth.review(item);
    this.booth.cast(item);
  }
}
