import assert from 'node:assert/strict';
import test from 'node:test';

import { parseBallot } from '../../static/src/ballot.js';
import { parseElection } from '../../static/src/election.js';
import { utf8 } from '../../static/src/encoding.js';
import { InvalidShare, InvalidTally, VotesvcError } from '../../static/src/errors.js';
import {
  checkShare,
  encodeResult,
  makeShare,
  openTally,
  parseShare,
  parseTally,
  sumPapers,
} from '../../static/src/tally.js';
import { lagrange, parseTrustees, weights } from '../../static/src/trustees.js';
import { nonces, readVectors, tamperEach } from './vectors.mjs';

/** @import { Share } from '../../static/src/tally.js' */

const vectors = readVectors('tally');

/** @param {any} each */
function open(each) {
  const election = parseElection(each.election);
  const trustees = parseTrustees(each.trustees);
  const tally = parseTally(each.tally, election, each.ballots.length);
  /** @type {Map<number, Share>} */
  const shares = new Map(
    each.shares.map((/** @type {any} */ { owner, share }) => [owner, parseShare(share, election)]),
  );
  return { election, trustees, tally, shares };
}

for (const each of vectors.cases) {
  test(`the count of the vectors "${each.name}" comes out: sum, shares and result`, () => {
    const { election, trustees, tally, shares } = open(each);
    const papers = each.ballots.map((/** @type {string} */ ballot) =>
      parseBallot(utf8(ballot), election).answers.flatMap(({ choices }) => choices),
    );
    assert.equal(sumPapers(election, papers, papers.length).encoded, each.tally);
    for (const { owner, secret, nonce_seed: seed, share } of each.shares) {
      assert.equal(makeShare(tally, election, BigInt(secret), nonces(seed)), share);
      const key = trustees.verificationKeys[owner - 1];
      assert.ok(key);
      checkShare(parseShare(share, election), key, tally, election);
    }
    assert.equal(encodeResult(openTally(tally, shares, trustees)), each.result);
  });

  test(`every factor and proof of a share of "${each.name}" counts`, () => {
    const { election, trustees, tally } = open(each);
    const [{ owner, share }] = each.shares;
    const key = trustees.verificationKeys[owner - 1];
    assert.ok(key);
    let changes = 0;
    tamperEach(JSON.parse(share), (changed, path) => {
      changes += 1;
      assert.throws(
        () => checkShare(parseShare(JSON.stringify(changed), election), key, tally, election),
        VotesvcError,
        path,
      );
    });
    assert.equal(changes, 3 * 5);
  });

  test(`too few shares of "${each.name}" open nothing, and nobody's are refused`, () => {
    const { trustees, tally, shares } = open(each);
    const [first] = [...shares.keys()];
    shares.delete(Number(first));
    assert.throws(() => openTally(tally, shares, trustees), InvalidTally);
    assert.throws(() => weights(trustees, new Set([0])), InvalidShare);
    assert.throws(() => weights(trustees, new Set([4])), InvalidShare);
  });
}

test('a share of another scrutineer is refused', () => {
  const { election, trustees, tally, shares } = open(vectors.cases[1]);
  const [, second] = trustees.verificationKeys;
  const share = shares.get(1);
  assert.ok(second && share);
  assert.throws(() => checkShare(share, second, tally, election), InvalidShare);
});

test('a sum that holds no number of votes is noticed', () => {
  const { trustees, tally, shares } = open(vectors.cases[0]);
  assert.throws(() => openTally({ ...tally, count: 1 }, shares, trustees), InvalidTally);
});

test('no ballots at all decrypt to zeros', () => {
  const { election, trustees } = open(vectors.cases[0]);
  const [{ secret }] = vectors.cases[0].shares;
  const tally = sumPapers(election, [], 0);
  const share = parseShare(makeShare(tally, election, BigInt(secret)), election);
  assert.deepEqual(openTally(tally, new Map([[1, share]]), trustees), [
    [0, 0, 0],
    [0, 0],
  ]);
});

test('shares and tallies of another shape are refused', () => {
  const { election } = open(vectors.cases[0]);
  const { tally, shares } = vectors.cases[0];
  for (const bad of ['[]', '[[],[]]', tally.replace(/\]$/, ',[]]'), ` ${tally}`]) {
    assert.throws(() => parseTally(bad, election, 3), VotesvcError);
  }
  const { decryption_factors: factors, decryption_proofs: proofs } = JSON.parse(shares[0].share);
  for (const bad of [
    { decryption_factors: factors },
    { decryption_factors: factors, decryption_proofs: proofs.slice(1) },
    { decryption_proofs: proofs, decryption_factors: factors },
  ]) {
    assert.throws(() => parseShare(JSON.stringify(bad), election), VotesvcError);
  }
});

test('lagrange coefficients are those of the vectors', () => {
  for (const { places, place, coefficient } of vectors.lagrange) {
    assert.equal(String(lagrange(places, place)), coefficient);
  }
});
