/** The report as it stands in the log. */

import { fill, listed } from '../../booth/views-words.js';
import { codeOf } from './comment-card.js';
import { figuresInWords } from './figures.js';

/** @import { PublishedComment } from '../officer-room.js' */
/** @import { Report } from '../proceedings.js' */
/** @import { Desk } from './desk.js' */

/**
 * Shows a report, once: it does not change any more.
 *
 * @param {HTMLElement} root
 * @param {Report} report
 * @param {readonly PublishedComment[]} published
 * @param {Desk} desk
 */
export function drawFinished(root, report, published, { words, moment }) {
  const list = listed(root, 'finished');
  if (list.dataset.drawn === report.time) return;
  list.dataset.drawn = report.time;
  const texts = new Map(published.map(({ commitment, comment }) => [commitment, comment.text]));
  fill(root, {
    'finished-by': words.say('report.by', { by: report.by, moment: moment(report.time) }),
  });
  const { received, published: count, withheld: reasons } = report;
  const figures = figuresInWords({ received, published: count, reasons }, words);
  fill(root, { 'finished-figures': figures });
  list.replaceChildren(
    ...report.opinions.map(({ title, comments, decision, reason }) => {
      const part = words.clone('part-finished');
      fill(part, { title, reason, decision: words.say(`answer.${decision}`) });
      for (const commitment of comments) {
        const line = words.clone('part-finished-comment');
        fill(line, { code: codeOf(commitment), text: texts.get(commitment) ?? '' });
        listed(part, 'comments').append(line);
      }
      return part;
    }),
  );
}
