import assert from 'node:assert/strict';
import test from 'node:test';

import { openCheckpoint, openNote, parseVkey } from '../../static/src/checkpoint.js';
import { encodeB64, encodeHex } from '../../static/src/encoding.js';
import { InvalidCheckpoint } from '../../static/src/errors.js';
import { makeLogKey } from './logkey.mjs';
import { readVectors } from './vectors.mjs';

const vector = readVectors('checkpoint');
const published = readVectors('signed_notes');

test('our checkpoint opens, with and without the cosignature of a witness', () => {
  for (const note of [vector.note, vector.cosigned]) {
    const { origin, size, root } = openCheckpoint(note, vector.vkey);
    assert.deepEqual([origin, size, encodeHex(root)], [vector.origin, vector.size, vector.root]);
  }
});

test('the published notes open under their keys', () => {
  for (const { vkey, text, note } of published.notes) assert.equal(openNote(note, vkey), text);
});

test('the checkpoint of a public certificate log opens', () => {
  const { vkey, origin, size, root, note } = published.checkpoint;
  const checkpoint = openCheckpoint(note, vkey);
  assert.deepEqual([checkpoint.origin, checkpoint.size], [origin, size]);
  assert.equal(encodeB64(checkpoint.root), root);
});

test('a checkpoint with any character changed is refused', () => {
  for (let at = 0; at < vector.note.length; at++) {
    const changed =
      vector.note.slice(0, at) + (vector.note[at] === 'x' ? 'y' : 'x') + vector.note.slice(at + 1);
    assert.throws(() => openCheckpoint(changed, vector.vkey), InvalidCheckpoint, `at ${at}`);
  }
});

test('a checkpoint cut short or with more lines is refused', () => {
  const { note, vkey } = vector;
  for (const changed of ['', 'x', note.slice(0, -1), `${note}\n`, `x${note}`, `${note}x\n`]) {
    assert.throws(() => openCheckpoint(changed, vkey), InvalidCheckpoint);
  }
  assert.throws(
    () => openCheckpoint(note + '\u2014 a bWFueQ==\n'.repeat(65), vkey),
    InvalidCheckpoint,
  );
  assert.throws(() => openCheckpoint('x'.repeat(70_000), vkey), InvalidCheckpoint);
});

test('a checkpoint under the key of a witness or of another log is refused', () => {
  assert.throws(() => openCheckpoint(vector.cosigned, vector.witness_vkey), InvalidCheckpoint);
  const other = makeLogKey('votesvc/other');
  assert.throws(() => openCheckpoint(vector.note, other.vkey), InvalidCheckpoint);
});

test('signed texts that are no checkpoints of the log are refused', () => {
  const key = makeLogKey('votesvc/log');
  const root = 'z5tMKkSnyqci1dVI7mT/kKEZsMMayqxDRNxYMACjnTw=';
  const good = `votesvc/log\n13\n${root}\n`;
  assert.equal(openCheckpoint(key.signText(good), key.vkey).size, 13);
  for (const text of [
    `votesvc/other\n13\n${root}\n`,
    `votesvc/log\n013\n${root}\n`,
    `votesvc/log\n-1\n${root}\n`,
    `votesvc/log\n99999999999999999\n${root}\n`,
    `votesvc/log\n13\n${root.slice(4)}\n`,
    `votesvc/log\n13\nnot base64\n`,
    `votesvc/log\n13\n${root}\nextension\n`,
    `votesvc/log\n13\n`,
    `votesvc/log\n\n13\n${root}\n`,
  ]) {
    assert.throws(() => openCheckpoint(key.signText(text), key.vkey), InvalidCheckpoint, text);
  }
});

test('a verifier key has its own id and 32 bytes of ed25519', () => {
  const { vkey } = vector;
  assert.equal(parseVkey(vkey).name, vector.origin);
  const [name, hash, key] = vkey.split('+');
  for (const text of [
    '',
    name,
    `${name}+${hash}`,
    `${name}+00000000+${key}`,
    `x${vkey}`,
    `${vkey}A`,
  ]) {
    assert.throws(() => parseVkey(text), InvalidCheckpoint, text);
  }
});
