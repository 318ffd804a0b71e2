/** Writing a comment, and reading it once more before it is sealed. */

/** @import { CommentView, HearingView } from './hearing-state.js' */
/** @import { Room } from './views-hearing.js' */
/** @import { Words } from './views-words.js' */

import { layOutSaid } from './views-fate.js';
import { fill, listed, reveal } from './views-words.js';

const MARKS = 3;
const HIGHEST = 5;
// A Chinese character is three bytes of UTF-8.
const BYTES = 3;
// Turns whatever turns text inside an <option>, where no <bdi> can stand.
const ISOLATED = ['\u2068', '\u2069'];

/**
 * @param {Room} room
 * @param {HearingView} first
 * @param {number} number
 * @returns {(view: HearingView) => void}
 */
export function layOutWriting({ root, booth, words }, first, number) {
  const { hearing } = first;
  /** @param {Partial<import('./hearing-state.js').Draft>} change */
  const change = (change) => {
    const kept = booth.hearings.draft(hearing, number, change);
    fill(root, { why: kept ? '' : words.say('why.not-kept') });
  };
  const comment = first.comments[number - 1];
  if (comment === undefined) return () => {};
  fill(root, { label: words.say('writing.label') });
  layOutClauses(root, first, comment, words, (clause) => change({ clause }));
  if (first.marks) layOutMarks(root, comment, words, (marks) => change({ marks }));
  const area = root.querySelector('textarea');
  if (area === null) throw new Error('no place to write in the template');
  // Written once: what a delegate is typing is never taken from under the fingers.
  area.value = comment.draft.text;
  area.addEventListener('input', () => change({ text: area.value }));
  return (view) => {
    const now = view.comments[number - 1];
    if (now !== undefined) drawWriting({ root, booth, words }, view, now);
  };
}

/**
 * @param {HTMLElement} root
 * @param {HearingView} view
 * @param {CommentView} comment
 * @param {Words} words
 * @param {(clause: number) => void} choose
 */
function layOutClauses(root, { clauses }, { draft }, words, choose) {
  reveal(root, 'clause', clauses.length > 0);
  const select = root.querySelector('select');
  if (select === null) throw new Error('no choice of clauses in the template');
  const [before = '', behind = ''] = ISOLATED;
  const titles = clauses.map((text) => `${before}${text}${behind}`);
  [words.say('clause.0'), ...titles].forEach((text, clause) => {
    select.add(new Option(text, String(clause), false, clause === draft.clause));
  });
  select.addEventListener('change', () => choose(Number(select.value)));
}

/**
 * @param {HTMLElement} root
 * @param {CommentView} comment
 * @param {Words} words
 * @param {(marks: number[]) => void} give
 */
function layOutMarks(root, { draft }, words, give) {
  const marks = [...draft.marks];
  for (let index = 0; index < MARKS; index++) {
    const part = words.clone('part-marks');
    fill(part, { mark: words.say(`mark.${index}`), ends: words.say(`mark.${index}.ends`) });
    const degrees = listed(part, 'degrees');
    for (let degree = 0; degree <= HIGHEST; degree++) {
      const one = words.clone('part-degree');
      fill(one, { degree: degree === 0 ? words.say('degree.none') : degree });
      const input = one.querySelector('input');
      if (input === null) throw new Error('no input in the template of a mark');
      input.name = `mark-${index}`;
      input.checked = marks[index] === degree;
      input.addEventListener('change', () => {
        marks[index] = degree;
        give([...marks]);
      });
      degrees.append(one);
    }
    listed(root, 'marks').append(part);
  }
}

/**
 * @param {Room} room
 * @param {HearingView} view
 * @param {CommentView} comment
 */
function drawWriting({ root, booth, words }, view, comment) {
  const { number, draft, letters, longest, size, sizes, spare, problem } = comment;
  const answering = draft.replyTo !== '';
  const count = view.perDelegate;
  fill(root, {
    heading: words.say(answering ? 'writing.answer' : 'writing.heading'),
    which: words.say('writing.which', { number, count }),
    room:
      letters > longest
        ? words.say('room.over', { over: letters - longest })
        : words.say('room.left', { left: longest - letters }),
    class:
      size === 0
        ? words.say('class.over')
        : words.say('class', { size, sizes, spare: Math.floor(spare / BYTES) }),
  });
  reveal(root, 'answering', answering);
  if (answering) fill(root, { answered: answeredBy(booth, view, draft.replyTo) ?? '……' });
  root.querySelector('.comment-form')?.classList.toggle('over', problem === 'too-long');
}

/**
 * @param {Room} room
 * @param {HearingView} first
 * @param {number} number
 * @returns {(view: HearingView) => void}
 */
export function layOutPreview({ root, booth, words }, first, number) {
  const comment = first.comments[number - 1];
  if (comment === undefined) return () => {};
  const { draft } = comment;
  const answered = answeredBy(booth, first, draft.replyTo);
  layOutSaid(listed(root, 'said'), draft, { view: first, answered, words });
  fill(root, { warning: words.say('preview.small') });
  const button = root.querySelector('[data-action="send"]');
  return (view) => {
    const why = whyNot(view, words);
    fill(root, { why });
    if (why === '') button?.removeAttribute('aria-disabled');
    else button?.setAttribute('aria-disabled', 'true');
  };
}

/**
 * Says why nothing can be sent now, or nothing.
 *
 * @param {HearingView} view
 * @param {Words} words
 */
function whyNot({ state, phase, error }, words) {
  if (state === 'announced') return words.say('why.announced');
  if (state !== 'open') return words.say('why.closed');
  if (phase === 'refused') return words.list('denied', error?.code ?? 'other')[0] ?? '';
  return phase === 'ready' ? '' : words.say('why.collecting');
}

/**
 * Returns the text of the published comment that this one replies to, where it is known.
 *
 * @param {Room['booth']} booth
 * @param {HearingView} view
 * @param {string} replyTo
 */
export function answeredBy({ hearings }, { hearing }, replyTo) {
  if (replyTo === '') return null;
  const found = hearings.opinions(hearing).find(({ commitment }) => commitment === replyTo);
  return found?.draft.text ?? null;
}
