import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import test from 'node:test';

import {
  blind,
  credentialMessage,
  drawBlinding,
  finalise,
  parsePublicKey,
  verifyToken,
} from '../../static/src/blind_rsa.js';
import {
  bytesToNumber,
  encodeB64,
  encodeHex,
  numberToBytes,
  parseB64,
} from '../../static/src/encoding.js';
import { InvalidToken, MalformedInput } from '../../static/src/errors.js';
import { makeIssuer } from './issuer.mjs';
import { readVectors } from './vectors.mjs';

/** @param {string} hex */
const bytes = (hex) => Uint8Array.from(Buffer.from(hex, 'hex'));
/** @param {string} hex */
const number = (hex) => BigInt(`0x${hex}`);
/** @param {Uint8Array} data */
const changed = (data, at = 0) => data.map((byte, index) => (index === at ? byte ^ 1 : byte));

const ours = readVectors('blind_rsa');
const rfc = readVectors('rfc9474');
const key = parsePublicKey(parseB64(ours.public_key));

test('the published vector of RFC 9474 holds step by step', () => {
  const modulus = number(rfc.n);
  const bits = modulus.toString(2).length;
  const large = { modulus, exponent: number(rfc.e), bits, fingerprint: '' };
  const [message, prefix, salt] = [bytes(rfc.msg), bytes(rfc.msg_prefix), bytes(rfc.salt)];
  const r = inverse(number(rfc.inv), modulus);
  const blinded = blind(large, message, prefix, salt, r);
  assert.equal(encodeHex(blinded.input), rfc.input_msg);
  assert.equal(encodeHex(blinded.message), rfc.blinded_msg);
  assert.equal(encodeHex(finalise(large, blinded, bytes(rfc.blind_sig))), rfc.sig);
  verifyToken(large, message, prefix, bytes(rfc.sig));
});

/**
 * @param {bigint} value
 * @param {bigint} modulus
 */
function inverse(value, modulus) {
  let [r0, r1, t0, t1] = [modulus, value, 0n, 1n];
  while (r1 !== 0n) [r0, r1, t0, t1] = [r1, r0 % r1, t1, t0 - (r0 / r1) * t1];
  return ((t0 % modulus) + modulus) % modulus;
}

test('one whole exchange gives the bytes of the vector', () => {
  assert.equal(key.fingerprint, ours.fingerprint);
  const message = credentialMessage(ours.kind, ours.item, ours.public_part);
  assert.equal(new TextDecoder().decode(message), ours.message);
  const blinded = blind(key, message, bytes(ours.prefix), bytes(ours.salt), number(ours.r));
  assert.equal(encodeB64(blinded.message), ours.blinded);
  const token = finalise(key, blinded, parseB64(ours.signature));
  assert.equal(encodeB64(token), ours.token);
  verifyToken(key, message, bytes(ours.prefix), token);
});

test('a fresh exchange with an issuer works and gives fresh bytes each time', () => {
  const issuer = makeIssuer();
  const publicKey = parsePublicKey(issuer.spki);
  const message = credentialMessage('ballot', ours.item, ours.public_part);
  const tokens = [1, 2].map(() => {
    const { prefix, salt, r } = drawBlinding(publicKey);
    const blinded = blind(publicKey, message, prefix, salt, r);
    const token = finalise(publicKey, blinded, issuer.sign(blinded.message));
    verifyToken(publicKey, message, prefix, token);
    return encodeB64(token);
  });
  assert.notEqual(tokens[0], tokens[1]);
});

test('a token, message, prefix or key changed in any part is refused', () => {
  const message = credentialMessage(ours.kind, ours.item, ours.public_part);
  const [prefix, token] = [bytes(ours.prefix), parseB64(ours.token)];
  for (const at of [0, 100, 200, 383]) {
    assert.throws(() => verifyToken(key, message, prefix, changed(token, at)), InvalidToken);
  }
  assert.throws(() => verifyToken(key, changed(message, 20), prefix, token), InvalidToken);
  assert.throws(() => verifyToken(key, message, changed(prefix), token), InvalidToken);
  assert.throws(() => verifyToken(key, message, prefix, token.slice(1)), InvalidToken);
  assert.throws(() => verifyToken(key, message, prefix, new Uint8Array(384)), InvalidToken);
  const other = parsePublicKey(makeIssuer().spki);
  assert.throws(() => verifyToken(other, message, prefix, token), InvalidToken);
  const beyond = numberToBytes(bytesToNumber(token) + key.modulus, 385).slice(1);
  assert.throws(() => verifyToken(key, message, prefix, beyond), InvalidToken);
});

test('an answer that is not a signature of the request is refused', () => {
  const message = credentialMessage(ours.kind, ours.item, ours.public_part);
  const blinded = blind(key, message, bytes(ours.prefix), bytes(ours.salt), number(ours.r));
  const signature = parseB64(ours.signature);
  assert.throws(() => finalise(key, blinded, changed(signature, 383)), InvalidToken);
  assert.throws(() => finalise(key, blinded, signature.slice(1)), InvalidToken);
  assert.throws(() => finalise(key, blinded, numberToBytes(key.modulus, 384)), InvalidToken);
  assert.throws(() => finalise(key, { ...blinded, r: blinded.r + 1n }, signature), InvalidToken);
});

test('a blinding factor that cannot be taken off again is refused', () => {
  const [prefix, salt] = [bytes(ours.prefix), bytes(ours.salt)];
  assert.throws(() => blind(key, new Uint8Array(), prefix, salt, 0n), MalformedInput);
  assert.throws(() => blind(key, new Uint8Array(), prefix, salt, key.modulus), MalformedInput);
});

test('a key of another size, exponent, kind or spelling is refused', () => {
  const spki = parseB64(ours.public_key);
  /** @param {import('node:crypto').RSAKeyPairKeyObjectOptions} options */
  const rsa = (options) => {
    const pair = generateKeyPairSync('rsa', options);
    return Uint8Array.from(pair.publicKey.export({ type: 'spki', format: 'der' }));
  };
  const pss = generateKeyPairSync('rsa-pss', { modulusLength: 3072 }).publicKey;
  const ed = generateKeyPairSync('ed25519').publicKey;
  for (const wrong of [
    rsa({ modulusLength: 2048 }),
    rsa({ modulusLength: 3072, publicExponent: 3 }),
    Uint8Array.from(pss.export({ type: 'spki', format: 'der' })),
    Uint8Array.from(ed.export({ type: 'spki', format: 'der' })),
    new Uint8Array(),
    spki.slice(0, -1),
    Uint8Array.from([...spki, 0]),
    ...[0, 1, 2, 3, 4, 10, 19, 20, 24, 25].map((at) => changed(spki, at)),
  ]) {
    assert.throws(() => parsePublicKey(wrong), MalformedInput);
  }
});

test('a credential message names a real item', () => {
  assert.throws(() => credentialMessage('ballot', 'x|y', 'aa'), MalformedInput);
});
