import assert from 'node:assert/strict';
import test from 'node:test';

import { Kept } from '../../static/src/booth/kept.js';
import { parseElection } from '../../static/src/election.js';
import { canonicalJson, parseUtf8 } from '../../static/src/encoding.js';
import { baseTimes, randomScalar } from '../../static/src/group.js';
import { reshuffle } from '../../static/src/reshuffle.js';
import { Crew } from '../../static/src/scrutineer/crew.js';
import { Stopped } from '../../static/src/scrutineer/hand.js';
import { emptyMemory } from '../../static/src/scrutineer/memory.js';
import { RecordRefused } from '../../static/src/scrutineer/refusal.js';
import { Slips, sendSlips, slipSharesOf } from '../../static/src/scrutineer/slips.js';
import { parseSeatKeys, SeatKeys } from '../../static/src/seat_keys.js';
import { checkSlipShare, parseSlipShare, parseSlips } from '../../static/src/slips.js';
import { Origin } from './phone.mjs';
import { workerOf } from './threads.mjs';
import { readVectors } from './vectors.mjs';

const vectors = readVectors('write_ins');
const election = parseElection(vectors.election);
const secret = BigInt(vectors.secrets[0]);
const go = new AbortController().signal;
const CONTEXT = `${election.fingerprint}|votesvc/write-in/0`;
const [COUNT, WIDTH] = [3, 6];

/** Three seats, any two of which can count; the second is that of the vectors. */
const second = parseSeatKeys(vectors.reshuffled.seat).keys;
const [first, third] = [1, 3].map((seat) => {
  const seed = Buffer.alloc(32, seat).toString('base64url');
  return new SeatKeys(second.ceremony, seat, seed);
});
assert.ok(first && third);
const signers = [first, second, third].map(({ signing }) => baseTimes(signing));
const trustees = { subKeys: [{ threshold: 2, verificationKeys: signers }], signers };

/** @returns {Crew} */
const crew = (start = /** @type {any} */ (null)) => new Crew(start, { cores: 2, second: 1000 });

/**
 * Returns the log entry of a seat's shuffle of what another entry left.
 *
 * @param {SeatKeys} keys
 * @param {string} before
 * @param {number} index
 */
function shuffleOf(keys, before, index) {
  const { rows } = parseSlips(before, COUNT, WIDTH);
  const context = `${CONTEXT}|${keys.index}`;
  const { slips, signature } = reshuffle(context, election.publicKey, rows, keys);
  return { index, block: 0, owner: keys.index, text: slips, signature };
}

const byFirst = shuffleOf(first, vectors.slips, 10);
const bySecond = shuffleOf(second, byFirst.text, 11);

/** @returns {any} an item of a log that has been read, with the slips of the vectors */
function contest() {
  return {
    item: election.uuid,
    entry: { index: 3, leaf: '' },
    paper: { election },
    trustees,
    ballots: vectors.ballots.map((/** @type {any} */ { ballot, pairs, write_ins }) => ({
      index: 5,
      leaf: parseUtf8(canonicalJson({ ballot, pairs: [...pairs, write_ins] })),
    })),
    shuffled: [{ index: 9, block: 0, owner: 0, text: vectors.slips, signature: '' }],
    reshuffled: [byFirst, bySecond],
  };
}

/** @param {any} of */
async function checked(of, stop = go) {
  const slips = new Slips(of);
  await slips.check(crew(), stop);
  return slips;
}

/** @returns {any} */
const memory = () => new Kept(new Origin().storageFor({}), 'test', emptyMemory);

test('slips that enough have shuffled are opened, with the same share every time', async () => {
  const kept = memory();
  const slips = await checked(contest());
  assert.equal(slips.missing, 0);
  const key = { owner: 1, secret, nonce: randomScalar };
  slipSharesOf({ contest: contest(), slips }, key, kept);
  slipSharesOf({ contest: contest(), slips }, key, kept);
  /** @type {any[]} */
  const sent = [];
  const wire = /** @type {any} */ ({
    slips: async (/** @type {any[]} */ ...said) => void sent.push(said),
  });
  await sendSlips(kept, wire, 'congress', election.uuid, 1);
  await sendSlips(kept, wire, 'congress', election.uuid, 1);
  assert.equal(sent.length, 1);
  const [, , { owner, shares }] = sent[0];
  assert.equal(owner, 1);
  const { rows } = parseSlips(bySecond.text, COUNT, WIDTH);
  checkSlipShare(CONTEXT, baseTimes(secret), rows, parseSlipShare(shares[0], COUNT, WIDTH));
});

test('no share is made before enough have shuffled', async () => {
  for (const [reshuffled, missing] of /** @type {[any[], number][]} */ ([
    [[], 2],
    [[byFirst], 1],
  ])) {
    const early = { ...contest(), reshuffled };
    const slips = await checked(early);
    assert.equal(slips.missing, missing);
    const key = { owner: 1, secret, nonce: randomScalar };
    assert.throws(() => slipSharesOf({ contest: early, slips }, key, memory()), /too few/);
  }
});

test('a device follows the shuffles as they come, and makes its own from its seed', async () => {
  const growing = { ...contest(), reshuffled: /** @type {any[]} */ ([]) };
  const slips = await checked(growing);
  assert.deepEqual(
    [1, 2, 3, 4].map((owner) => slips.needs(owner)),
    [true, true, true, false],
  );
  const made = await slips.shuffle(first, crew(), () => {}, go);
  assert.deepEqual(made, {
    owner: 1,
    place: 1,
    blocks: [{ slips: byFirst.text, signature: byFirst.signature }],
  });
  growing.reshuffled.push(byFirst);
  await slips.check(crew(), go);
  assert.deepEqual(
    [1, 2, 3].map((owner) => slips.needs(owner)),
    [false, true, true],
  );
  assert.equal((await slips.shuffle(second, crew(), () => {}, go)).place, 2);
  growing.reshuffled.push(bySecond);
  await slips.check(crew(), go);
  assert.deepEqual(
    [1, 2, 3].map((owner) => slips.needs(owner)),
    [false, false, false],
  );
  assert.deepEqual(slips.latest, [bySecond.text]);
});

test('a worker does the same, and one that fails is given up', async () => {
  const casts = new URL('../../static/src/scrutineer/casts.js', import.meta.url);
  const scripts = [
    `const { parentPort } = require('node:worker_threads');
     const ready = import('${casts}');
     parentPort.on('message', async (message) => {
       (await ready).answer(message, (answer) => parentPort.postMessage(answer));
     });`,
    `throw new Error('broken')`,
  ];
  for (const script of scripts) {
    const slips = new Slips({ ...contest(), reshuffled: [] });
    await slips.check(crew(workerOf(script)), go);
    /** @type {number[]} */
    const seen = [];
    const made = await slips.shuffle(
      first,
      crew(workerOf(script)),
      (done) => void seen.push(done),
      go,
    );
    assert.equal(made.blocks[0]?.slips, byFirst.text);
    assert.deepEqual(seen, [1]);
  }
});

for (const [what, change] of /** @type {[string, (contest: any) => void][]} */ ([
  ['of fewer ballots', (each) => each.ballots.pop()],
  ['that are missing', (each) => each.shuffled.pop()],
  ['that stand there twice', (each) => each.shuffled.push(each.shuffled[0])],
  ['of another block', (each) => Object.assign(each.shuffled[0], { block: 1 })],
  [
    'that are those of another order of proof',
    (each) => {
      const slips = JSON.parse(each.shuffled[0].text);
      slips.rows.reverse();
      each.shuffled[0].text = JSON.stringify(slips);
    },
  ],
  [
    'of which one is a single vote in disguise',
    (each) => {
      const slips = JSON.parse(vectors.slips);
      slips.rows[0][0] = JSON.parse(vectors.ballots[0].ballot).answers[0].choices[0];
      each.shuffled[0].text = JSON.stringify(slips);
    },
  ],
  ['that the same seat shuffled twice', (each) => each.reshuffled.splice(1, 1, byFirst)],
  [
    'that more shuffled than are needed',
    (each) => each.reshuffled.push(shuffleOf(third, bySecond.text, 12)),
  ],
  ['that were shuffled in another order than they stand', (each) => each.reshuffled.reverse()],
  [
    'that a second seat shuffled as the service left them',
    (each) => each.reshuffled.splice(1, 1, shuffleOf(second, vectors.slips, 11)),
  ],
  [
    'that somebody shuffled in the place of a seat',
    (each) =>
      Object.assign(each, {
        reshuffled: [{ ...byFirst, signature: shuffleOf(third, vectors.slips, 10).signature }],
      }),
  ],
  [
    'whose shuffle has another block',
    (each) => each.reshuffled.splice(1, 1, { ...bySecond, block: 1 }),
  ],
])) {
  test(`slips ${what} are not opened`, async () => {
    const wrong = contest();
    change(wrong);
    await assert.rejects(checked(wrong), (error) => {
      assert.ok(error instanceof RecordRefused);
      assert.equal(error.code, 'slips-wrong');
      return true;
    });
  });
}

test('other slips of the same item are not opened after the first', async () => {
  const kept = memory();
  const key = { owner: 1, secret, nonce: randomScalar };
  slipSharesOf({ contest: contest(), slips: await checked(contest()) }, key, kept);
  const other = { ...contest(), reshuffled: [byFirst, shuffleOf(third, byFirst.text, 11)] };
  const slips = await checked(other);
  assert.throws(() => slipSharesOf({ contest: other, slips }, key, kept), { code: 'second-tally' });
});

test('an election without slots has no slips, and the check can be stopped', async () => {
  const plain = readVectors('ballot').elections.find(
    (/** @type {any} */ { ballots }) => !('pairs' in ballots[0]),
  );
  const none = { paper: { election: parseElection(plain.election) }, shuffled: [], reshuffled: [] };
  const slips = await checked({ ...contest(), ...none });
  assert.deepEqual([slips.latest, slips.missing, slips.needs(1)], [[], 0, false]);
  const kept = memory();
  slipSharesOf({ contest: contest(), slips }, { owner: 1, secret, nonce: randomScalar }, kept);
  assert.deepEqual(kept.read().shares, {});
  const stopped = new AbortController();
  stopped.abort();
  await assert.rejects(checked(contest(), stopped.signal), Stopped);
});
