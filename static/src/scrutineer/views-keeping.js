/** Backups on the page: made under a passphrase, saved as a file, printed as a QR, and opened again. */

import encodeQR from 'qr';

import { fill, reveal } from '../booth/views-words.js';
import { UnreadableBackup, VotesvcError, WeakPassphrase, WrongPassphrase } from '../errors.js';
import { drawDigits, drawStakes } from './views-ceremony.js';

/** @import { Words } from '../booth/views-words.js' */
/** @import { Scrutineer } from './scrutineer.js' */
/** @import { ScrutineerState, Step } from './state.js' */
/** @import { Backup } from './saving.js' */

const SVG = 'http://www.w3.org/2000/svg';
const QUIET = 4;

export class Keeping {
  #page;
  #root;
  #device;
  #words;
  #busy = false;
  /** Whether the person has gone on from the good news to the passphrase. */
  #making = false;
  /** @type {Backup|null} */
  #backup = null;
  #address = '';

  /**
   * @param {Document} page
   * @param {HTMLElement} root
   * @param {Scrutineer} device
   * @param {Words} words
   */
  constructor(page, root, device, words) {
    this.#page = page;
    this.#root = root;
    this.#device = device;
    this.#words = words;
    root.addEventListener('submit', (event) => {
      event.preventDefault();
      const form = event.target;
      if (!(form instanceof HTMLFormElement) || this.#busy) return;
      if (form.dataset.form === 'save') void this.#save(form);
      else if (form.dataset.form === 'restore') void this.#restore(form);
    });
    root.addEventListener('change', ({ target }) => {
      if (target instanceof HTMLInputElement && target.type === 'file') void this.#read(target);
    });
  }

  /**
   * A view was opened: what the last one made is forgotten.
   *
   * @param {Step} step
   */
  open(step) {
    this.#backup = null;
    this.#making = false;
    if (this.#address !== '') URL.revokeObjectURL(this.#address);
    this.#address = '';
    const field = this.#root.querySelector('textarea[name="backup"]');
    if (step === 'restore' && field instanceof HTMLTextAreaElement) {
      field.value = this.#device.brought;
    }
  }

  /** @param {ScrutineerState} state */
  draw({ ceremony, seat, step }) {
    if (step === 'restore') reveal(this.#root, 'brought', this.#device.brought === '');
    if (step !== 'save' || seat === null || ceremony === null) return;
    drawStakes(this.#root, seat, this.#words);
    drawDigits(this.#root, ceremony);
    const making = this.#making || seat.saved;
    reveal(this.#root, 'ready', !making);
    reveal(this.#root, 'making', making && this.#backup === null);
    reveal(this.#root, 'made', this.#backup !== null);
  }

  /** Goes on from the good news to the passphrase. */
  begin() {
    this.#making = true;
    this.draw(this.#device.state());
    const head = this.#root.querySelector('[data-part="making"] h1');
    if (head instanceof HTMLElement) head.focus();
  }

  /** @param {HTMLFormElement} form */
  async #save(form) {
    const [passphrase, again] = [textOf(form, 'passphrase'), textOf(form, 'again')];
    if (passphrase !== again) {
      this.#complain('differ');
      return;
    }
    await this.#work(async (progress) => {
      this.#backup = await this.#device.backUp(passphrase, progress);
      form.reset();
      if (this.#backup !== null) this.#show(this.#backup);
    });
    this.draw(this.#device.state());
    if (this.#backup !== null) {
      const head = this.#root.querySelector('[data-part="made"] h1');
      if (head instanceof HTMLElement) head.focus();
    }
  }

  /** @param {HTMLFormElement} form */
  async #restore(form) {
    const [file, passphrase] = [textOf(form, 'backup'), textOf(form, 'passphrase')];
    await this.#work((progress) => this.#device.restore(file, passphrase, progress));
  }

  /**
   * Runs what a passphrase takes half a second for, and says what went wrong.
   *
   * @param {(progress: (done: number) => void) => Promise<void>} work
   */
  async #work(work) {
    const bar = this.#root.querySelector('progress[data-working]');
    this.#busy = true;
    this.#complain('');
    if (bar instanceof HTMLProgressElement) bar.hidden = false;
    try {
      await work((done) => {
        if (bar instanceof HTMLProgressElement) bar.value = done;
      });
    } catch (error) {
      if (!(error instanceof VotesvcError)) throw error;
      this.#complain(codeOf(error));
    } finally {
      this.#busy = false;
      if (bar instanceof HTMLProgressElement) bar.hidden = true;
    }
  }

  /** @param {string} code  "": all is well */
  #complain(code) {
    reveal(this.#root, 'problem', code !== '');
    fill(this.#root, { problem: code === '' ? '' : this.#words.among('keeping', code) });
  }

  /** @param {Backup} backup */
  #show({ fragment, name, text }) {
    const anchor = this.#root.querySelector('a[data-file]');
    if (anchor instanceof HTMLAnchorElement) {
      this.#address = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
      anchor.href = this.#address;
      anchor.download = name;
    }
    const { origin, pathname } = this.#page.location;
    const place = this.#root.querySelector('[data-code]');
    place?.replaceChildren(drawCode(this.#page, `${origin}${pathname}#${fragment}`));
  }

  /** @param {HTMLInputElement} input */
  async #read(input) {
    const field = this.#root.querySelector('textarea[name="backup"]');
    const [file] = input.files ?? [];
    if (file === undefined || !(field instanceof HTMLTextAreaElement)) return;
    field.value = await file.text();
  }
}

/**
 * Returns which sentence says what went wrong; the names of classes do not survive the build.
 *
 * @param {VotesvcError} error
 * @returns {string}
 */
function codeOf(error) {
  if (error instanceof WeakPassphrase) return 'weak';
  if (error instanceof WrongPassphrase) return 'wrong';
  return error instanceof UnreadableBackup ? 'unreadable' : 'other';
}

/**
 * Draws a QR on this device: what is in it is sent nowhere, not even to be drawn.
 *
 * @param {Document} page
 * @param {string} text
 * @returns {SVGElement}
 */
function drawCode(page, text) {
  const rows = encodeQR(text, 'raw', { ecc: 'medium', border: QUIET });
  const svg = page.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', `0 0 ${rows.length} ${rows.length}`);
  svg.setAttribute('shape-rendering', 'crispEdges');
  const path = page.createElementNS(SVG, 'path');
  const dots = rows.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : '')));
  path.setAttribute('d', dots.join(''));
  svg.append(path);
  return svg;
}

/**
 * @param {HTMLFormElement} form
 * @param {string} name
 * @returns {string}
 */
function textOf(form, name) {
  const value = new FormData(form).get(name);
  return typeof value === 'string' ? value : '';
}
