import assert from 'node:assert/strict';
import test from 'node:test';

import { Kept } from '../../static/src/booth/kept.js';
import { parseElection } from '../../static/src/election.js';
import { canonicalJson, parseUtf8 } from '../../static/src/encoding.js';
import { baseTimes, randomScalar } from '../../static/src/group.js';
import { Stopped } from '../../static/src/scrutineer/crew.js';
import { emptyMemory } from '../../static/src/scrutineer/memory.js';
import { RecordRefused } from '../../static/src/scrutineer/refusal.js';
import { checkSlips, sendSlips, slipSharesOf } from '../../static/src/scrutineer/slips.js';
import { checkSlipShare, parseSlipShare } from '../../static/src/slips.js';
import { Origin } from './phone.mjs';
import { readVectors } from './vectors.mjs';

const vectors = readVectors('write_ins');
const election = parseElection(vectors.election);
const secret = BigInt(vectors.secrets[0]);
const go = new AbortController().signal;

/** @returns {any} an item of a log that has been read, with the slips of the vectors */
function contest() {
  return {
    item: election.uuid,
    entry: { index: 3, leaf: '' },
    paper: { election },
    ballots: vectors.ballots.map((/** @type {any} */ { ballot, pairs, write_ins }) => ({
      index: 5,
      leaf: parseUtf8(canonicalJson({ ballot, pairs: [...pairs, write_ins] })),
    })),
    shuffled: [{ index: 9, block: 0, text: vectors.slips }],
  };
}

/** @returns {any} */
const memory = () => new Kept(new Origin().storageFor({}), 'test', emptyMemory);

test('slips that are shuffled from the ballots are opened, with the same share every time', async () => {
  const kept = memory();
  const slips = await checkSlips(contest(), go);
  const checked = /** @type {any} */ ({ contest: contest(), slips });
  const key = { owner: 1, secret, nonce: randomScalar };
  slipSharesOf(checked, key, kept);
  slipSharesOf(checked, key, kept);
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
  const [{ context, rows }] = /** @type {[any]} */ (slips);
  checkSlipShare(context, baseTimes(secret), rows, parseSlipShare(shares[0], 3, 6));
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
])) {
  test(`slips ${what} are not opened`, async () => {
    const wrong = contest();
    change(wrong);
    await assert.rejects(checkSlips(wrong, go), (error) => {
      assert.ok(error instanceof RecordRefused);
      assert.equal(error.code, 'slips-wrong');
      return true;
    });
  });
}

test('slips of which one is a single vote in disguise are not opened', async () => {
  const wrong = contest();
  const slips = JSON.parse(vectors.slips);
  slips.rows[0][0] = JSON.parse(vectors.ballots[0].ballot).answers[0].choices[0];
  wrong.shuffled[0].text = JSON.stringify(slips);
  await assert.rejects(checkSlips(wrong, go), { code: 'slips-wrong' });
});

test('other slips of the same item are not opened after the first', async () => {
  const kept = memory();
  const slips = await checkSlips(contest(), go);
  const key = { owner: 1, secret, nonce: randomScalar };
  slipSharesOf(/** @type {any} */ ({ contest: contest(), slips }), key, kept);
  const other = contest();
  other.shuffled[0].text += ' ';
  const again = /** @type {any} */ ({ contest: other, slips });
  assert.throws(() => slipSharesOf(again, key, kept), { code: 'second-tally' });
});

test('an election without slots has no slips, and the check can be stopped', async () => {
  const plain = readVectors('ballot').elections.find(
    (/** @type {any} */ { ballots }) => !('pairs' in ballots[0]),
  );
  const none = { ...contest(), paper: { election: parseElection(plain.election) }, shuffled: [] };
  assert.deepEqual(await checkSlips(none, go), []);
  const stopped = new AbortController();
  stopped.abort();
  await assert.rejects(checkSlips(contest(), stopped.signal), Stopped);
});
