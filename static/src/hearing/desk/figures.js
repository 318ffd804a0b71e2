/** The numbers of a hearing in words, with the reasons for which comments are withheld. */

/** @import { Words } from '../../booth/views-words.js' */

/**
 * @param {{received: number, published: number, reasons: Readonly<Record<string, number>>}} counted
 * @param {Words} words
 * @returns {string}
 */
export function figuresInWords({ received, published, reasons }, words) {
  const entries = Object.entries(reasons);
  const named = entries.map(([code, count]) =>
    words.say('reason.count', { reason: words.say(`reason.${code}`), count }),
  );
  const withheld = entries.reduce((sum, [, count]) => sum + count, 0);
  const list = named.join(words.say('reason.between'));
  const why = named.length === 0 ? '' : words.say('reason.all', { reasons: list });
  return words.say('report.figures', { received, published, withheld, why });
}
