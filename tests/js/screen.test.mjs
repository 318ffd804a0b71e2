/** The projector: pages that turn by themselves, and the clock of whoever speaks. */

import { deepEqual, equal } from 'node:assert/strict';
import test from 'node:test';

import { readClock, runClocks } from '../../static/src/screen/clock.js';
import { pack, pageAt, showPage } from '../../static/src/screen/paging.js';

test('what fits stays on one page', () => {
  deepEqual(pack([10, 20, 30], 60), [[0, 1, 2]]);
  deepEqual(pack([], 60), []);
});

test('what does not fit goes on on the next page, in order and without loss', () => {
  deepEqual(pack([10, 20, 30, 10, 50], 60), [
    [0, 1, 2],
    [3, 4],
  ]);
  deepEqual(pack([40, 40, 40], 60), [[0], [1], [2]]);
});

test('what is higher than a page has one of its own', () => {
  deepEqual(pack([10, 100, 10], 60), [[0], [1], [2]]);
  deepEqual(pack([10, 10], -5), [[0], [1]]);
});

test('pages are turned round and round', () => {
  deepEqual(
    [0, 1, 2, 3, 4].map((turns) => pageAt(3, turns)),
    [0, 1, 2, 0, 1],
  );
  equal(pageAt(0, 7), 0);
});

/** @param {number[]} heights */
function listOf(heights) {
  let top = 100;
  const children = heights.map((height) => {
    const place = { top, bottom: top + height };
    top += height + 5;
    return { hidden: true, getBoundingClientRect: () => place };
  });
  return { list: /** @type {Element} */ (/** @type {unknown} */ ({ children })), children };
}

test('one page of a list is shown, the others are hidden, and gaps are counted', () => {
  const { list, children } = listOf([50, 50, 50]);
  deepEqual(showPage(list, 106, 0), { page: 0, count: 2 });
  deepEqual(
    children.map(({ hidden }) => hidden),
    [false, true, true],
  );
});

test('the next turn shows the next page', () => {
  const { list, children } = listOf([50, 50, 50]);
  deepEqual(showPage(list, 112, 1), { page: 1, count: 2 });
  deepEqual(
    children.map(({ hidden }) => hidden),
    [true, true, false],
  );
  deepEqual(showPage(list, 112, 2), { page: 0, count: 2 });
});

test('an empty list has no page', () => {
  deepEqual(showPage(listOf([]).list, 100, 3), { page: 0, count: 0 });
});

test('the clock counts down, hurries in the last minute, and goes on beyond the end', () => {
  deepEqual(readClock(180), { time: '3:00', hurry: 'plenty' });
  deepEqual(readClock(61), { time: '1:01', hurry: 'plenty' });
  deepEqual(readClock(60), { time: '1:00', hurry: 'short' });
  deepEqual(readClock(1), { time: '0:01', hurry: 'short' });
  deepEqual(readClock(0), { time: '0:00', hurry: 'over' });
  deepEqual(readClock(-75), { time: '1:15', hurry: 'over' });
});

test('a clock that runs shows what is left now, and its words follow', () => {
  const classes = new Set(['clock', 'plenty']);
  const face = { textContent: '' };
  const clock = {
    getAttribute: () => '65',
    querySelector: () => face,
    classList: {
      /** @param {string[]} names */
      remove: (...names) => names.forEach((name) => void classes.delete(name)),
      /** @param {string} name */
      add: (name) => classes.add(name),
    },
  };
  const stage = /** @type {ParentNode} */ (
    /** @type {unknown} */ ({ querySelectorAll: () => [clock] })
  );
  runClocks(stage, 10);
  equal(face.textContent, '0:55');
  deepEqual([...classes], ['clock', 'short']);
  runClocks(stage, 70);
  equal(face.textContent, '0:05');
  deepEqual([...classes], ['clock', 'over']);
});
