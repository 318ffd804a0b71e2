/**
 * The credentials of a hearing: all comments' and the one for supports, collected at once (protocol 8).
 *
 * Every phone collects all of them when the hearing opens, whether or not anything will be said:
 * collecting must not show who writes.
 */

import { credentialMessage, finalise } from '../blind_rsa.js';
import { encodeB64, encodeHex, parseHex } from '../encoding.js';
import { authorKeyOf, newAuthorKey } from '../sealing.js';
import { alarming } from './alarm.js';
import { fetchLeaf } from './item.js';
import { blindStored, drawStored } from './pass.js';

/** @import { Hearing, HearingLeaves } from '../hearing/leaf.js' */
/** @import { Api } from './api.js' */
/** @import { LogWatch } from './follow.js' */
/** @import { Slot } from './hearing-memory.js' */
/** @import { Store } from './store.js' */

/**
 * Fetches a hearing, checks that the signed log includes it and that it holds together, and remembers
 * it.
 *
 * @param {{api: Api, store: Store, watch: LogWatch, leaves: HearingLeaves}} booth
 * @param {string} congress
 * @param {string} hearing
 * @throws {import('./alarm.js').Alarm}
 */
export async function fetchHearing({ api, store, watch, leaves }, congress, hearing) {
  const { leaf, index, evidence } = await fetchLeaf({ api, watch }, congress, hearing);
  alarming('item-invalid', hearing, evidence, () => leaves.of(hearing, leaf));
  store.updateHearing(hearing, (memory) => {
    memory.leaf ??= leaf;
    memory.index ??= index;
  });
}

/**
 * Draws all credentials of a hearing and stores what was drawn, once.
 *
 * @param {Store} store
 * @param {Hearing} hearing
 */
export function prepareSlots(store, { hearing, perDelegate, credentialKeys }) {
  if (store.read().hearings[hearing]?.slots !== undefined) return;
  /**
   * @param {'comment'|'support'} kind
   * @param {number} number
   * @returns {Slot}
   */
  const draw = (kind, number) => {
    const author = encodeHex(newAuthorKey());
    return { kind, number, author, ...drawStored(credentialKeys[kind]) };
  };
  const comments = Array.from({ length: perDelegate }, (_, index) => draw('comment', index + 1));
  const slots = [...comments, draw('support', 1)];
  store.updateHearing(hearing, (memory) => {
    memory.slots ??= slots;
  });
}

/**
 * Collects the credentials that are missing, with what was stored, one after the other.
 *
 * @param {{store: Store, api: Api, pause: () => Promise<void>}} booth
 * @param {Hearing} hearing
 * @throws {import('./api.js').RequestFailed}
 * @throws {import('./alarm.js').Alarm} when an answer is not a signature under the logged key
 */
export async function collectSlots({ store, api, pause }, hearing) {
  const count = store.read().hearings[hearing.hearing]?.slots?.length ?? 0;
  for (let index = 0; index < count; index++) {
    if (isHeld(store.read().hearings[hearing.hearing]?.slots?.[index])) continue;
    await pause();
    await collectSlot({ store, api }, hearing, index);
  }
}

/**
 * Tells whether there is nothing to collect: the credential is there, or was used.
 *
 * @param {Slot|null|undefined} slot
 * @returns {boolean}
 */
export function isHeld(slot) {
  return slot === null || slot?.token !== undefined;
}

/**
 * @param {{store: Store, api: Api}} booth
 * @param {Hearing} hearing
 * @param {number} index
 */
async function collectSlot({ store, api }, { hearing, credentialKeys }, index) {
  const { device, hearings } = store.read();
  const slot = hearings[hearing]?.slots?.[index];
  if (device === null || !slot || slot.salt === undefined || slot.r === undefined) return;
  const { kind, number, author, prefix, salt, r } = slot;
  const key = credentialKeys[kind];
  const message = credentialMessage(kind, hearing, authorKeyOf(parseHex(author, 32)));
  const blinded = blindStored(key, message, { prefix, salt, r });
  const signature = await api.collect(device, hearing, blinded.message, { kind, slot: number });
  const token = alarming('signature-invalid', hearing, encodeB64(signature), () =>
    finalise(key, blinded, signature),
  );
  store.updateHearing(hearing, ({ slots }) => {
    // Another tab may have asked with another request in the same instant.
    if (slots === undefined || slots[index]?.r !== r) return;
    slots[index] = { kind, number, author, prefix, token: encodeB64(token) };
  });
}
