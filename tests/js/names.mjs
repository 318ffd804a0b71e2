/** An election in which names are written in, closed: ballots, and slips that the service has shuffled. */

import { parseBallot } from '../../static/src/ballot.js';
import { parseCiphertext } from '../../static/src/elgamal.js';
import { utf8 } from '../../static/src/encoding.js';
import { randomScalar, sumOf } from '../../static/src/group.js';
import { sealMarksInSteps } from '../../static/src/marking.js';
import { drawOrder, shuffleRows } from '../../static/src/shuffle.js';
import { parseSlipShare, printSlips } from '../../static/src/slips.js';
import { decodeText } from '../../static/src/texts.js';
import { parseTrustees, weights } from '../../static/src/trustees.js';
import { parseWriteIns, slipOf } from '../../static/src/write_ins.js';
import { castEntry, count } from './count.mjs';

/** @import { Element } from '../../static/src/group.js' */
/** @import { KeyRoom } from './keyroom.mjs' */
/** @import { Congress, Item } from './server.mjs' */

const CANDIDATES = ['丁一', '王五'];
const QUESTIONS = [
  { answers: [...CANDIDATES, '另选他人1'], min: 0, max: 1, question: '赞成' },
  { answers: CANDIDATES, min: 0, max: 2, question: '反对' },
];
const RULE = {
  form: 'election',
  preset: 'P04',
  seats: 1,
  shortfall: 'vacant',
  tie: 'run-off',
  writein: 1,
};
/** Marks and names of three ballots. @type {[number[][], string][]} */
const PAPERS = [
  [
    [
      [0, 0, 1],
      [1, 0],
    ],
    '李四',
  ],
  [
    [
      [0, 0, 1],
      [0, 1],
    ],
    '李思',
  ],
  [
    [
      [1, 0, 0],
      [0, 1],
    ],
    '',
  ],
];
const WIDTH = 3;

/** @param {Congress} server */
export function addElection(server) {
  return server.addItem({
    questions: QUESTIONS,
    kind: 'election',
    change: (entry) => ({ ...entry, rule: RULE }),
  });
}

/**
 * Brings an election to where scrutineers begin; `change` may put another entry in the place of any.
 *
 * @param {Congress} server
 * @param {Item} item
 */
export function close(server, item) {
  const { election } = item;
  const ballots = PAPERS.map(([choices, name]) => {
    const secret = randomScalar();
    const marks = { choices, names: [name] };
    const { ballot, pairs } = finish(sealMarksInSteps(election, secret, marks, randomScalar));
    return castEntry(server, item.item, secret, ballot, [...pairs]);
  });
  const rows = ballots.map(({ ballot, pairs }) =>
    slipOf(
      parseBallot(utf8(ballot), election),
      parseWriteIns(pairs.at(-1), election),
      CANDIDATES.length,
    ),
  );
  const context = `${election.fingerprint}|votesvc/write-in/0`;
  const order = drawOrder(rows.length, randomScalar);
  const slips = printSlips(shuffleRows(context, election.publicKey, rows, order, randomScalar));
  const shuffled = { block: 0, item: item.item, slips, type: 'shuffled' };
  count(server, item, ballots, undefined, [shuffled]);
  item.state = 'closed';
}

/**
 * Returns the names that the shares handed in open, sorted; "" for a slot that is not marked.
 *
 * @param {Congress} server
 * @param {KeyRoom} room
 * @param {Item} item
 */
export function openedNames(server, room, { item }) {
  const leaves = server.leaves.map((leaf) => JSON.parse(leaf));
  const last = leaves.filter((leaf) => leaf.item === item && leaf.type === 'reshuffled').at(-1);
  const board = leaves.filter(({ type }) => type === 'board').at(-1);
  const trustees = parseTrustees(board.trustees);
  const given = room.slipShares.get(item) ?? new Map();
  const found = weights(trustees, new Set(given.keys()));
  const shares = [...found].map(([owner, weight]) => {
    const [text] = /** @type {string[]} */ (given.get(owner));
    return { factors: parseSlipShare(text ?? '', PAPERS.length, WIDTH).factors, weight };
  });
  const rows = /** @type {any[][]} */ (JSON.parse(last.slips).rows);
  const opened = rows.map((row, at) =>
    row.map((part, column) => {
      const blinded = shares.map(({ factors, weight }) =>
        /** @type {Element} */ (/** @type {Element[]} */ (factors[at])[column]).timesPublic(weight),
      );
      return parseCiphertext(part).beta.minus(sumOf(blinded));
    }),
  );
  return opened
    .map(([mark, ...name]) => (mark?.isIdentity === false ? decodeText(name) : ''))
    .sort();
}

/**
 * @template T
 * @param {Generator<unknown, T, void>} steps
 * @returns {T}
 */
function finish(steps) {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
