/** Names in the order in which Chinese papers list them: by the strokes of the surname, or by sound. */

/** @typedef {'stroke'|'pinyin'} Order */

/**
 * Returns how names compare, or null where the browser does not know this order.
 *
 * The orders are those of Unicode's locale data, which every browser keeps up to date: strokes are
 * counted, then the radical decides, name by name, character by character.
 *
 * @param {Order} order
 * @returns {((a: string, b: string) => number)|null}
 */
export function comparing(order) {
  const collator = new Intl.Collator(`zh-u-co-${order}`);
  const { collation, locale } = collator.resolvedOptions();
  // By sound is what Chinese is ordered by where nothing else is asked for.
  const known = collation === order || (order === 'pinyin' && collation === 'default');
  return known && locale.startsWith('zh') ? collator.compare : null;
}

/**
 * Returns the lines of a text in this order, without those that are blank.
 *
 * @param {string} text
 * @param {(a: string, b: string) => number} compare
 * @returns {string}
 */
export function sortLines(text, compare) {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  return [...lines].sort(compare).join('\n');
}
