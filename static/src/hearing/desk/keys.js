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

  return (view) => {
    const [key, asked] = [current(view), wanted(view)];
    const draft = view.hearing === null;
    const here = key !== null;
    const saved = key !== null && officer.keys.isSaved(key);
    const handedIn = here && key === asked;
    fill(root, {
      print: (key ?? asked ?? '').slice(0, PRINT_LENGTH).replace(GROUP, '$& '),
      saved: words.say(saved ? 'key.saved' : 'key.unsaved'),
      registered: words.say(handedIn ? 'key.registered' : 'key.unregistered'),
    });
    const parts = {
      print: here || asked !== null,
      status: here,
      backup: here,
      done: saved && handedIn,
      ...(draft ? whileDraft(here, saved, handedIn, asked) : afterwards(here)),
    };
    for (const [name, visible] of Object.entries(parts)) reveal(root, name, visible);
  };
}

/**
 * @param {boolean} here
 * @param {boolean} saved
 * @param {boolean} handedIn
 * @param {string|null} asked
 * @returns {Record<string, boolean>}
 */
function whileDraft(here, saved, handedIn, asked) {
  return {
    make: !here,
    replaces: !here && asked !== null,
    register: saved && !handedIn,
    'first-save': here && !saved,
    lost: false,
  };
}

/**
 * @param {boolean} here
 * @returns {Record<string, boolean>}
 */
function afterwards(here) {
  return { make: false, replaces: false, register: false, 'first-save': false, lost: !here };
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
