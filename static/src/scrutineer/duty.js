/**
 * A scrutineer's duty: check every ballot first, then decrypt the sum of a closed item alone.
 *
 * A share decrypts whatever it is made for, so a server that could show two logs could have a single
 * ballot decrypted in one of them. Therefore a device follows one growing log, and makes one share for
 * each item (protocol 3).
 */

import { hexhash, utf8 } from '../encoding.js';
import { InvalidTally } from '../errors.js';
import { baseTimes } from '../group.js';
import {
  checkShare,
  encodeResult,
  makeShare,
  openTally,
  parseShare,
  shareNonces,
} from '../tally.js';
import { RecordRefused, refusing } from './refusal.js';
import { Slips } from './slips.js';

/** @import { Kept } from '../booth/kept.js' */
/** @import { Share, Tally } from '../tally.js' */
/** @import { Crew, Progress } from './crew.js' */
/** @import { Contest } from './contest.js' */
/** @import { ScrutineerMemory } from './memory.js' */

/** An item that may be decrypted: all its ballots passed, and the tally is their sum. @typedef {{contest: Contest, tally: Tally, slips: Slips}} Checked */

/** One scrutineer's share as it is handed in; owner from 1. @typedef {{owner: number, factors: string}} MadeShare */

/**
 * What decrypts: the secret of owner `owner`, from 1, and where its nonces come from.
 *
 * @typedef {{owner: number, secret: bigint, nonce: (prefix: string) => bigint}} DecryptionKey
 */

/** The item is not closed: there is nothing to decrypt. */
export class NotClosed extends Error {}

/**
 * Checks every ballot of an item, and that what is to be decrypted is their sum.
 *
 * @param {Contest} contest  of a log that has been read whole
 * @param {Crew} crew
 * @param {Progress} progress
 * @param {AbortSignal} stop
 * @returns {Promise<Checked>}
 * @throws {NotClosed}
 * @throws {RecordRefused}
 * @throws {import('./hand.js').Stopped}
 */
export async function checkContest(contest, crew, progress, stop) {
  const said = contest.tally;
  if (said === null || contest.state === 'void') throw new NotClosed('the item is not closed');
  const tally = await crew.sum(contest, progress, stop);
  if (tally.encoded !== said.text) {
    const reason = 'the encrypted tally is not the sum of the ballots';
    throw new RecordRefused('tally-wrong', reason, { index: said.index, leaf: said.text });
  }
  const slips = new Slips(contest);
  await slips.check(crew, stop);
  return { contest, tally, slips };
}

/**
 * Returns this device's share of a checked item: always the same one, remembered before it leaves.
 *
 * @param {Checked} checked
 * @param {DecryptionKey} key  on the board that the item is encrypted to
 * @param {Kept<ScrutineerMemory>} kept
 * @returns {MadeShare}
 * @throws {NotClosed} when it has been counted or declared void
 * @throws {RecordRefused} not-on-board, second-tally
 * @throws {import('../booth/kept.js').StorageFailed} and then nothing was decrypted
 */
export function shareOf({ contest, tally }, key, kept) {
  const { secret } = key;
  const { item, paper, state, entry } = contest;
  if (state !== 'closed') throw new NotClosed('the item is not closed, or its result is announced');
  demandOwner(contest, key);
  const hash = hexhash(utf8(tally.encoded));
  if (kept.read().shares[item] === undefined) {
    const nonces = shareNonces(key, secret, tally, paper.election);
    const factors = makeShare(tally, paper.election, secret, nonces);
    kept.update(({ shares }) => {
      shares[item] ??= { tally: hash, factors, sent: false };
    });
  }
  const made = kept.read().shares[item];
  if (made?.tally !== hash) {
    throw new RecordRefused('second-tally', 'another tally of this item was decrypted', entry);
  }
  return { owner: key.owner, factors: made.factors };
}

/**
 * Throws unless the key is on the board that the item is encrypted to, in its owner's place.
 *
 * @param {Contest} contest
 * @param {{owner: number, secret: bigint}} key
 * @throws {RecordRefused} not-on-board
 */
export function demandOwner({ trustees, entry }, { owner, secret }) {
  if (!trustees.verificationKeys[owner - 1]?.equals(baseTimes(secret))) {
    throw new RecordRefused('not-on-board', 'the key is not on the board of the item', entry);
  }
}

/**
 * Returns the counts that shares decrypt, each of which is checked first, and the bytes of the result.
 *
 * @param {Checked} checked
 * @param {readonly MadeShare[]} given
 * @returns {{counts: number[][], encoded: string}}
 * @throws {RecordRefused} share-wrong, result-wrong
 */
export function openShares({ contest, tally }, given) {
  const { election } = contest.paper;
  const { trustees } = contest;
  /** @type {Map<number, Share>} */
  const shares = new Map();
  for (const { owner, factors } of given) {
    refusing('share-wrong', { leaf: `owner ${owner}\n${factors}` }, () => {
      const key = trustees.verificationKeys[owner - 1];
      if (key === undefined || shares.has(owner)) {
        throw new InvalidTally('the owner of a share does not exist or has given one already');
      }
      const share = parseShare(factors, election);
      checkShare(share, key, tally, election);
      shares.set(owner, share);
    });
  }
  return refusing('result-wrong', {}, () => {
    const counts = openTally(tally, shares, trustees);
    return { counts, encoded: encodeResult(counts) };
  });
}
