/** What the server's answers must look like; anything else came from somebody else, or is broken. */

import { asList, asNatural, asText, parseUuid } from '../encoding.js';
import { readStateHearing } from './api-hearing.js';

/** @import { StateHearing } from './api-hearing.js' */
/** @import { Receipt } from './store.js' */

/** @typedef {Record<string, unknown>} Body */

/** @typedef {{congress: string, name: string, delegation: string, group: string}} Holder */

/**
 * An item of the agenda; group and family: "" where everybody votes.
 *
 * @typedef {{item: string, state: string, index: number, title: string, group: string, family: string}} StateItem
 */

/**
 * @typedef {object} CongressState
 * @property {string} congress
 * @property {string} title
 * @property {string} origin
 * @property {string} vkey
 * @property {string} checkpoint
 * @property {StateItem[]} items
 * @property {StateHearing[]} hearings
 */

/** @typedef {{leaf: string, index: number, size: number, inclusion: string[], checkpoint: string}} LoggedItem */

/**
 * @param {Body} body
 * @returns {Holder}
 */
export function readHolder({ congress, name, delegation, group }) {
  return {
    congress: parseUuid(congress),
    name: asText(name),
    delegation: asText(delegation),
    group: asText(group),
  };
}

/**
 * @param {Body} body
 * @returns {LoggedItem}
 */
export function readItem({ leaf, index, size, inclusion, checkpoint }) {
  return {
    leaf: asText(leaf),
    index: asNatural(index),
    size: asNatural(size),
    inclusion: asList(inclusion).map(asText),
    checkpoint: asText(checkpoint),
  };
}

/**
 * @param {Body} body
 * @returns {Receipt}
 */
export function readReceipt({ item, tracker, index, size, inclusion, checkpoint }) {
  return {
    item: asText(item),
    tracker: asText(tracker),
    index: asNatural(index),
    size: asNatural(size),
    inclusion: asList(inclusion).map(asText),
    checkpoint: asText(checkpoint),
  };
}

/**
 * @param {Body} body
 * @returns {CongressState}
 */
export function readState({ congress, title, origin, vkey, checkpoint, items, hearings = [] }) {
  return {
    congress: asText(congress),
    title: asText(title),
    origin: asText(origin),
    vkey: asText(vkey),
    checkpoint: asText(checkpoint),
    items: asList(items).map((each) => {
      const {
        item,
        state,
        index,
        title: words,
        group = '',
        family = '',
      } = /** @type {Body} */ (each);
      return {
        item: parseUuid(item),
        state: asText(state),
        index: asNatural(index),
        title: asText(words),
        group: asText(group),
        family: asText(family),
      };
    }),
    hearings: asList(hearings).map(readStateHearing),
  };
}
