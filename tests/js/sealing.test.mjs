import assert from 'node:assert/strict';
import test from 'node:test';

import { encodeB64, encodeHex, parseHex, utf8 } from '../../static/src/encoding.js';
import {
  InvalidComment,
  InvalidProof,
  InvalidSealing,
  MalformedInput,
  NotCanonical,
  TooLarge,
} from '../../static/src/errors.js';
import {
  checkPublicKey,
  hpkeOpen,
  hpkeSeal,
  keyPairOf,
  newKeyPair,
  OVERHEAD,
} from '../../static/src/hpke.js';
import {
  commentMessage,
  commitmentOf,
  makePlaintext,
  newNonce,
  newSigningKey,
  openComment,
  parsePlaintext,
  SIZES,
  sealComment,
  sign,
  supportMessage,
  verifyKeyOf,
  verifySignature,
} from '../../static/src/sealing.js';
import { HOSTILE } from './hostile.mjs';

const HEARING = '1CzSfLDXoWJXLQM8bPpDyB';
const OTHER = '2CzSfLDXoWJXLQM8bPpDyB';
const nonce = 'ab'.repeat(32);
const plain = { clause: 0, marks: [0, 0, 0], nonce, replyTo: '', text: '同意' };

/** @param {string} text */
const lengthOf = (text) => utf8(text).length;

// RFC 9180, A.2.1: base mode, sequence number 0.
const RFC = {
  info: '4f6465206f6e2061204772656369616e2055726e',
  skEm: 'f4ec9b33b792c372c1d2c2063507b684ef925b8c75a42dbcbf57d63ccd381600',
  skRm: '8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb',
  pkRm: '4310ee97d88cc1f088a5576c77ab0cf5c3ac797f3d95139c6c84b5429c59662a',
  enc: '1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a',
  pt: '4265617574792069732074727574682c20747275746820626561757479',
  aad: '436f756e742d30',
  ct: '1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db21993c62ce81883d2dd1b51a28',
};

/** @param {keyof typeof RFC} name */
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
  assert.throws(() => hpkeOpen(stranger, info, sealed), InvalidSealing);
  assert.throws(() => hpkeOpen(officer, utf8('other'), sealed), InvalidSealing);
  assert.throws(() => hpkeOpen(officer, info, sealed, utf8('aad')), InvalidSealing);
  for (let i = 0; i < sealed.length; i++) {
    const changed = Uint8Array.from(sealed);
    changed[i] = Number(changed[i]) ^ 1;
    assert.throws(() => hpkeOpen(officer, info, changed), InvalidSealing, String(i));
  }
  for (const length of [0, 31, OVERHEAD - 1, sealed.length - 1]) {
    assert.throws(() => hpkeOpen(officer, info, sealed.slice(0, length)), InvalidSealing);
  }
});

test('a key of low order is refused, by who seals and by who opens', () => {
  const one = Uint8Array.from({ length: 32 }, (_, i) => (i === 0 ? 1 : 0));
  for (const low of [new Uint8Array(32), one]) {
    assert.throws(() => checkPublicKey(low), MalformedInput);
    assert.throws(() => hpkeSeal(low, utf8(''), utf8('')), MalformedInput);
    const sealed = Uint8Array.from([...low, ...new Uint8Array(16)]);
    assert.throws(() => hpkeOpen(newKeyPair(), utf8(''), sealed), InvalidSealing);
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

test('a text that is empty, too long or half a character is refused', () => {
  for (const text of ['', '\ud800', 'a\udc00b']) {
    assert.throws(() => makePlaintext({ ...plain, text }), MalformedInput);
  }
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
    for (const letter of ['a', '字', '\u0001', '"']) {
      const text = letter.repeat(Math.min(length, letter === '\u0001' ? 600 : 1200));
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
  assert.throws(() => openComment(newKeyPair(), HEARING, commitment, sealed), InvalidSealing);
  assert.throws(() => openComment(officer, OTHER, commitment, sealed), InvalidSealing);
  const another = commitmentOf(HEARING, makePlaintext({ ...plain, text: '反对' }));
  assert.throws(() => openComment(officer, HEARING, another, sealed), InvalidSealing);
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
  const secret = newSigningKey();
  const key = verifyKeyOf(secret);
  const commitment = commitmentOf(HEARING, makePlaintext(plain));
  const sealed = utf8('sealed');
  const message = commentMessage(HEARING, commitment, sealed);
  const signature = sign(secret, message);
  assert.equal(signature.length, 64);
  verifySignature(key, message, signature);
  for (const [wrongKey, wrongMessage, wrongSignature] of /** @type {const} */ ([
    [verifyKeyOf(newSigningKey()), message, signature],
    [key, commentMessage(OTHER, commitment, sealed), signature],
    [key, commentMessage(HEARING, commitment, utf8('other')), signature],
    [key, supportMessage(HEARING, commitment), signature],
    [key, message, signature.map((byte, i) => (i === 40 ? byte ^ 1 : byte))],
    [key, message, signature.slice(1)],
    ['no', message, signature],
    ['00'.repeat(32), message, signature],
  ])) {
    assert.throws(() => verifySignature(wrongKey, wrongMessage, wrongSignature), InvalidProof);
  }
});
