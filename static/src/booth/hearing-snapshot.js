/** Turns what the phone remembers of hearings into what the page may see. */

import { parsePlaintext } from '../sealing.js';
import { EMPTY_DRAFT, measure, problemOf } from './hearing-draft.js';
import { takesComments, takesSupports } from './hearing-duties.js';
import { supportSlot } from './hearing-memory.js';
import { isHeld } from './hearing-pass.js';
import { viewReceipt } from './snapshot-receipt.js';

/** @import { Hearing, HearingLeaves } from '../hearing/leaf.js' */
/** @import { Opinion } from './api-hearing.js' */
/** @import { Report } from './hearing-report.js' */
/** @import { AgendaHearing, HearingMemory, OwnComment, OwnSupport } from './hearing-memory.js' */
/** @import { CommentPhase, CommentView, Draft, HearingPhase, HearingView, OpinionView, SupportView } from './hearing-state.js' */
/** @import { Trouble } from './state.js' */
/** @import { Memory } from './store.js' */

/** The public list of one hearing, as it was fetched last. */
/** @typedef {{version: number, list: readonly Opinion[]}} KnownOpinions */

/**
 * What is known of hearings for this moment only.
 *
 * @typedef {object} HearingMoment
 * @property {HearingLeaves} leaves
 * @property {Map<string, KnownOpinions>} opinions
 * @property {Map<string, Report>} reports
 * @property {Map<string, Trouble>} troubles  that may pass, by hearing
 */

/**
 * @param {Readonly<Memory>} memory
 * @param {HearingMoment} moment
 * @returns {HearingView[]}
 */
export function viewHearings({ hearingAgenda, hearings }, moment) {
  return hearingAgenda.map((entry) => viewHearing(entry, hearings[entry.item], moment));
}

/**
 * @param {AgendaHearing} entry
 * @param {HearingMemory|undefined} remembered
 * @param {HearingMoment} moment
 * @returns {HearingView}
 */
function viewHearing({ item, state, title, kind }, remembered, moment) {
  const { leaves, opinions, reports, troubles } = moment;
  const known = remembered ?? { papers: {}, supports: {} };
  const leaf = known.leaf === undefined ? null : leaves.of(item, known.leaf);
  const trouble = known.refusal ?? troubles.get(item) ?? null;
  const list = opinions.get(item) ?? null;
  return {
    hearing: item,
    ...viewLeaf(leaf, title, kind),
    state,
    phase: phaseOf(state, known, trouble),
    collected: known.slots?.filter(isHeld).length ?? 0,
    comments: leaf === null ? [] : viewComments(leaf, known, state, list?.list ?? null),
    supportable: takesSupports(state) && supportSlot(known) !== null,
    supports: Object.entries(known.supports).map(([commitment, own]) => ({
      commitment,
      phase: supportPhase(own),
      error: own.refusal ?? null,
    })),
    opinions: list === null ? null : countOpinions(list),
    report: reports.get(item) ?? null,
    error: trouble,
  };
}

/**
 * @param {Hearing|null} leaf
 * @param {string} title  as the server says, until the logged hearing was verified
 * @param {string} kind   as the server says: which box is for objections
 * @returns {Pick<HearingView, 'title'|keyof typeof UNKNOWN>}
 */
function viewLeaf(leaf, title, kind) {
  if (leaf === null) return { title, ...UNKNOWN };
  const { matter, clauses, marks, perDelegate, noticeDays, papers, officers } = leaf;
  const about = { matter, clauses, marks, perDelegate, noticeDays, papers, officers };
  const objections = leaf.kind === 'box' && kind === 'objections';
  return { title: leaf.title, kind: objections ? 'objections' : leaf.kind, ...about };
}

/** @type {Pick<HearingView, 'kind'|'matter'|'clauses'|'marks'|'perDelegate'|'noticeDays'|'papers'|'officers'>} */
const UNKNOWN = {
  kind: null,
  matter: '',
  clauses: [],
  marks: false,
  perDelegate: 0,
  noticeDays: 0,
  papers: [],
  officers: [],
};

/**
 * @param {string} state
 * @param {HearingMemory} known
 * @param {Trouble|null} trouble
 * @returns {HearingPhase}
 */
function phaseOf(state, { slots, papers, supports }, trouble) {
  if (takesComments(state)) {
    if (slots?.every(isHeld)) return 'ready';
    return trouble === null ? 'collecting' : 'refused';
  }
  const took =
    slots !== undefined || [papers, supports].some((each) => Object.keys(each).length > 0);
  return took && state !== 'announced' ? 'closed' : 'listed';
}

/**
 * @param {Hearing} leaf
 * @param {HearingMemory} known
 * @param {string} state
 * @param {readonly Opinion[]|null} opinions
 * @returns {CommentView[]}
 */
function viewComments(leaf, { papers }, state, opinions) {
  return Array.from({ length: leaf.perDelegate }, (_, index) => {
    const number = index + 1;
    const { draft, comment } = papers[number] ?? {};
    const words = comment === undefined ? (draft ?? EMPTY_DRAFT) : said(comment);
    return {
      number,
      phase: commentPhase(comment, words, state),
      draft: { ...words, marks: [...words.marks] },
      ...measure(words),
      problem: comment === undefined ? problemOf(words, leaf, opinions) : null,
      receipt: comment?.receipt ? viewReceipt(comment.receipt, 'checked') : null,
      fate: comment?.receipt ? (comment.fate ?? NOT_OPENED) : null,
      error: comment?.refusal ?? null,
    };
  });
}

const NOT_OPENED = Object.freeze(
  /** @type {const} */ ({ state: 'sealed', reason: '', supports: 0, replies: [] }),
);

/**
 * @param {OwnComment} comment
 * @returns {Draft}
 */
function said({ plaintext }) {
  const { clause, marks, replyTo, text } = parsePlaintext(plaintext);
  return { clause, marks, replyTo, text };
}

/**
 * @param {OwnComment|undefined} comment
 * @param {Draft} words
 * @param {string} state
 * @returns {CommentPhase}
 */
function commentPhase(comment, { text }, state) {
  if (comment === undefined) {
    const over = state !== 'announced' && !takesComments(state);
    return over && text !== '' ? 'missed' : 'draft';
  }
  if (comment.receipt !== undefined) return 'sent';
  if (comment.missed) return 'missed';
  return comment.refusal === undefined ? 'sending' : 'refused';
}

/**
 * @param {OwnSupport} own
 * @returns {SupportView['phase']}
 */
function supportPhase({ given, missed, refusal }) {
  if (given) return 'given';
  if (missed) return 'missed';
  return refusal === undefined ? 'sending' : 'refused';
}

/**
 * @param {KnownOpinions} known
 * @returns {NonNullable<HearingView['opinions']>}
 */
function countOpinions({ version, list }) {
  const counts = { sealed: 0, published: 0, withheld: 0 };
  for (const { state } of list) counts[state] += 1;
  return { version, ...counts };
}

/**
 * Returns the public list of opinions as this delegate sees it.
 *
 * @param {readonly Opinion[]} list
 * @param {HearingMemory} [known]
 * @returns {OpinionView[]}
 */
export function viewOpinions(list, { papers, supports } = { papers: {}, supports: {} }) {
  /** @type {Map<string, number>} */
  const mine = new Map();
  for (const [number, { comment }] of Object.entries(papers)) {
    if (comment !== undefined) mine.set(comment.envelope.commitment, Number(number));
  }
  return list.map(({ text, clause, marks, replyTo, ...rest }) => {
    const own = supports[rest.commitment];
    return {
      ...rest,
      draft: { clause, marks, replyTo, text },
      mine: mine.get(rest.commitment) ?? null,
      support: own === undefined ? null : supportPhase(own),
    };
  });
}
