import assert from 'node:assert/strict';
import test from 'node:test';

import { choicesOf } from '../../static/src/booth/cast.js';
import { groupOf, parseKind } from '../../static/src/booth/kinds.js';
import { chooseCandidate, fillRows, touch, writeName } from '../../static/src/booth/marks.js';
import { newMoment, snapshot } from '../../static/src/booth/snapshot.js';
import { emptyMemory } from '../../static/src/booth/store.js';
import { cleanName, look } from '../../static/src/booth/written.js';
import { MalformedInput } from '../../static/src/errors.js';

const CANDIDATES = ['丁一', '王五', '张三'];
const ELECTION = [
  {
    text: '赞成',
    answers: [...CANDIDATES, '另选他人1', '另选他人2'],
    minimum: 0,
    maximum: 2,
    blank: false,
  },
  { text: '反对', answers: CANDIDATES, minimum: 0, maximum: 3, blank: false },
];
const GRADES = ['优秀', '称职', '不称职'];
const ROWS = ['赵', '钱', '孙'].map((text) => ({
  text,
  answers: GRADES,
  minimum: 1,
  maximum: 1,
  blank: true,
}));
const ELECTION_RULE = {
  form: 'election',
  preset: 'P04',
  seats: 2,
  writein: 2,
  tie: 'run-off',
  shortfall: 'vacant',
};
const GRADED_RULE = {
  form: 'evaluation',
  preset: 'P10',
  scale: GRADES,
  base: 'valid',
  rates: [],
  flags: [],
  weights: [],
};
const GROUP_RULE = {
  ...GRADED_RULE,
  weights: [
    { group: '中层', weight: 30 },
    { group: '职工代表', weight: 70 },
  ],
  group: '中层',
  family: '2'.repeat(22),
};
const ITEM = '1'.repeat(22);

/**
 * A paper in hand: what is remembered of it, and how it is seen.
 *
 * @param {any} kind
 * @param {any[]} questions
 */
function paper(kind, questions) {
  /** @type {any} */
  const known = { leaf: 'x', credential: { secret: '1', prefix: '', token: '' } };
  const moment = newMoment(true);
  moment.papers = /** @type {any} */ ({ of: () => ({ kind, title: '', election: { questions } }) });
  const view = () => {
    const memory = {
      ...emptyMemory(),
      agenda: [{ item: ITEM, state: 'open', title: '' }],
      items: { [ITEM]: known },
    };
    return /** @type {any} */ (snapshot(/** @type {any} */ (memory), moment).items[0]);
  };
  /** @param {{what: string, marks: boolean[][], names?: string[]}} done */
  const keep = ({ what, marks, names }) => {
    if (['marked', 'moved', 'unmarked', 'written', 'cleared'].includes(what)) {
      known.marks = marks;
      if (names !== undefined) known.names = names;
    }
    return what;
  };
  return {
    known,
    view,
    choose: (/** @type {number} */ at, /** @type {any} */ choice) =>
      keep(chooseCandidate(view(), at, choice)),
    write: (/** @type {number} */ slot, /** @type {string} */ text) =>
      keep(writeName(view(), slot, text)),
    touch: (/** @type {number} */ row, /** @type {number} */ answer) =>
      keep(touch(view(), row, answer)),
    fill: (/** @type {number} */ answer) => keep(fillRows(view(), answer)),
    choices: () => choicesOf(questions, known.marks ?? []),
  };
}

test('one mark of three beside each candidate, and never more in favour than seats', () => {
  const { choose, view, choices } = paper('election', ELECTION);
  assert.equal(view().complete, true);
  assert.equal(choose(0, 'for'), 'marked');
  assert.equal(choose(1, 'for'), 'marked');
  assert.equal(choose(2, 'for'), 'full');
  assert.equal(choose(0, 'against'), 'moved');
  assert.equal(choose(2, 'abstain'), 'marked');
  assert.deepEqual(
    view().election.candidates.map((/** @type {any} */ each) => each.choice),
    ['against', 'for', 'abstain'],
  );
  assert.deepEqual(choices(), [
    [0, 1, 0, 0, 0],
    [1, 0, 0],
  ]);
  assert.equal(choose(7, 'for'), 'locked');
});

test('a name needs somebody voted against, a seat, and to be nobody on the paper', () => {
  const { choose, write, view, choices } = paper('election', ELECTION);
  assert.equal(write(0, '李四'), 'need-against');
  choose(0, 'against');
  assert.equal(write(0, ' 张 三'), 'candidate');
  assert.equal(write(0, '  李   四 '), 'written');
  assert.equal(view().election.names[0], '李 四');
  assert.equal(write(1, '王六'), 'need-against');
  choose(1, 'against');
  assert.equal(write(1, '李四'), 'twice');
  assert.equal(write(1, '王六'), 'written');
  assert.equal(choose(2, 'for'), 'full');
  assert.equal(choose(0, 'abstain'), 'names-need-against');
  assert.deepEqual(choices(), [
    [0, 0, 0, 1, 1],
    [1, 1, 0],
  ]);
  assert.equal(write(1, ''), 'cleared');
  assert.equal(choose(0, 'abstain'), 'moved');
  assert.equal(choose(2, 'for'), 'marked');
  choose(0, 'against');
  assert.equal(write(1, '王六'), 'full');
  assert.equal(write(5, '王六'), 'locked');
});

test('a name that nobody could read or a slot could not hold is not taken', () => {
  const { choose, write } = paper('election', ELECTION);
  choose(0, 'against');
  for (const bad of ['李\u202e四', 'a\u0007b', '\u3164', '\u200b'])
    assert.equal(write(0, bad), 'unfit');
  assert.equal(write(0, '二'.repeat(20)), 'too-long');
  assert.equal(write(0, '二'.repeat(19)), 'written');
  assert.equal(cleanName(' 欧阳\u3000\u3000慧\n'), '欧阳 慧');
  assert.equal(look('Ａ\u3164 b'), look('aB'));
});

test('a paper that is not open for marking takes nothing', () => {
  const { known, choose, write, fill } = paper('election', ELECTION);
  known.casting = true;
  assert.equal(choose(0, 'for'), 'locked');
  assert.equal(write(0, '李四'), 'locked');
  assert.equal(fill(0), 'locked');
});

test('rows are graded, filled where they are open, and left out as blank', () => {
  const { touch: mark, fill, view, choices } = paper('evaluation', ROWS);
  assert.deepEqual(choices(), [
    [1, 0, 0, 0],
    [1, 0, 0, 0],
    [1, 0, 0, 0],
  ]);
  assert.equal(mark(0, 2), 'marked');
  assert.equal(mark(1, 3), 'marked');
  assert.equal(view().complete, true);
  fill(0);
  assert.deepEqual(choices(), [
    [0, 0, 0, 1],
    [1, 0, 0, 0],
    [0, 1, 0, 0],
  ]);
  assert.equal(mark(1, 0), 'moved');
  assert.deepEqual(choices()[1], [0, 1, 0, 0]);
});

test('the questions of an item are those that its rule makes', () => {
  assert.equal(parseKind('election', ELECTION_RULE, ELECTION), 'election');
  assert.equal(parseKind('evaluation', GRADED_RULE, ROWS), 'evaluation');
  assert.equal(parseKind('evaluation', GROUP_RULE, ROWS), 'evaluation');
  assert.equal(groupOf(GROUP_RULE), '中层');
  assert.equal(groupOf(GRADED_RULE), '');
  const points = ROWS.map((row) => ({ ...row, answers: ['1', '2', '3'] }));
  const score = { form: 'score', preset: 'P18', lowest: 1, highest: 3, trim: 0 };
  assert.equal(parseKind('score', score, points), 'score');
  const poll = { form: 'poll', preset: 'P15', scale: GRADES };
  assert.equal(parseKind('poll', poll, ROWS), 'poll');
  assert.equal(parseKind('poll', { ...poll, asked_in: '1'.repeat(22) }, ROWS), 'poll');
  const [pro, contra] = /** @type {[any, any]} */ (ELECTION);
  for (const [kind, rule, questions] of /** @type {[any, any, any[]][]} */ ([
    ['election', { ...ELECTION_RULE, writein: 1 }, ELECTION],
    ['election', { ...ELECTION_RULE, seats: 3 }, ELECTION],
    ['election', { ...ELECTION_RULE, form: 'poll' }, ELECTION],
    ['election', { ...ELECTION_RULE, more: 1 }, ELECTION],
    ['election', ELECTION_RULE, [contra, pro]],
    ['election', ELECTION_RULE, [pro]],
    ['election', ELECTION_RULE, [pro, { ...contra, minimum: 1 }]],
    ['evaluation', { ...GRADED_RULE, scale: ['优秀', '称职'] }, ROWS],
    ['evaluation', GRADED_RULE, [{ ...ROWS[0], blank: false }]],
    ['poll', { ...poll, asked_in: 'here' }, ROWS],
    ['score', { ...score, highest: 2 }, points],
    ['score', { ...score, highest: 0 }, points],
    ['toString', GRADED_RULE, ROWS],
    ['evaluation', null, ROWS],
  ])) {
    assert.throws(() => parseKind(kind, rule, questions), MalformedInput);
  }
});
