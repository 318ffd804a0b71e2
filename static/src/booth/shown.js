/** What the page shows now, and who is told when that changes. */

import { Audience } from './audience.js';
import { Focus } from './focus.js';
import { snapshot } from './snapshot.js';
import { emptyMemory } from './store.js';

/** @import { Engine } from './engine.js' */
/** @import { BoothState, ItemView } from './state.js' */

export class Shown {
  #engine;
  #focus = new Focus();
  /** @type {Audience<BoothState>} */
  #audience;

  /** @param {Pick<Engine, 'store'|'moment'|'guard'>} engine */
  constructor(engine) {
    this.#engine = engine;
    this.#audience = new Audience(snapshot(emptyMemory(), engine.moment));
  }

  /** @returns {BoothState} as it was shown last */
  get state() {
    return this.#audience.state;
  }

  /**
   * Calls at once and after every change.
   *
   * @param {(state: BoothState) => void} listener
   * @returns {() => void} how to stop
   */
  subscribe(listener) {
    return this.#audience.subscribe(listener);
  }

  /**
   * Shows another item; null: the phone decides.
   *
   * @param {string|null} item
   */
  select(item) {
    this.#focus.select(item);
    this.refresh();
  }

  /**
   * Returns an item as it is now, not as it was last shown: another tab may have gone on.
   *
   * @param {string} item
   * @returns {ItemView|null}
   */
  item(item) {
    this.refresh();
    return this.state.items.find((each) => each.item === item) ?? null;
  }

  /** Tells the listeners, if there is anything new to see. */
  refresh() {
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
    this.#audience.show(state);
  }

  stop() {
    this.#audience.leave();
  }
}
