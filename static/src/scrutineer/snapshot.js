/** The state of a scrutineer's page: what is stored and what goes on, as one plain value. */

import { titled } from '../booth/item.js';
import { currentSeat } from './memory.js';

/** @import { Trouble } from '../booth/state.js' */
/** @import { CeremonyPart } from './ceremony.js' */
/** @import { Count } from './count.js' */
/** @import { Contest } from './contest.js' */
/** @import { ScrutineerMemory, Seat } from './memory.js' */
/** @import { CeremonyView, ItemView, Phase, ScrutineerState, SeatView, Step } from './state.js' */
/** @import { CeremonyStep, Status } from './wire.js' */

/**
 * What goes on and is not stored.
 *
 * @typedef {object} Moment
 * @property {boolean} stored    whether the browser keeps things
 * @property {boolean} offline
 * @property {Trouble|null} error
 * @property {{code: string, evidence: string}|null} alarm
 * @property {'restore'|'save'|null} asked  what the person wants to see
 * @property {boolean} later     the person saves the backup later
 * @property {string|null} current  the item that is looked at
 * @property {CeremonyPart|null} part
 * @property {readonly Contest[]} contests
 * @property {Map<string, string>} states   of items, as the congress has them
 * @property {Map<string, Count>} counts    by item
 * @property {number} witnessed
 * @property {number} log
 */

/** @returns {Moment} */
export function newMoment() {
  return {
    stored: true,
    offline: false,
    error: null,
    alarm: null,
    asked: null,
    later: false,
    current: null,
    part: null,
    contests: [],
    states: new Map(),
    counts: new Map(),
    witnessed: 0,
    log: 0,
  };
}

/**
 * @param {Readonly<ScrutineerMemory>} memory
 * @param {Moment} moment
 * @returns {ScrutineerState}
 */
export function snapshot(memory, moment) {
  const seat = currentSeat(memory);
  const items = moment.contests.map((contest) => itemView(contest, moment));
  const current = items.find(({ item }) => item === moment.current) ?? null;
  const { offline, witnessed, log, error, alarm } = moment;
  return {
    step: stepOf(seat, moment, current),
    offline,
    seat: seat?.status == null ? null : seatView(seat, seat.status),
    ceremony: seat?.status == null ? null : ceremonyView(seat.status, moment),
    witnessed,
    log,
    items,
    current,
    others: Object.entries(memory.seats)
      .filter(([device, { status }]) => device !== memory.current && status !== null)
      .map(([device, { status }]) => ({
        device,
        name: status?.names[status.seat - 1] ?? '',
        title: status?.title ?? '',
      })),
    error,
    alarm,
  };
}

/**
 * @param {Seat|null} seat
 * @param {Moment} moment
 * @param {ItemView|null} current
 * @returns {Step}
 */
function stepOf(seat, moment, current) {
  if (!moment.stored) return 'no-storage';
  if (moment.alarm !== null) return 'alarm';
  if (moment.asked === 'restore') return 'restore';
  if (seat === null) return 'start';
  if (moment.error !== null) return 'turned-away';
  if (seat.status === null) return 'joining';
  if (!seat.agreed) return 'who';
  if (seat.status.step === 'stopped') return 'stopped';
  if (!moment.part?.ready) return 'rounds';
  if (moment.asked === 'save' || (!seat.saved && !moment.later)) return 'save';
  return current === null ? 'home' : 'count';
}

/**
 * @param {Seat} seat
 * @param {Status} status
 * @returns {SeatView}
 */
function seatView({ saved }, { congress, title, names, seat, threshold }) {
  return { congress, title, name: names[seat - 1] ?? '', seat, names, threshold, saved };
}

/**
 * @param {Status} status
 * @param {Moment} moment
 * @returns {CeremonyView}
 */
function ceremonyView(status, { part }) {
  /** @type {Readonly<Record<CeremonyStep, boolean[]>>} */
  const rounds = {
    pledging: status.pledged,
    dealing: status.dealt,
    checking: status.confirmed,
    ready: status.confirmed,
    stopped: status.confirmed,
  };
  const done = rounds[status.step];
  return {
    step: status.step,
    joined: status.joined,
    done,
    mine: done[status.seat - 1] === true,
    digits: part?.digits ?? '',
    stopped: status.stopped,
  };
}

/**
 * @param {Contest} contest
 * @param {Moment} moment
 * @returns {ItemView}
 */
function itemView({ item, paper, ballots }, { states, counts, contests }) {
  const count = counts.get(item);
  const contest = contests.find((each) => each.item === item);
  const state = states.get(item) ?? '';
  return {
    item,
    title: titled(paper),
    state,
    phase: phaseOf(state, contest?.tally != null, count),
    ballots: ballots.length,
    progress: count?.progress ?? count?.shuffling ?? null,
    shuffled: count?.shuffled ?? null,
    made: count?.made ?? false,
    needed: count?.answer?.needed ?? 0,
    signed: count?.answer?.signed.length ?? 0,
    questions: paper.election.questions.map(({ text, answers }) => ({ text, answers })),
    counts: count?.counts ?? null,
  };
}

/**
 * @param {string} state
 * @param {boolean} closed  as the log has it
 * @param {Count|undefined} count  undefined: of another board, or not closed
 * @returns {Phase}
 */
function phaseOf(state, closed, count) {
  if (state === 'void') return 'void';
  if (state === 'announced') return 'done';
  if (!closed) return 'wait';
  if (count === undefined) return 'foreign';
  if (count.progress !== null) return 'checking';
  if (count.signed) return 'signed';
  if (!count.checked) return 'todo';
  if (count.counts !== null) return 'result';
  if (count.shuffling !== null) return 'shuffling';
  if (count.opening) return 'waiting';
  return count.made ? 'handed' : 'checked';
}
