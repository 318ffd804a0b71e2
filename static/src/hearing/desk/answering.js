/** The part in which published comments are read together, answered, and merged into opinions. */

import { fill, listed, reveal } from '../../booth/views-words.js';
import { fillComment } from './comment-card.js';
import { PagedList } from './paged-list.js';

/** @import { Words } from '../../booth/views-words.js' */
/** @import { Hearing } from '../leaf.js' */
/** @import { PublishedComment } from '../officer-room.js' */
/** @import { DraftOpinion } from '../report-draft.js' */
/** @import { Desk, Part } from './desk.js' */

const NEW = 'new';
const BY = 'by';

/**
 * @param {HTMLElement} root
 * @param {Desk} desk
 * @returns {Part}
 */
export function createAnswering(root, desk) {
  const { room, office, words } = desk;
  const field = (/** @type {string} */ id) =>
    /** @type {HTMLInputElement} */ (root.querySelector(`#${id}`));
  const list = listed(root, 'published');
  /** @type {Set<string>} */
  const chosen = new Set();
  let edition = 0;

  /** @type {PagedList<PublishedComment>} */
  const paged = new PagedList({
    list,
    bar: /** @type {HTMLElement} */ (root.querySelector('.pages')),
    words,
    make: (entry) => drawPublished(entry, desk, chosen),
    sign: ({ commitment, supports, replies }) =>
      [commitment, supports, replies.length, edition].join(' '),
  });

  for (const id of ['answer-search', 'answer-filter', 'answer-order']) {
    field(id).addEventListener('input', () => {
      paged.rewind();
      listAnew();
    });
  }
  list.addEventListener('change', ({ target }) => {
    if (!(target instanceof HTMLInputElement) || target.type !== 'checkbox') return;
    if (target.checked) chosen.add(target.value);
    else chosen.delete(target.value);
    drawMerging();
  });
  list.addEventListener('input', ({ target }) => {
    if (target instanceof HTMLTextAreaElement) room.notes.keep(placeOf(target), target.value);
    else if (target instanceof HTMLInputElement && target.name === BY) {
      room.notes.keep(BY, target.value);
    }
  });
  list.addEventListener('submit', (event) => {
    event.preventDefault();
    void reply(/** @type {HTMLFormElement} */ (event.target));
  });
  root.querySelector('form[data-form="merge"]')?.addEventListener('submit', (event) => {
    event.preventDefault();
    merge();
  });
  field('merge-into').addEventListener('change', drawMerging);
  root.querySelector('[data-action="choose-none"]')?.addEventListener('click', () => {
    chosen.clear();
    drawAnew();
  });

  function merge() {
    const into = field('merge-into').value;
    if (into === NEW) {
      const title = field('merge-title').value.trim();
      if (title === '' || chosen.size === 0) return;
      room.draft.add(title, chosen);
      field('merge-title').value = '';
    } else room.draft.include(into, chosen);
    chosen.clear();
    drawAnew();
    list.focus();
  }

  /** @param {HTMLFormElement} form */
  async function reply(form) {
    const area = /** @type {HTMLTextAreaElement} */ (form.querySelector('textarea'));
    const by = /** @type {HTMLInputElement} */ (form.querySelector(`[name="${BY}"]`));
    const [text, who] = [area.value.trim(), by.value.trim().replace(/\s+/gu, ' ')];
    if (text === '' || who === '') return;
    const to = form.dataset.to ?? '';
    const good = await desk.handIn(() => office.reply({ to, text, by: who }));
    if (!good) return;
    room.notes.keep(placeOf(area), '');
    // The list is drawn anew: nobody types into it any more.
    area.blur();
    drawAnew();
  }

  function drawAnew() {
    edition += 1;
    listAnew();
    drawMerging();
  }

  function listAnew() {
    const merged = new Set(room.draft.list().flatMap(({ comments }) => comments));
    const wanted = field('answer-filter').value;
    const searched = field('answer-search').value.trim().toLocaleLowerCase();
    const found = room.published().filter(({ commitment, comment, replies }) => {
      if (wanted === 'unmerged' && merged.has(commitment)) return false;
      if (wanted === 'unanswered' && replies.length > 0) return false;
      if (searched === '') return true;
      return comment.text.toLocaleLowerCase().includes(searched) || commitment.startsWith(searched);
    });
    paged.show(found.sort(ORDERS[field('answer-order').value] ?? byClause));
    reveal(root, 'none-found', found.length === 0);
  }

  function drawMerging() {
    const into = field('merge-into');
    const opinions = room.draft.list();
    const before = into.value;
    into.replaceChildren(
      option(NEW, words.say('merge.new')),
      ...opinions.map(({ id, title }) => option(id, words.say('merge.into', { title }))),
    );
    into.value = opinions.some(({ id }) => id === before) ? before : NEW;
    fill(root, { chosen: words.say('merge.chosen', { count: chosen.size }) });
    reveal(root, 'merge', chosen.size > 0);
    reveal(root, 'merge-title', into.value === NEW);
    reveal(root, 'merge-into', opinions.length > 0);
  }

  return ({ published, state }) => {
    const merged = room.draft.list().map(({ id, title, comments }) => [id, title, comments.length]);
    const now = JSON.stringify([merged, state]);
    if (list.dataset.known !== now) edition += 1;
    list.dataset.known = now;
    reveal(root, 'nothing', published === 0);
    reveal(root, 'list', published > 0);
    listAnew();
    drawMerging();
  };
}

/** @type {Readonly<Record<string, (a: PublishedComment, b: PublishedComment) => number>>} */
const ORDERS = {
  supports: (a, b) => b.supports - a.supports || byClause(a, b),
  clause: byClause,
};

/**
 * @param {PublishedComment} a
 * @param {PublishedComment} b
 * @returns {number}
 */
function byClause(a, b) {
  return a.comment.clause - b.comment.clause || (a.commitment < b.commitment ? -1 : 1);
}

/**
 * @param {string} value
 * @param {string} text
 * @returns {HTMLOptionElement}
 */
function option(value, text) {
  const made = document.createElement('option');
  made.value = value;
  made.textContent = text;
  return made;
}

/**
 * @param {HTMLTextAreaElement} area
 * @returns {string} where its unfinished text is kept
 */
function placeOf(area) {
  return `reply-${area.closest('form')?.dataset.to ?? ''}`;
}

/**
 * @param {PublishedComment} entry
 * @param {Desk} desk
 * @param {ReadonlySet<string>} chosen
 * @returns {DocumentFragment}
 */
function drawPublished({ commitment, comment, supports, replies }, desk, chosen) {
  const { room, words } = desk;
  const part = words.clone('part-published');
  fillComment(part, commitment, comment, /** @type {Hearing} */ (room.hearing), words);
  fill(part, { supports: words.say('supports', { count: supports }) });
  reveal(part, 'supports', supports > 0);
  const box = /** @type {HTMLInputElement} */ (part.querySelector('input[type="checkbox"]'));
  box.value = commitment;
  box.checked = chosen.has(commitment);
  reveal(part, 'choose', room.view().state !== 'reported');
  drawOpinions(part, room.draft.list(), commitment, words);
  for (const { text, by, time } of replies) {
    const answer = words.clone('part-reply');
    fill(answer, { text, by, time: desk.moment(time) });
    listed(part, 'replies').append(answer);
  }
  const form = /** @type {HTMLFormElement} */ (part.querySelector('form'));
  form.dataset.to = commitment;
  const area = /** @type {HTMLTextAreaElement} */ (form.querySelector('textarea'));
  area.value = room.notes.at(placeOf(area));
  const by = /** @type {HTMLInputElement} */ (form.querySelector(`[name="${BY}"]`));
  by.value = room.notes.at(BY);
  const details = form.closest('details');
  if (details !== null) details.open = area.value !== '';
  return part;
}

/**
 * @param {DocumentFragment} part
 * @param {readonly DraftOpinion[]} opinions
 * @param {string} commitment
 * @param {Words} words
 */
function drawOpinions(part, opinions, commitment, words) {
  const titles = opinions
    .filter(({ comments }) => comments.includes(commitment))
    .map(({ title }) => title);
  fill(part, { merged: titles.join(words.say('merge.between')) });
  reveal(part, 'merged', titles.length > 0);
}
