/** The page of one hearing: what it is about, what the delegate has said, and what came of it. */

/** @import { CommentView, HearingView } from './hearing-state.js' */
/** @import { Room } from './views-hearing.js' */
/** @import { Words } from './views-words.js' */

import { drawFate, drawReported } from './views-fate.js';
import { markPlace } from './views-frame.js';
import { summaryOf } from './views-opinions.js';
import { isBegun, leftOf, nextSheet, takesDrafts } from './views-place.js';
import { fill, link, listed, reveal } from './views-words.js';

const KILOBYTE = 1024;
const MEGABYTE = 1024 * KILOBYTE;
// So much of a comment is enough to know one's own again.
const BEGINNING = 40;

/**
 * @param {Room} room
 * @param {HearingView} view
 * @param {string} congress
 * @returns {(view: HearingView) => void}
 */
export function layOutAbout({ root, words }, view, congress) {
  listed(root, 'stages').append(words.clone('part-stages'));
  fill(root, { kind: words.say(`kind.${view.kind ?? 'unknown'}`), matter: view.matter });
  reveal(root, 'matter', view.matter !== '');
  layOutPapers(root, view, congress, words);
  layOut(root, 'clauses', view.clauses, (text) => {
    const part = words.clone('part-clause');
    fill(part, { text });
    return part;
  });
  layOut(root, 'officers', view.officers, ({ name, role, recused }) => {
    const part = words.clone('part-officer');
    fill(part, { name, role });
    reveal(part, 'recused', recused);
    return part;
  });
  return (now) => draw(root, now, words);
}

/**
 * @template T
 * @param {HTMLElement} root
 * @param {string} name
 * @param {readonly T[]} values
 * @param {(value: T) => Node} make
 */
function layOut(root, name, values, make) {
  reveal(root, name, values.length > 0);
  listed(root, name).append(...values.map(make));
}

/**
 * @param {HTMLElement} root
 * @param {HearingView} view
 * @param {string} congress
 * @param {Words} words
 */
function layOutPapers(root, { papers, hearing }, congress, words) {
  layOut(root, 'papers', papers, ({ name, sha256, size }) => {
    const part = words.clone('part-paper');
    fill(part, { name, size: sizeOf(size, words) });
    link(part, 'paper', `/c/${congress}/paper/${hearing}/${sha256}`);
    return part;
  });
}

/**
 * @param {number} size
 * @param {Words} words
 */
function sizeOf(size, words) {
  if (size < MEGABYTE) return words.say('size.kilobytes', { count: Math.ceil(size / KILOBYTE) });
  return words.say('size.megabytes', { count: (size / MEGABYTE).toFixed(1) });
}

/**
 * @param {HTMLElement} root
 * @param {HearingView} view
 * @param {Words} words
 */
function draw(root, view, words) {
  const [lead = '', detail = ''] = words.list('lead', `${view.state}.${view.kind ?? 'hearing'}`);
  fill(root, { lead, detail });
  markPlace(
    /** @type {HTMLElement} */ (listed(root, 'stages').firstElementChild),
    view.state,
    words,
  );
  drawDenied(root, view, words);
  drawMine(root, view, words);
  drawReport(root, view, words);
  reveal(root, 'opinions', view.state !== 'announced');
  fill(root, { opinions: summaryOf(view, words) });
  drawWrite(root, view, words);
}

/**
 * @param {HTMLElement} root
 * @param {HearingView} view
 * @param {Words} words
 */
function drawDenied(root, { phase, error }, words) {
  reveal(root, 'denied', phase === 'refused');
  if (phase !== 'refused') return;
  const [heading = '', reason = '', remedy = ''] = words.list('denied', error?.code ?? 'other');
  fill(root, { heading, reason: reason || (error?.message ?? ''), do: remedy });
}

/**
 * @param {HTMLElement} root
 * @param {HearingView} view
 * @param {Words} words
 */
function drawMine(root, view, words) {
  const own = view.comments.filter((each) => each.phase !== 'draft' || isBegun(each));
  const list = listed(root, 'mine');
  const drawn = JSON.stringify(own.map((each) => [each.number, each.phase, each.fate, each.draft]));
  if (list.dataset.drawn === drawn) return;
  list.dataset.drawn = drawn;
  reveal(root, 'mine', own.length > 0);
  list.textContent = '';
  list.append(...own.map((comment) => sheet(comment, words)));
}

/**
 * @param {CommentView} comment
 * @param {Words} words
 */
function sheet(comment, words) {
  const part = words.clone('part-sheet');
  const { number, phase, draft } = comment;
  const letters = [...draft.text.trim().replace(/\s+/g, ' ')];
  const beginning = letters.slice(0, BEGINNING).join('');
  fill(part, {
    beginning: letters.length > BEGINNING ? `${beginning}…` : beginning,
    do: words.say(phase === 'draft' ? 'sheet.do.draft' : 'sheet.do.other'),
    number: words.say('sheet', { number }),
  });
  drawFate(part, comment, words);
  const button = part.querySelector('button');
  if (button !== null) button.dataset.number = String(number);
  return part;
}

/**
 * @param {HTMLElement} root
 * @param {HearingView} view
 * @param {Words} words
 */
function drawReport(root, { state, report }, words) {
  reveal(root, 'report', state === 'reported');
  if (state !== 'reported') return;
  if (report === null) {
    fill(root, { figures: words.say('report.loading') });
    return;
  }
  const { received, published, opinions, by } = report;
  const withheld = Object.values(report.withheld).reduce((sum, count) => sum + count, 0);
  const figures = { received, published, withheld, opinions: opinions.length };
  fill(root, { figures: words.say('report.figures', figures) });
  fill(root, { signed: words.say('report.signed', { by }) });
  drawReported(listed(root, 'report'), opinions, words);
}

/**
 * @param {HTMLElement} root
 * @param {HearingView} view
 * @param {Words} words
 */
function drawWrite(root, view, words) {
  const left = leftOf(view);
  const next = nextSheet(view);
  reveal(root, 'write', takesDrafts(view) && next !== null && view.phase !== 'refused');
  fill(root, { left: leftWords(view, left, words), write: words.say(writeKey(view, next)) });
}

/**
 * @param {HearingView} view
 * @param {number} left
 * @param {Words} words
 */
function leftWords({ phase, state, perDelegate, collected, comments }, left, words) {
  if (phase === 'collecting') {
    return words.say('left.collecting', { done: collected, count: perDelegate + 1 });
  }
  if (state !== 'open' || phase === 'refused' || comments.length === 0) return '';
  const count = perDelegate;
  return words.say(left > 0 ? 'left.some' : 'left.none', { left, count });
}

/**
 * @param {HearingView} view
 * @param {CommentView|null} next
 */
export function writeKey({ state, comments }, next) {
  if (next !== null && isBegun(next)) return 'write.on';
  if (state === 'announced') return 'write.ahead';
  return comments.some(({ phase }) => phase !== 'draft') ? 'write.another' : 'write.new';
}
