/** The audit page: after a look-up the browser computes the inclusion proof itself. */

import { openCheckpoint } from '../checkpoint.js';
import { b64hash, parseHex, utf8 } from '../encoding.js';
import { leafHash, verifyInclusion } from '../merkle.js';

/** @typedef {{path: string, tracker: string, index: number, vkey: string}} Asked */

/**
 * Throws unless the leaf at this place is in the signed log and holds the ballot of this tracker.
 *
 * @param {Asked} asked
 * @param {any} receipt
 * @param {string} leaf
 */
function check({ tracker, index, vkey }, receipt, leaf) {
  if (b64hash(utf8(JSON.parse(leaf).ballot)) !== tracker) throw new Error('another ballot');
  const { size, root } = openCheckpoint(receipt.checkpoint, vkey);
  const proof = receipt.inclusion.map((/** @type {string} */ hash) => parseHex(hash, 32));
  verifyInclusion(leafHash(utf8(leaf)), index, size, proof, root);
}

/**
 * Fetches what is to be checked and says how it came out; says nothing when it cannot be fetched.
 *
 * @param {Asked} asked
 * @param {(good: boolean) => void} tell
 */
async function look(asked, tell) {
  const { path, tracker, index } = asked;
  const query = new URLSearchParams({ tracker });
  const [receipt, { entries }] = await Promise.all([
    get(`${path}/receipt?${query}`),
    get(`${path}/log?start=${index}&end=${index + 1}`),
  ]);
  try {
    check(asked, receipt, entries[0]);
    tell(true);
  } catch {
    tell(false);
  }
}

/**
 * @param {string} address
 * @returns {Promise<any>}
 */
async function get(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error('no answer');
  return response.json();
}

const found = document.getElementById('found');
const told = document.getElementById('own-check');
if (found !== null && told !== null) {
  const { path = '', tracker = '', index = '', vkey = '' } = found.dataset;
  look({ path, tracker, index: Number(index), vkey }, (good) => {
    told.textContent = (good ? told.dataset.good : told.dataset.bad) ?? '';
    told.classList.toggle('bad', !good);
    told.hidden = false;
  }).catch(() => {});
}
