/** The part about the key: make it, save it, hand in its public half, read it back from a backup. */

import { fill, reveal } from '../../booth/views-words.js';
import { encodeHex } from '../../encoding.js';

/** @import { RoomView } from '../officer-room.js' */
/** @import { Desk, Part } from './desk.js' */

// People compare so many digits, in groups.
const PRINT_LENGTH = 24;
const GROUP = /.{4}(?=.)/g;

/**
 * @param {HTMLElement} root
 * @param {Desk} desk
 * @returns {Part}
 */
export function createKeys(root, desk) {
  const { officer, office, hearing, registered, words } = desk;
  const form = (/** @type {string} */ name) =>
    /** @type {HTMLFormElement} */ (root.querySelector(`form[data-form="${name}"]`));
  const field = (/** @type {string} */ id) =>
    /** @type {HTMLInputElement} */ (root.querySelector(`#${id}`));

  root.querySelector('[data-action="make"]')?.addEventListener('click', () => {
    void desk.act(async () => {
      officer.keys.makeFor(hearing);
    });
  });
  root.querySelector('[data-action="register"]')?.addEventListener('click', async () => {
    const key = officer.keys.madeFor(hearing);
    if (key === null) return;
    if (await desk.act(() => office.register(key))) window.location.reload();
  });
  root.querySelector('[data-action="forget"]')?.addEventListener('click', () => {
    const key = current(desk.room.view());
    // Without a backup nobody could ever read what is sealed to it.
    if (key === null || !officer.keys.isSaved(key)) return;
    void desk.act(async () => officer.keys.forget(key));
  });
  form('backup').addEventListener('submit', (event) => {
    event.preventDefault();
    void saveBackup();
  });
  form('restore').addEventListener('submit', (event) => {
    event.preventDefault();
    void restore();
  });

  async function saveBackup() {
    const key = current(desk.room.view());
    const differ = field('passphrase').value !== field('again').value;
    reveal(root, 'differ', differ);
    if (key === null || differ) return;
    const good = await desk.act(async (progress) => {
      const file = await officer.keys.backup(key, field('passphrase').value, progress);
      download(file.name, file.text);
    });
    if (good) form('backup').reset();
  }

  async function restore() {
    const [file] = field('backup-file').files ?? [];
    if (file === undefined) return;
    /** @type {string|null} */
    let key = null;
    const good = await desk.act(async (progress) => {
      key = await officer.keys.restore(
        await file.text(),
        field('restore-passphrase').value,
        progress,
      );
    });
    reveal(root, 'other-key', good && key !== wanted(desk.room.view()));
    if (good) form('restore').reset();
    if (good) await desk.act((progress) => desk.room.reopen(progress));
  }

  /**
   * @param {RoomView} view
   * @returns {string|null} the key that the comments are, or will be, sealed to
   */
  function wanted(view) {
    return view.hearing === null ? registered : encodeHex(view.hearing.officerKey);
  }

  /**
   * @param {RoomView} view
   * @returns {string|null} the key of this hearing that is on this device
   */
  function current(view) {
    const key = wanted(view);
    if (key !== null && officer.keys.find(key) !== null) return key;
    return view.hearing === null ? officer.keys.madeFor(hearing) : null;
  }

  const backup = /** @type {HTMLDetailsElement} */ (root.querySelector('#backup'));
  /** @type {boolean|null} what the box was folded for last */
  let wasSaved = null;
  return (view) => {
    const [key, asked] = [current(view), wanted(view)];
    const saved = key !== null && officer.keys.isSaved(key);
    const state = { key, asked, saved, draft: view.hearing === null };
    fill(root, {
      print: (key ?? asked ?? '').slice(0, PRINT_LENGTH).replace(GROUP, '$& '),
      saved: words.say(saved ? 'key.saved' : 'key.unsaved'),
      backup: words.say(saved ? 'key.save-again' : 'key.first-save'),
      registered: words.say(key === asked ? 'key.registered' : 'key.unregistered'),
    });
    for (const [name, visible] of Object.entries(partsOf(state))) reveal(root, name, visible);
    if (saved !== wasSaved) backup.open = !saved;
    wasSaved = saved;
  };
}

/**
 * @param {object} state
 * @param {string|null} state.key    on this device
 * @param {string|null} state.asked  that the hearing has, or will be announced with
 * @param {boolean} state.saved
 * @param {boolean} state.draft
 * @returns {Record<string, boolean>} which parts are shown
 */
function partsOf({ key, asked, saved, draft }) {
  const here = key !== null;
  const handedIn = here && key === asked;
  return {
    print: here || asked !== null,
    status: here,
    make: draft && !here,
    replaces: draft && !here && asked !== null,
    backup: here,
    register: draft && saved && !handedIn,
    forget: saved,
    lost: !draft && !here,
    done: saved && handedIn,
  };
}

/**
 * Offers a text as a file of this name.
 *
 * @param {string} name
 * @param {string} text
 */
function download(name, text) {
  const address = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
