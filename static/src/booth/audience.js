/** Who is told what there is to see: at once, and whenever it is something new. */

/** @template State */
export class Audience {
  /** @type {Set<(state: State) => void>} */
  #listeners = new Set();
  #text = '';

  /** @param {State} state */
  constructor(state) {
    /** What was shown last. */
    this.state = state;
  }

  /**
   * Calls at once and after every change.
   *
   * @param {(state: State) => void} listener
   * @returns {() => void} how to stop
   */
  subscribe(listener) {
    this.#listeners.add(listener);
    listener(this.state);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /**
   * Tells everybody, if there is anything new to see.
   *
   * @param {State} state
   */
  show(state) {
    const text = JSON.stringify(state);
    if (text === this.#text) return;
    this.#text = text;
    this.state = state;
    for (const listener of [...this.#listeners]) listener(state);
  }

  leave() {
    this.#listeners.clear();
  }
}
