import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';

import { InvalidTrustees, VotesvcError } from '../../static/src/errors.js';
import { IDENTITY, parseElement } from '../../static/src/group.js';
import { missing, parseTrustees } from '../../static/src/trustees.js';
import { scrutineerEntry } from './server.mjs';
import { readVectors, tamperEach, tampered } from './vectors.mjs';

const vectors = readVectors('trustees');
// The y-coordinate of the point of order 2.
const MINUS_ONE = (2n ** 255n - 20n).toString(16).padStart(64, '0');
const KEY = /"public_key":"([0-9a-f]{64})"/;

for (const [name, each] of Object.entries(vectors)) {
  test(`the scrutineers "${name}" of the vectors are read, and their keys added up`, () => {
    const read = parseTrustees(each.trustees);
    assert.equal(read.publicKey.toHex(), each.public_key);
    const keys = read.subKeys.flatMap(({ verificationKeys }) => verificationKeys);
    assert.deepEqual(
      keys.map((key) => key.toHex()),
      each.verification_keys,
    );
    const sum = read.subKeys.reduce((total, { threshold }) => total + threshold, 0);
    assert.equal(sum, each.threshold);
  });

  test(`the scrutineers "${name}" are refused when anything in them is changed`, () => {
    let changes = 0;
    tamperEach(JSON.parse(each.trustees), (changed, path) => {
      changes += 1;
      assert.throws(() => parseTrustees(JSON.stringify(changed)), VotesvcError, path);
    });
    assert.ok(changes >= 6);
  });
}

test('a count misses what each key still needs', () => {
  for (const { trustees, threshold } of Object.values(vectors)) {
    const read = parseTrustees(trustees);
    const owners = read.verificationKeys.map((_, index) => index + 1);
    assert.equal(missing(read, new Set()), threshold);
    assert.equal(missing(read, new Set(owners)), 0);
    assert.equal(missing(read, new Set(owners.slice(-1))), threshold - 1);
    assert.equal(read.signers.length, owners.length);
  }
});

test('the messages inside a threshold key are held by their signatures', () => {
  const [[kind, fields]] = JSON.parse(vectors.threshold.trustees);
  for (const name of ['certs', 'coefexps']) {
    for (const [index, { message, signature }] of fields[name].entries()) {
      tamperEach(JSON.parse(message), (changed, path) => {
        const list = fields[name].with(index, { message: JSON.stringify(changed), signature });
        const text = JSON.stringify([[kind, { ...fields, [name]: list }]]);
        assert.throws(() => parseTrustees(text), VotesvcError, `${name}${path}`);
      });
    }
  }
});

test('lists of other lengths and thresholds that do not fit are refused', () => {
  const [[kind, fields]] = JSON.parse(vectors.threshold.trustees);
  const names = ['certs', 'coefexps', 'signatures', 'verification_keys'];
  const shorter = names.map((name) => ({ [name]: fields[name].slice(1) }));
  for (const change of [...shorter, { threshold: 0 }, { threshold: 4 }, { threshold: 1 }]) {
    const text = JSON.stringify([[kind, { ...fields, ...change }]]);
    assert.throws(() => parseTrustees(text), VotesvcError, JSON.stringify(Object.keys(change)));
  }
});

test('a key outside the group, or none, is refused', () => {
  const { trustees } = vectors.single;
  const point = KEY.exec(trustees)?.[1] ?? '';
  parseElement(point);
  for (const bad of [IDENTITY.toHex(), tampered(point), MINUS_ONE, '']) {
    assert.throws(() => parseTrustees(trustees.replace(point, bad)), VotesvcError, bad);
  }
});

test('a key that its owner made from the keys of the others is refused', () => {
  const [first, second] = [scrutineerEntry(5n), scrutineerEntry(7n)];
  const [, { public_key: own }] = /** @type {[string, any]} */ (second);
  const [, { public_key: other, pok }] = /** @type {[string, any]} */ (first);
  const rogue = parseElement(own).minus(parseElement(other)).toHex();
  const text = JSON.stringify([first, ['Single', { pok, public_key: rogue }]]);
  assert.throws(() => parseTrustees(text), VotesvcError);
});

test('keys that cancel out are refused', () => {
  const order = 2n ** 252n + 27742317777372353535851937790883648493n;
  const text = JSON.stringify([scrutineerEntry(5n), scrutineerEntry(order - 5n)]);
  assert.throws(() => parseTrustees(text), InvalidTrustees);
});

test('what is no list of scrutineers is refused', () => {
  const entry = scrutineerEntry(5n);
  const { pok, public_key: key } = /** @type {any} */ (entry[1]);
  for (const value of [
    {},
    [],
    [[]],
    [['Single']],
    [['Desmedt', entry[1]]],
    [['Single', []]],
    [['Single', { pok, public_key: key, extra: '' }]],
    [['Single', { public_key: key, pok }]],
    Array.from({ length: 101 }, () => entry),
  ]) {
    assert.throws(() => parseTrustees(JSON.stringify(value)), VotesvcError);
  }
  assert.throws(() => parseTrustees(` ${JSON.stringify([entry])}`), VotesvcError);
});

test('a name may stand beside a key', () => {
  const [kind, fields] = scrutineerEntry(5n);
  const named = JSON.stringify([[kind, { ...Object(fields), name: '监票人' }]]);
  assert.ok(parseTrustees(named));
});

test('a threshold key that belenios-tool made is read', () => {
  const archive = new URL('../vectors/belenios/accept-threshold-2of3.bel', import.meta.url);
  const data = readFileSync(archive, 'utf8');
  const trustees = /\[\["Pedersen",[^\0]*/.exec(data)?.[0] ?? '';
  const key = /"group":"Ed25519","public_key":"([0-9a-f]{64})"/.exec(data)?.[1];
  assert.equal(parseTrustees(trustees).publicKey.toHex(), key);
});
