/** Turns what the phone remembers into what the page may see. */

import { HearingLeaves } from '../hearing/leaf.js';
import { isOver } from './cast.js';
import { foldFamilies } from './family.js';
import { viewHearings } from './hearing-snapshot.js';
import { Papers } from './item.js';
import { viewReceipt } from './snapshot-receipt.js';

/** @import { Question } from '../election.js' */
/** @import { HearingMoment } from './hearing-snapshot.js' */
/** @import { Alarm, BoothState, CandidateChoice, ElectionView, ItemView, PaperQuestion, Phase, ReceiptView, Step, Trouble } from './state.js' */
/** @import { Listed } from './family.js' */
/** @import { ItemMemory, Memory } from './store.js' */

/**
 * What is known for this moment only, and lost with the page.
 *
 * @typedef {object} Moment
 * @property {Papers} papers
 * @property {string|null} current
 * @property {Map<string, number>} progress     of sealing, by item
 * @property {Map<string, ReceiptView['check']>} checks  of receipts, by item
 * @property {Map<string, Trouble>} troubles    that may pass, by item
 * @property {HearingMoment} hearings
 * @property {boolean} offline
 * @property {boolean} secure
 * @property {boolean} stored                   whether storage works
 * @property {Trouble|null} error
 * @property {Alarm|null} alarm
 */

/**
 * @param {boolean} secure
 * @returns {Moment}
 */
export function newMoment(secure) {
  return {
    papers: new Papers(),
    current: null,
    progress: new Map(),
    checks: new Map(),
    troubles: new Map(),
    hearings: {
      leaves: new HearingLeaves(),
      opinions: new Map(),
      reports: new Map(),
      troubles: new Map(),
    },
    offline: false,
    secure,
    stored: true,
    error: null,
    alarm: null,
  };
}

/** @type {ReadonlySet<Phase>} */
export const VOTABLE = new Set(['voting', 'review', 'sealing', 'sending']);

/**
 * @param {Readonly<Memory>} memory
 * @param {Moment} moment
 * @returns {BoothState}
 */
export function snapshot(memory, moment) {
  const items = foldFamilies(memory.agenda, memory.holder).map((listed) =>
    viewItem(listed, listed.outside ? undefined : memory.items[listed.entry.item], moment),
  );
  const current = items.find(({ item }) => item === moment.current) ?? null;
  const next = items.find(({ item, phase }) => item !== current?.item && VOTABLE.has(phase));
  return freeze({
    step: stepOf(memory, moment, current),
    current: current?.item ?? null,
    next: next?.item ?? null,
    holder: memory.holder === null ? null : { ...memory.holder, title: memory.title },
    items,
    hearings: viewHearings(memory, moment.hearings),
    offline: moment.offline,
    secure: moment.secure,
    error: memory.candidate?.refusal ?? moment.error,
    alarm: moment.alarm,
  });
}

/**
 * @param {Readonly<Memory>} memory
 * @param {Moment} moment
 * @param {ItemView|null} current
 * @returns {Step}
 */
function stepOf({ candidate, holder }, moment, current) {
  if (!moment.stored) return 'no-storage';
  if (moment.alarm !== null) return 'alarm';
  if (candidate !== null) {
    if (!candidate.agreed) return 'replace';
    return candidate.refusal === null ? 'redeeming' : 'turned-away';
  }
  if (holder === null) return moment.error === null ? 'start' : 'turned-away';
  return current === null || current.phase === 'listed' ? 'waiting' : current.phase;
}

/**
 * @param {Listed} listed
 * @param {ItemMemory|undefined} known
 * @param {Moment} moment
 * @returns {ItemView}
 */
function viewItem({ entry, outside, announced }, known = {}, { papers, ...moment }) {
  const { item, state, title, group } = entry;
  const paper = known.leaf === undefined ? null : papers.of(item, known.leaf);
  const trouble = known.refusal ?? moment.troubles.get(item) ?? null;
  const questions = (paper?.election.questions ?? []).map((question, number) =>
    viewQuestion(question, known.marks?.[number] ?? []),
  );
  return {
    item,
    title: paper?.title ?? title,
    kind: paper?.kind ?? null,
    state,
    group: group ?? '',
    outside,
    announced,
    phase: outside ? 'listed' : phaseOf(state, known, trouble),
    questions,
    election: paper?.kind === 'election' ? viewElection(questions, known) : null,
    complete: questions.length > 0 && questions.every(({ complete }) => complete),
    progress: moment.progress.get(item) ?? 0,
    receipt: known.receipt
      ? viewReceipt(known.receipt, moment.checks.get(item) ?? 'checked')
      : null,
    error: trouble,
  };
}

/**
 * @param {string} state
 * @param {ItemMemory} known
 * @param {Trouble|null} trouble
 * @returns {Phase}
 */
export function phaseOf(state, known, trouble) {
  if (state === 'void') return Object.keys(known).length > 0 ? 'void' : 'listed';
  if (known.receipt !== undefined) return 'receipt';
  if (known.missed) return 'missed';
  if (trouble !== null) return isOver(state) ? 'missed' : 'refused';
  if (known.envelope !== undefined) return 'sending';
  if (known.credential === undefined) return collectingPhase(state, known);
  if (isOver(state)) return 'missed';
  if (known.casting) return 'sealing';
  if (state !== 'open') return 'ready';
  return known.reviewing ? 'review' : 'voting';
}

/**
 * @param {string} state
 * @param {ItemMemory} known
 * @returns {Phase}
 */
function collectingPhase(state, known) {
  if (state === 'issuing' || state === 'open') return 'collecting';
  return isOver(state) && known.request !== undefined ? 'missed' : 'listed';
}

/**
 * @param {Question} question
 * @param {boolean[]} marks
 * @returns {PaperQuestion}
 */
function viewQuestion({ text, answers, minimum, maximum, blank }, marks) {
  const places = blank ? [...answers, ''] : answers;
  const all = places.map((_, answer) => marks[answer] === true);
  const marked = all.slice(0, answers.length).filter(Boolean).length;
  const single = maximum === 1 && minimum === 1;
  const enough = marked >= minimum || (blank && marked === 0);
  return {
    text,
    answers,
    minimum,
    maximum,
    single,
    blank,
    marks: all,
    marked,
    full: !single && marked >= maximum,
    complete: enough && marked <= maximum,
  };
}

/**
 * @param {readonly PaperQuestion[]} questions
 * @param {ItemMemory} known
 * @returns {ElectionView}
 */
function viewElection(questions, { marks, names = [] }) {
  const [pro, contra] = /** @type {[PaperQuestion, PaperQuestion]} */ (questions);
  const candidates = contra.answers.map((name, at) => ({ name, choice: choiceAt(at) }));
  const slots = pro.answers.slice(candidates.length);
  return {
    candidates,
    names: slots.map((_, at) => names[at] ?? ''),
    seats: pro.maximum,
    left: pro.maximum - pro.marked,
    refused: contra.marked,
  };

  /**
   * @param {number} at
   * @returns {CandidateChoice|null}
   */
  function choiceAt(at) {
    if (pro.marks[at]) return 'for';
    if (contra.marks[at]) return 'against';
    return marks?.[2]?.[at] === true ? 'abstain' : null;
  }
}

/**
 * @template T
 * @param {T} value
 * @returns {T}
 */
function freeze(value) {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const each of Object.values(value)) freeze(each);
  }
  return value;
}
