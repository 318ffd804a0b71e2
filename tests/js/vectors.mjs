/** The vectors that Python and JavaScript both check, and the nonces their seeds stand for. */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { ORDER } from '../../static/src/group.js';

const FOLDER = new URL('../vectors/', import.meta.url);

/**
 * @param {string} name
 * @returns {any}
 */
export function readVectors(name) {
  return JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8'));
}

/**
 * Returns the nonces of `seed`, one per call: SHA-512("votesvc/test|seed|k") modulo L.
 *
 * @param {string} seed
 * @returns {() => bigint}
 */
export function nonces(seed) {
  let k = 0;
  return () => {
    const digest = createHash('sha512').update(`votesvc/test|${seed}|${k++}`).digest('hex');
    return BigInt(`0x${digest}`) % ORDER;
  };
}

/**
 * Calls `visit` with a copy of `value` for each string or number in it, changed a little.
 *
 * @param {any} value
 * @param {(changed: any, path: string) => void} visit
 * @param {string} [path]
 */
export function tamperEach(value, visit, path = '') {
  for (const [name, each] of Object.entries(value)) {
    const here = `${path}/${name}`;
    /** @param {any} changed */
    const replaced = (changed) => {
      const copy = Array.isArray(value) ? [...value] : { ...value };
      copy[/** @type {any} */ (name)] = changed;
      return copy;
    };
    if (typeof each === 'object') {
      tamperEach(each, (changed, inner) => visit(replaced(changed), inner), here);
    } else visit(replaced(tampered(each)), here);
  }
}

/**
 * @param {any} value
 * @returns {any} another value of the same kind
 */
export function tampered(value) {
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  if (/^[0-9]+$/.test(value)) return String((BigInt(value) + 1n) % ORDER);
  const last = value.slice(-1);
  return value.slice(0, -1) + (last === 'A' ? 'E' : 'A');
}
