/**
 * From a draft to a checked receipt, and from a published comment to a support: sealed and signed once,
 * stored before it is sent, and always sent as the same bytes.
 */

import { canonicalJson, encodeB64, encodeHex, parseHex } from '../encoding.js';
import { leafHash } from '../merkle.js';
import {
  authorKeyOf,
  commentMessage,
  makePlaintext,
  newNonce,
  sealComment,
  sign,
  supportMessage,
} from '../sealing.js';
import { RequestFailed } from './api.js';
import { isNotOpen, verifyReceipt } from './cast.js';
import { EMPTY_DRAFT } from './hearing-draft.js';
import { takesComments, takesSupports } from './hearing-duties.js';
import { supportSlot } from './hearing-memory.js';

/** @import { Hearing } from '../hearing/leaf.js' */
/** @import { Api } from './api.js' */
/** @import { CommentEnvelope, SupportEnvelope } from './api-hearing.js' */
/** @import { LogWatch } from './follow.js' */
/** @import { OwnComment, OwnSupport, Slot } from './hearing-memory.js' */
/** @import { Memory, Receipt, Store } from './store.js' */

/** @typedef {{store: Store, api: Api, watch: LogWatch}} Parts */

/**
 * Seals and signs a draft and stores what will be sent; draft and credential are gone after that.
 *
 * @param {Store} store
 * @param {Hearing} hearing
 * @param {number} number  of the comment
 */
export function sealDraft(store, { hearing, officerKey, marks }, number) {
  store.updateHearing(hearing, (memory) => {
    const paper = memory.papers[number];
    const slot = memory.slots?.[number - 1];
    if (!paper || paper.comment || !slot || slot.token === undefined) return;
    const draft = paper.draft ?? EMPTY_DRAFT;
    const given = marks ? draft.marks : EMPTY_DRAFT.marks;
    const plaintext = makePlaintext({ ...draft, marks: given, nonce: newNonce() });
    const { commitment, sealed } = sealComment(officerKey, hearing, plaintext);
    const message = commentMessage(hearing, commitment, sealed);
    const envelope = { ...signed(slot, hearing, commitment, message), sealed: encodeB64(sealed) };
    paper.comment = { plaintext, envelope };
    delete paper.draft;
    const slots = /** @type {(Slot|null)[]} */ (memory.slots);
    slots[number - 1] = null;
  });
}

/**
 * Signs a support and stores what will be sent, once for each comment.
 *
 * @param {Store} store
 * @param {string} hearing
 * @param {string} commitment
 */
export function signSupport(store, hearing, commitment) {
  store.updateHearing(hearing, (memory) => {
    const slot = supportSlot(memory);
    if (memory.supports[commitment] || slot === null) return;
    const message = supportMessage(hearing, commitment);
    memory.supports[commitment] = { envelope: signed(slot, hearing, commitment, message) };
  });
}

/**
 * @param {Slot} slot  held
 * @param {string} item
 * @param {string} commitment
 * @param {Uint8Array} message
 * @returns {SupportEnvelope}
 */
function signed({ author, prefix, token = '' }, item, commitment, message) {
  const secret = parseHex(author, 32);
  const signature = encodeB64(sign(secret, message));
  return { item, key: authorKeyOf(secret), prefix, token, commitment, signature };
}

/**
 * Sends a sealed comment until there is a receipt, and checks that.
 *
 * @param {Parts} booth
 * @param {string} congress
 * @param {string} hearing
 * @param {number} number
 * @throws {RequestFailed}
 * @throws {import('./alarm.js').Alarm}
 */
export async function sendComment({ store, api, watch }, congress, hearing, number) {
  const own = store.read().hearings[hearing]?.papers[number]?.comment;
  if (own === undefined || own.receipt !== undefined) return;
  const { envelope } = own;
  /** @param {(own: OwnComment) => void} change */
  const finish = (change) =>
    store.updateHearing(hearing, ({ papers }) => {
      const now = papers[number]?.comment;
      if (now?.envelope.commitment === envelope.commitment) change(now);
    });
  const receipt = await commentOrFind(api, congress, envelope);
  if (receipt === null) {
    waitUntil(!takesComments(stateOf(store.read(), hearing)));
    finish((now) => {
      now.missed = true;
    });
    return;
  }
  const leaf = encodeHex(leafHash(canonicalJson({ ...envelope, type: 'comment' })));
  const { commitment: tracker } = envelope;
  await verifyReceipt(watch, congress, receipt, { item: hearing, tracker, leaf });
  finish((now) => {
    now.receipt = { ...receipt, leaf };
    delete now.refusal;
  });
}

/**
 * Hands a comment in; when the hearing is closed, looks whether it had arrived before.
 *
 * @param {Api} api
 * @param {string} congress
 * @param {CommentEnvelope} envelope
 * @returns {Promise<Receipt|null>}
 */
async function commentOrFind(api, congress, envelope) {
  try {
    return await api.comment(congress, envelope);
  } catch (error) {
    if (!isNotOpen(error)) throw error;
  }
  try {
    return await api.receipt(congress, envelope.commitment);
  } catch (error) {
    if (error instanceof RequestFailed && error.final) return null;
    throw error;
  }
}

/**
 * Sends a support until there is a receipt, and checks that.
 *
 * @param {Parts} booth
 * @param {string} congress
 * @param {string} hearing
 * @param {string} commitment
 * @throws {RequestFailed}
 * @throws {import('./alarm.js').Alarm}
 */
export async function sendSupport({ store, api, watch }, congress, hearing, commitment) {
  const own = store.read().hearings[hearing]?.supports[commitment];
  if (own === undefined || own.given) return;
  const { envelope } = own;
  /** @param {(own: OwnSupport) => void} change */
  const finish = (change) =>
    store.updateHearing(hearing, ({ supports }) => {
      const now = supports[commitment];
      if (now?.envelope.key === envelope.key) change(now);
    });
  let receipt;
  try {
    receipt = await api.support(congress, envelope);
  } catch (error) {
    if (!isNotOpen(error)) throw error;
    waitUntil(!takesSupports(stateOf(store.read(), hearing)));
    finish((now) => {
      now.missed = true;
    });
    return;
  }
  const leaf = encodeHex(leafHash(canonicalJson({ ...envelope, type: 'support' })));
  await verifyReceipt(watch, congress, receipt, { item: hearing, tracker: commitment, leaf });
  finish((now) => {
    now.given = true;
    delete now.refusal;
  });
}

/**
 * Throws a passing failure until the state this phone last saw agrees with the box's answer.
 *
 * @param {boolean} agreed
 */
function waitUntil(agreed) {
  if (!agreed) throw new RequestFailed('not-open', '', false);
}

/**
 * @param {Readonly<Memory>} memory
 * @param {string} hearing
 * @returns {string}
 */
function stateOf({ hearingAgenda }, hearing) {
  return hearingAgenda.find(({ item }) => item === hearing)?.state ?? 'open';
}

/**
 * Returns the file by which the author proves what an own comment said: its exact plaintext, with the
 * nonce. With it and the public record anybody sees what became of exactly these words.
 *
 * @param {Readonly<Memory>} memory
 * @param {string} hearing
 * @param {number} number
 * @returns {{name: string, text: string}|null} null until there is a receipt
 */
export function proofOf({ hearings }, hearing, number) {
  const own = hearings[hearing]?.papers[number]?.comment;
  if (own?.receipt === undefined) return null;
  const { plaintext, envelope } = own;
  return { name: `votesvc-comment-${envelope.commitment.slice(0, 8)}.json`, text: plaintext };
}
