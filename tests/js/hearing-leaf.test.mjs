import assert from 'node:assert/strict';
import test from 'node:test';

import { canonicalJson, encodeHex, parseUtf8 } from '../../static/src/encoding.js';
import { MalformedInput, VotesvcError } from '../../static/src/errors.js';
import { HearingLeaves, parseHearingLeaf } from '../../static/src/hearing/leaf.js';
import { HOSTILE } from './hostile.mjs';
import { Congress, newUuid } from './server.mjs';

const room = new Congress().addHearing();
const { entry, hearing } = room;

/** @param {any} value */
const print = (value) => parseUtf8(canonicalJson(value));

test('the entry of a hearing is read', () => {
  const found = parseHearingLeaf(print(entry), hearing);
  assert.equal(found.title, entry.title);
  assert.equal(found.perDelegate, 3);
  assert.deepEqual(found.clauses, entry.clauses);
  assert.deepEqual(found.papers, entry.papers);
  assert.deepEqual(found.officers, entry.officers);
  assert.deepEqual(found.officerKey, room.officer.publicKey);
  for (const kind of ['hearing', 'comments', 'box']) {
    assert.equal(parseHearingLeaf(print({ ...entry, kind }), hearing).kind, kind);
  }
});

test('an entry of a hearing with any field missing, one too many or of another type is refused', () => {
  for (const name of Object.keys(entry)) {
    const { [name]: _, ...rest } = entry;
    assert.throws(() => parseHearingLeaf(print(rest), hearing), MalformedInput, name);
    for (const value of [5.5, {}, name === 'marks' ? 1 : true, name === 'matter' ? [] : 'x']) {
      if (['title', 'matter'].includes(name) && typeof value === 'string') continue;
      const changed = JSON.stringify({ ...entry, [name]: value });
      assert.throws(() => parseHearingLeaf(changed, hearing), VotesvcError, name);
    }
  }
  assert.throws(() => parseHearingLeaf(print({ ...entry, extra: 1 }), hearing), MalformedInput);
});

test('an entry whose parts do not hold together is refused', () => {
  for (const change of [
    { type: 'item' },
    { item: newUuid() },
    { kind: 'other' },
    { per_delegate: 0 },
    { per_delegate: 11 },
    { notice_days: -1 },
    { officer_key: '00'.repeat(32) },
    { officer_key: encodeHex(room.officer.publicKey).toUpperCase() },
    { support_key: entry.comment_key },
    { support_key: entry.comment_key.slice(4) },
    { papers: [{ ...entry.papers[0], sha256: 'no' }] },
    { papers: [{ name: 'x' }] },
    { officers: [{ ...entry.officers[0], recused: 'no' }] },
    { clauses: [1] },
    { time: '2026-11-22 09:30:00' },
  ]) {
    const changed = print({ ...entry, ...change });
    assert.throws(() => parseHearingLeaf(changed, hearing), VotesvcError, JSON.stringify(change));
  }
  assert.throws(() => parseHearingLeaf(print(entry), newUuid()), MalformedInput);
  assert.throws(() => parseHearingLeaf(` ${print(entry)}`, hearing), MalformedInput);
});

test('texts of an entry come out as they went in', () => {
  for (const text of Object.values(HOSTILE)) {
    const found = parseHearingLeaf(print({ ...entry, matter: text, clauses: [text] }), hearing);
    assert.equal(found.matter, text);
    assert.deepEqual(found.clauses, [text]);
  }
});

test('an entry is read once', () => {
  const leaves = new HearingLeaves();
  const leaf = print(entry);
  assert.equal(leaves.of(hearing, leaf), leaves.of(hearing, leaf));
});
