/**
 * A scrutineer's device without any page: from a scanned invitation to a signed result.
 *
 * The seed is in `storage` before anything made of it is sent; nothing that is secret ever is.
 */

import { Audience } from '../booth/audience.js';
import { parseB64url } from '../encoding.js';
import { Engine } from './engine.js';
import { currentSeat, emptyMemory, takeSeat, updateSeat } from './memory.js';
import { backUp, readFragment, restore } from './saving.js';
import { newMoment, snapshot } from './snapshot.js';

/** @import { Progress } from '../backup.js' */
/** @import { Backup } from './saving.js' */
/** @import { ScrutineerState } from './state.js' */

/**
 * What the device needs from its surroundings (`surroundings()` in browser.js gathers it in a page).
 *
 * @typedef {object} Surroundings
 * @property {Storage|null} storage     localStorage, or null where the browser denies it
 * @property {typeof globalThis.fetch} fetch
 * @property {(() => Worker)|null} checker  starts a checking worker (the page's script); null: none
 * @property {number} cores             how many of them may work at once
 * @property {string} base              origin of the server, "" for the page's own
 * @property {string} language          "zh" or "en", for the server's sentences
 * @property {() => boolean} hidden     whether nobody looks at the page
 * @property {(changed: () => void) => () => void} watch  calls when visibility or network changes, or
 *   another tab wrote to storage; returns how to stop
 * @property {() => number} now         seconds since 1970
 * @property {number} second            milliseconds in a second; tests run faster
 * @property {() => void} persist       asks the browser to keep what is stored, whatever happens
 */

const INVITATION_LENGTH = 20;

export class Scrutineer {
  #engine;
  #surroundings;
  /** @type {Audience<ScrutineerState>} */
  #audience;
  #unwatch = () => {};
  #started = false;
  /** The backup that came with the address, or "". */
  brought = '';

  /** @param {Surroundings} surroundings */
  constructor(surroundings) {
    this.#surroundings = surroundings;
    this.#engine = new Engine(surroundings, () => this.#show());
    this.#audience = new Audience(snapshot(emptyMemory(), newMoment()));
  }

  /** @returns {ScrutineerState} */
  state() {
    return this.#audience.state;
  }

  /**
   * Calls at once and after every change.
   *
   * @param {(state: ScrutineerState) => void} listener
   * @returns {() => void} stops it
   */
  subscribe(listener) {
    return this.#audience.subscribe(listener);
  }

  /**
   * Begins with location.hash: "#<invitation>", "#backup=<file>" or "". Call it again on hashchange; the
   * page then removes the fragment from the address bar.
   *
   * @param {string} hash
   */
  start(hash) {
    this.#engine.guard(() => {
      this.#engine.kept.probe();
      this.#take(hash.replace(/^#/, ''));
    });
    if (!this.#started) {
      this.#started = true;
      this.#unwatch = this.#surroundings.watch(() => this.#engine.hurry());
      void this.#engine.follow();
    }
    this.#engine.hurry();
    this.#show();
  }

  /**
   * Answers step `who`: it is the person's name, or this device forgets the seat.
   *
   * @param {boolean} mine
   */
  agree(mine) {
    const seat = this.#seat();
    if (seat === null) return;
    if (!mine) {
      this.forget();
      return;
    }
    this.#surroundings.persist();
    this.#engine.guard(() =>
      updateSeat(this.#engine.kept, seat.seed, (known) => {
        known.agreed = true;
      }),
    );
    this.#engine.hurry();
    this.#show();
  }

  /** Deletes the seat on show from this device. */
  forget() {
    this.#engine.guard(() =>
      this.#engine.kept.update((memory) => {
        delete memory.seats[memory.current ?? ''];
        memory.current = null;
      }),
    );
    this.#engine.recover();
    this.#show();
  }

  /**
   * Shows another seat of this device.
   *
   * @param {string} device
   */
  switchTo(device) {
    this.#engine.guard(() =>
      this.#engine.kept.update((memory) => {
        if (device in memory.seats) memory.current = device;
      }),
    );
    this.#engine.recover();
    this.#show();
  }

  /**
   * Returns a backup of the seat on show.
   *
   * @param {string} passphrase
   * @param {Progress} [progress]
   * @returns {Promise<Backup|null>}
   * @throws {import('../errors.js').WeakPassphrase}
   */
  async backUp(passphrase, progress) {
    const seat = this.#seat();
    return seat === null ? null : backUp(seat, passphrase, progress);
  }

  /** The person has put the backup away. */
  saved() {
    const seat = this.#seat();
    if (seat === null) return;
    this.#engine.guard(() =>
      updateSeat(this.#engine.kept, seat.seed, (known) => {
        known.saved = true;
      }),
    );
    this.ask(null);
  }

  /** The person saves the backup another time. */
  later() {
    this.#engine.moment.later = true;
    this.ask(null);
  }

  /**
   * Takes a seat from a backup.
   *
   * @param {string} file
   * @param {string} passphrase
   * @param {Progress} [progress]
   * @throws {import('../errors.js').WrongPassphrase}
   * @throws {import('../errors.js').UnreadableBackup}
   */
  async restore(file, passphrase, progress) {
    await restore(this.#engine.kept, file, passphrase, progress);
    this.#surroundings.persist();
    this.brought = '';
    this.#engine.recover();
    this.#show();
  }

  /**
   * Shows what the person asks for; null: what is to be done next.
   *
   * @param {'restore'|'save'|null} what
   */
  ask(what) {
    this.#engine.moment.asked = what;
    if (what === null) this.brought = '';
    this.#show();
  }

  /**
   * Shows the count of an item; null: all of them.
   *
   * @param {string|null} item
   */
  select(item) {
    this.#engine.moment.current = item;
    this.#show();
  }

  /** @param {string} item */
  check(item) {
    this.#engine.check(item);
  }

  /** @param {string} item */
  halt(item) {
    this.#engine.guard(() => this.#engine.moment.counts.get(item)?.rest());
  }

  /** @param {string} item */
  decrypt(item) {
    this.#engine.decrypt(item);
  }

  /** @param {string} item */
  sign(item) {
    void this.#engine.sign(item);
  }

  /** Reads and checks everything anew, also out of an alarm. */
  retry() {
    this.#engine.recover();
    this.#show();
  }

  stop() {
    this.#unwatch();
    this.#engine.stop();
    this.#audience.leave();
  }

  /** @param {string} fragment */
  #take(fragment) {
    const backup = readFragment(`#${fragment}`);
    if (backup !== null) {
      this.brought = backup;
      this.#engine.moment.asked = 'restore';
    } else if (fragment !== '') {
      if (!isInvitation(fragment)) {
        this.#engine.moment.error = { code: 'bad-invitation', message: '', final: true };
        return;
      }
      takeSeat(this.#engine.kept, fragment);
      this.#engine.moment.error = null;
      this.#engine.leave();
    }
  }

  #seat() {
    let seat = null;
    this.#engine.guard(() => {
      seat = currentSeat(this.#engine.kept.read());
    });
    return /** @type {import('./memory.js').Seat|null} */ (seat);
  }

  /** Tells the listeners, if there is anything new to see. */
  #show() {
    const { kept, moment } = this.#engine;
    let memory = emptyMemory();
    if (moment.stored) {
      this.#engine.guard(() => {
        memory = /** @type {typeof memory} */ (kept.read());
      });
    }
    this.#audience.show(snapshot(memory, moment));
  }
}

/**
 * @param {string} text
 * @returns {boolean}
 */
function isInvitation(text) {
  try {
    parseB64url(text, INVITATION_LENGTH);
    return true;
  } catch {
    return false;
  }
}
