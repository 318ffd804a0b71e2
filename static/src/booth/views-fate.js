/** What was said, what became of it, and what was answered: in the words of the page. */

/** @import { Reply } from './api-hearing.js' */
/** @import { ReportedOpinion } from './hearing-report.js' */
/** @import { CommentView, Draft, HearingView } from './hearing-state.js' */
/** @import { Words } from './views-words.js' */

import { fill, reshape } from './views-words.js';

/** @type {Readonly<Record<string, string>>} */
const SHAPES = {
  draft: 'draft',
  sending: 'wait',
  refused: 'stop',
  missed: 'closed',
  sealed: 'sealed',
  published: 'done',
  withheld: 'void',
  altered: 'warn',
  missing: 'warn',
};
const DECISIONS = { adopted: 'done', partly: 'half', rejected: 'void' };

/**
 * Returns how far an own comment is: its phase, or its fate once it was sent.
 *
 * @param {CommentView} comment
 * @returns {string}
 */
export function fateOf({ phase, fate }) {
  return phase === 'sent' ? (fate?.state ?? 'sealed') : phase;
}

/**
 * @param {ParentNode} root
 * @param {CommentView} comment
 * @param {Words} words
 */
export function drawFate(root, comment, words) {
  const fate = fateOf(comment);
  const reason = reasonOf(comment.fate?.reason ?? '', words);
  fill(root, { fate: words.say(`fate.${fate}`, { reason }) });
  reshape(root, 'fate', SHAPES[fate] ?? 'wait');
}

/**
 * @param {string} code
 * @param {Words} words
 */
export function reasonOf(code, words) {
  return words.among('reason', code);
}

/**
 * Lists what stands in a comment, in the order in which it is written.
 *
 * @param {HTMLElement} list
 * @param {Draft} draft
 * @param {{view: HearingView, answered: string|null, words: Words}} given  answered: the text it
 *   replies to, where it is known
 */
export function layOutSaid(list, draft, { view, answered, words }) {
  list.textContent = '';
  /** @param {string} what @param {string} text */
  const add = (what, text) => {
    const part = words.clone('part-said');
    fill(part, { what, words: text });
    list.append(part);
  };
  if (draft.replyTo !== '') add(words.say('said.answers'), answered ?? draft.replyTo);
  if (view.clauses.length > 0) add(words.say('said.clause'), clauseOf(draft.clause, view, words));
  draft.marks.forEach((mark, index) => {
    if (mark > 0) add(words.say(`mark.${index}`), words.say('given.mark', { mark }));
  });
  add(words.say('said.text'), draft.text);
}

/**
 * @param {number} clause
 * @param {Pick<HearingView, 'clauses'>} view
 * @param {Words} words
 */
export function clauseOf(clause, { clauses }, words) {
  const text = clauses[clause - 1];
  return text === undefined ? words.say('clause.0') : text;
}

/**
 * Lists replies; nothing happens while there are no new ones.
 *
 * @param {HTMLElement} list
 * @param {readonly Reply[]} replies
 * @param {Words} words
 */
export function drawReplies(list, replies, words) {
  if (list.children.length === replies.length) return;
  list.textContent = '';
  list.hidden = replies.length === 0;
  for (const { by, text, time } of replies) {
    const part = words.clone('part-reply');
    fill(part, { by, text, time: words.time(time) });
    list.append(part);
  }
}

/**
 * Lists opinions of a report with their answers; nothing happens while there are no new ones.
 *
 * @param {HTMLElement} list
 * @param {readonly ReportedOpinion[]} opinions
 * @param {Words} words
 */
export function drawReported(list, opinions, words) {
  if (list.children.length === opinions.length) return;
  list.textContent = '';
  list.hidden = opinions.length === 0;
  for (const { title, decision, reason, comments } of opinions) {
    const part = words.clone('part-reported');
    const { length: count } = comments;
    fill(part, { title, reason, decision: words.say(`decision.${decision}`) });
    fill(part, { merged: words.say(count > 0 ? 'merged.some' : 'merged.none', { count }) });
    reshape(part, 'decision', DECISIONS[decision]);
    list.append(part);
  }
}
