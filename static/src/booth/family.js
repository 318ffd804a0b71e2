/**
 * Items of which each is for one group of voters: a phone follows that of its own group alone.
 *
 * A family of them has one title and one set of questions, so a delegate sees it as one paper.
 */

/** @import { Holder } from './answers.js' */
/** @import { AgendaItem } from './store.js' */

/**
 * A line of the agenda as this phone shows it.
 *
 * @typedef {object} Listed
 * @property {AgendaItem} entry
 * @property {boolean} outside    it is for groups, and for none that this phone belongs to
 * @property {boolean} announced  it has a result, its own or that of its family
 */

/**
 * Tells whether an item is for everybody, or for the group of whoever holds the pass.
 *
 * @param {AgendaItem} entry
 * @param {Holder|null} holder
 * @returns {boolean}
 */
export function isOwn({ group }, holder) {
  return !group || group === holder?.group;
}

/**
 * Returns the agenda with one line for each family: the item of the own group, or else the first
 * that is not void.
 *
 * @param {readonly AgendaItem[]} agenda
 * @param {Holder|null} holder
 * @returns {Listed[]}
 */
export function foldFamilies(agenda, holder) {
  /** @type {Map<string, AgendaItem[]>} in the order of the agenda */
  const families = new Map();
  for (const entry of agenda) {
    const name = entry.family || entry.item;
    families.set(name, [...(families.get(name) ?? []), entry]);
  }
  return [...families.values()].map((members) => {
    const own = members.find((each) => isOwn(each, holder));
    const shown = own ?? members.find(({ state }) => state !== 'void') ?? members[0];
    return {
      entry: /** @type {AgendaItem} */ (shown),
      outside: own === undefined,
      announced: members.some(({ state }) => state === 'announced'),
    };
  });
}
