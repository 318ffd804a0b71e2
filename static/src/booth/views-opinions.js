/** The published opinions on the phone, by clause, each with its answers and supports. */

/** @import { HearingView, OpinionView } from './hearing-state.js' */
/** @import { Room } from './views-hearing.js' */
/** @import { Words } from './views-words.js' */

import { clauseOf, drawReplies, reasonOf } from './views-fate.js';
import { nextSheet } from './views-place.js';
import { fill, listed, reveal } from './views-words.js';

// What is longer is folded: one opinion must not push all others off the page.
const LONG_TEXT = 240;
const LONG_LINES = 8;
// Signs that turn text around or cannot be seen; the joiner of emoji is none of them.
const UNSEEN = /[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u;

/**
 * Lays out the page and returns what brings it up to date. What stands there stays where it is: new
 * opinions come behind it.
 *
 * @param {Room} room
 * @param {HearingView} first
 * @returns {(view: HearingView) => void}
 */
export function layOutOpinions({ root, booth, words }, first) {
  const list = listed(root, 'opinions');
  /** @type {Map<string, HTMLElement>} */
  const articles = new Map();
  let drawn = '';
  return (view) => {
    const { opinions, supports, supportable, state } = view;
    const left = state === 'open' && nextSheet(view) !== null;
    const now = JSON.stringify([opinions, supports, supportable, left]);
    if (now === drawn) return;
    drawn = now;
    const all = opinions === null ? [] : booth.hearings.opinions(first.hearing);
    drawSummary(root, view, all, words);
    const texts = new Map(all.map(({ commitment, draft }) => [commitment, draft.text]));
    for (const opinion of all) {
      if (opinion.state !== 'published') continue;
      const article = articles.get(opinion.commitment) ?? layOut(opinion, texts, words);
      if (!articles.has(opinion.commitment)) {
        articles.set(opinion.commitment, article);
        chapterOf(list, opinion.draft.clause, view, words).append(article);
      }
      drawOpinion(article, opinion, { supportable, left }, words);
    }
  };
}

/**
 * Tells how many comments came, and how many of them can be read.
 *
 * @param {HearingView} view
 * @param {Words} words
 */
export function summaryOf({ opinions }, words) {
  if (opinions === null) return words.say('opinions.loading');
  const { sealed, published, withheld } = opinions;
  const received = sealed + published + withheld;
  return words.say(received === 0 ? 'opinions.none' : 'opinions.some', { received, published });
}

/**
 * @param {HTMLElement} root
 * @param {HearingView} view
 * @param {readonly OpinionView[]} all
 * @param {Words} words
 */
function drawSummary(root, view, all, words) {
  const { sealed = 0, published = 0 } = view.opinions ?? {};
  /** @type {Map<string, number>} */
  const reasons = new Map();
  for (const { state, reason } of all) {
    if (state !== 'withheld') continue;
    const told = reasonOf(reason, words);
    reasons.set(told, (reasons.get(told) ?? 0) + 1);
  }
  const count = [...reasons.values()].reduce((sum, each) => sum + each, 0);
  const told = [...reasons].map(([reason, count]) => words.say('reasons.each', { reason, count }));
  const nothing = view.opinions !== null && published === 0;
  fill(root, {
    summary: summaryOf(view, words),
    waiting: sealed > 0 ? words.say('opinions.sealed', { sealed }) : '',
    nothing: nothing ? words.say('opinions.nothing') : '',
    withheld:
      count === 0
        ? ''
        : words.say('opinions.withheld', { count, reasons: told.join(words.say('reasons.join')) }),
  });
}

/**
 * @param {OpinionView} opinion
 * @param {ReadonlyMap<string, string>} texts
 * @param {Words} words
 * @returns {HTMLElement}
 */
function layOut({ commitment, draft, mine }, texts, words) {
  const part = words.clone('part-opinion');
  const { text, marks, replyTo } = draft;
  const given = marks.flatMap((mark, index) =>
    mark > 0 ? `${words.say(`mark.${index}`)} ${words.say('given.mark', { mark })}` : [],
  );
  fill(part, { text, marks: given.join(' · '), answered: texts.get(replyTo) ?? '' });
  reveal(part, 'answers', replyTo !== '');
  reveal(part, 'mine', mine !== null);
  reveal(part, 'unseen', UNSEEN.test(text));
  for (const button of part.querySelectorAll('button')) button.dataset.commitment = commitment;
  const article = /** @type {HTMLElement} */ (part.firstElementChild);
  const long = text.length > LONG_TEXT || text.split('\n').length > LONG_LINES;
  article.classList.toggle('folded', long);
  reveal(article, 'unfold', long);
  return article;
}

/**
 * Shows the whole of a long opinion, or its beginning again.
 *
 * @param {HTMLElement} button
 * @param {Words} words
 */
export function unfold(button, words) {
  const folded = button.closest('.opinion')?.classList.toggle('folded') ?? false;
  button.setAttribute('aria-expanded', String(!folded));
  button.textContent = words.say(folded ? 'unfold' : 'fold');
}

/**
 * @param {HTMLElement} list
 * @param {number} clause
 * @param {HearingView} view
 * @param {Words} words
 * @returns {Element}
 */
function chapterOf(list, clause, view, words) {
  const chapters = /** @type {HTMLElement[]} */ ([...list.children]);
  const known = chapters.find(({ dataset }) => dataset.clause === String(clause));
  if (known !== undefined) return known;
  const part = words.clone('part-chapter');
  fill(part, { clause: clauseOf(clause, view, words) });
  const chapter = /** @type {HTMLElement} */ (part.firstElementChild);
  chapter.dataset.clause = String(clause);
  const next = chapters.find(({ dataset }) => Number(dataset.clause) > clause) ?? null;
  list.insertBefore(chapter, next);
  return chapter;
}

/**
 * @param {HTMLElement} article
 * @param {OpinionView} opinion
 * @param {{supportable: boolean, left: boolean}} may
 * @param {Words} words
 */
function drawOpinion(article, { supports, support, mine, replies }, { supportable, left }, words) {
  drawReplies(listed(article, 'replies'), replies, words);
  fill(article, {
    supports: supports > 0 ? words.say('supports', { count: supports }) : '',
    support: words.say(`support.${support ?? 'give'}`),
  });
  reveal(article, 'support', support !== null || (supportable && mine === null));
  reveal(article, 'answer', left);
  const button = article.querySelector('[data-action="support"]');
  if (support === null) button?.removeAttribute('aria-disabled');
  else button?.setAttribute('aria-disabled', 'true');
}
