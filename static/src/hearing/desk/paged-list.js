/** A list that may be long: fifty entries at a time, and drawn anew only where something has changed. */

import { fill } from '../../booth/views-words.js';

/** @import { Words } from '../../booth/views-words.js' */

const AT_ONCE = 50;

/** @template T */
export class PagedList {
  #list;
  #bar;
  #words;
  #make;
  #sign;
  #from = 0;
  #drawn = '';
  /** @type {readonly T[]} */
  #entries = [];

  /**
   * @param {object} parts
   * @param {HTMLElement} parts.list
   * @param {HTMLElement} parts.bar    with a slot `range`, and buttons `back` and `on`
   * @param {Words} parts.words
   * @param {(entry: T) => DocumentFragment} parts.make
   * @param {(entry: T) => string} parts.sign  changes when an entry has to be drawn anew
   */
  constructor({ list, bar, words, make, sign }) {
    this.#list = list;
    this.#bar = bar;
    this.#words = words;
    this.#make = make;
    this.#sign = sign;
    bar.addEventListener('click', ({ target }) => {
      const button = target instanceof Element ? target.closest('[data-turn]') : null;
      if (!(button instanceof HTMLElement) || button.getAttribute('aria-disabled') === 'true')
        return;
      this.#from += button.dataset.turn === 'on' ? AT_ONCE : -AT_ONCE;
      this.#draw();
      this.#list.focus();
    });
  }

  /** @returns {readonly T[]} what is on the page now */
  get visible() {
    return this.#entries.slice(this.#from, this.#from + AT_ONCE);
  }

  /**
   * Shows these entries; what somebody is typing into is left alone.
   *
   * @param {readonly T[]} entries
   */
  show(entries) {
    if (this.#isTypedInto()) return;
    this.#entries = entries;
    if (this.#from >= entries.length) {
      this.#from = Math.max(0, Math.floor((entries.length - 1) / AT_ONCE) * AT_ONCE);
    }
    this.#draw();
  }

  /** Shows the first page, as after another choice of what is listed. */
  rewind() {
    this.#from = 0;
  }

  #draw() {
    const visible = this.visible;
    const drawn = [this.#entries.length, this.#from, ...visible.map(this.#sign)].join('\n');
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    this.#list.replaceChildren(...visible.map((entry) => this.#make(entry)));
    this.#drawBar(visible.length);
  }

  /** @param {number} count */
  #drawBar(count) {
    const { length } = this.#entries;
    this.#bar.hidden = length <= AT_ONCE;
    const [first, last] = [this.#from + 1, this.#from + count];
    fill(this.#bar, { range: this.#words.say('list.range', { first, last, count: length }) });
    for (const button of this.#bar.querySelectorAll('[data-turn]')) {
      const on = button.getAttribute('data-turn') === 'on';
      const over = on ? last >= length : this.#from === 0;
      button.setAttribute('aria-disabled', String(over));
    }
  }

  #isTypedInto() {
    const active = document.activeElement;
    return (
      active !== null &&
      this.#list.contains(active) &&
      active.matches('textarea, input[type="text"]')
    );
  }
}
