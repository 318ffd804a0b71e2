/**
 * What the log says of the items of one congress, entry by entry (protocol 7.4; checks 2 and 3 of 9).
 *
 * Read from the first entry on. Everything that decides what may be decrypted is checked here, but
 * ballots: of those only that they stand where ballots may stand.
 */

import { parseBoardLeaf } from '../booth/board.js';
import { parseItemLeaf } from '../booth/item.js';
import { asList, asNatural, asText, exactFields, parseCanonicalJson, utf8 } from '../encoding.js';
import { MalformedInput } from '../errors.js';
import { Ceremonies, checkTwoPeople } from './ceremonies.js';
import {
  ASIDE,
  checkFollows,
  checkIssued,
  readCounts,
  readShuffle,
  readSlips,
  STATE_AFTER,
} from './contest.js';
import { RecordRefused, refusing } from './refusal.js';

/** @import { Paper } from '../booth/item.js' */
/** @import { Trustees } from '../trustees.js' */

/** @import { Contest, Counts, Fields, Placed } from './contest.js' */

const GROUP_FIELDS = /** @type {const} */ (['entitled', 'group']);
/** With fewer ballots the sum of a group would tell who voted how. */
const SMALLEST_GROUP = 5;

export class Ledger {
  /** @type {Map<string, Contest>} in the order of the log */
  contests = new Map();
  size = 0;
  #ceremonies = new Ceremonies();
  #congress;
  /** @type {Trustees|null} the last board */
  #board = null;
  /** @type {number|null} */
  #entitled = null;
  /** @type {Map<string, number>} how many are in each group of voters */
  #groups = new Map();
  #before = '';
  /** @type {Set<string>} their entries are no business of a count */
  #hearings = new Set();

  /** @param {string} congress */
  constructor(congress) {
    this.#congress = congress;
  }

  /** The scrutineers who stand in the log last. */
  get board() {
    return this.#board;
  }

  /** What every ceremony came to, by its uuid. */
  get ceremonies() {
    return this.#ceremonies.all;
  }

  /** N, or null while the roll is not fixed. */
  get entitled() {
    return this.#entitled;
  }

  /**
   * Takes the next entry of the log.
   *
   * @param {string} leaf
   * @param {number} index
   * @throws {RecordRefused}
   */
  take(leaf, index) {
    const place = { index, leaf };
    refusing('entry-illegal', place, () => {
      if (index !== this.size) throw new MalformedInput('an entry is left out or comes twice');
      this.size += 1;
      const fields = readEntry(leaf);
      const type = asText(fields.type);
      if ((index === 0) !== (type === 'congress')) {
        throw new MalformedInput('the log does not begin with the one congress');
      }
      this.#take(type, fields, place);
      this.#before = type;
    });
  }

  /**
   * @param {string} type
   * @param {Fields} fields
   * @param {Placed} place
   */
  #take(type, fields, place) {
    if (type === 'congress') this.#demandCongress(fields);
    else if (type === 'roll') this.#fixRoll(fields);
    else if (type === 'roll-groups') this.#setGroups(fields);
    else if (type === 'board') this.#setBoard(place);
    else if (type === 'key-commitments') this.#ceremonies.begin(fields, place);
    else if (type === 'key-stopped') this.#ceremonies.end(null);
    else if (type === 'hearing') this.#hearings.add(this.#fresh(fields));
    else if (type === 'item') this.#open(this.#fresh(fields), place);
    else if ('item' in fields) this.#step(type, fields, place);
  }

  /** @param {Fields} fields */
  #demandCongress({ congress }) {
    if (congress !== this.#congress) throw new MalformedInput('the log is of another congress');
  }

  /** @param {Fields} fields */
  #fixRoll({ entitled }) {
    if (this.#entitled !== null) throw new MalformedInput('the roll is fixed a second time');
    this.#entitled = asNatural(entitled);
  }

  /** @param {Fields} fields */
  #setGroups({ groups }) {
    if (this.#before !== 'roll') throw new MalformedInput('groups do not stand behind the roll');
    for (const each of asList(groups)) {
      const { entitled, group } = exactFields(each, GROUP_FIELDS);
      this.#groups.set(asText(group), asNatural(entitled));
    }
  }

  /** @param {Placed} place */
  #setBoard({ leaf }) {
    this.#board = parseBoardLeaf(leaf);
    this.#ceremonies.end(this.#board);
  }

  /**
   * @param {Fields} fields
   * @returns {string} the uuid of an item or hearing that was not there before
   */
  #fresh({ item }) {
    const uuid = asText(item);
    if (this.contests.has(uuid) || this.#hearings.has(uuid)) {
      throw new MalformedInput('an item or hearing comes twice');
    }
    return uuid;
  }

  /**
   * @param {string} item
   * @param {Placed} entry
   */
  #open(item, entry) {
    const trustees = this.#board;
    const paper = refusing('item-invalid', entry, () => {
      const read = parseItemLeaf(entry.leaf, item);
      checkElection(read, trustees, `votesvc/${this.#congress}`);
      return read;
    });
    this.contests.set(item, {
      item,
      entry,
      paper,
      trustees: /** @type {Trustees} */ (trustees),
      ballots: [],
      counts: null,
      tally: null,
      shuffled: [],
      reshuffled: [],
      last: 'item',
      state: 'ready',
    });
  }

  /**
   * @param {string} type
   * @param {Fields} fields
   * @param {Placed} place
   */
  #step(type, fields, place) {
    const item = asText(fields.item);
    if (this.#hearings.has(item)) return;
    const contest = this.contests.get(item);
    if (contest === undefined) throw new MalformedInput('an entry is of no known item');
    if (ASIDE.has(type)) return;
    checkFollows(contest, type);
    if (type === 'ballot') contest.ballots.push(place);
    else if (type === 'opened') checkTwoPeople(fields.by);
    else if (type === 'closed') contest.counts = readCounts(fields, contest);
    else if (type === 'issued') checkIssued(contest, asNatural(fields.count));
    else if (type === 'tally') this.#sum(contest, asText(fields.tally), place);
    else if (type === 'shuffled') contest.shuffled.push(readSlips(fields, contest, place));
    else if (type === 'reshuffled') contest.reshuffled.push(readShuffle(fields, contest, place));
    contest.last = type;
    contest.state = STATE_AFTER[type] ?? 'counted';
  }

  /**
   * @param {Contest} contest
   * @param {string} text
   * @param {Placed} place
   */
  #sum(contest, text, place) {
    const { present, issued, returned } = /** @type {Counts} */ (contest.counts);
    const { group } = contest.paper;
    const entitled = (group === '' ? this.#entitled : this.#groups.get(group)) ?? 0;
    const inOrder = returned <= issued && issued <= present && present <= entitled;
    // An item for which this does not hold is void, and then has no tally.
    if (!inOrder) throw new RecordRefused('counts-wrong', 'not R <= I <= A <= N', place);
    if (group !== '' && returned < SMALLEST_GROUP) {
      throw new RecordRefused('group-too-small', 'a group of so few is not counted apart', place);
    }
    contest.tally = { index: place.index, text };
  }
}

/**
 * @param {string} leaf
 * @returns {Fields}
 */
function readEntry(leaf) {
  const value = parseCanonicalJson(utf8(leaf));
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw new MalformedInput('a log entry is not an object');
  }
  return /** @type {Fields} */ (value);
}

/**
 * Throws unless nothing stands in the election but what follows from item, board and log.
 *
 * @param {Paper} paper
 * @param {Trustees|null} trustees
 * @param {string} origin
 */
function checkElection({ election }, trustees, origin) {
  if (trustees === null) throw new MalformedInput('an item is ready before there are scrutineers');
  if (!election.publicKey.equals(trustees.publicKey)) {
    throw new MalformedInput("the item's key is not that of the scrutineers");
  }
  if (election.description !== origin || election.administrator !== 'votesvc') {
    throw new MalformedInput('the election is of another log');
  }
}
