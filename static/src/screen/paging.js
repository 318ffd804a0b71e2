/** Turning pages by itself: what does not fit on the screen is shown one page after the other. */

/**
 * Packs things of these heights into pages of `room`, in order; a thing that is higher than a page
 * has a page of its own.
 *
 * @param {readonly number[]} heights
 * @param {number} room
 * @returns {number[][]} the positions of the things on each page
 */
export function pack(heights, room) {
  /** @type {number[][]} */
  const pages = [];
  let used = 0;
  heights.forEach((height, position) => {
    const last = pages.at(-1);
    if (last === undefined || used + height > room) {
      pages.push([position]);
      used = height;
    } else {
      last.push(position);
      used += height;
    }
  });
  return pages;
}

/**
 * Says which page is to be shown at a moment.
 *
 * @param {number} count  of pages
 * @param {number} turns  how often a page has been turned
 */
export function pageAt(count, turns) {
  return count === 0 ? 0 : turns % count;
}

/**
 * Shows one page of the list that is the longest on the stage.
 *
 * @param {Element} list
 * @param {number} room  in pixels, from the top of the list to the end of the screen
 * @param {number} turns
 * @returns {{page: number, count: number}}
 */
export function showPage(list, room, turns) {
  const things = /** @type {HTMLElement[]} */ ([...list.children]);
  for (const thing of things) thing.hidden = false;
  const tops = things.map((thing) => thing.getBoundingClientRect().top);
  const bottoms = things.map((thing) => thing.getBoundingClientRect().bottom);
  // From top to top, so that what lies between two things is counted as well.
  const heights = things.map((_, i) => (tops[i + 1] ?? bottoms[i] ?? 0) - (tops[i] ?? 0));
  const pages = pack(heights, room);
  const page = pageAt(pages.length, turns);
  const shown = new Set(pages[page]);
  things.forEach((thing, position) => {
    thing.hidden = !shown.has(position);
  });
  return { page, count: pages.length };
}
