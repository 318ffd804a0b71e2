/**
 * The officer's page as a whole: reads the log again and again, shows one part at a time, runs what
 * somebody asks for, and says what went wrong.
 */

import { RequestFailed } from '../../booth/api-failure.js';
import { fill, readWords, reveal } from '../../booth/views-words.js';
import { createAnswering } from './answering.js';
import { createKeys } from './keys.js';
import { createMinutes } from './minutes.js';
import { createOpening } from './opening.js';
import { createReporting } from './reporting.js';
import { alarmInWords, troubleInWords } from './troubles.js';

/** @import { Words } from '../../booth/views-words.js' */
/** @import { Office } from '../office.js' */
/** @import { Officer } from '../officer.js' */
/** @import { OfficerRoom, RoomView } from '../officer-room.js' */

/**
 * What every part of the page has at hand.
 *
 * @typedef {object} Desk
 * @property {Officer} officer
 * @property {OfficerRoom} room
 * @property {Office} office
 * @property {Words} words
 * @property {string} hearing
 * @property {string|null} registered  the key that a draft is announced with
 * @property {(time: string|number) => string} moment  in words, as the clock on the wall shows it
 * @property {(work: Work) => Promise<boolean>} act  runs one thing at a time, and shows progress and
 *   what went wrong; true when it went well
 * @property {(work: Work) => Promise<boolean>} handIn  as `act`, and reads the log afterwards,
 *   whatever came of it
 * @property {() => void} draw
 */

/** @typedef {(progress: (done: number) => void) => Promise<void>} Work */
/** A part of the page. @typedef {(view: RoomView) => void} Part draws it anew */

const PARTS = {
  key: createKeys,
  open: createOpening,
  answer: createAnswering,
  minutes: createMinutes,
  report: createReporting,
};

/**
 * Brings the page to life; returns once the log was read for the first time.
 *
 * @param {Document} page
 * @param {object} given
 * @param {Officer} given.officer
 * @param {Office} given.office
 * @param {string} given.congress
 * @param {string} given.hearing
 * @param {string|null} given.registered
 * @param {string} given.language
 * @param {number} given.pause  milliseconds between two readings of the log
 */
export async function createDesk(page, given) {
  const { officer, office, congress, hearing, registered, language, pause } = given;
  const words = readWords(page);
  const root = /** @type {HTMLElement} */ (page.getElementById('desk'));
  const window = /** @type {Window} */ (page.defaultView);
  const room = officer.room(congress, hearing);
  /** The end of what runs now: one thing comes after the other. */
  let turn = Promise.resolve();
  let acting = false;
  let stopped = false;
  try {
    officer.probe();
  } catch (error) {
    // Nothing here works without a place for the key.
    reveal(root, 'opening', false);
    explain(error);
    return;
  }

  /** @type {Desk} */
  const desk = {
    officer,
    room,
    office,
    words,
    hearing,
    registered,
    moment: (time) => {
      const options = /** @type {const} */ ({ dateStyle: 'medium', timeStyle: 'short' });
      return new Date(time).toLocaleString(language === 'en' ? 'en-GB' : 'zh-CN', options);
    },
    act: (work) => act(() => run(work)),
    handIn: (work) =>
      act(async () => {
        const good = await run(work);
        await follow();
        return good;
      }),
    draw,
  };

  const parts = Object.entries(PARTS).map(([name, create]) => {
    const section = /** @type {HTMLElement} */ (page.getElementById(`part-${name}`));
    return { name, section, draw: create(section, desk) };
  });

  window.addEventListener('hashchange', () => {
    if (!stopped) draw();
  });
  await desk.act(async (progress) => {
    await room.read(progress);
    await room.reopen(progress);
  });
  reveal(root, 'opening', false);
  reveal(root, 'work', !stopped);
  setInterval(() => {
    if (acting || stopped || page.visibilityState === 'hidden') return;
    void inTurn(follow);
  }, pause);

  /**
   * @template T
   * @param {() => Promise<T>} work
   * @returns {Promise<T>}
   */
  function inTurn(work) {
    const done = turn.then(work);
    turn = done.then(
      () => {},
      () => {},
    );
    return done;
  }

  /**
   * @param {() => Promise<boolean>} work
   * @returns {Promise<boolean>} false as well for what was asked for while something else was running
   */
  async function act(work) {
    if (acting || stopped) return false;
    acting = true;
    root.setAttribute('aria-busy', 'true');
    tell('');
    try {
      return await inTurn(work);
    } finally {
      acting = false;
      root.removeAttribute('aria-busy');
      showProgress(1);
      if (!stopped) draw();
    }
  }

  /**
   * @param {Work} work
   * @returns {Promise<boolean>}
   */
  async function run(work) {
    try {
      await work(showProgress);
      return true;
    } catch (error) {
      explain(error);
      return false;
    }
  }

  /** Reads what is new in the log, and says nothing but that it cannot be reached. */
  async function follow() {
    try {
      await room.read();
      reveal(root, 'offline', false);
    } catch (error) {
      if (error instanceof RequestFailed) reveal(root, 'offline', true);
      else explain(error);
    }
    if (!stopped) draw();
  }

  /** @param {number} done */
  function showProgress(done) {
    const bar = root.querySelector('#working progress');
    if (bar instanceof HTMLProgressElement) bar.value = done;
    reveal(root, 'working', done < 1);
  }

  /** @param {string} text */
  function tell(text) {
    fill(root, { trouble: text });
    reveal(root, 'trouble', text !== '');
  }

  /** @param {unknown} error */
  function explain(error) {
    const trouble = troubleInWords(error, words);
    if (trouble !== null) {
      tell(trouble);
      return;
    }
    const alarm = alarmInWords(error, words);
    if (alarm === null) throw error;
    stopped = true;
    fill(root, { alarm: alarm.what, evidence: alarm.evidence });
    reveal(root, 'alarm', true);
    reveal(root, 'work', false);
  }

  function draw() {
    const view = room.view();
    const state = view.state === 'unknown' ? 'draft' : view.state;
    for (const mark of page.querySelectorAll('[data-state]')) {
      mark.toggleAttribute('hidden', mark.getAttribute('data-state') !== state);
    }
    const asked = window.location.hash.slice(1);
    const shown = asked in PARTS ? asked : foremost(view);
    fill(root, {
      'total-received': view.received,
      'total-sealed': view.sealed,
      'total-undecided': view.opened.length - view.decided,
      'total-published': view.published,
      'total-withheld': view.withheld,
    });
    for (const part of parts) {
      part.section.hidden = part.name !== shown;
      const link = root.querySelector(`a[href="#${part.name}"]`);
      if (part.name === shown) link?.setAttribute('aria-current', 'true');
      else link?.removeAttribute('aria-current');
      if (part.name === shown) part.draw(view);
    }
  }
}

/**
 * @param {RoomView} view
 * @returns {string} the part that is most likely wanted
 */
function foremost({ state, keyHere, published, opened, sealed }) {
  if (state === 'reported') return 'report';
  if (state === 'unknown' || state === 'announced' || !keyHere) return 'key';
  if (opened.length > 0 || sealed > 0 || published === 0) return 'open';
  return state === 'closed' ? 'report' : 'answer';
}
