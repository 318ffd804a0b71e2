/** A ballot that went all the way to its encrypted tally, and the device of a scrutineer beside it. */

import { randomBytes } from 'node:crypto';
import { parseBallot, sealBallot } from '../../static/src/ballot.js';
import {
  blind,
  credentialMessage,
  drawBlinding,
  finalise,
  parsePublicKey,
} from '../../static/src/blind_rsa.js';
import { Api } from '../../static/src/booth/api.js';
import { encodeB64, utf8 } from '../../static/src/encoding.js';
import { baseTimes, randomScalar } from '../../static/src/group.js';
import { Crew } from '../../static/src/scrutineer/crew.js';
import { checkContest } from '../../static/src/scrutineer/duty.js';
import { scrutineerMemory } from '../../static/src/scrutineer/memory.js';
import { Record } from '../../static/src/scrutineer/record.js';
import { sumPapers } from '../../static/src/tally.js';
import { open } from './hall.mjs';
import { Origin } from './phone.mjs';

/** @import { Congress, Item } from './server.mjs' */

const TIME = '2026-11-22T10:00:00Z';
const ENTITLED = 20;
const BY = ['周文华', '吴监'];
export const PAPERS = [[[1, 0, 0]], [[0, 1, 0]], [[1, 0, 0]], [[0, 0, 1]]];

/**
 * Returns the log entry of a ballot that nobody but the issuer's helper could have made.
 *
 * @param {Congress} server
 * @param {Item} item
 * @param {number[][]} choices
 * @param {bigint} [secret]
 */
export function ballotEntry(server, { item, election }, choices, secret = randomScalar()) {
  const ballot = sealBallot(election, secret, choices);
  return castEntry(server, item, secret, ballot, []);
}

/**
 * Returns the log entry of a ballot that was sealed with `secret`.
 *
 * @param {Congress} server
 * @param {string} item
 * @param {bigint} secret
 * @param {string} ballot
 * @param {any[]} pairs
 */
export function castEntry(server, item, secret, ballot, pairs) {
  const key = parsePublicKey(server.issuer.spki);
  const { prefix, salt, r } = drawBlinding(key);
  const message = credentialMessage('ballot', item, baseTimes(secret).toHex());
  const blinded = blind(key, message, prefix, salt, r);
  const token = finalise(key, blinded, server.issuer.sign(blinded.message));
  return {
    ballot,
    item,
    pairs,
    prefix: encodeB64(prefix),
    token: encodeB64(token),
    type: 'ballot',
  };
}

/**
 * @param {Item} item
 * @param {readonly {ballot: string}[]} ballots
 */
export function sumOfBallots({ election }, ballots) {
  const papers = ballots.map(({ ballot }) =>
    parseBallot(utf8(ballot), election).answers.flatMap(({ choices }) => choices),
  );
  return sumPapers(election, papers, papers.length).encoded;
}

/**
 * Brings an item as far as its encrypted tally; `change` may put another entry in the place of any.
 *
 * @param {Congress} server
 * @param {Item} item
 * @param {any[]} ballots
 * @param {(entry: any) => any} [change]
 * @param {any[]} [more]  entries behind it
 */
export function count(server, { item, ...rest }, ballots, change = (entry) => entry, more = []) {
  const [present, issued, returned] = [ENTITLED - 2, ballots.length + 1, ballots.length];
  const entries = [
    { type: 'issue-opened', item, time: TIME },
    { type: 'opened', item, by: BY, time: TIME },
    ...ballots,
    { type: 'closed', item, by: BY, present, issued, returned, time: TIME },
    { type: 'issued', item, count: issued, list: '00'.repeat(32), time: TIME },
    { type: 'tally', item, tally: sumOfBallots({ item, ...rest }, ballots) },
    ...more,
  ];
  for (const entry of entries) server.append(change(entry));
}

/** @param {Congress} server */
export function fixRoll(server) {
  server.append({ type: 'roll', entitled: ENTITLED, members: '00'.repeat(32), time: TIME });
}

/**
 * A server with one item.
 *
 * @param {import('node:test').TestContext} t
 */
export async function hall(t) {
  const { server } = await open(t);
  fixRoll(server);
  const item = server.addItem();
  const ballots = PAPERS.map((choices) => ballotEntry(server, item, choices));
  return { server, item, ballots };
}

/**
 * The device of a scrutineer; the same origin again is the same device after a reload.
 *
 * @param {Congress} server
 * @param {{origin?: Origin, start?: (() => Worker)|null, cores?: number, second?: number}} [options]
 */
export function device(server, options = {}) {
  const { origin = new Origin(), start = null, cores = 2, second = 1000 } = options;
  const kept = scrutineerMemory(origin.storageFor({}));
  const api = new Api({
    fetch: (input, init) => globalThis.fetch(input, init),
    base: server.base,
    language: 'zh',
    second: 1000,
    reached: () => {},
  });
  const record = new Record(api, kept, server.congress);
  const crew = new Crew(start, { cores, second });
  /**
   * @param {string} item
   * @param {(done: number, all: number) => void} [progress]
   * @param {AbortSignal} [stop]
   */
  const check = async (item, progress = () => {}, stop = new AbortController().signal) => {
    await record.read();
    const contest = record.contest(item);
    if (contest === null) throw new Error('the item is not in the log');
    return checkContest(contest, crew, progress, stop);
  };
  return { origin, kept, record, crew, check };
}

/** @param {number} length */
export const noise = (length) => encodeB64(Uint8Array.from(randomBytes(length)));
