import assert from 'node:assert/strict';
import test from 'node:test';

import { checkBallot, makeBallotInSteps, parseBallot } from '../../static/src/ballot.js';
import { parseElection } from '../../static/src/election.js';
import { utf8 } from '../../static/src/encoding.js';
import {
  InvalidBallot,
  InvalidProof,
  MalformedInput,
  VotesvcError,
} from '../../static/src/errors.js';
import { BASE, baseTimes, parseElement } from '../../static/src/group.js';
import { checkPairs, makePairs, parsePairs } from '../../static/src/pairs.js';
import { checkReshuffle, reshuffle } from '../../static/src/reshuffle.js';
import { parseSeatKeys } from '../../static/src/seat_keys.js';
import { checkShuffle, drawOrder, shuffleRows } from '../../static/src/shuffle.js';
import {
  checkSlipShare,
  makeSlipShare,
  parseSlipShare,
  parseSlips,
  printSlips,
} from '../../static/src/slips.js';
import { decodeText, encodeText } from '../../static/src/texts.js';
import {
  checkWriteIns,
  makeWriteIns,
  parseWriteIns,
  slipOf,
  slotsOf,
} from '../../static/src/write_ins.js';
import { nonces, readVectors, tamperEach } from './vectors.mjs';

const vectors = readVectors('write_ins');
const election = parseElection(vectors.election);
const [COUNT, WIDTH] = [3, 6];

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

/** @param {number} number */
function read(number) {
  const vector = vectors.ballots[number];
  const ballot = parseBallot(utf8(vector.ballot), election);
  return { vector, ballot, writeIns: parseWriteIns(vector.write_ins, election) };
}

test('texts become the points of the vectors and read back', () => {
  for (const { text, points } of vectors.texts) {
    const made = encodeText(text);
    assert.deepEqual(
      made.map((each) => each.toHex()),
      points,
    );
    assert.equal(decodeText(points.map(parseElement)), text);
  }
});

test('what is no text is refused', () => {
  for (const text of ['a'.repeat(59), '二'.repeat(20), 'a\0b', '\ud800']) {
    assert.throws(() => encodeText(text), MalformedInput);
  }
  assert.throws(() => decodeText([BASE, BASE]), MalformedInput);
});

test('ballots with written names are made, byte for byte, as in the vectors and pass', () => {
  assert.equal(slotsOf(election), 2);
  for (const { seed, choices, texts, ballot, pairs, write_ins } of vectors.ballots) {
    const nonce = nonces(seed);
    const secret = nonce();
    const made = finish(makeBallotInSteps(election, secret, choices, nonce));
    assert.equal(made.encoded, ballot);
    const paper = parseBallot(utf8(ballot), election);
    checkBallot(paper, election);
    assert.deepEqual(makePairs(election, paper, made.openings, nonce), pairs);
    checkPairs(election, paper, parsePairs(pairs));
    const { openings } = made;
    const names = finish(makeWriteIns(election, { ballot: paper, openings, secret }, texts, nonce));
    assert.deepEqual(names, write_ins);
    checkWriteIns(election, paper, parseWriteIns(write_ins, election));
  }
});

test('every number and point of sealed names counts', () => {
  const { vector, ballot } = read(2);
  tamperEach(vector.write_ins, (changed, path) => {
    assert.throws(
      () => checkWriteIns(election, ballot, parseWriteIns(changed, election)),
      VotesvcError,
      path,
    );
  });
});

test('names do not hold beside another ballot, nor in another shape', () => {
  const { vector, writeIns } = read(1);
  assert.throws(() => checkWriteIns(election, read(2).ballot, writeIns), InvalidBallot);
  const tree = vector.write_ins;
  for (const wrong of [
    { ...tree, names: tree.names.slice(1) },
    { ...tree, responses: tree.responses.slice(1) },
  ]) {
    assert.throws(() => parseWriteIns(wrong, election), InvalidBallot);
  }
});

test('nobody is written in beside a mark that is missing, or where nobody is refused', () => {
  const nonce = nonces('js');
  for (const [choices, texts, reason] of /** @type {[number[][], string[], RegExp][]} */ ([
    [
      [
        [1, 0, 0, 0, 0],
        [0, 1, 0],
      ],
      ['李四', ''],
      /slots/,
    ],
    [
      [
        [1, 0, 0, 1, 0],
        [0, 1, 0],
      ],
      ['', ''],
      /slots/,
    ],
    [
      [
        [1, 0, 0, 1, 0],
        [0, 0, 0],
      ],
      ['李四', ''],
      /refused/,
    ],
  ])) {
    const made = finish(makeBallotInSteps(election, 5n, choices, nonce));
    const ballot = parseBallot(utf8(made.encoded), election);
    const parts = { ballot, openings: made.openings, secret: 5n };
    assert.throws(() => finish(makeWriteIns(election, parts, texts, nonce)), reason);
  }
});

/** The rows of the vectors before and after the shuffle. */
function shuffled() {
  const before = vectors.ballots.map((/** @type {unknown} */ _, /** @type {number} */ at) => {
    const { ballot, writeIns } = read(at);
    return slipOf(ballot, writeIns, 3);
  });
  return { before, slips: parseSlips(vectors.slips, COUNT, WIDTH) };
}

test('the shuffle of the vectors holds, and no changed one does', () => {
  const { before, slips } = shuffled();
  const { context } = vectors;
  checkShuffle(context, election.publicKey, before, slips.rows, slips.proof);
  assert.throws(
    () => checkShuffle('other', election.publicKey, before, slips.rows, slips.proof),
    InvalidProof,
  );
  assert.throws(
    () => checkShuffle(context, election.publicKey, before, before, slips.proof),
    InvalidProof,
  );
  tamperEach(JSON.parse(vectors.slips).proof, (proof, path) => {
    const text = JSON.stringify({ rows: JSON.parse(vectors.slips).rows, proof });
    assert.throws(
      () => {
        const changed = parseSlips(text, COUNT, WIDTH);
        checkShuffle(context, election.publicKey, before, changed.rows, changed.proof);
      },
      VotesvcError,
      path,
    );
  });
});

test('rows are shuffled, byte for byte, as in the vectors', () => {
  const { before } = shuffled();
  const nonce = nonces('write-in shuffle');
  const made = shuffleRows(vectors.context, election.publicKey, before, vectors.order, nonce);
  assert.equal(printSlips(made), vectors.slips);
});

test('every order can be drawn, and each is one', () => {
  const seen = new Set(
    Array.from({ length: 6 }, (_, draw) => drawOrder(3, numbers(draw % 3, draw % 2)).join()),
  );
  assert.equal(seen.size, 6);
  for (const order of seen) assert.equal(order.split(',').sort().join(), '0,1,2');
  assert.deepEqual(drawOrder(1, numbers()), [0]);
});

test('a seat shuffles and signs, byte for byte, as in the vectors, the same each time', () => {
  const { rows } = shuffled().slips;
  const { context, seat, signer, slips, signature } = vectors.reshuffled;
  const keys = { publicKey: election.publicKey, signer: parseElement(signer) };
  for (let time = 0; time < 2; time++) {
    const made = reshuffle(context, election.publicKey, rows, parseSeatKeys(seat).keys);
    assert.deepEqual(made, { slips, signature });
  }
  const after = checkReshuffle(context, keys, rows, { slips, signature });
  assert.deepEqual(after, parseSlips(slips, COUNT, WIDTH).rows);
});

test("a seat's shuffle holds for its rows, place and signer alone", () => {
  const { rows } = shuffled().slips;
  const { context, seat, signer, slips, signature } = vectors.reshuffled;
  const keys = { publicKey: election.publicKey, signer: parseElement(signer) };
  const made = { slips, signature };
  const other = reshuffle(
    context,
    election.publicKey,
    [...rows].reverse(),
    parseSeatKeys(seat).keys,
  );
  assert.notEqual(other.slips, slips);
  for (const check of [
    () => checkReshuffle(`${context}1`, keys, rows, made),
    () => checkReshuffle(context, { ...keys, signer: BASE }, rows, made),
    () => checkReshuffle(context, { ...keys, publicKey: BASE }, rows, made),
    () => checkReshuffle(context, keys, [...rows].reverse(), made),
    () => checkReshuffle(context, keys, rows, { slips: other.slips, signature }),
    () => checkReshuffle(context, keys, rows, other),
  ]) {
    assert.throws(check, InvalidProof);
  }
  const turned = JSON.parse(signature);
  const text = JSON.stringify({ response: turned.response, challenge: turned.challenge });
  assert.throws(
    () => checkReshuffle(context, keys, rows, { slips, signature: text }),
    VotesvcError,
  );
});

/**
 * @param {...number} drawn
 * @returns {() => bigint}
 */
function numbers(...drawn) {
  return () => BigInt(drawn.shift() ?? 0);
}

test('shares are made, byte for byte, as in the vectors, and a changed one is refused', () => {
  const { slips } = shuffled();
  for (const [at, text] of vectors.secrets.entries()) {
    const secret = BigInt(text);
    const nonce = nonces(`write-in share ${at + 1}`);
    const share = makeSlipShare(vectors.context, slips.rows, secret, () => nonce());
    assert.equal(share, vectors.shares[at]);
    const parsed = parseSlipShare(share, COUNT, WIDTH);
    checkSlipShare(vectors.context, baseTimes(secret), slips.rows, parsed);
    assert.throws(
      () => checkSlipShare(vectors.context, baseTimes(3n), slips.rows, parsed),
      InvalidProof,
    );
    assert.throws(
      () => checkSlipShare('other', baseTimes(secret), slips.rows, parsed),
      InvalidProof,
    );
  }
  assert.throws(() => parseSlipShare(vectors.shares[0], COUNT, 5), MalformedInput);
  assert.throws(() => parseSlips(vectors.slips, 2, WIDTH), MalformedInput);
});
