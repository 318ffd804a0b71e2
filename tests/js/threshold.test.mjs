import assert from 'node:assert/strict';
import test from 'node:test';

import { cosign, witnessPublic } from '../../static/src/checkpoint.js';
import { parseElection } from '../../static/src/election.js';
import { encodeHex } from '../../static/src/encoding.js';
import {
  InvalidDeal,
  InvalidPledge,
  MalformedInput,
  VotesvcError,
} from '../../static/src/errors.js';
import { signResult } from '../../static/src/result_signature.js';
import { newSeed, parseSeatKeys, SeatKeys, tokenOf } from '../../static/src/seat_keys.js';
import { makeShare, parseTally, shareNonces } from '../../static/src/tally.js';
import {
  checkDifferent,
  decryptionSecret,
  makeComplaint,
  makeDeal,
  makePledge,
  makeVerificationKey,
  parseDeal,
  parsePledge,
  WrongShare,
} from '../../static/src/threshold.js';
import { parseTrustees } from '../../static/src/trustees.js';
import { readVectors, tamperEach } from './vectors.mjs';

const vectors = readVectors('threshold');
const TIME = 1795330130;

/** @param {any} each */
function seats({ congress, ceremony, threshold, size, seats: all }) {
  const place = { congress, ceremony, threshold, size };
  const keys = all.map(
    (/** @type {any} */ { seed }, /** @type {number} */ at) => new SeatKeys(place, at + 1, seed),
  );
  const pledges = all.map((/** @type {any} */ { pledge }, /** @type {number} */ at) =>
    parsePledge(pledge, place, at + 1),
  );
  const deals = all.map((/** @type {any} */ { deal }, /** @type {number} */ at) =>
    parseDeal(deal, place, at + 1, pledges),
  );
  return { place, keys: /** @type {SeatKeys[]} */ (keys), pledges, deals };
}

for (const each of vectors.ceremonies) {
  const name = `${each.threshold} of ${each.size}`;

  test(`every byte of the ceremony ${name} is that of the vectors`, () => {
    const { keys, pledges, deals } = seats(each);
    checkDifferent(pledges);
    for (const [at, seat] of each.seats.entries()) {
      const mine = /** @type {SeatKeys} */ (keys[at]);
      assert.equal(mine.token, seat.token);
      assert.equal(tokenOf(seat.seed), seat.token);
      assert.equal(String(mine.signing), seat.signing);
      assert.equal(String(mine.opening), seat.opening);
      assert.deepEqual(mine.coefficients.map(String), seat.coefficients);
      assert.equal(makePledge(mine), seat.pledge);
      assert.equal(makeDeal(mine, pledges), seat.deal);
      const secret = decryptionSecret(mine, deals);
      assert.equal(String(secret), seat.secret);
      assert.equal(makeVerificationKey(mine, secret), seat.verification_key);
      assert.equal(signResult(mine, each.item, each.result_leaf), seat.result_signature);
      assert.equal(cosign(each.note, mine.witness, TIME), seat.cosigned);
      const key = Buffer.from(seat.witness_vkey.split('+').slice(2).join('+'), 'base64').subarray(
        1,
      );
      assert.equal(encodeHex(witnessPublic(mine.witness)), key.toString('hex'));
      assert.deepEqual(mine.toBackup(), seat.backup);
      assert.equal(parseSeatKeys(seat.backup).keys.token, seat.token);
    }
    const trustees = parseTrustees(each.trustees);
    assert.equal(trustees.publicKey.toHex(), each.public_key);
    assert.equal(trustees.threshold, each.threshold);
  });
}

const three = vectors.ceremonies[1];

test('every field of a pledge counts, and so do its seat, board, ceremony and congress', () => {
  const { place } = seats(three);
  const [{ pledge }] = three.seats;
  let changes = 0;
  tamperEach(JSON.parse(pledge), (changed, path) => {
    changes += 1;
    assert.throws(() => parsePledge(JSON.stringify(changed), place, 1), VotesvcError, path);
  });
  assert.equal(changes, 7);
  assert.throws(() => parsePledge(` ${pledge}`, place, 1), MalformedInput);
  for (const [other, index] of /** @type {[any, number][]} */ ([
    [place, 2],
    [{ ...place, threshold: 1 }, 1],
    [{ ...place, size: 4 }, 1],
    [{ ...place, ceremony: place.congress }, 1],
    [{ ...place, congress: place.ceremony }, 1],
  ])) {
    assert.throws(() => parsePledge(pledge, other, index), InvalidPledge);
  }
});

test('two seats with one key are refused', () => {
  const { pledges } = seats(three);
  const [first, second, third] = pledges;
  assert.throws(
    () => checkDifferent([first, { ...second, cert: first.cert }, third]),
    InvalidPledge,
  );
  const witness = first.witness;
  assert.throws(() => checkDifferent([first, { ...second, witness }, third]), InvalidPledge);
});

test('every field of a deal counts, and so do its seat and what it approves', () => {
  const { place, pledges } = seats(three);
  const [{ deal }, { deal: second }] = three.seats;
  let changes = 0;
  tamperEach(JSON.parse(deal), (changed, path) => {
    changes += 1;
    assert.throws(() => parseDeal(JSON.stringify(changed), place, 1, pledges), VotesvcError, path);
  });
  assert.equal(changes, 3 + 2 + 3 + 2);
  assert.throws(() => parseDeal(second, place, 1, pledges), InvalidDeal);
  const { shares, ...rest } = JSON.parse(deal);
  for (const list of [shares.slice(1), [...shares, shares[0]], [shares[1], shares[0], shares[2]]]) {
    const text = JSON.stringify({ ...rest, shares: list });
    assert.throws(() => parseDeal(text, place, 1, pledges), VotesvcError);
  }
  const foreign = seats({ ...vectors.ceremonies[2] });
  assert.throws(() => parseDeal(deal, place, 1, foreign.pledges), VotesvcError);
});

test('a share that does not fit is complained of, in the bytes of the vectors', () => {
  for (const { ceremony, seat, dealer, deal: text, complaint } of vectors.complaints) {
    const { place, keys, pledges, deals } = seats(vectors.ceremonies[ceremony]);
    const bad = parseDeal(text, place, dealer, pledges);
    const mine = /** @type {SeatKeys} */ (keys[seat - 1]);
    assert.equal(makeComplaint(mine, dealer, bad), complaint);
    const dealt = deals.with(dealer - 1, bad);
    const open = () => decryptionSecret(mine, dealt);
    if (seat === 1) {
      assert.throws(open, (error) => error instanceof WrongShare && error.dealer === dealer);
    } else open();
  }
});

test('a share sealed for another seat, or swapped with another, does not open', () => {
  const { keys, deals } = seats(three);
  const [first, second] = deals;
  const swapped = { ...first, shares: [first.shares[1], first.shares[0], first.shares[2]] };
  const foreign = { ...first, shares: second.shares };
  for (const bad of [swapped, foreign]) {
    assert.throws(
      () => decryptionSecret(/** @type {SeatKeys} */ (keys[0]), [bad, second, deals[2]]),
      (error) => error instanceof WrongShare && error.dealer === 1,
    );
  }
});

test('shares of a count are those of the vectors', () => {
  const { ceremony, election: text, tally: sum, count, shares } = vectors.decryption;
  const { keys, deals } = seats(vectors.ceremonies[ceremony]);
  const election = parseElection(text);
  const tally = parseTally(sum, election, count);
  for (const { seat, share } of shares) {
    const mine = /** @type {SeatKeys} */ (keys[seat - 1]);
    const secret = decryptionSecret(mine, deals);
    const made = makeShare(tally, election, secret, shareNonces(mine, secret, tally, election));
    assert.equal(made, share);
  }
});

test('seeds are fresh, and what is no seat has no keys', () => {
  const { place } = seats(three);
  assert.notEqual(newSeed(), newSeed());
  assert.ok(new SeatKeys(place, 1, newSeed()));
  for (const [ceremony, index, seed] of /** @type {[any, number, string][]} */ ([
    [place, 0, newSeed()],
    [place, 4, newSeed()],
    [place, 1, 'AAAA'],
    [{ ...place, threshold: 4 }, 1, newSeed()],
    [{ ...place, threshold: 0 }, 1, newSeed()],
    [{ ...place, size: 10 }, 1, newSeed()],
    [{ ...place, congress: '' }, 1, newSeed()],
    [{ ...place, ceremony: '' }, 1, newSeed()],
  ])) {
    assert.throws(() => new SeatKeys(ceremony, index, seed), MalformedInput);
  }
});

test('a backup that is not a scrutineer’s key is refused', () => {
  const [{ backup }] = three.seats;
  for (const change of [
    { type: 'votesvc/v1/officer-key' },
    { seat: 9 },
    { seed: '' },
    { size: '3' },
  ]) {
    assert.throws(() => parseSeatKeys({ ...backup, ...change }), MalformedInput);
  }
  assert.throws(() => parseSeatKeys({ ...backup, more: 1 }), MalformedInput);
});
