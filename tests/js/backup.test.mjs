import assert from 'node:assert/strict';
import test from 'node:test';

import { checkPassphrase, makeBackup, openBackup, sealBackup } from '../../static/src/backup.js';
import { parseB64 } from '../../static/src/encoding.js';
import * as errors from '../../static/src/errors.js';
import { readVectors } from './vectors.mjs';

const { UnreadableBackup, WeakPassphrase, WrongPassphrase } = errors;
/** @type {any} */
const vectors = readVectors('backup');
const PASSPHRASE = '三月 春风 Letter 42';

for (const { name, secret, passphrase, salt, nonce, n, r, p, file } of vectors.files) {
  test(`the other implementation makes the same file of ${name}`, async () => {
    const fixed = { salt: parseB64(salt), nonce: parseB64(nonce), work: { n, r, p } };
    assert.equal(await sealBackup(secret, passphrase, fixed), file);
    assert.deepEqual(await openBackup(file, passphrase), secret);
  });
}

test('a secret comes back under its passphrase, however that is typed, and under no other', async () => {
  const secret = { secret: '秘密', type: 'x' };
  /** @type {number[]} */
  const seen = [];
  const file = await makeBackup(secret, PASSPHRASE, (done) => void seen.push(done));
  assert.ok(seen.length > 10);
  assert.equal(seen.at(-1), 1);
  assert.ok(!file.includes('秘密'));
  assert.notEqual(await makeBackup(secret, PASSPHRASE), file);
  for (const typed of vectors.same_passphrases[0]) {
    assert.deepEqual(await openBackup(file, typed), secret);
  }
  for (const other of ['', `${PASSPHRASE} `, PASSPHRASE.toLowerCase()]) {
    await assert.rejects(openBackup(file, other), WrongPassphrase);
  }
});

test('the fields may stand in any order, and blanks around the file', async () => {
  const [{ file, passphrase, secret }] = vectors.files;
  const turned = Object.fromEntries(Object.entries(JSON.parse(file)).reverse());
  assert.deepEqual(await openBackup(`\n${JSON.stringify(turned)}\r\n`, passphrase), secret);
});

test('a passphrase that is too short or too long makes no backup', async () => {
  for (const weak of vectors.weak_passphrases) {
    assert.throws(() => checkPassphrase(weak), WeakPassphrase);
    await assert.rejects(makeBackup('secret', weak), WeakPassphrase);
  }
  for (const [one, other] of vectors.same_passphrases) {
    checkPassphrase(one);
    checkPassphrase(other);
  }
});

for (const { why, error, file } of vectors.bad_files) {
  test(`a file is refused: ${why}`, async () => {
    const refusal = { UnreadableBackup, WrongPassphrase }[/** @type {'WrongPassphrase'} */ (error)];
    const text = new TextDecoder().decode(parseB64(file));
    await assert.rejects(openBackup(text, vectors.bad_files_passphrase), refusal);
  });
}

test('JSON that is no object is refused', async () => {
  for (const value of ['5', 'null', 'true', '[]', '"backup"']) {
    await assert.rejects(openBackup(value, PASSPHRASE), UnreadableBackup, value);
  }
});
