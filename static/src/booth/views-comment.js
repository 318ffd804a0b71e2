/** What became of an own comment: its receipt, its fate, and the file that proves what it said. */

/** @import { CommentView, HearingView } from './hearing-state.js' */
/** @import { Room } from './views-hearing.js' */
/** @import { Words } from './views-words.js' */

import { writeKey } from './views-about.js';
import { drawFate, drawReplies, drawReported, fateOf, layOutSaid } from './views-fate.js';
import { nextSheet, takesDrafts } from './views-place.js';
import { fill, listed, reshape, reveal } from './views-words.js';
import { answeredBy } from './views-writing.js';

const SHAPES = { sent: 'sealed', missed: 'closed', refused: 'stop' };
// Long enough for the slowest browser to have taken the file.
const MINUTE = 60_000;

/**
 * @param {Room} room
 * @param {HearingView} first
 * @param {number} number
 * @returns {(view: HearingView) => void}
 */
export function layOutComment({ root, booth, words }, first, number) {
  const own = first.comments[number - 1];
  if (own === undefined) return () => {};
  const answered = answeredBy(booth, first, own.draft.replyTo);
  layOutSaid(listed(root, 'said'), own.draft, { view: first, answered, words });
  return (view) => {
    const comment = view.comments[number - 1];
    if (comment !== undefined) draw(root, view, comment, words);
  };
}

/**
 * @param {HTMLElement} root
 * @param {HearingView} view
 * @param {CommentView} comment
 * @param {Words} words
 */
function draw(root, view, comment, words) {
  const { phase, receipt } = comment;
  const sent = phase === 'sent';
  const troubled = phase === 'missed' || phase === 'refused';
  reveal(root, 'sending', phase === 'sending');
  reveal(root, 'settled', phase !== 'sending');
  for (const part of ['receipt', 'fate', 'proof']) reveal(root, part, sent);
  reveal(root, 'trouble', troubled);
  reveal(root, 'retry', phase === 'refused');
  if (phase in SHAPES) reshape(root, 'phase', Reflect.get(SHAPES, phase));
  fill(root, { heading: headingOf(comment, words) });
  if (troubled) drawTrouble(root, comment, words);
  if (receipt !== null) {
    const { code, tracker, index, size } = receipt;
    const check = words.say('comment.check', { index: index + 1, size });
    fill(root, { code, tracker, check });
    drawOutcome(root, view, comment, words);
  }
  const next = nextSheet(view);
  reveal(root, 'another', takesDrafts(view) && next !== null && phase !== 'sending');
  fill(root, { write: words.say(writeKey(view, next)) });
}

/**
 * @param {CommentView} comment
 * @param {Words} words
 */
function headingOf({ phase, error }, words) {
  if (phase === 'refused') return words.list('denied', error?.code ?? 'other')[0] ?? '';
  return words.say(`comment.${phase}`);
}

/**
 * @param {HTMLElement} root
 * @param {CommentView} comment
 * @param {Words} words
 */
function drawTrouble(root, { phase, error }, words) {
  const missed = phase === 'missed';
  const said = missed ? words.list('missed', 'hearing') : words.list('denied', error?.code ?? '');
  const [reason = '', remedy = ''] = missed ? said : said.slice(1);
  fill(root, { reason: reason || (error?.message ?? ''), do: remedy });
}

/**
 * @param {HTMLElement} root
 * @param {HearingView} view
 * @param {CommentView} comment
 * @param {Words} words
 */
function drawOutcome(root, { report }, comment, words) {
  const { fate, receipt } = comment;
  drawFate(root, comment, words);
  const lied = fate?.state === 'altered' || fate?.state === 'missing';
  root.querySelector('.outcome')?.classList.toggle('wrong', lied);
  const count = fate?.supports ?? 0;
  fill(root, {
    meaning: words.say(`meaning.${fateOf(comment)}`),
    supports: count > 0 ? words.say('supports', { count }) : '',
  });
  drawReplies(listed(root, 'replies'), fate?.replies ?? [], words);
  const merged = report?.opinions.filter(({ comments }) =>
    comments.includes(receipt?.tracker ?? ''),
  );
  drawReported(listed(root, 'report'), merged ?? [], words);
}

/**
 * Hands the file over to the browser's downloads.
 *
 * @param {Document} page
 * @param {{name: string, text: string}|null} proof
 */
export function saveProof(page, proof) {
  if (proof === null) return;
  const address = URL.createObjectURL(new Blob([proof.text], { type: 'application/json' }));
  const anchor = Object.assign(page.createElement('a'), { href: address, download: proof.name });
  page.body.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(address), MINUTE);
}
