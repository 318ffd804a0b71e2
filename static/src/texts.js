/**
 * Short texts as members of the group, so that they are encrypted and shuffled as votes are.
 *
 * A text of at most 58 bytes is two blocks of 29. A block of zeros is the identity; any other is the
 * member whose 32 bytes are a counter, the block and a zero, with the smallest counter for which there
 * is one (protocol 2.2).
 */

import { concatBytes } from '@noble/hashes/utils.js';

import { encodeHex, parseHex, parseUtf8, utf8 } from './encoding.js';
import { InvalidElement, MalformedInput } from './errors.js';
import { IDENTITY, parseElement } from './group.js';

/** @import { Element } from './group.js' */

export const BLOCK = 29;
export const BLOCKS = 2;
/** The most bytes of UTF-8 that a text may have. */
export const LONGEST = BLOCK * BLOCKS;

const COUNTER = 2;

/**
 * Returns the member of the group that stands for 29 bytes.
 *
 * @param {Uint8Array} block
 * @returns {Element}
 */
export function elementOf(block) {
  if (block.every((byte) => byte === 0)) return IDENTITY;
  const bytes = new Uint8Array(COUNTER + BLOCK + 1);
  bytes.set(block, COUNTER);
  // Every sixteenth counter leads to a member, so that this ends.
  for (let counter = 0; ; counter++) {
    bytes[0] = counter & 0xff;
    bytes[1] = counter >> 8;
    const found = memberAt(bytes);
    if (found !== null) return found;
  }
}

/**
 * @param {Uint8Array} bytes  in the order of RFC 8032
 * @returns {Element|null}
 */
function memberAt(bytes) {
  try {
    return parseElement(encodeHex(bytes.slice().reverse()));
  } catch (error) {
    if (error instanceof InvalidElement) return null;
    throw error;
  }
}

/**
 * Returns the bytes that an element stands for.
 *
 * @param {Element} element
 * @returns {Uint8Array}
 * @throws {MalformedInput} when it stands for none
 */
export function blockOf(element) {
  if (element.isIdentity) return new Uint8Array(BLOCK);
  const block = parseHex(element.toHex(), 32)
    .reverse()
    .slice(COUNTER, COUNTER + BLOCK);
  if (!elementOf(block).equals(element)) throw new MalformedInput('an element stands for no text');
  return block;
}

/**
 * @param {string} text
 * @returns {Element[]} all the identity for an empty text
 * @throws {MalformedInput} when it is too long or holds a zero character
 */
export function encodeText(text) {
  const data = utf8(text);
  if (data.length > LONGEST || /[\0\p{Cs}]/u.test(text)) {
    throw new MalformedInput('a text has too many bytes, or one that no text has');
  }
  const padded = new Uint8Array(LONGEST);
  padded.set(data);
  return Array.from({ length: BLOCKS }, (_, at) =>
    elementOf(padded.slice(at * BLOCK, (at + 1) * BLOCK)),
  );
}

/**
 * @param {readonly Element[]} elements
 * @returns {string}
 * @throws {MalformedInput} for any but the one spelling of a text
 */
export function decodeText(elements) {
  const data = concatBytes(...elements.map(blockOf));
  let end = data.length;
  while (end > 0 && data[end - 1] === 0) end -= 1;
  const text = parseUtf8(data.slice(0, end));
  if (text.includes('\0')) throw new MalformedInput('elements hold no text');
  return text;
}
