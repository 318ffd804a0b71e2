/** What went wrong, in the words of the page: what may pass, and what must never happen. */

import { Alarm } from '../../booth/alarm.js';
import { RequestFailed } from '../../booth/api-failure.js';
import { StorageFailed } from '../../booth/kept.js';
import { UnreadableBackup, VotesvcError, WeakPassphrase, WrongPassphrase } from '../../errors.js';

/** @import { Words } from '../../booth/views-words.js' */

const TROUBLES = /** @type {const} */ ([
  [StorageFailed, 'no-storage'],
  [WeakPassphrase, 'weak-passphrase'],
  [WrongPassphrase, 'wrong-passphrase'],
  [UnreadableBackup, 'unreadable-backup'],
]);

/**
 * @param {unknown} error
 * @param {Words} words
 * @returns {string|null} null: no trouble that is known to pass
 */
export function troubleInWords(error, words) {
  if (error instanceof RequestFailed) {
    return error.message || words.say(error.code === 'offline' ? 'offline' : 'server-error');
  }
  const known = TROUBLES.find(([kind]) => error instanceof kind);
  return known === undefined ? null : words.say(known[1]);
}

/**
 * @param {unknown} error
 * @param {Words} words
 * @returns {{what: string, evidence: string}|null} null: no alarm
 */
export function alarmInWords(error, words) {
  if (error instanceof Alarm) {
    return { what: words.say(`alarm.${error.code}`), evidence: error.evidence };
  }
  // What no honest server would have put into the log.
  if (!(error instanceof VotesvcError)) return null;
  return { what: words.say('alarm.log-invalid'), evidence: error.message };
}
