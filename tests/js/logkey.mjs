/** The signing half of a log, which phones do not have. */

import { createHash, randomBytes } from 'node:crypto';
import { ed25519 } from '../../static/node_modules/@noble/curves/ed25519.js';

/**
 * @param {string} origin
 * @returns {{origin: string, vkey: string, signText: (text: string) => string,
 *   sign: (size: number, root: Uint8Array) => string}}
 */
export function makeLogKey(origin) {
  const secret = Uint8Array.from(randomBytes(32));
  const key = Buffer.from([1, ...ed25519.getPublicKey(secret)]);
  const id = createHash('sha256').update(`${origin}\n`).update(key).digest().subarray(0, 4);
  /** @param {string} text */
  const signText = (text) => {
    const signature = ed25519.sign(new TextEncoder().encode(text), secret);
    return `${text}\n\u2014 ${origin} ${Buffer.from([...id, ...signature]).toString('base64')}\n`;
  };
  return {
    origin,
    vkey: `${origin}+${id.toString('hex')}+${key.toString('base64')}`,
    signText,
    sign: (size, root) => signText(`${origin}\n${size}\n${Buffer.from(root).toString('base64')}\n`),
  };
}
