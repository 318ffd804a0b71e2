/** Backups of a seat: a file, the same as a QR that is printed, and the way back. */

import { makeBackup, openBackup } from '../backup.js';
import { encodeB64url, parseB64url, parseUtf8, utf8 } from '../encoding.js';
import { MalformedInput, UnreadableBackup } from '../errors.js';
import { parseSeatKeys } from '../seat_keys.js';
import { deviceOf, keysOf } from './memory.js';

/** @import { Progress } from '../backup.js' */
/** @import { Kept } from '../booth/kept.js' */
/** @import { ScrutineerMemory, Seat } from './memory.js' */

/** A backup file: its name, its text, and the fragment that says the same in a QR. @typedef {{name: string, text: string, fragment: string}} Backup */

const FRAGMENT = /^#?backup=([A-Za-z0-9_-]+)$/;

/**
 * Returns a backup of a seat under a passphrase.
 *
 * @param {Seat} seat  joined
 * @param {string} passphrase
 * @param {Progress} [progress]
 * @returns {Promise<Backup>}
 * @throws {import('../errors.js').WeakPassphrase}
 */
export async function backUp(seat, passphrase, progress) {
  const keys = keysOf(seat);
  if (keys === null) throw new MalformedInput('there is no seat to back up');
  const text = await makeBackup(keys.toBackup(), passphrase, progress);
  const name = `votesvc-scrutineer-${keys.index}-${keys.ceremony.ceremony.slice(0, 6)}.json`;
  return { name, text, fragment: `backup=${encodeB64url(utf8(text.trim()))}` };
}

/**
 * Returns the backup file that a fragment holds, which came from a printed QR.
 *
 * @param {string} fragment  of the address, or text that somebody pasted
 * @returns {string|null} null: it holds none
 */
export function readFragment(fragment) {
  const [, text = ''] = FRAGMENT.exec(fragment.slice(fragment.indexOf('#'))) ?? [];
  try {
    return text === '' ? null : parseUtf8(parseB64url(text));
  } catch {
    return null;
  }
}

/**
 * Takes a seat from a backup, and shows it.
 *
 * @param {Kept<ScrutineerMemory>} kept
 * @param {string} file  or the address in a printed QR
 * @param {string} passphrase
 * @param {Progress} [progress]
 * @throws {import('../errors.js').WrongPassphrase}
 * @throws {UnreadableBackup} when it is none, or holds another kind of secret
 */
export async function restore(kept, file, passphrase, progress) {
  const value = await openBackup(readFragment(file.trim()) ?? file, passphrase, progress);
  const { seed } = readSeat(value);
  kept.update((memory) => {
    const device = deviceOf(seed);
    memory.current = device;
    // The name was agreed to on the device that made the backup, and is shown again.
    memory.seats[device] ??= { seed, invitation: null, status: null, agreed: true, saved: true };
  });
}

/** @param {unknown} value */
function readSeat(value) {
  try {
    return parseSeatKeys(value);
  } catch (error) {
    if (error instanceof MalformedInput) throw new UnreadableBackup(error.message);
    throw error;
  }
}
