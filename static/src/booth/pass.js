/**
 * From a pass to a device, and from a device to one blind-signed credential per item (protocol 6).
 *
 * Device token and blinded request are drawn here and stored before they are sent, so that a lost
 * answer is asked for again with the same bytes.
 */

import { blind, credentialMessage, drawBlinding, finalise } from '../blind_rsa.js';
import {
  bytesToNumber,
  encodeB64,
  encodeB64url,
  encodeHex,
  hexhash,
  numberToBytes,
  parseB64,
  parseB64url,
  parseHex,
  randomBytes,
} from '../encoding.js';
import { baseTimes, parseScalar, randomScalar } from '../group.js';
import { alarming } from './alarm.js';
import { RequestFailed } from './api.js';

/** @import { Blinded, PublicKey } from '../blind_rsa.js' */
/** @import { Api } from './api.js' */
/** @import { Paper } from './item.js' */
/** @import { Trouble } from './state.js' */
/** @import { Drawn, Memory, Request, Store } from './store.js' */

const PASS_LENGTH = 20;
const DEVICE_LENGTH = 32;
const R_LENGTH = 384;

/**
 * Returns the pass in the fragment of an address, or null when there is none.
 *
 * @param {string} hash  "#<pass>" or ""
 * @returns {string|null}
 * @throws {import('../errors.js').MalformedInput}
 */
export function parsePass(hash) {
  const text = hash.replace(/^#/, '');
  if (text === '') return null;
  parseB64url(text, PASS_LENGTH);
  return text;
}

/**
 * Remembers a scanned pass until it is redeemed; the pass this phone already holds changes nothing.
 *
 * @param {Store} store
 * @param {string} pass
 */
export function offerPass(store, pass) {
  store.update((memory) => {
    if (memory.passHash === hashOf(pass)) return;
    if (memory.candidate?.pass === pass) {
      memory.candidate.refusal = null;
      return;
    }
    const device = encodeB64url(randomBytes(DEVICE_LENGTH));
    memory.candidate = { pass, device, agreed: memory.holder === null, refusal: null };
  });
}

/**
 * Redeems the remembered pass and returns the refusal, if there is one.
 *
 * With a pass of another congress everything of the former one is forgotten; with a new pass of the
 * same congress its credentials and receipts stay. When a phone that already holds a pass is refused
 * another one, it keeps what it has.
 *
 * @param {Store} store
 * @param {Api} api
 * @returns {Promise<Trouble|null>}
 * @throws {RequestFailed} passing failures only
 */
export async function redeem(store, api) {
  const { candidate } = store.read();
  if (candidate === null) return null;
  const device = hexhash(parseB64url(candidate.device, DEVICE_LENGTH));
  /** @param {(memory: Memory) => void} change */
  const finish = (change) =>
    store.update((memory) => {
      if (memory.candidate?.device === candidate.device) change(memory);
    });
  try {
    const holder = await api.redeem(candidate.pass, device);
    finish((memory) => {
      if (memory.holder?.congress !== holder.congress) {
        Object.assign(memory, { title: '', log: null, boards: [], agenda: [], items: {} });
        Object.assign(memory, { hearingAgenda: [], hearings: {} });
      }
      // What the former pass was refused, the new one may get.
      for (const item of Object.values(memory.items)) delete item.refusal;
      // What the roll refused the old pass it may grant the new one.
      for (const known of Object.values(memory.items)) {
        if (known.envelope === undefined) delete known.refusal;
      }
      for (const known of Object.values(memory.hearings)) delete known.refusal;
      const passHash = hashOf(candidate.pass);
      Object.assign(memory, { holder, passHash, device: candidate.device, candidate: null });
    });
    return null;
  } catch (error) {
    if (!(error instanceof RequestFailed) || !error.final) throw error;
    const { code, message } = error;
    const refusal = { code, message, final: true };
    finish((memory) => {
      memory.candidate = memory.holder === null ? { ...candidate, refusal } : null;
    });
    return refusal;
  }
}

/**
 * Draws what collecting needs and stores it, once per item.
 *
 * @param {Store} store
 * @param {Paper} paper
 */
export function prepareRequest(store, { item, credentialKey }) {
  if (store.read().items[item]?.request !== undefined) return;
  const request = { secret: String(randomScalar()), ...drawStored(credentialKey) };
  store.updateItem(item, (memory) => {
    memory.request ??= request;
  });
}

/**
 * Collects the credential of an item with the stored request.
 *
 * @param {Store} store
 * @param {Api} api
 * @param {Paper} paper
 * @throws {RequestFailed}
 * @throws {import('./alarm.js').Alarm} when the answer is not a signature under the logged key
 */
export async function collect(store, api, paper) {
  const { device, items } = store.read();
  const request = items[paper.item]?.request;
  if (device === null || request === undefined) {
    throw new RequestFailed('unknown-device', '', true);
  }
  const blinded = blindAgain(paper, request);
  const signature = await api.collect(device, paper.item, blinded.message);
  const token = alarming('signature-invalid', paper.item, encodeB64(signature), () =>
    finalise(paper.credentialKey, blinded, signature),
  );
  store.updateItem(paper.item, (memory) => {
    // Another tab may have asked with another request in the same instant.
    if (memory.request?.r !== request.r || memory.credential !== undefined) return;
    const { secret, prefix } = request;
    memory.credential = { secret, prefix, token: encodeB64(token) };
    delete memory.request;
  });
}

/**
 * @param {Paper} paper
 * @param {Request} request
 * @returns {Blinded}
 */
function blindAgain({ item, credentialKey }, { secret, ...drawn }) {
  const credential = baseTimes(parseScalar(secret));
  const message = credentialMessage('ballot', item, credential.toHex());
  return blindStored(credentialKey, message, drawn);
}

/**
 * Draws what blinding needs, as it is stored.
 *
 * @param {PublicKey} key
 * @returns {Drawn}
 */
export function drawStored(key) {
  const { prefix, salt, r } = drawBlinding(key);
  return {
    prefix: encodeB64(prefix),
    salt: encodeB64(salt),
    r: encodeHex(numberToBytes(r, R_LENGTH)),
  };
}

/**
 * Makes the same blinded message again from what was stored.
 *
 * @param {PublicKey} key
 * @param {Uint8Array} message
 * @param {Drawn} drawn
 * @returns {Blinded}
 */
export function blindStored(key, message, { prefix, salt, r }) {
  const factor = bytesToNumber(parseHex(r, R_LENGTH));
  return blind(key, message, parseB64(prefix), parseB64(salt), factor);
}

/**
 * @param {string} pass
 * @returns {string}
 */
function hashOf(pass) {
  return hexhash(parseB64url(pass, PASS_LENGTH));
}
