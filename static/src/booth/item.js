/**
 * The agenda item as the log has it: the only place a phone takes fingerprint and keys from.
 *
 * A server that showed different keys to different phones could tell them apart. So the item must be
 * included in the one signed log that everybody follows, and must not contradict itself.
 */

import { credentialKeyName, parsePublicKey } from '../blind_rsa.js';
import { parseElection } from '../election.js';
import {
  asText,
  exactFields,
  parseB64,
  parseCanonicalJson,
  parseHex,
  parseUuid,
  utf8,
} from '../encoding.js';
import { InvalidInclusion, MalformedInput } from '../errors.js';
import { leafHash, verifyInclusion } from '../merkle.js';
import { alarming } from './alarm.js';
import { demandBoardKey } from './board.js';
import { groupOf, parseKind } from './kinds.js';

/** @import { PublicKey } from '../blind_rsa.js' */
/** @import { Election } from '../election.js' */
/** @import { LoggedItem } from './answers.js' */
/** @import { Api } from './api.js' */
/** @import { LogWatch } from './follow.js' */
/** @import { Kind } from './kinds.js' */
/** @import { Store } from './store.js' */

/**
 * @typedef {object} Paper
 * @property {string} item
 * @property {Kind} kind
 * @property {string} title
 * @property {string} group  of voters that it is for, "" for everybody
 * @property {Election} election
 * @property {PublicKey} credentialKey
 */

const FIELDS = /** @type {const} */ ([
  'election',
  'item',
  'kind',
  'phi',
  'public_key',
  'rule',
  'time',
  'title',
  'type',
]);
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;

/**
 * Fetches an item, checks that the signed log includes it, that it holds together and is encrypted to
 * the scrutineers, and remembers it.
 *
 * @param {{api: Api, store: Store, watch: LogWatch}} booth
 * @param {string} congress
 * @param {string} item
 * @throws {import('./alarm.js').Alarm}
 */
export async function fetchItem({ api, store, watch }, congress, item) {
  const { leaf, index, origin, evidence } = await fetchLeaf({ api, watch }, congress, item);
  const { election } = alarming('item-invalid', item, evidence, () => {
    const paper = parseItemLeaf(leaf, item);
    checkOrigin(paper, origin);
    checkGroup(paper, store);
    return paper;
  });
  await demandBoardKey({ api, store, watch }, congress, { item, index, election });
  store.updateItem(item, (memory) => {
    memory.leaf ??= leaf;
    memory.index ??= index;
  });
}

/**
 * Fetches the log entry that stands for an item, and checks that the signed log includes it.
 *
 * @param {{api: Api, watch: LogWatch}} booth
 * @param {string} congress
 * @param {string} item
 * @returns {ReturnType<typeof proveLeaf>}
 * @throws {import('./alarm.js').Alarm}
 */
export async function fetchLeaf({ api, watch }, congress, item) {
  return proveLeaf(watch, congress, item, await api.item(congress, item));
}

/**
 * Returns a log entry once the signed log is shown to include it.
 *
 * @param {LogWatch} watch
 * @param {string} congress
 * @param {string} item  that it speaks of
 * @param {LoggedItem} logged
 * @returns {Promise<{leaf: string, index: number, origin: string, evidence: string}>}
 * @throws {import('./alarm.js').Alarm}
 */
export async function proveLeaf(watch, congress, item, logged) {
  const { leaf, index, size, inclusion, checkpoint } = logged;
  const { origin, size: signed, root } = await watch.accept(congress, checkpoint);
  const evidence = `${leaf}\n${index} ${size} ${inclusion.join(' ')}\n${checkpoint}`;
  alarming('item-not-in-log', item, evidence, () => {
    if (size !== signed) throw new InvalidInclusion('the proof is for another size');
    const proof = inclusion.map((hash) => parseHex(hash, 32));
    verifyInclusion(leafHash(utf8(leaf)), index, size, proof, root);
  });
  return { leaf, index, origin, evidence };
}

/**
 * @param {Paper} paper
 * @param {string} origin
 */
function checkOrigin({ election }, origin) {
  if (election.description !== origin) throw new MalformedInput('the election is of another log');
}

/**
 * @param {Paper} paper
 * @param {Store} store  which holds what the congress said of the item
 */
function checkGroup({ item, group }, store) {
  const told = store.read().agenda.find((each) => each.item === item);
  if (group !== (told?.group ?? '')) throw new MalformedInput('the item is for another group');
}

/**
 * Reads an item's log entry strictly.
 *
 * @param {string} leaf
 * @param {string} item  the one that was asked for
 * @returns {Paper}
 * @throws {MalformedInput} and its kin
 */
export function parseItemLeaf(leaf, item) {
  const fields = exactFields(parseCanonicalJson(utf8(leaf)), FIELDS);
  if (fields.type !== 'item' || parseUuid(fields.item) !== item) {
    throw new MalformedInput('the entry is not that of the item');
  }
  if (!TIME.test(asText(fields.time))) throw new MalformedInput('the time is malformed');
  const election = parseElection(asText(fields.election));
  if (fields.phi !== election.fingerprint) {
    throw new MalformedInput('the fingerprint is not that of the election');
  }
  const title = asText(fields.title);
  if (election.uuid !== item || election.name !== title) {
    throw new MalformedInput('the election is that of another item');
  }
  const credentialKey = parsePublicKey(parseB64(asText(fields.public_key)));
  if (election.credentialAuthority !== credentialKeyName(credentialKey)) {
    throw new MalformedInput('the election names another credential key');
  }
  const kind = parseKind(fields.kind, fields.rule, election.questions);
  return { item, kind, title, group: groupOf(fields.rule), election, credentialKey };
}

/**
 * Returns the title of an item, with the group in brackets where one alone votes on it.
 *
 * @param {Paper} paper
 */
export function titled({ title, group }) {
  return group === '' ? title : `${title}（${group}）`;
}

/** Reads each leaf once: parsing checks curve points, and the page asks often. */
export class Papers {
  /** @type {Map<string, Paper>} */
  #read = new Map();

  /**
   * @param {string} item
   * @param {string} leaf  verified before
   * @returns {Paper}
   */
  of(item, leaf) {
    const known = this.#read.get(leaf);
    if (known !== undefined) return known;
    const paper = parseItemLeaf(leaf, item);
    this.#read.set(leaf, paper);
    return paper;
  }
}
