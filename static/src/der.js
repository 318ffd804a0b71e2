/** Just enough DER to read an RSA public key in its single spelling (RFC 5280, RFC 8017 A.1). */

import { bytesToNumber, encodeHex } from './encoding.js';
import { MalformedInput } from './errors.js';

const SEQUENCE = 0x30;
const INTEGER = 0x02;
const BIT_STRING = 0x03;
// AlgorithmIdentifier of rsaEncryption with its NULL parameters.
const RSA_ENCRYPTION = '06092a864886f70d0101010500';

/**
 * Returns modulus and exponent of a SubjectPublicKeyInfo for rsaEncryption.
 *
 * @param {Uint8Array} spki
 * @returns {{modulus: bigint, exponent: bigint}}
 * @throws {MalformedInput}
 */
export function parseRsaSpki(spki) {
  const [algorithm, bits] = all(content(spki, SEQUENCE), [SEQUENCE, BIT_STRING]);
  if (encodeHex(algorithm) !== RSA_ENCRYPTION) throw new MalformedInput('the key is not for rsa');
  if (bits[0] !== 0) throw new MalformedInput('the key is not a whole number of bytes');
  const [modulus, exponent] = all(content(bits.subarray(1), SEQUENCE), [INTEGER, INTEGER]);
  return { modulus: positive(modulus), exponent: positive(exponent) };
}

/**
 * Returns the content of the one value that `data` consists of.
 *
 * @param {Uint8Array} data
 * @param {number} tag
 * @returns {Uint8Array}
 */
function content(data, tag) {
  const { value, rest } = next(data, tag);
  if (rest.length > 0) throw new MalformedInput('bytes follow the key');
  return value;
}

/**
 * Returns the contents of exactly two values.
 *
 * @param {Uint8Array} data
 * @param {[number, number]} tags
 * @returns {[Uint8Array, Uint8Array]}
 */
function all(data, [first, second]) {
  const { value, rest } = next(data, first);
  return [value, content(rest, second)];
}

/**
 * @param {Uint8Array} data
 * @param {number} tag
 * @returns {{value: Uint8Array, rest: Uint8Array}}
 */
function next(data, tag) {
  if (data[0] !== tag) throw new MalformedInput('the key has another structure');
  let length = data[1] ?? 0;
  let start = 2;
  if (length >= 0x80) {
    start += length - 0x80;
    const digits = data.subarray(2, start);
    length = Number(bytesToNumber(digits));
    // DER: the shortest form only.
    if (digits.length > 2 || digits[0] === 0 || length < 0x80) {
      throw new MalformedInput('a length is not in its shortest form');
    }
  }
  if (start + length > data.length) throw new MalformedInput('the key is cut short');
  return { value: data.subarray(start, start + length), rest: data.subarray(start + length) };
}

/**
 * @param {Uint8Array} data
 * @returns {bigint}
 */
function positive(data) {
  const [first, second = 0] = data;
  if (first === undefined || first >= 0x80 || (data.length > 1 && first === 0 && second < 0x80)) {
    throw new MalformedInput('a number of the key is negative or padded');
  }
  return bytesToNumber(data);
}
