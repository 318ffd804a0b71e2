import assert from 'node:assert/strict';
import test from 'node:test';

import { Papers, parseItemLeaf } from '../../static/src/booth/item.js';
import { canonicalJson, parseUtf8 } from '../../static/src/encoding.js';
import { MalformedInput, VotesvcError } from '../../static/src/errors.js';
import { Congress, newUuid } from './server.mjs';
import { tampered } from './vectors.mjs';

const server = new Congress();
const motion = server.addItem();
const choice = server.addItem({
  kind: 'choose',
  questions: [{ answers: ['甲', '乙', '丙'], min: 0, max: 2, question: '推选' }],
});

/** @param {any} entry */
const print = (entry) => parseUtf8(canonicalJson(entry));

test('the entries of a motion and of a choice are read', () => {
  const paper = parseItemLeaf(motion.leaf, motion.item);
  assert.equal(paper.kind, 'motion');
  assert.equal(paper.title, '第一项');
  assert.equal(paper.election.fingerprint, motion.election.fingerprint);
  assert.equal(parseItemLeaf(choice.leaf, choice.item).kind, 'choose');
});

for (const { leaf, item } of [motion, choice]) {
  const entry = JSON.parse(leaf);
  const { kind } = entry;

  test(`an entry of a ${kind} with any field missing or one too many is refused`, () => {
    for (const name of Object.keys(entry)) {
      const { [name]: _, ...rest } = entry;
      assert.throws(() => parseItemLeaf(print(rest), item), MalformedInput, name);
    }
    assert.throws(() => parseItemLeaf(print({ ...entry, extra: 1 }), item), MalformedInput);
  });

  test(`an entry of a ${kind} with a field of another type is refused`, () => {
    for (const name of Object.keys(entry)) {
      for (const value of [5, true, [], {}]) {
        const changed = print({ ...entry, [name]: value });
        assert.throws(() => parseItemLeaf(changed, item), VotesvcError, name);
      }
    }
  });
}

test('a rule may name the hearing that the ballot waits for', () => {
  for (const { leaf, item } of [motion, choice]) {
    const entry = JSON.parse(leaf);
    const gated = (/** @type {unknown} */ hearing) =>
      print({ ...entry, rule: { ...entry.rule, hearing } });
    assert.equal(parseItemLeaf(gated(newUuid()), item).kind, entry.kind);
    for (const hearing of ['', 'no uuid', 5, true]) {
      assert.throws(() => parseItemLeaf(gated(hearing), item), MalformedInput);
    }
  }
});

test('an entry whose parts do not belong together is refused', () => {
  const entry = JSON.parse(motion.leaf);
  const other = JSON.parse(choice.leaf);
  const rule = entry.rule;
  for (const change of [
    { type: 'board' },
    { item: newUuid() },
    { title: '第二项' },
    { phi: tampered(entry.phi) },
    { phi: other.phi },
    { election: other.election },
    { election: other.election, phi: other.phi },
    { election: ` ${entry.election}` },
    { public_key: tampered(entry.public_key) },
    { public_key: entry.public_key.slice(4) },
    { time: '2026-11-22 09:30:00' },
    { kind: 'choose' },
    { kind: 'other' },
    { rule: other.rule },
    { rule: { ...rule, preset: 1 } },
    { rule: { ...rule, quorum: { num: 3, den: 2, op: 'ge' } } },
    { rule: { ...rule, quorum: { num: 1, den: 2, op: 'eq' } } },
    { rule: { ...rule, pass: { ...rule.pass, base: 'nobody' } } },
    { rule: { ...rule, extra: 1 } },
  ]) {
    const changed = print({ ...entry, ...change });
    assert.throws(() => parseItemLeaf(changed, motion.item), VotesvcError, JSON.stringify(change));
  }
  assert.throws(() => parseItemLeaf(motion.leaf, choice.item), MalformedInput);
  assert.throws(() => parseItemLeaf(` ${motion.leaf}`, motion.item), MalformedInput);
});

test('a motion with its answers in another order is refused', () => {
  for (const questions of [
    [{ answers: ['反对', '赞成', '弃权'], min: 1, max: 1, question: '决议' }],
    [{ answers: ['赞成', '反对', '弃权'], min: 0, max: 1, question: '决议' }],
    [{ answers: ['赞成', '反对'], min: 1, max: 1, question: '决议' }],
  ]) {
    const { leaf, item } = server.addItem({ questions });
    assert.throws(() => parseItemLeaf(leaf, item), MalformedInput);
  }
  const two = [motion.election.questions[0], motion.election.questions[0]].map(() => ({
    answers: ['甲'],
    min: 0,
    max: 1,
    question: '推选',
  }));
  const { leaf, item } = server.addItem({ kind: 'choose', questions: two });
  assert.throws(() => parseItemLeaf(leaf, item), MalformedInput);
});

test('a leaf is read once', () => {
  const papers = new Papers();
  assert.equal(papers.of(motion.item, motion.leaf), papers.of(motion.item, motion.leaf));
});
