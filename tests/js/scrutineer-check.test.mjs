import assert from 'node:assert/strict';
import test from 'node:test';

import { Alarm } from '../../static/src/booth/alarm.js';
import { RequestFailed } from '../../static/src/booth/api.js';
import { titled } from '../../static/src/booth/item.js';
import { baseTimes, hashToScalar, randomScalar } from '../../static/src/group.js';
import { NotClosed, openShares, shareOf } from '../../static/src/scrutineer/duty.js';
import { RecordRefused } from '../../static/src/scrutineer/refusal.js';
import { ballotEntry, count, device, fixRoll, hall, noise, sumOfBallots } from './count.mjs';
import { open } from './hall.mjs';
import { makeLogKey } from './logkey.mjs';
import { Origin } from './phone.mjs';
import { newUuid } from './server.mjs';
import { Tree } from './tree.mjs';

/**
 * @param {string} code
 * @returns {(error: unknown) => boolean}
 */
const refused = (code) => (error) => {
  assert.ok(error instanceof RecordRefused || error instanceof Alarm, String(error));
  assert.equal(error.code, code, error.evidence);
  return true;
};

/**
 * @param {bigint} secret
 * @param {number} [owner]
 */
const keyOf = (secret, owner = 1) => ({
  owner,
  secret,
  nonce: (/** @type {string} */ prefix) => hashToScalar(`${secret}${prefix}`, []),
});

/**
 * Asks until something else comes than a failure that may pass.
 *
 * @param {() => Promise<unknown>} work
 */
async function persist(work) {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error;
    }
  }
}

test('an honest count is checked, decrypted by all, and comes out as it was voted', async (t) => {
  const { server, item, ballots } = await hall(t);
  count(server, item, ballots);
  const shares = [];
  for (const [at, secret] of server.scrutineers.entries()) {
    const { check, kept } = device(server);
    /** @type {number[]} */
    const seen = [];
    const checked = await check(item.item, (done, all) => void seen.push(done / all));
    assert.equal(seen.at(-1), 1);
    shares.push(shareOf(checked, keyOf(secret, at + 1), kept));
    assert.deepEqual(shareOf(checked, keyOf(secret, at + 1), kept), shares.at(-1));
  }
  const checked = await device(server).check(item.item);
  const { counts, encoded } = openShares(checked, shares);
  assert.deepEqual(counts, [[2, 1, 1]]);
  assert.equal(encoded, '{"result":[[2,1,1]]}');
});

test('no ballots at all are checked too', async (t) => {
  const { server, item } = await hall(t);
  count(server, item, []);
  const checked = await device(server).check(item.item);
  assert.equal(checked.tally.count, 0);
});

test('an item that is not closed, is void or announced is not decrypted', async (t) => {
  const { server, item, ballots } = await hall(t);
  const { check, kept } = device(server);
  await assert.rejects(check(item.item), NotClosed);
  count(server, item, ballots);
  const checked = await check(item.item);
  server.append({ type: 'void', item: item.item, reason: '有误', by: '甲、乙' });
  await assert.rejects(check(item.item), NotClosed);
  const [secret = 0n] = server.scrutineers;
  assert.throws(() => shareOf(checked, keyOf(secret), kept), NotClosed);
});

test('a tally that is not the sum of the ballots raises tally-wrong', async (t) => {
  const { server, item, ballots } = await hall(t);
  const lie = sumOfBallots(item, ballots.slice(1));
  count(server, item, ballots, (entry) =>
    entry.type === 'tally' ? { ...entry, tally: lie } : entry,
  );
  await assert.rejects(device(server).check(item.item), refused('tally-wrong'));
});

test('a tally of a single ballot raises tally-wrong', async (t) => {
  const { server, item, ballots } = await hall(t);
  const lie = sumOfBallots(item, ballots.slice(0, 1));
  count(server, item, ballots, (entry) =>
    entry.type === 'tally' ? { ...entry, tally: lie } : entry,
  );
  await assert.rejects(device(server).check(item.item), refused('tally-wrong'));
});

test('a ballot of another item raises ballot-invalid', async (t) => {
  const { server, item, ballots } = await hall(t);
  const stranger = { ...ballotEntry(server, server.addItem(), [[1, 0, 0]]), item: item.item };
  const swap = (/** @type {any} */ entry) => (entry === ballots[1] ? stranger : entry);
  count(server, item, ballots, swap);
  await assert.rejects(device(server).check(item.item), refused('ballot-invalid'));
});

test('a ballot whose credential was not issued, or that is changed anywhere, raises ballot-invalid', async (t) => {
  const { server } = await open(t);
  fixRoll(server);
  const other = JSON.parse(ballotEntry(server, server.addItem(), [[1, 0, 0]]).ballot);
  /** @type {((entry: any) => any)[]} */
  const changes = [
    () => ({ token: noise(384) }),
    () => ({ prefix: noise(32) }),
    () => ({ pairs: [[]] }),
    () => ({ pairs: '' }),
    ({ ballot }) => ({ ballot: `${ballot} ` }),
    ({ ballot }) => ({
      ballot: ballot.replace(/"credential":"\w+"/, `"credential":"${other.credential}"`),
    }),
    ({ ballot }) => ({ ballot: ballot.replace(/"response":"\d+"/, '"response":"5"') }),
    ({ ballot }) => ({ ballot: ballot.replace(/"alpha":"\w+"/, `"alpha":"${other.credential}"`) }),
    ({ ballot }) => ({ ballot: ballot.replace(/"response":"\d+"(?=}}}$)/, '"response":"5"') }),
  ];
  for (const change of changes) {
    const { server: own } = await open(t);
    fixRoll(own);
    const item = own.addItem();
    const fresh = ballotEntry(own, item, [[1, 0, 0]]);
    const swap = (/** @type {any} */ each) =>
      each === fresh ? { ...fresh, ...change(fresh) } : each;
    count(own, item, [fresh], swap);
    await assert.rejects(device(own).check(item.item), refused('ballot-invalid'));
  }
});

test('one credential that votes twice raises credential-used', async (t) => {
  const { server, item } = await hall(t);
  const secret = randomScalar();
  const twice = [[[1, 0, 0]], [[0, 1, 0]]].map((choices) =>
    ballotEntry(server, item, choices, secret),
  );
  count(server, item, twice);
  await assert.rejects(device(server).check(item.item), refused('credential-used'));
});

test('an item under a key that is not the scrutineers raises item-invalid', async (t) => {
  const { server } = await open(t);
  fixRoll(server);
  const item = server.addItem({
    change: (entry) => {
      const election = entry.election.replace(
        /"public_key":"\w+"/,
        `"public_key":"${baseTimes(7n).toHex()}"`,
      );
      return { ...entry, election };
    },
  });
  await assert.rejects(device(server).check(item.item), refused('item-invalid'));
});

test('an election made for another log raises item-invalid', async (t) => {
  const { server } = await open(t);
  server.key = { ...server.key, origin: `votesvc/${newUuid()}` };
  const item = server.addItem();
  await assert.rejects(device(server).check(item.item), (error) => {
    assert.ok(error instanceof RecordRefused || error instanceof Alarm);
    return true;
  });
});

for (const [what, code, change] of /** @type {[string, string, (entry: any) => any][]} */ ([
  ['more ballots than R', 'counts-wrong', (e) => (e.type === 'closed' ? { ...e, returned: 1 } : e)],
  [
    'R above I',
    'counts-wrong',
    (e) => ('issued' in e ? { ...e, issued: 1 } : e.type === 'issued' ? { ...e, count: 1 } : e),
  ],
  ['I above A', 'counts-wrong', (e) => (e.type === 'closed' ? { ...e, present: 1 } : e)],
  ['A above N', 'counts-wrong', (e) => (e.type === 'closed' ? { ...e, present: 99 } : e)],
  ['another I in the list', 'counts-wrong', (e) => (e.type === 'issued' ? { ...e, count: 9 } : e)],
  [
    'one person for two',
    'entry-illegal',
    (e) => (e.type === 'closed' ? { ...e, by: ['甲', '甲'] } : e),
  ],
  ['no second person', 'entry-illegal', (e) => (e.type === 'opened' ? { ...e, by: ['甲'] } : e)],
  [
    'a ballot before opening',
    'entry-illegal',
    (e) => (e.type === 'opened' ? { ...e, type: 'override' } : e),
  ],
  [
    'a ballot after closing',
    'entry-illegal',
    (e) => (e.type === 'issued' ? { ...e, type: 'ballot' } : e),
  ],
])) {
  test(`a log with ${what} raises ${code}`, async (t) => {
    const { server, item, ballots } = await hall(t);
    count(server, item, ballots, change);
    await assert.rejects(device(server).check(item.item), refused(code));
  });
}

/**
 * Gives an evaluation for a group of voters with as many ballots as asked for.
 *
 * @param {import('node:test').TestContext} t
 * @param {{ballots: number, size?: number}} numbers  `size` as the roll has it
 */
async function groupHall(t, { ballots, size = 18 }) {
  const { server } = await open(t);
  fixRoll(server);
  const groups = [
    { entitled: size, group: '中层' },
    { entitled: 9, group: '职工代表' },
  ];
  server.append({ type: 'roll-groups', groups, time: '2026-11-22T10:00:00Z' });
  const weights = groups.map(({ group }) => ({ group, weight: 50 }));
  const parts = { rates: [], flags: [], weights, group: '中层', family: newUuid() };
  const scale = ['好', '差'];
  const rule = { form: 'evaluation', preset: 'P10', scale, base: 'valid', ...parts };
  const row = { answers: scale, blank: true, min: 1, max: 1, question: '丁一' };
  const change = (/** @type {any} */ entry) => ({ ...entry, rule });
  const item = server.addItem({ questions: [row], kind: 'evaluation', change });
  const cast = Array.from({ length: ballots }, () => ballotEntry(server, item, [[0, 1, 0]]));
  count(server, item, cast);
  return { server, item };
}

test('a group of five ballots is counted apart, one of four raises group-too-small', async (t) => {
  const { server, item } = await groupHall(t, { ballots: 5 });
  const { check, record } = device(server);
  assert.equal((await check(item.item)).tally.count, 5);
  const paper = record.contest(item.item)?.paper;
  assert.ok(paper !== undefined && titled(paper) === `${paper.title}（中层）`);
  const few = await groupHall(t, { ballots: 4 });
  await assert.rejects(device(few.server).check(few.item.item), refused('group-too-small'));
});

test('more of a group than the roll has in it raise counts-wrong', async (t) => {
  const { server, item } = await groupHall(t, { ballots: 5, size: 17 });
  await assert.rejects(device(server).check(item.item), refused('counts-wrong'));
});

test('groups that stand elsewhere than behind the roll raise entry-illegal', async (t) => {
  const { server, item } = await hall(t);
  const groups = [{ entitled: 9, group: '中层' }];
  server.append({ type: 'roll-groups', groups, time: '2026-11-22T10:00:00Z' });
  await assert.rejects(device(server).check(item.item), refused('entry-illegal'));
});

test('entries that no log of a congress can have raise entry-illegal', async (t) => {
  for (const entry of [
    { type: 'congress', congress: newUuid(), title: '又一个' },
    { type: 'roll', entitled: 9, members: '00'.repeat(32), time: '2026-11-22T10:00:00Z' },
    { type: 'opened', item: newUuid(), by: ['甲', '乙'], time: '2026-11-22T10:00:00Z' },
    [],
    { item: newUuid() },
  ]) {
    const { server, item } = await hall(t);
    server.append(entry);
    await assert.rejects(device(server).check(item.item), refused('entry-illegal'));
  }
});

test('entries of hearings, notes, preparations and overrides are passed over', async (t) => {
  const { server, item, ballots } = await hall(t);
  const hearing = newUuid();
  server.append({ type: 'hearing', item: hearing });
  server.append({ type: 'comment', item: hearing });
  server.append({ type: 'note', text: '休会', time: '2026-11-22T10:00:00Z' });
  server.append({ type: 'override', item: item.item, text: '', by: '', time: '' });
  server.append({ type: 'prepared', item: item.item });
  count(server, item, ballots);
  await device(server).check(item.item);
});

test('once an entry was refused nothing is accepted any more', async (t) => {
  const { server, item } = await hall(t);
  server.append({ type: 'opened', item: newUuid(), by: ['甲', '乙'] });
  const { record } = device(server);
  await assert.rejects(record.read(), refused('entry-illegal'));
  server.append({ type: 'note', text: '' });
  await assert.rejects(record.read(), refused('entry-illegal'));
  assert.ok(record.contest(item.item));
});

// --- A server that shows another log -------------------------------------------------------------

test('a list that is cut short raises log-shrunk', async (t) => {
  const { server, item, ballots } = await hall(t);
  count(server, item, ballots);
  server.twist = ({ path }, body) => (path.includes('/log?') ? { entries: [] } : body);
  const { check } = device(server);
  await assert.rejects(
    persist(() => check(item.item)),
    refused('log-shrunk'),
  );
});

test('a list that leaves out a ballot raises log-forked', async (t) => {
  const { server, item, ballots } = await hall(t);
  count(server, item, ballots);
  const { token = '' } = ballots[1] ?? {};
  server.twist = ({ path }, body) => {
    if (!path.includes('/log?')) return body;
    const others = body.entries.filter((/** @type {string} */ leaf) => !leaf.includes(token));
    return { entries: [...others, '{}'] };
  };
  await assert.rejects(device(server).check(item.item), refused('log-forked'));
});

test('an older log than this device has seen raises log-shrunk', async (t) => {
  const { server, item, ballots } = await hall(t);
  const size = server.tree.size;
  count(server, item, ballots);
  const { check, origin } = device(server);
  await check(item.item);
  server.twist = ({ path }, body) =>
    path.endsWith('/state') ? { ...body, checkpoint: server.checkpoint(size) } : body;
  const again = device(server, { origin });
  await assert.rejects(
    persist(() => again.check(item.item)),
    refused('log-shrunk'),
  );
});

test('another history than this device has seen raises log-forked, also after a reload', async (t) => {
  const { server, item, ballots } = await hall(t);
  const { record, origin } = device(server);
  await record.read();
  const leaves = [...server.leaves];
  server.leaves.length = 0;
  server.tree = new Tree();
  for (const leaf of leaves)
    server.append(JSON.parse(leaf.replace('"entitled":20', '"entitled":21')));
  count(server, item, ballots);
  await assert.rejects(record.read(), refused('log-forked'));
  await assert.rejects(device(server, { origin }).check(item.item), refused('log-forked'));
});

test('a log signed by another key raises vkey-changed, and an unsigned one checkpoint-invalid', async (t) => {
  const { server, item, ballots } = await hall(t);
  count(server, item, ballots);
  const { record } = device(server);
  await record.read();
  const { key } = server;
  server.key = makeLogKey(key.origin);
  await assert.rejects(record.read(), refused('vkey-changed'));
  server.key = { ...key, sign: makeLogKey(key.origin).sign };
  server.append({ type: 'note', text: '' });
  await assert.rejects(record.read(), refused('checkpoint-invalid'));
  await assert.rejects(device(server).check(item.item), refused('checkpoint-invalid'));
});

// --- Shares ----------------------------------------------------------------------------------------

test('a device without a key on the board makes no share', async (t) => {
  const { server, item, ballots } = await hall(t);
  count(server, item, ballots);
  const { check, kept } = device(server);
  const checked = await check(item.item);
  assert.throws(() => shareOf(checked, keyOf(5n), kept), refused('not-on-board'));
  const [secret = 0n] = server.scrutineers;
  assert.throws(() => shareOf(checked, keyOf(secret, 2), kept), refused('not-on-board'));
  assert.throws(() => shareOf(checked, keyOf(secret, 3), kept), refused('not-on-board'));
});

test('a device makes no share for a second tally of the same item', async (t) => {
  const { server, item, ballots } = await hall(t);
  count(server, item, ballots);
  const { check, kept } = device(server);
  const checked = await check(item.item);
  const [secret = 0n] = server.scrutineers;
  shareOf(checked, keyOf(secret), kept);
  const other = { ...checked, tally: { ...checked.tally, encoded: '[]' } };
  assert.throws(() => shareOf(other, keyOf(secret), kept), refused('second-tally'));
});

test('a share is remembered before it leaves, and a full storage decrypts nothing', async (t) => {
  const { server, item, ballots } = await hall(t);
  count(server, item, ballots);
  const origin = new Origin();
  const { check, kept } = device(server, { origin });
  const checked = await check(item.item);
  origin.room = 10;
  const [secret = 0n] = server.scrutineers;
  assert.throws(() => shareOf(checked, keyOf(secret), kept), /keeps nothing/);
  origin.room = 1e9;
  shareOf(checked, keyOf(secret), kept);
  assert.ok(origin.text.includes('decryption_factors'));
});

test('a share that does not hold, is nobody’s or comes twice raises share-wrong', async (t) => {
  const { server, item, ballots } = await hall(t);
  count(server, item, ballots);
  const { check } = device(server);
  const checked = await check(item.item);
  const shares = server.scrutineers.map((secret, at) =>
    shareOf(checked, keyOf(secret, at + 1), device(server).kept),
  );
  const [first, second] = shares;
  assert.ok(first && second);
  for (const given of [
    [first, { ...second, factors: first.factors }],
    [first, first],
    [first, { ...second, owner: 3 }],
    [first, { ...second, factors: '{}' }],
  ]) {
    assert.throws(() => openShares(checked, given), refused('share-wrong'));
  }
  assert.throws(() => openShares(checked, [first]), refused('result-wrong'));
});

test('the evidence of a refusal names the entry', async (t) => {
  const { server, item, ballots } = await hall(t);
  const bad = { ...ballots[0], token: noise(384) };
  count(server, item, [...ballots, bad]);
  await assert.rejects(device(server).check(item.item), (error) => {
    assert.ok(error instanceof RecordRefused);
    const leaf = server.leaves[Number(error.index)] ?? '';
    assert.equal(JSON.parse(leaf).token, bad.token);
    assert.ok(error.evidence.includes(leaf));
    return true;
  });
});
