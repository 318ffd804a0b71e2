import assert from 'node:assert/strict';
import test from 'node:test';

import {
  encodeB64,
  encodeHex,
  parseB64,
  parseHex,
  parseUtf8,
  utf8,
} from '../../static/src/encoding.js';
import { InvalidComment, MalformedInput, NotCanonical, TooLarge } from '../../static/src/errors.js';
import {
  checkPublicKey,
  hpkeOpen,
  hpkeSeal,
  keyPairOf,
  newKeyPair,
  OVERHEAD,
} from '../../static/src/hpke.js';
import {
  authorKeyOf,
  checkText,
  commentMessage,
  commitmentOf,
  makePlaintext,
  newAuthorKey,
  newNonce,
  openComment,
  parsePlaintext,
  SIZES,
  sealComment,
  sign,
  supportMessage,
  verifySignature,
} from '../../static/src/sealing.js';
import { FORBIDDEN, HOSTILE } from './hostile.mjs';
import { readVectors } from './vectors.mjs';

const HEARING = '1CzSfLDXoWJXLQM8bPpDyB';
const OTHER = '2CzSfLDXoWJXLQM8bPpDyB';
const nonce = 'ab'.repeat(32);
const plain = { clause: 0, marks: [0, 0, 0], nonce, replyTo: '', text: '同意' };

/** @param {string} text */
const lengthOf = (text) => utf8(text).length;

/** @type {any} */
const RFC = readVectors('rfc9180');
/** @param {string} name */
const rfc = (name) => parseHex(RFC[name], RFC[name].length / 2);

test('sealing gives the bytes that the standard publishes, and opening takes them', () => {
  const fixed = { aad: rfc('aad'), ephemeral: rfc('skEm') };
  const sealed = hpkeSeal(rfc('pkRm'), rfc('info'), rfc('pt'), fixed);
  assert.equal(encodeHex(sealed), RFC.enc + RFC.ct);
  const recipient = keyPairOf(rfc('skRm'));
  assert.equal(encodeHex(recipient.publicKey), RFC.pkRm);
  assert.equal(encodeHex(hpkeOpen(recipient, rfc('info'), sealed, rfc('aad'))), RFC.pt);
});

test('sealed bytes open for their key and purpose only, and not when anything was changed', () => {
  const [officer, stranger] = [newKeyPair(), newKeyPair()];
  const [info, message] = [utf8('purpose'), utf8('message')];
  const sealed = hpkeSeal(officer.publicKey, info, message);
  assert.equal(sealed.length, message.length + OVERHEAD);
  assert.deepEqual(hpkeOpen(officer, info, sealed), message);
  assert.notDeepEqual(hpkeSeal(officer.publicKey, info, message), sealed);
  assert.throws(() => hpkeOpen(stranger, info, sealed), InvalidComment);
  assert.throws(() => hpkeOpen(officer, utf8('other'), sealed), InvalidComment);
  assert.throws(() => hpkeOpen(officer, info, sealed, utf8('aad')), InvalidComment);
  for (let i = 0; i < sealed.length; i++) {
    const changed = Uint8Array.from(sealed);
    changed[i] = Number(changed[i]) ^ 1;
    assert.throws(() => hpkeOpen(officer, info, changed), InvalidComment, String(i));
  }
  for (const length of [0, 31, OVERHEAD - 1, sealed.length - 1]) {
    assert.throws(() => hpkeOpen(officer, info, sealed.slice(0, length)), InvalidComment);
  }
});

test('a key of low order is refused, by who seals and by who opens', () => {
  const one = Uint8Array.from({ length: 32 }, (_, i) => (i === 0 ? 1 : 0));
  for (const low of [new Uint8Array(32), one]) {
    assert.throws(() => checkPublicKey(low), MalformedInput);
    assert.throws(() => hpkeSeal(low, utf8(''), utf8('')), MalformedInput);
    const sealed = Uint8Array.from([...low, ...new Uint8Array(16)]);
    assert.throws(() => hpkeOpen(newKeyPair(), utf8(''), sealed), InvalidComment);
  }
  assert.throws(() => checkPublicKey(new Uint8Array(31)), MalformedInput);
  checkPublicKey(newKeyPair().publicKey);
});

test('a plaintext is canonical, and padded with spaces to the smallest of four sizes', () => {
  const plaintext = makePlaintext({ ...plain, clause: 3, marks: [5, 0, 1] });
  assert.equal(lengthOf(plaintext), 512);
  const body = `{"clause":3,"marks":[5,0,1],"nonce":"${nonce}","reply_to":"","text":"同意"}`;
  assert.equal(plaintext.trimEnd(), body);
  for (let length = 1; length <= 1200; length++) {
    const text = '字'.repeat(length);
    const size = lengthOf(makePlaintext({ ...plain, text }));
    const bare = lengthOf(JSON.stringify({ ...plain, text }).replace('replyTo', 'reply_to'));
    assert.equal(
      size,
      SIZES.find((each) => each >= bare),
    );
  }
});

test('what was written is read again, and nothing else', () => {
  const replyTo = 'cd'.repeat(32);
  for (const comment of [plain, { ...plain, clause: 7, marks: [1, 5, 3], replyTo }]) {
    assert.deepEqual(parsePlaintext(makePlaintext(comment)), comment);
  }
  const good = makePlaintext(plain);
  const body = good.trimEnd();
  for (const [changed, refusal] of /** @type {const} */ ([
    [body, NotCanonical],
    [body.padEnd(513), NotCanonical],
    [good.replace('"同意"', '"同意" ').slice(0, -1), NotCanonical],
    [good.replace('{"clause":0,', '{').padEnd(lengthOf(good)), MalformedInput],
    [`${body}\n${good.slice(body.length + 1)}`, NotCanonical],
    [` ${good.slice(0, -1)}`, NotCanonical],
    [good.replace('"clause":0', '"clause":-1').slice(0, -1), MalformedInput],
    [good.replace('"clause":0', '"clause":"0"').slice(0, -2), MalformedInput],
    [good.replace('[0,0,0]', '[0,6,0]'), MalformedInput],
    [good.replace('[0,0,0]', '[0,0]').padEnd(good.length), MalformedInput],
    [good.replace('abab', 'ABAB'), MalformedInput],
    [good.replace('"reply_to":""', '"reply_to":"ab"').slice(0, -2), MalformedInput],
    [`${good.replace('"同意"', '""')}      `, MalformedInput],
    [`${good.replace('"同意"', '5')}       `, MalformedInput],
    ['', MalformedInput],
    [' '.repeat(512), MalformedInput],
    [good.repeat(2), MalformedInput],
  ])) {
    assert.throws(() => parsePlaintext(changed), refusal, changed.slice(0, 160));
  }
});

for (const [what, text] of Object.entries(FORBIDDEN)) {
  test(`a text with ${what} is refused, by who writes and by who reads`, () => {
    assert.throws(() => checkText(text), MalformedInput);
    assert.throws(() => makePlaintext({ ...plain, text }), MalformedInput);
    const body = JSON.stringify({ clause: 0, marks: [0, 0, 0], nonce, reply_to: '', text });
    assert.throws(() => parsePlaintext(body.padEnd(512)), MalformedInput);
  });
}

test('a text that is too long is refused', () => {
  assert.throws(() => makePlaintext({ ...plain, text: 'a'.repeat(1201) }), TooLarge);
  // Twelve hundred characters of four bytes each pass no size.
  assert.throws(() => makePlaintext({ ...plain, text: '𠀀'.repeat(1200) }), TooLarge);
  const longest = '𠀀'.repeat(900);
  assert.equal(parsePlaintext(makePlaintext({ ...plain, text: longest })).text, longest);
});

test('comments that a page could not have made are refused', () => {
  for (const change of [
    { clause: 1.5 },
    { clause: -1 },
    { clause: 1001 },
    { marks: [0, 0] },
    { marks: [0, 0, 6] },
    { nonce: 'ab' },
    { replyTo: 'no' },
  ]) {
    assert.throws(() => makePlaintext({ ...plain, ...change }), MalformedInput);
  }
});

test('a commitment binds plaintext and hearing', () => {
  const plaintext = makePlaintext(plain);
  const commitment = commitmentOf(HEARING, plaintext);
  assert.match(commitment, /^[0-9a-f]{64}$/);
  assert.notEqual(commitmentOf(OTHER, plaintext), commitment);
  assert.notEqual(commitmentOf(HEARING, plaintext.replace('同意', '反对')), commitment);
  assert.throws(() => commitmentOf('not a uuid', plaintext), MalformedInput);
});

for (const [what, text] of Object.entries(HOSTILE)) {
  test(`a text with ${what} comes out as it went in`, () => {
    const officer = newKeyPair();
    const plaintext = makePlaintext({ ...plain, nonce: newNonce(), text });
    const { commitment, sealed } = sealComment(officer.publicKey, HEARING, plaintext);
    const opened = openComment(officer, HEARING, commitment, sealed);
    assert.deepEqual(utf8(opened), utf8(plaintext));
    assert.equal(parsePlaintext(opened).text, text);
  });
}

test('what is sent has four lengths only, whatever is said', () => {
  const officer = newKeyPair();
  const seen = new Set();
  for (let length = 1; length <= 1200; length += 57) {
    for (const letter of ['a', '字', '"', '\n']) {
      const text = `x${letter.repeat(length - 1)}`;
      const plaintext = makePlaintext({ ...plain, text });
      const { sealed } = sealComment(officer.publicKey, HEARING, plaintext);
      seen.add(encodeB64(sealed).length);
    }
  }
  const expected = SIZES.map((size) => 4 * Math.ceil((size + OVERHEAD) / 3));
  assert.deepEqual([...seen].sort(), expected.sort());
});

test('a comment opens for its officer, hearing and commitment only', () => {
  const officer = newKeyPair();
  const plaintext = makePlaintext(plain);
  const { commitment, sealed } = sealComment(officer.publicKey, HEARING, plaintext);
  assert.equal(openComment(officer, HEARING, commitment, sealed), plaintext);
  assert.throws(() => openComment(newKeyPair(), HEARING, commitment, sealed), InvalidComment);
  assert.throws(() => openComment(officer, OTHER, commitment, sealed), InvalidComment);
  const another = commitmentOf(HEARING, makePlaintext({ ...plain, text: '反对' }));
  assert.throws(() => openComment(officer, HEARING, another, sealed), InvalidComment);
});

test('something sealed under a commitment that is not its own is refused', () => {
  const officer = newKeyPair();
  const commitment = commitmentOf(HEARING, makePlaintext(plain));
  const info = utf8(`votesvc/v1/hearing|${HEARING}|${commitment}`);
  for (const message of [utf8(makePlaintext({ ...plain, text: '反对' })), Uint8Array.of(0xff)]) {
    const sealed = hpkeSeal(officer.publicKey, info, message);
    assert.throws(() => openComment(officer, HEARING, commitment, sealed), InvalidComment);
  }
});

test('signatures hold for their key and words only', () => {
  const secret = newAuthorKey();
  const key = authorKeyOf(secret);
  const commitment = commitmentOf(HEARING, makePlaintext(plain));
  const sealed = utf8('sealed');
  const message = commentMessage(HEARING, commitment, sealed);
  const signature = sign(secret, message);
  assert.equal(signature.length, 64);
  verifySignature(key, message, signature);
  for (const [wrongKey, wrongMessage, wrongSignature] of /** @type {const} */ ([
    [authorKeyOf(newAuthorKey()), message, signature],
    [key, commentMessage(OTHER, commitment, sealed), signature],
    [key, commentMessage(HEARING, commitment, utf8('other')), signature],
    [key, supportMessage(HEARING, commitment), signature],
    [key, message, signature.map((byte, i) => (i === 40 ? byte ^ 1 : byte))],
    [key, message, signature.slice(1)],
    ['no', message, signature],
    ['00'.repeat(32), message, signature],
  ])) {
    assert.throws(() => verifySignature(wrongKey, wrongMessage, wrongSignature), InvalidComment);
  }
});

/** @type {any} */
const shared = readVectors('sealing');

for (const vector of shared.comments) {
  test(`the other implementation gives the same bytes for ${vector.name}`, () => {
    const { clause, marks, nonce: drawn, reply_to: replyTo, text } = vector;
    const comment = { clause, marks, nonce: drawn, replyTo, text };
    const { hearing } = shared;
    const plaintext = makePlaintext(comment);
    assert.equal(plaintext, vector.padded);
    assert.equal(lengthOf(plaintext), vector.size);
    assert.deepEqual(parsePlaintext(plaintext), comment);
    const officer = keyPairOf(parseHex(shared.officer_secret, 32));
    const ephemeral = parseHex(vector.ephemeral, 32);
    const { commitment, sealed } = sealComment(officer.publicKey, hearing, plaintext, ephemeral);
    assert.equal(commitment, vector.commitment);
    assert.equal(encodeB64(sealed), vector.sealed);
    assert.equal(openComment(officer, hearing, commitment, sealed), plaintext);
    const author = parseHex(vector.author_seed, 32);
    assert.equal(authorKeyOf(author), vector.key);
    const messages = {
      signature: commentMessage(hearing, commitment, sealed),
      support: supportMessage(hearing, commitment),
    };
    for (const [name, message] of Object.entries(messages)) {
      assert.equal(encodeB64(sign(author, message)), vector[name]);
      verifySignature(vector.key, message, sign(author, message));
    }
  });
}

test('what the other implementation refuses is refused', () => {
  for (const { why, text } of shared.bad_texts) {
    assert.throws(() => makePlaintext({ ...plain, text }), MalformedInput, why);
  }
  for (const { why, padded } of shared.bad_plaintexts) {
    assert.throws(() => parsePlaintext(parseUtf8(parseB64(padded))), MalformedInput, why);
  }
  for (const { why, key } of shared.bad_officer_keys) {
    assert.throws(() => checkPublicKey(parseHex(key, 32)), MalformedInput, why);
  }
  for (const { why, key } of shared.bad_author_keys) {
    const message = supportMessage(HEARING, nonce);
    assert.throws(() => verifySignature(key, message, new Uint8Array(64)), InvalidComment, why);
  }
});
