/** The part in which the report is written, one opinion after the other, and handed in. */

import { fill, listed, reveal } from '../../booth/views-words.js';
import { gapsOf } from '../report-draft.js';
import { codeOf } from './comment-card.js';
import { figuresInWords } from './figures.js';
import { drawFinished } from './finished-report.js';

/** @import { Words } from '../../booth/views-words.js' */
/** @import { PublishedComment, RoomView } from '../officer-room.js' */
/** @import { Answer } from '../proceedings.js' */
/** @import { DraftOpinion } from '../report-draft.js' */
/** @import { Desk, Part } from './desk.js' */

const COMMA = 'reason.between';

/**
 * @param {HTMLElement} root
 * @param {Desk} desk
 * @returns {Part}
 */
export function createReporting(root, desk) {
  const { room, office, words } = desk;
  const { draft } = room;
  const list = listed(root, 'opinions');
  const title = /** @type {HTMLInputElement} */ (root.querySelector('#opinion-title'));
  let asking = false;
  let drawn = '';

  list.addEventListener('input', ({ target }) => {
    const id = idOf(target);
    if (target instanceof HTMLTextAreaElement) draft.write(id, { reason: target.value });
    else if (target instanceof HTMLInputElement && target.type === 'radio') {
      draft.write(id, { decision: /** @type {Answer} */ (target.value) });
    } else if (target instanceof HTMLInputElement) draft.write(id, { title: target.value });
    asking = false;
    drawState(room.view());
  });
  list.addEventListener('click', ({ target }) => {
    const button = target instanceof Element ? target.closest('[data-action]') : null;
    if (!(button instanceof HTMLElement)) return;
    const id = idOf(button);
    if (button.dataset.action === 'remove') draft.remove(id);
    else if (button.dataset.action === 'raise') draft.raise(id);
    else draft.exclude(id, button.dataset.commitment ?? '');
    desk.draw();
    const again = list.querySelector(`[data-opinion="${id}"] [data-action="raise"]`);
    if (again instanceof HTMLElement) again.focus();
    else list.focus();
  });
  root.querySelector('form[data-form="add"]')?.addEventListener('submit', (event) => {
    event.preventDefault();
    if (title.value.trim() === '') return;
    draft.add(title.value, []);
    title.value = '';
    desk.draw();
  });
  root.querySelector('[data-action="ask"]')?.addEventListener('click', () => ask(true));
  root.querySelector('[data-action="back"]')?.addEventListener('click', () => ask(false));
  root.querySelector('[data-action="report"]')?.addEventListener('click', async () => {
    const opinions = draft.opinions();
    if (opinions !== null) await desk.handIn(() => office.report(opinions));
    ask(false);
  });

  /** @param {boolean} now */
  function ask(now) {
    asking = now;
    drawState(room.view());
    const submit = root.querySelector('[data-action="report"]');
    if (now && submit instanceof HTMLElement) submit.focus();
  }

  /** @param {RoomView} view */
  function drawState(view) {
    const opinions = draft.list();
    const merged = new Set(opinions.flatMap(({ comments }) => comments));
    const unmerged = room.published().filter(({ commitment }) => !merged.has(commitment)).length;
    const unfinished = opinions.filter((opinion) => gapsOf(opinion).length > 0).length;
    const unopened = view.received - view.published - view.withheld;
    const ready = view.state === 'closed' && unopened === 0 && unfinished === 0;
    fill(root, {
      unopened: words.say('report.unopened', { count: unopened }),
      unfinished: words.say('report.unfinished', { count: unfinished }),
      unmerged: words.say('report.unmerged', { count: unmerged }),
      figures: figuresInWords(view, words),
      sure: words.say('report.sure', { count: opinions.length }),
    });
    reveal(root, 'not-closed', view.state !== 'closed');
    reveal(root, 'unopened', unopened > 0);
    reveal(root, 'unfinished', unfinished > 0);
    reveal(root, 'unmerged', unmerged > 0);
    reveal(root, 'ask', ready && !asking);
    reveal(root, 'sure', ready && asking);
    for (const entry of list.children) {
      const found = opinions.find(({ id }) => id === idOf(entry));
      if (found !== undefined) drawGaps(entry, found, words);
    }
  }

  return (view) => {
    reveal(root, 'finished', view.report !== null);
    reveal(root, 'writing', view.report === null);
    if (view.report !== null) {
      drawFinished(root, view.report, room.published(), desk);
      return;
    }
    const opinions = draft.list();
    const now = JSON.stringify(opinions.map(({ id, comments }) => [id, comments]));
    if (now !== drawn) {
      const published = new Map(room.published().map((each) => [each.commitment, each]));
      list.replaceChildren(...opinions.map((each, at) => drawOpinion(each, at, published, words)));
    }
    drawn = now;
    reveal(root, 'no-opinions', opinions.length === 0);
    drawState(view);
  };
}

/**
 * @param {EventTarget|null} target
 * @returns {string} of the opinion that it belongs to
 */
function idOf(target) {
  const entry = target instanceof Element ? target.closest('[data-opinion]') : null;
  return entry instanceof HTMLElement ? (entry.dataset.opinion ?? '') : '';
}

/**
 * @param {DraftOpinion} opinion
 * @param {number} at
 * @param {ReadonlyMap<string, PublishedComment>} published
 * @param {Words} words
 * @returns {DocumentFragment}
 */
function drawOpinion({ id, title, comments, decision, reason }, at, published, words) {
  const part = words.clone('part-opinion');
  const entry = /** @type {HTMLElement} */ (part.firstElementChild);
  entry.dataset.opinion = id;
  fill(part, { number: at + 1, count: words.say('opinion.comments', { count: comments.length }) });
  const input = /** @type {HTMLInputElement} */ (part.querySelector('input[type="text"]'));
  input.value = title;
  /** @type {HTMLTextAreaElement} */ (part.querySelector('textarea')).value = reason;
  for (const button of part.querySelectorAll('input[type="radio"]')) {
    if (!(button instanceof HTMLInputElement)) continue;
    button.name = `answer-${id}`;
    button.checked = button.value === decision;
  }
  reveal(part, 'comments', comments.length > 0);
  reveal(part, 'raise', at > 0);
  for (const commitment of comments) {
    const line = words.clone('part-opinion-comment');
    const text = published.get(commitment)?.comment.text ?? '';
    fill(line, { code: codeOf(commitment), text });
    const button = /** @type {HTMLElement} */ (line.querySelector('[data-action]'));
    button.dataset.commitment = commitment;
    listed(part, 'comments').append(line);
  }
  return part;
}

/**
 * @param {Element} entry
 * @param {DraftOpinion} opinion
 * @param {Words} words
 */
function drawGaps(entry, opinion, words) {
  const gaps = gapsOf(opinion).map((gap) => words.say(`gap.${gap}`));
  fill(entry, { gaps: words.say('gap.all', { gaps: gaps.join(words.say(COMMA)) }) });
  reveal(entry, 'gaps', gaps.length > 0);
}
