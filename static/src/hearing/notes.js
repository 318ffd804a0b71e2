/** What the officer typed about one hearing and has not sent yet; it survives a reload. */

/** @import { Kept } from '../booth/kept.js' */
/** @import { OfficerMemory } from './officer-memory.js' */

export class Notes {
  #kept;
  #hearing;

  /**
   * @param {Kept<OfficerMemory>} kept
   * @param {string} hearing
   */
  constructor(kept, hearing) {
    this.#kept = kept;
    this.#hearing = hearing;
  }

  /**
   * @param {string} place
   * @returns {string} "" where nothing was typed
   */
  at(place) {
    return this.#kept.read().texts[this.#hearing]?.[place] ?? '';
  }

  /**
   * @param {string} place
   * @param {string} text  "" forgets it
   */
  keep(place, text) {
    this.#kept.update(({ texts }) => {
      const known = texts[this.#hearing] ?? {};
      texts[this.#hearing] = known;
      if (text === '') delete known[place];
      else known[place] = text;
      if (Object.keys(known).length === 0) delete texts[this.#hearing];
    });
  }
}
