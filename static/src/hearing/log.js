/**
 * The whole log, read and hashed on this device: nobody can leave out, change or reorder an entry.
 *
 * The log's key is trusted on first sight and never again; what was read before must be a beginning of
 * what is read now.
 */

import { Alarm, alarming } from '../booth/alarm.js';
import { RequestFailed } from '../booth/api.js';
import { openCheckpoint } from '../checkpoint.js';
import { encodeHex, utf8 } from '../encoding.js';
import { InvalidInclusion } from '../errors.js';
import { EMPTY_ROOT, leafHash, nodeHash } from '../merkle.js';

/** @import { Api } from '../booth/api.js' */
/** @import { Kept } from '../booth/kept.js' */
/** @import { KnownLog } from '../booth/store.js' */

/** @typedef {{logs: Record<string, KnownLog>}} LogMemory  what a device knows of logs, by congress */

// As many entries as the log gives at once.
const PAGE = 500;
// How often the log may seem shorter than before until that is an alarm: answers come from caches.
const PATIENCE = 3;

export class LogReader {
  #api;
  #kept;
  #congress;
  #tree = new GrowingTree();
  #shorter = 0;
  #cut = 0;

  /**
   * @param {Api} api
   * @param {Kept<LogMemory>} kept
   * @param {string} congress
   */
  constructor(api, kept, congress) {
    this.#api = api;
    this.#kept = kept;
    this.#congress = congress;
  }

  /**
   * Hands over the entries that are new since the last call, from the first one on, once all of them
   * are shown to be in the signed log.
   *
   * @param {(done: number) => void} [progress]  from 0 to 1
   * @returns {Promise<{index: number, leaf: string}[]>}
   * @throws {Alarm}
   * @throws {RequestFailed} when the log does not answer: nothing is accepted then
   */
  async read(progress = () => {}) {
    const known = this.#kept.read().logs[this.#congress];
    const { vkey, checkpoint: note } = await this.#api.state(this.#congress);
    if (known !== undefined && known.vkey !== vkey) {
      throw new Alarm('vkey-changed', null, `${known.vkey}\n${vkey}\n${note}`);
    }
    const { origin, size, root } = alarming('checkpoint-invalid', null, note, () =>
      openCheckpoint(note, vkey),
    );
    if (origin !== `votesvc/${this.#congress}`) throw new Alarm('checkpoint-invalid', null, note);
    this.#checkGrowth(Math.max(known?.size ?? 0, this.#tree.size), size, note);
    const tree = this.#tree.copy();
    const leaves = await this.#fetch(tree, size, known, progress);
    demandRoot(tree, encodeHex(root), note);
    this.#tree = tree;
    this.#kept.update(({ logs }) => {
      logs[this.#congress] = { vkey, size, root: encodeHex(root), note };
    });
    return leaves;
  }

  /**
   * @param {number} before
   * @param {number} size
   * @param {string} note
   */
  #checkGrowth(before, size, note) {
    this.#shorter = size < before ? this.#shorter + 1 : 0;
    if (this.#shorter >= PATIENCE) throw new Alarm('log-shrunk', null, note);
    if (this.#shorter > 0) throw new RequestFailed('server-error', '', false);
  }

  /**
   * Throws unless the log gave some of the entries that its own checkpoint promises.
   *
   * @param {number} given
   * @param {number} asked
   * @param {string} note
   */
  #checkAnswer(given, asked, note) {
    const sound = given > 0 && given <= asked;
    this.#cut = sound ? 0 : this.#cut + 1;
    if (this.#cut >= PATIENCE) throw new Alarm('log-shrunk', null, note);
    if (!sound) throw new RequestFailed('bad-answer', '', false);
  }

  /**
   * @param {GrowingTree} tree
   * @param {number} size
   * @param {KnownLog|undefined} known
   * @param {(done: number) => void} progress
   */
  async #fetch(tree, size, known, progress) {
    /** @type {{index: number, leaf: string}[]} */
    const leaves = [];
    while (tree.size < size) {
      const end = Math.min(size, tree.size + PAGE);
      const entries = await this.#api.entries(this.#congress, tree.size, end);
      this.#checkAnswer(entries.length, end - tree.size, known?.note ?? '');
      for (const leaf of entries) {
        leaves.push({ index: tree.size, leaf });
        tree.append(leafHash(utf8(leaf)));
        if (tree.size === known?.size) demandRoot(tree, known.root, known.note);
      }
      progress(tree.size / size);
    }
    return leaves;
  }
}

/**
 * @param {GrowingTree} tree
 * @param {string} root  hex
 * @param {string} note
 */
function demandRoot(tree, root, note) {
  alarming('log-forked', null, note, () => {
    if (encodeHex(tree.root()) !== root) {
      throw new InvalidInclusion('the entries are not those of the checkpoint');
    }
  });
}

/** The roots of complete subtrees of a log, largest first: all that is needed to go on (RFC 6962, 2.1). */
export class GrowingTree {
  /** @type {{height: number, hash: Uint8Array}[]} */
  #peaks = [];
  size = 0;

  /** @returns {GrowingTree} */
  copy() {
    const tree = new GrowingTree();
    tree.#peaks = [...this.#peaks];
    tree.size = this.size;
    return tree;
  }

  /** @param {Uint8Array} hash  of a leaf */
  append(hash) {
    let peak = { height: 0, hash };
    for (let last = this.#peaks.pop(); last !== undefined; last = this.#peaks.pop()) {
      if (last.height !== peak.height) {
        this.#peaks.push(last);
        break;
      }
      peak = { height: peak.height + 1, hash: nodeHash(last.hash, peak.hash) };
    }
    this.#peaks.push(peak);
    this.size += 1;
  }

  /** @returns {Uint8Array} */
  root() {
    const [last, ...rest] = [...this.#peaks].reverse();
    if (last === undefined) return EMPTY_ROOT;
    return rest.reduce((hash, peak) => nodeHash(peak.hash, hash), last.hash);
  }
}
