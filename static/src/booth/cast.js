/**
 * From marks to a receipt: sealed once, stored before it is sent, and always sent as the same bytes.
 *
 * A receipt is believed when it proves that the log entry this phone computes itself is in the one
 * signed log. After that the phone keeps nothing that could show the vote.
 */

import { b64hash, canonicalJson, encodeHex, parseHex, utf8 } from '../encoding.js';
import { InvalidInclusion } from '../errors.js';
import { leafHash, verifyInclusion } from '../merkle.js';
import { Alarm, alarming } from './alarm.js';
import { RequestFailed } from './api.js';

/** @import { Choices } from '../ballot.js' */
/** @import { Question } from '../election.js' */
/** @import { Api } from './api.js' */
/** @import { LogWatch } from './follow.js' */
/** @import { Paper } from './item.js' */
/** @import { Sealer } from './sealer.js' */
/** @import { Envelope, Receipt, Store } from './store.js' */

const NOT_OPEN = new Set(['not-open', 'wrong-state']);
const OVER = new Set(['closed', 'counted', 'signed', 'announced', 'void']);

/**
 * Tells whether an item in this state takes no more ballots, ever.
 *
 * @param {string} state
 * @returns {boolean}
 */
export function isOver(state) {
  return OVER.has(state);
}

/**
 * Seals the marks of an item and stores the sealed ballot; marks and secret are gone after that.
 *
 * @param {Store} store
 * @param {Sealer} sealer
 * @param {Paper} paper
 * @param {(progress: number) => void} progress
 */
export async function seal(store, sealer, { item, election }, progress) {
  const { casting, credential, marks, names = [], envelope } = store.read().items[item] ?? {};
  if (casting !== true || credential === undefined || envelope !== undefined) return;
  const choices = choicesOf(election.questions, marks ?? []);
  const { secret, prefix, token } = credential;
  const task = { election: election.encoded, secret, choices, names };
  const { ballot, pairs } = await sealer.seal(task, progress);
  store.updateItem(item, (memory) => {
    if (memory.casting !== true || memory.envelope !== undefined) return;
    memory.envelope = { item, ballot, prefix, token, pairs };
    delete memory.marks;
    delete memory.names;
    delete memory.credential;
    delete memory.reviewing;
  });
}

/**
 * Gives the paper back to be marked again.
 *
 * @param {import('./store.js').ItemMemory} memory
 */
export function unseal(memory) {
  delete memory.casting;
  delete memory.reviewing;
}

/**
 * Returns zeros and ones as ballots have them; where blank is allowed, no mark at all is blank.
 *
 * @param {readonly Question[]} questions
 * @param {boolean[][]} marks
 * @returns {Choices}
 */
export function choicesOf(questions, marks) {
  return questions.map(({ answers, blank }, number) => {
    const bits = answers.map((_, answer) => (marks[number]?.[answer] === true ? 1 : 0));
    return blank ? [bits.includes(1) ? 0 : 1, ...bits] : bits;
  });
}

/**
 * Sends the stored ballot until there is a receipt, and checks that.
 *
 * @param {{store: Store, api: Api, watch: LogWatch}} booth
 * @param {string} congress
 * @param {string} item
 * @throws {RequestFailed}
 * @throws {import('./alarm.js').Alarm}
 */
export async function send({ store, api, watch }, congress, item) {
  const envelope = store.read().items[item]?.envelope;
  if (envelope === undefined) return;
  const tracker = b64hash(utf8(envelope.ballot));
  const leaf = encodeHex(leafHash(canonicalJson(entryOf(envelope))));
  const receipt = await castOrFind(api, congress, envelope, tracker);
  if (receipt === null) {
    const { state } = store.read().agenda.find((each) => each.item === item) ?? {};
    // The state this phone last saw may be older than the box's answer: wait until they agree.
    if (state === undefined || !isOver(state)) throw new RequestFailed('not-open', '', false);
    store.updateItem(item, markMissed);
    return;
  }
  await verifyReceipt(watch, congress, receipt, { item, tracker, leaf });
  store.updateItem(item, (memory) => {
    memory.receipt = { ...receipt, leaf };
    for (const name of /** @type {const} */ (['envelope', 'casting', 'request', 'refusal'])) {
      delete memory[name];
    }
  });
}

/**
 * Forgets a vote that can no longer be cast.
 *
 * @param {import('./store.js').ItemMemory} memory
 */
export function markMissed(memory) {
  memory.missed = true;
  const secrets = /** @type {const} */ ([
    'request',
    'credential',
    'marks',
    'names',
    'reviewing',
    'casting',
    'envelope',
  ]);
  for (const name of secrets) delete memory[name];
}

/**
 * Casts; when the box is closed, looks whether the ballot had reached it before.
 *
 * @param {Api} api
 * @param {string} congress
 * @param {Envelope} envelope
 * @param {string} tracker
 * @returns {Promise<Receipt|null>}
 */
async function castOrFind(api, congress, envelope, tracker) {
  try {
    return await api.cast(congress, envelope);
  } catch (error) {
    if (!isNotOpen(error)) throw error;
  }
  try {
    return await api.receipt(congress, tracker);
  } catch (error) {
    if (error instanceof RequestFailed && error.final) return null;
    throw error;
  }
}

/**
 * Tells whether the box refused because it is closed, or not open yet.
 *
 * @param {unknown} error
 * @returns {boolean}
 */
export function isNotOpen(error) {
  return error instanceof RequestFailed && NOT_OPEN.has(error.code);
}

/**
 * Fetches the receipt of a ballot again and checks it against the newest log.
 *
 * @param {{store: Store, api: Api, watch: LogWatch}} booth
 * @param {string} congress
 * @param {string} item
 * @returns {Promise<'checked'|'unreachable'>}
 * @throws {Alarm}
 */
export async function recheck({ store, api, watch }, congress, item) {
  const known = store.read().items[item]?.receipt;
  if (known === undefined) return 'unreachable';
  try {
    await watch.follow(congress);
    await verifyReceipt(watch, congress, await api.receipt(congress, known.tracker), known);
    return 'checked';
  } catch (error) {
    if (!(error instanceof RequestFailed)) throw error;
    if (error.code !== 'unknown-receipt') return 'unreachable';
    throw new Alarm('receipt-invalid', item, JSON.stringify(known));
  }
}

/**
 * Throws unless the receipt proves that exactly our log entry is in the log this phone follows.
 *
 * @param {LogWatch} watch
 * @param {string} congress
 * @param {Receipt} receipt
 * @param {{item: string, tracker: string, leaf: string, index?: number}} own  index: of a receipt
 *   that was given before; receipts never change
 */
export async function verifyReceipt(watch, congress, receipt, own) {
  const evidence = JSON.stringify(receipt);
  const { size, root } = await watch.accept(congress, receipt.checkpoint);
  alarming('receipt-invalid', own.item, evidence, () => {
    const same = receipt.item === own.item && receipt.tracker === own.tracker;
    if (!same || receipt.size !== size || receipt.index !== (own.index ?? receipt.index)) {
      throw new InvalidInclusion('the receipt is for another ballot, place or size');
    }
    const proof = receipt.inclusion.map((hash) => parseHex(hash, 32));
    verifyInclusion(parseHex(own.leaf, 32), receipt.index, size, proof, root);
  });
}

/**
 * Returns the log entry that a cast ballot becomes.
 *
 * @param {Envelope} envelope
 * @returns {import('../encoding.js').JsonValue}
 */
function entryOf({ item, ballot, prefix, token, pairs }) {
  return { ballot, item, pairs, prefix, token, type: 'ballot' };
}
