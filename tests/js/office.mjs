/** A hearing officer's device for tests, and comments as phones would seal them, many at a time. */

import { randomBytes } from 'node:crypto';

import { encodeB64, encodeHex } from '../../static/src/encoding.js';
import { Officer } from '../../static/src/hearing/officer.js';
import { makePlaintext, newNonce, sealComment } from '../../static/src/sealing.js';
import { open } from './hall.mjs';
import { Origin } from './phone.mjs';

/** @import { Room } from './room.mjs' */

/**
 * @param {import('node:test').TestContext} t
 * @param {{kind?: string, marks?: boolean}} [given]
 */
export async function office(t, given) {
  const { server } = await open(t);
  const origin = new Origin();
  const device = () =>
    new Officer({
      storage: origin.storageFor({}),
      fetch: (input, init) => globalThis.fetch(input, init),
      base: server.base,
      language: 'zh',
      second: 1000,
    });
  const officer = device();
  const key = officer.keys.make();
  const room = server.addHearing({
    ...given,
    change: (entry) => ({ ...entry, officer_key: key }),
  });
  const pair = officer.keys.find(key);
  if (pair === null) throw new Error('the key was not kept');
  room.officer = pair;
  room.open();
  return { server, room, officer, origin, key, device, hearing: room.hearing };
}

/**
 * Puts a sealed comment into the log without asking for its credential; anything that `change` makes of
 * it.
 *
 * @param {Room} room
 * @param {string} text
 * @param {{clause?: number, marks?: number[], replyTo?: string}} [about]
 * @param {(entry: any) => any} [change]
 */
export function say(room, text, about = {}, change = (entry) => entry) {
  const words = { clause: 0, marks: [0, 0, 0], replyTo: '', ...about };
  const plaintext = makePlaintext({ ...words, text, nonce: newNonce() });
  const { commitment, sealed } = sealComment(room.officer.publicKey, room.hearing, plaintext);
  const envelope = {
    item: room.hearing,
    key: encodeHex(Uint8Array.from(randomBytes(32))),
    prefix: encodeB64(Uint8Array.from(randomBytes(32))),
    token: encodeB64(Uint8Array.from(randomBytes(384))),
    commitment,
    sealed: encodeB64(sealed),
    signature: encodeB64(new Uint8Array(64)),
  };
  room.accept(change(envelope));
  return commitment;
}
