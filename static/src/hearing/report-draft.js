/**
 * The report while it is being written: opinions merged from comments, each with its answer.
 *
 * It lives on the officer's device until it is handed in, and survives a reload.
 */

import { encodeHex, randomBytes } from '../encoding.js';

/** @import { Kept } from '../booth/kept.js' */
/** @import { OfficerMemory } from './officer-memory.js' */
/** @import { Answer, Opinion } from './proceedings.js' */

/**
 * One opinion of the draft.
 *
 * @typedef {object} DraftOpinion
 * @property {string} id
 * @property {string} title
 * @property {string[]} comments  commitments; none where it was voiced in the hall alone
 * @property {Answer|''} decision
 * @property {string} reason
 */

/** What an opinion still needs. @typedef {'title'|'decision'|'reason'} Gap */

export class ReportDraft {
  #kept;
  #hearing;

  /**
   * @param {Kept<OfficerMemory>} kept
   * @param {string} hearing
   */
  constructor(kept, hearing) {
    this.#kept = kept;
    this.#hearing = hearing;
  }

  /** @returns {readonly DraftOpinion[]} in the order of the report */
  list() {
    return this.#kept.read().drafts[this.#hearing] ?? [];
  }

  /**
   * Adds an opinion merged from these comments.
   *
   * @param {string} title
   * @param {Iterable<string>} commitments
   * @returns {string} its id
   */
  add(title, commitments) {
    const id = encodeHex(randomBytes(8));
    const comments = [...new Set(commitments)].sort();
    this.#change((list) => {
      list.push({ id, title: title.trim(), comments, decision: '', reason: '' });
    });
    return id;
  }

  /**
   * @param {string} id
   * @param {Partial<Pick<DraftOpinion, 'title'|'decision'|'reason'>>} change
   */
  write(id, change) {
    this.#changeOne(id, (opinion) => Object.assign(opinion, change));
  }

  /**
   * Merges more comments into an opinion.
   *
   * @param {string} id
   * @param {Iterable<string>} commitments
   */
  include(id, commitments) {
    this.#changeOne(id, (opinion) => {
      opinion.comments = [...new Set([...opinion.comments, ...commitments])].sort();
    });
  }

  /**
   * Takes a comment out of an opinion.
   *
   * @param {string} id
   * @param {string} commitment
   */
  exclude(id, commitment) {
    this.#changeOne(id, (opinion) => {
      opinion.comments = opinion.comments.filter((each) => each !== commitment);
    });
  }

  /** @param {string} id */
  remove(id) {
    this.#change((list) => {
      const index = list.findIndex((each) => each.id === id);
      if (index >= 0) list.splice(index, 1);
    });
  }

  /** Forgets the whole draft, once it is in the log. */
  forget() {
    this.#kept.update(({ drafts }) => {
      delete drafts[this.#hearing];
    });
  }

  /**
   * Moves an opinion one place towards the head of the report; the first one stays.
   *
   * @param {string} id
   */
  raise(id) {
    this.#change((list) => {
      const index = list.findIndex((each) => each.id === id);
      const [opinion] = index > 0 ? list.splice(index, 1) : [];
      if (opinion !== undefined) list.splice(index - 1, 0, opinion);
    });
  }

  /**
   * @returns {Opinion[]|null} as they are handed in, fields in the order of the log; null while one
   *   lacks something
   */
  opinions() {
    const list = this.list();
    if (list.some((opinion) => gapsOf(opinion).length > 0)) return null;
    return list.map(({ title, comments, decision, reason }) => ({
      comments,
      decision,
      reason: reason.trim(),
      title: title.trim().replace(/\s+/gu, ' '),
    }));
  }

  /** @param {(list: DraftOpinion[]) => void} change */
  #change(change) {
    this.#kept.update(({ drafts }) => {
      const list = drafts[this.#hearing] ?? [];
      drafts[this.#hearing] = list;
      change(list);
      if (list.length === 0) delete drafts[this.#hearing];
    });
  }

  /**
   * @param {string} id
   * @param {(opinion: DraftOpinion) => void} change
   */
  #changeOne(id, change) {
    this.#change((list) => {
      const found = list.find((each) => each.id === id);
      if (found !== undefined) change(found);
    });
  }
}

/**
 * @param {DraftOpinion} opinion
 * @returns {Gap[]}
 */
export function gapsOf({ title, decision, reason }) {
  /** @type {Gap[]} */
  const gaps = [];
  if (title.trim() === '') gaps.push('title');
  if (decision === '') gaps.push('decision');
  if (reason.trim() === '') gaps.push('reason');
  return gaps;
}
