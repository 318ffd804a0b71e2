import assert from 'node:assert/strict';
import test from 'node:test';

import { writeKey } from '../../static/src/booth/views-about.js';
import { fateOf } from '../../static/src/booth/views-fate.js';
import {
  elsewhere,
  leftOf,
  nextSheet,
  readPlace,
  settle,
  Turning,
} from '../../static/src/booth/views-place.js';

/** @import { CommentPhase, CommentView, HearingView } from '../../static/src/booth/hearing-state.js' */
/** @import { BoothState, Phase, Step } from '../../static/src/booth/state.js' */
/** @import { Place } from '../../static/src/booth/views-place.js' */

/**
 * @param {CommentPhase} phase
 * @param {string} [text]
 * @param {string|null} [problem]
 */
const sheet = (phase, text = '', problem = text === '' ? 'blank' : null) =>
  /** @type {CommentView} */ (/** @type {any} */ ({ phase, draft: { text }, problem }));

/**
 * @param {string} state
 * @param {CommentView[]} [comments]
 * @param {string} [hearing]
 */
const view = (state, comments = [], hearing = 'h') =>
  /** @type {HearingView} */ (
    /** @type {any} */ ({
      hearing,
      state,
      title: hearing,
      comments: comments.map((each, index) => ({ ...each, number: index + 1 })),
    })
  );

/**
 * @param {HearingView[]} hearings
 * @param {{step?: Step, items?: Record<string, Phase>}} [given]
 */
const at = (hearings, { step = 'waiting', items = {} } = {}) =>
  /** @type {BoothState} */ (
    /** @type {any} */ ({
      step,
      hearings,
      items: Object.entries(items).map(([item, phase]) => ({ item, phase, title: item })),
    })
  );

/**
 * @param {Place['page']} page
 * @param {number} [number]
 * @returns {Place}
 */
const place = (page, number = 0) => ({ page, hearing: 'h', number });

test('where the delegate went stays only as long as it makes sense', () => {
  const open = at([view('open', [sheet('draft', '意见'), sheet('sent'), sheet('draft')])]);
  /** @type {[Place, Place['page']|null, BoothState?][]} */
  const cases = [
    [place('about'), 'about'],
    [place('opinions'), 'opinions'],
    [place('writing', 1), 'writing'],
    [place('preview', 1), 'preview'],
    [place('preview', 3), 'writing'],
    [place('writing', 2), 'comment'],
    [place('comment', 2), 'comment'],
    [place('comment', 3), 'writing'],
    [place('writing', 4), 'about'],
    [place('writing', -1), 'about'],
    [place('all'), 'all'],
    [place('all'), null, at([])],
    [{ ...place('about'), hearing: 'gone' }, null],
    [place('writing', 1), 'writing', at([view('announced', [sheet('draft', '意见')])])],
    [place('writing', 1), 'about', at([view('closed', [sheet('draft')])])],
    [place('writing', 1), 'comment', at([view('closed', [sheet('missed', '意见')])])],
  ];
  for (const [from, page, state = open] of cases) {
    assert.equal(settle(from, state)?.page ?? null, page, JSON.stringify(from));
  }
  assert.equal(settle(null, open), null);
});

test('an alarm, a new pass, a lost storage and a ballot being cast come before every hearing', () => {
  for (const step of /** @type {const} */ ([
    'alarm',
    'no-storage',
    'start',
    'replace',
    'redeeming',
    'turned-away',
    'sealing',
    'sending',
  ])) {
    const state = at([view('open')], { step });
    assert.equal(settle(place('about'), state), null, step);
    assert.deepEqual(elsewhere(null, state), { ballots: [], hearings: [] }, step);
  }
});

test('a ballot that opens calls from reading, not from writing, and once', () => {
  const opened = at([view('open')], { items: { a: 'voting' } });
  const before = at([view('open')], { items: { a: 'ready' } });
  for (const [page, calls] of /** @type {const} */ ([
    ['about', true],
    ['opinions', true],
    ['comment', true],
    ['all', true],
    ['writing', false],
    ['preview', false],
  ])) {
    const turning = new Turning();
    assert.equal(turning.calls(place(page), before), false);
    assert.equal(turning.calls(place(page), opened), calls, page);
    assert.equal(turning.calls(place(page), opened), false, 'the delegate went back');
  }
  const turning = new Turning();
  assert.equal(turning.calls(null, opened), false);
  const second = at([view('open')], { items: { a: 'receipt', b: 'review' } });
  assert.equal(turning.calls(place('about'), second), true);
});

test('the head of the page leads to the ballot from a hearing, and to hearings from a ballot', () => {
  const both = at([view('open'), view('closed', [], 'i'), view('open', [], 'j')], {
    step: 'voting',
    items: { a: 'voting', b: 'receipt', c: 'review' },
  });
  assert.deepEqual(elsewhere(place('about'), both), { ballots: ['a', 'c'], hearings: [] });
  const found = elsewhere(null, both);
  assert.deepEqual([found.ballots, found.hearings.map(({ hearing }) => hearing)], [[], ['h', 'j']]);
});

test('the sheet that was begun is written on, and a reply begins on an empty one', () => {
  const sheets = [sheet('sent'), sheet('draft', '写了一半'), sheet('draft')];
  const open = view('open', sheets);
  assert.equal(nextSheet(open)?.number, 2);
  assert.equal(nextSheet(open, true)?.number, 3);
  assert.equal(leftOf(open), 2);
  const begun = view('open', [sheet('draft', '一'), sheet('draft', '二')]);
  assert.equal(nextSheet(begun, true)?.number, 1);
  assert.equal(nextSheet(view('open', [sheet('sent'), sheet('sending')])), null);
});

test('the button says what it will begin', () => {
  const fresh = view('open', [sheet('draft')]);
  assert.equal(writeKey(fresh, nextSheet(fresh)), 'write.new');
  const begun = view('open', [sheet('sent'), sheet('draft', '一半')]);
  assert.equal(writeKey(begun, nextSheet(begun)), 'write.on');
  const more = view('open', [sheet('sent'), sheet('draft')]);
  assert.equal(writeKey(more, nextSheet(more)), 'write.another');
  const ahead = view('announced', [sheet('draft')]);
  assert.equal(writeKey(ahead, nextSheet(ahead)), 'write.ahead');
});

test('what became of a comment is its phase until it was sent', () => {
  assert.equal(fateOf(sheet('sending')), 'sending');
  assert.equal(fateOf({ ...sheet('sent'), fate: null }), 'sealed');
  const fate = /** @type {const} */ ({ state: 'withheld', reason: 'secret', supports: 0 });
  assert.equal(fateOf({ ...sheet('sent'), fate: { ...fate, replies: [] } }), 'withheld');
});

test('only a place that this page has written is read back from the history', () => {
  assert.deepEqual(readPlace({ page: 'writing', hearing: 'h', number: 2 }), place('writing', 2));
  assert.deepEqual(readPlace({ page: 'about', hearing: 'h' }), place('about'));
  for (const kept of [null, undefined, 'about', 1, {}, { page: 'admin', hearing: 'h' }]) {
    assert.equal(readPlace(kept), null);
  }
  assert.equal(readPlace({ page: 'about', hearing: 1 }), null);
});
