import assert from 'node:assert/strict';
import test from 'node:test';

import {
  checkBallot,
  makeBallot,
  makeBallotInSteps,
  parseBallot,
  sealBallot,
} from '../../static/src/ballot.js';
import { parseElection } from '../../static/src/election.js';
import { b64hash, beleniosJson, utf8 } from '../../static/src/encoding.js';
import {
  InvalidBallot,
  InvalidElement,
  MalformedInput,
  NotCanonical,
  Unsupported,
  VotesvcError,
} from '../../static/src/errors.js';
import { baseTimes, IDENTITY, ORDER, randomScalar } from '../../static/src/group.js';
import { checkPairs, makePairs, parsePairs } from '../../static/src/pairs.js';
import { nonces, readVectors, tamperEach, tampered } from './vectors.mjs';

/** @type {any[]} */
const elections = readVectors('ballot').elections;
const named = (/** @type {string} */ name) => elections.find((each) => each.name === name);

/**
 * @param {string} name
 * @param {number} [number]
 */
function example(name, number = 0) {
  const election = parseElection(named(name).election);
  const vector = named(name).ballots[number];
  return { election, vector, tree: JSON.parse(vector.ballot) };
}

/**
 * Reads and checks a ballot given as a tree.
 *
 * @param {any} tree
 * @param {import('../../static/src/election.js').Election} election
 */
function accept(tree, election) {
  checkBallot(parseBallot(beleniosJson(tree), election), election);
}

for (const { name, election: text, fingerprint, ballots } of elections) {
  test(`"${name}": ballots are made, byte for byte, as in the vectors and pass`, () => {
    const election = parseElection(text);
    assert.equal(election.fingerprint, fingerprint);
    for (const { secret, seed, choices, ballot, tracker, pairs } of ballots) {
      const nonce = nonces(seed);
      const steps = makeBallotInSteps(election, BigInt(secret), choices, nonce);
      let step = steps.next();
      while (!step.done) step = steps.next();
      assert.equal(step.value.encoded, ballot);
      const read = parseBallot(utf8(ballot), election);
      assert.equal(read.tracker, tracker);
      checkBallot(read, election);
      if (pairs === undefined) continue;
      assert.deepEqual(makePairs(election, read, step.value.openings, nonce), pairs);
      checkPairs(election, read, parsePairs(pairs));
    }
  });

  test(`"${name}": fresh ballots pass`, () => {
    const election = parseElection(text);
    for (const { choices } of ballots) {
      accept(JSON.parse(sealBallot(election, randomScalar(), choices)), election);
    }
  });
}

test('progress runs evenly from above zero to one', () => {
  const { election, vector } = example('three motions');
  const seen = [...makeBallotInSteps(election, 5n, vector.choices, randomScalar)];
  assert.equal(seen.length, 3 * 7);
  assert.deepEqual(
    seen,
    [...seen].sort((a, b) => a - b),
  );
  assert.equal(seen.at(-1), 1);
});

for (const name of ['motion', 'blank or 0 to 1 of 2']) {
  test(`"${name}": a ballot with any single field changed is refused`, () => {
    const { election, tree } = example(name);
    accept(tree, election);
    let count = 0;
    tamperEach(tree, (changed, path) => {
      assert.throws(() => accept(changed, election), VotesvcError, path);
      count += 1;
    });
    assert.ok(count > 25);
  });

  test(`"${name}": a ballot with any proof changed and signed again is refused`, () => {
    const { election, vector, tree } = example(name);
    for (const [index, answer] of tree.answers.entries()) {
      tamperEach(answer, (changed, path) => {
        const { signature: _, ...unsigned } = structuredClone(tree);
        unsigned.answers[index] = changed;
        const signed = signAgain(unsigned, BigInt(vector.secret));
        const refusal = /alpha|beta/.test(path) ? InvalidElement : InvalidBallot;
        assert.throws(
          () => accept(signed, election),
          (error) => {
            return error instanceof refusal || error instanceof InvalidBallot;
          },
          path,
        );
      });
    }
  });
}

/**
 * @param {any} unsigned
 * @param {bigint} secret
 */
function signAgain(unsigned, secret) {
  const hash = b64hash(beleniosJson(unsigned));
  const text = `sig|${hash}|${baseTimes(7n).toHex()}`;
  const digest = Buffer.from(b64hash(utf8(text)), 'base64').toString('hex');
  const challenge = BigInt(`0x${digest}`) % ORDER;
  const response = (((7n - secret * challenge) % ORDER) + ORDER) % ORDER;
  return {
    ...unsigned,
    signature: { hash, proof: { challenge: String(challenge), response: String(response) } },
  };
}

test('the ballot signed again without a change passes, so the tests above test something', () => {
  const { election, vector, tree } = example('motion');
  const { signature: _, ...unsigned } = tree;
  accept(signAgain(unsigned, BigInt(vector.secret)), election);
});

test('unknown, missing and reordered fields are refused', () => {
  const { election, tree } = example('motion');
  const { credential, ...rest } = tree;
  assert.throws(() => accept({ ...tree, extra: 1 }, election), MalformedInput);
  assert.throws(() => accept(rest, election), MalformedInput);
  assert.throws(() => accept({ credential, ...rest }, election), NotCanonical);
  const { overall_proof: overall, ...answer } = tree.answers[0];
  assert.throws(() => accept({ ...tree, answers: [answer] }, election), MalformedInput);
  const blank = { ...tree.answers[0], blank_proof: overall.concat(overall) };
  assert.throws(() => accept({ ...tree, answers: [blank] }, election), MalformedInput);
});

test('another number of answers, choices or proofs is refused', () => {
  const { election, tree } = example('motion');
  const [answer] = tree.answers;
  const shorter = (/** @type {string} */ name) => ({ ...answer, [name]: answer[name].slice(1) });
  for (const answers of [
    [],
    [answer, answer],
    [shorter('choices')],
    [shorter('individual_proofs')],
  ]) {
    assert.throws(() => accept({ ...tree, answers }, election), InvalidBallot);
  }
  assert.throws(
    () => accept({ ...tree, answers: [shorter('overall_proof')] }, election),
    MalformedInput,
  );
});

test('blanks, fractions and other spellings are refused', () => {
  const { election, vector } = example('motion');
  for (const text of [
    ` ${vector.ballot}`,
    vector.ballot.replace('{', '{ '),
    `${vector.ballot}\n`,
  ]) {
    assert.throws(() => parseBallot(utf8(text), election), NotCanonical);
  }
  const slashed = vector.ballot.replaceAll('/', '\\/');
  assert.throws(() => parseBallot(utf8(slashed), election), NotCanonical);
});

test('the identity is no credential, and a scalar out of range is no scalar', () => {
  const { election, tree } = example('motion');
  assert.throws(() => accept({ ...tree, credential: IDENTITY.toHex() }, election), InvalidElement);
  const high = structuredClone(tree);
  const { challenge } = high.answers[0].overall_proof[0];
  high.answers[0].overall_proof[0].challenge = String(BigInt(challenge) + ORDER);
  assert.throws(() => accept(high, election), MalformedInput);
});

test('a ballot for another election is refused', () => {
  const { tree } = example('motion');
  const other = parseElection(
    named('motion').election.replace('"name":"motion"', '"name":"other"'),
  );
  assert.throws(() => accept(tree, other), InvalidBallot);
  assert.throws(() => accept(tree, example('exactly 2 of 4').election), InvalidBallot);
});

test('marks that the questions do not allow are not sealed', () => {
  const { election } = example('motion');
  for (const choices of [
    [],
    [[1, 0]],
    [[1, 1, 0]],
    [[0, 0, 0]],
    [[2, 0, 0]],
    [
      [1, 0, 0],
      [1, 0, 0],
    ],
  ]) {
    assert.throws(() => makeBallot(election, 5n, choices, randomScalar), InvalidBallot);
  }
  const blank = example('blank or 1 to 2 of 3').election;
  for (const choices of [[[1, 1, 0, 0]], [[0, 0, 0, 0]], [[0, 1, 1, 1]]]) {
    assert.throws(() => makeBallot(blank, 5n, choices, randomScalar), InvalidBallot);
  }
});

test('pair proofs changed, missing or for both marks are refused', () => {
  const { election, vector, tree } = example('for and against with a write-in');
  const ballot = parseBallot(beleniosJson(tree), election);
  for (const [index] of vector.pairs.entries()) {
    tamperEach(vector.pairs[index], (changed, path) => {
      const pairs = vector.pairs.with ? vector.pairs.with(index, changed) : [...vector.pairs];
      pairs[index] = changed;
      assert.throws(() => checkPairs(election, ballot, parsePairs(pairs)), InvalidBallot, path);
    });
  }
  const swapped = parsePairs([...vector.pairs].reverse());
  assert.throws(() => checkPairs(election, ballot, swapped), InvalidBallot);
  assert.throws(() => checkPairs(election, ballot, []), InvalidBallot);
  const both = [
    [1, 0, 0],
    [1, 0],
  ];
  const steps = makeBallotInSteps(election, 5n, both, randomScalar);
  let step = steps.next();
  while (!step.done) step = steps.next();
  const { encoded, openings } = step.value;
  const marked = parseBallot(utf8(encoded), election);
  checkBallot(marked, election);
  assert.throws(() => makePairs(election, marked, openings, randomScalar), InvalidBallot);
  const motion = example('motion');
  const single = parseBallot(beleniosJson(motion.tree), motion.election);
  assert.throws(() => checkPairs(motion.election, single, []), InvalidBallot);
});

test('elections of another kind, spelling or with impossible questions are refused', () => {
  const text = named('blank or 0 to 1 of 2').election;
  const cases = /** @type {const} */ ([
    ['"version":1', '"version":2', Unsupported],
    ['"group":"Ed25519"', '"group":"BELENIOS-2048"', Unsupported],
    ['"answers"', '"type":"NonHomomorphic","answers"', Unsupported],
    ['"blank":true', '"blank":false', MalformedInput],
    ['"max":1', '"max":3', MalformedInput],
    ['"min":0', '"min":2', MalformedInput],
    ['"min":0', '"min":-1', MalformedInput],
    ['"answers":["是","否"]', '"answers":[]', MalformedInput],
    ['"questions":[{', '"questions":[5,{', MalformedInput],
    [/"questions":\[.*\],/, '"questions":[],', MalformedInput],
    [/"public_key":"[^"]*"/, `"public_key":"${IDENTITY.toHex()}"`, MalformedInput],
    ['"uuid":"', '"uuid":"0', MalformedInput],
    ['"version":1,', '"version":1, ', NotCanonical],
    ['"administrator":', '"extra":1,"administrator":', MalformedInput],
  ]);
  parseElection(text);
  for (const [from, to, refusal] of cases) {
    const changed = text.replace(from, to);
    assert.notEqual(changed, text);
    assert.throws(() => parseElection(changed), refusal, String(to));
  }
  assert.equal(tampered('x'), 'A');
});
