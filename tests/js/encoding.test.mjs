import assert from 'node:assert/strict';
import test from 'node:test';

import {
  asNatural,
  b64hash,
  beleniosJson,
  bytesToNumber,
  canonicalJson,
  encodeB64,
  encodeB64url,
  encodeHex,
  exactFields,
  hexhash,
  numberToBytes,
  parseB64,
  parseB64url,
  parseCanonicalJson,
  parseHex,
  parseJson,
  parseUtf8,
  parseUuid,
  utf8,
} from '../../static/src/encoding.js';
import { MalformedInput, NotCanonical, TooLarge } from '../../static/src/errors.js';
import { readVectors } from './vectors.mjs';

const vectors = readVectors('encoding');

test('canonical json is spelled as in the vectors and read back', () => {
  for (const { value, text } of vectors.canonical) {
    assert.equal(parseUtf8(canonicalJson(value)), text);
    assert.deepEqual(parseCanonicalJson(utf8(text)), value);
  }
});

test('every other spelling is refused as not canonical', () => {
  for (const text of vectors.not_canonical) {
    assert.throws(() => parseCanonicalJson(utf8(text)), NotCanonical, text);
  }
});

test('what is not json of ours is refused', () => {
  for (const text of vectors.malformed) {
    assert.throws(() => parseCanonicalJson(utf8(text)), MalformedInput, text);
    assert.throws(() => parseJson(utf8(text)), MalformedInput, text);
  }
});

test('too much and too deep json is refused before it is parsed', () => {
  assert.throws(() => parseJson(utf8('"aaaa"'), 5), TooLarge);
  assert.throws(() => parseJson(utf8('['.repeat(200_000))), TooLarge);
  assert.deepEqual(parseJson(utf8(`["${'['.repeat(40)}\\"["]`)), [`${'['.repeat(40)}"[`]);
});

test('fields keep their order in belenios json and sort in ours', () => {
  assert.equal(parseUtf8(beleniosJson({ b: 1, a: '赞' })), '{"b":1,"a":"赞"}');
  assert.equal(parseUtf8(canonicalJson({ b: 1, a: '赞' })), '{"a":"赞","b":1}');
  assert.throws(() => canonicalJson({ 赞: 1 }), MalformedInput);
  assert.throws(() => canonicalJson(/** @type {any} */ ({ a: undefined })), MalformedInput);
  assert.throws(() => canonicalJson(0.5), MalformedInput);
});

test('bytes that are not utf-8, or begin with a byte order mark, are refused', () => {
  assert.throws(() => parseJson(Uint8Array.of(0x22, 0xff, 0x22)), MalformedInput);
  assert.throws(() => parseJson(Uint8Array.of(0xef, 0xbb, 0xbf, 0x31)), MalformedInput);
});

test('hashes and bytes are spelled as in the vectors and read back', () => {
  for (const { hex, b64, b64url, ...hashes } of vectors.bytes) {
    const data = Uint8Array.from(Buffer.from(hex, 'hex'));
    assert.equal(b64hash(data), hashes.b64hash);
    assert.equal(hexhash(data), hashes.hexhash);
    assert.equal(encodeB64(data), b64);
    assert.equal(encodeB64url(data), b64url);
    assert.equal(encodeHex(data), hex);
    assert.deepEqual(parseB64(b64, data.length), data);
    assert.deepEqual(parseB64url(b64url), data);
    assert.deepEqual(parseHex(hex, data.length), data);
    assert.throws(() => parseB64(b64, data.length + 1), MalformedInput);
    assert.throws(() => parseHex(hex, data.length + 1), MalformedInput);
  }
});

test('other spellings of base64 and hex are refused', () => {
  for (const text of vectors.bad_b64) assert.throws(() => parseB64(text), MalformedInput, text);
  for (const text of vectors.bad_b64url) {
    assert.throws(() => parseB64url(text), MalformedInput, text);
  }
  for (const text of ['A0', '0g', '0']) {
    assert.throws(() => parseHex(text, 1), MalformedInput, text);
  }
});

test('a uuid is 22 base58 characters', () => {
  for (const { uuid } of vectors.uuid) assert.equal(parseUuid(uuid), uuid);
  for (const text of vectors.bad_uuid) assert.throws(() => parseUuid(text), MalformedInput, text);
  assert.throws(() => parseUuid(5), MalformedInput);
});

test('numbers become bytes of a fixed length and back', () => {
  assert.equal(bytesToNumber(Uint8Array.of(1, 0)), 256n);
  assert.equal(bytesToNumber(new Uint8Array()), 0n);
  assert.deepEqual(numberToBytes(256n, 3), Uint8Array.of(0, 1, 0));
  assert.throws(() => numberToBytes(256n, 1), MalformedInput);
  assert.throws(() => numberToBytes(-1n, 1), MalformedInput);
});

test('an object has exactly the fields asked for, in their order', () => {
  assert.deepEqual(exactFields({ a: 1, b: 2 }, ['a', 'b']), { a: 1, b: 2 });
  assert.throws(() => exactFields({ b: 2, a: 1 }, ['a', 'b']), NotCanonical);
  for (const value of [{ a: 1 }, { a: 1, b: 2, c: 3 }, { a: 1, c: 2 }, [1, 2], null, 'ab', 3]) {
    assert.throws(() => exactFields(value, ['a', 'b']), MalformedInput);
  }
  for (const value of [-1, 0.5, '1', true, 2 ** 60]) {
    assert.throws(() => asNatural(value), MalformedInput);
  }
});
