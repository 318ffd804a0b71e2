/**
 * The scrutineers as the log has them: a ballot is encrypted to the sum of their keys, or not at all.
 *
 * A server that put a key of its own into an item could read every vote cast for it. That the logged
 * scrutineers are the people they should be is theirs to compare; a phone cannot know them.
 */

import { asText, exactFields, parseCanonicalJson, parseHex, utf8 } from '../encoding.js';
import { InvalidInclusion, InvalidTrustees, MalformedInput } from '../errors.js';
import { leafHash, verifyInclusion } from '../merkle.js';
import { parseTrustees } from '../trustees.js';
import { alarming } from './alarm.js';

/** @import { Election } from '../election.js' */
/** @import { Trustees } from '../trustees.js' */
/** @import { Api } from './api.js' */
/** @import { LogWatch } from './follow.js' */
/** @import { KnownBoard, Store } from './store.js' */

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;

/**
 * Throws unless the election's key is the joint key of the scrutineers who hold for the item: those
 * who stand last before it in the signed log.
 *
 * Every log entry of scrutineers that passes is remembered by its place, and none is taken that
 * another one is known to have replaced before the item.
 *
 * @param {{api: Api, store: Store, watch: LogWatch}} booth
 * @param {string} congress
 * @param {{item: string, index: number, election: Election}} logged
 * @throws {import('./alarm.js').Alarm}
 * @throws {import('./api.js').RequestFailed}
 */
export async function demandBoardKey({ api, store, watch }, congress, logged) {
  const known = lastBefore(store.read().boards, logged.index);
  if (known !== null && keyIsOf(known, logged)) return;
  const board = await fetchBoard({ api, watch }, congress, logged);
  const evidence = `${board.index} ${board.leaf}\n${logged.index} ${logged.election.encoded}`;
  /** @param {() => void} check */
  const demand = (check) => alarming('board-mismatch', logged.item, evidence, check);
  demand(() => {
    if (board.index >= logged.index) {
      throw new InvalidTrustees('the scrutineers come after the item');
    }
    if (!keyIsOf(board, logged)) {
      throw new InvalidTrustees("the item's key is not that of the scrutineers");
    }
  });
  store.update((memory) => {
    if (memory.holder?.congress !== congress) return;
    demand(() => {
      // Looked at again: two items may have been fetched at once.
      const last = lastBefore(memory.boards, logged.index);
      if (last !== null && last.index > board.index) {
        throw new InvalidTrustees('these scrutineers had been replaced before the item');
      }
    });
    if (memory.boards.some(({ index }) => index === board.index)) return;
    memory.boards = [...memory.boards, board].sort((one, other) => one.index - other.index);
  });
}

/**
 * Returns the last of these entries before a place in the log.
 *
 * @param {readonly KnownBoard[]} boards
 * @param {number} place
 * @returns {KnownBoard|null}
 */
function lastBefore(boards, place) {
  return boards.filter(({ index }) => index < place).pop() ?? null;
}

/**
 * @param {KnownBoard} board
 * @param {{election: Election}} logged
 */
function keyIsOf(board, { election }) {
  return parseBoardLeaf(board.leaf).publicKey.equals(election.publicKey);
}

/**
 * Fetches the scrutineers' log entry for an item, and checks that the signed log includes it.
 *
 * @param {{api: Api, watch: LogWatch}} booth
 * @param {string} congress
 * @param {{item: string, index: number}} logged  on whose behalf
 * @returns {Promise<KnownBoard>}
 */
async function fetchBoard({ api, watch }, congress, logged) {
  const { leaf, index, size, inclusion, checkpoint } = await api.board(congress, logged.index);
  const { size: signed, root } = await watch.accept(congress, checkpoint);
  const evidence = `${leaf}\n${index} ${size} ${inclusion.join(' ')}\n${checkpoint}`;
  alarming('board-mismatch', logged.item, evidence, () => {
    if (size !== signed) throw new InvalidInclusion('the proof is for another size');
    const proof = inclusion.map((hash) => parseHex(hash, 32));
    verifyInclusion(leafHash(utf8(leaf)), index, size, proof, root);
  });
  return { leaf, index };
}

/**
 * Reads the scrutineers' log entry strictly.
 *
 * @param {string} leaf
 * @returns {Trustees}
 * @throws {MalformedInput} and its kin
 */
export function parseBoardLeaf(leaf) {
  const fields = exactFields(parseCanonicalJson(utf8(leaf)), ['time', 'trustees', 'type']);
  if (fields.type !== 'board' || !TIME.test(asText(fields.time))) {
    throw new MalformedInput('the entry is not that of the scrutineers');
  }
  return parseTrustees(asText(fields.trustees));
}
