/** The hearing officer's page: joins the device's logic to its views. */

import { createDesk } from '../hearing/desk/desk.js';
import { Office } from '../hearing/office.js';
import { Officer } from '../hearing/officer.js';

const PAUSE_MILLISECONDS = 5000;

/** @returns {Storage|null} null where the browser denies access */
function openStorage() {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

const root = document.getElementById('desk');
if (root !== null) {
  const { congress = '', hearing = '', registered = '', path = '' } = root.dataset;
  const language = document.documentElement.lang.startsWith('en') ? 'en' : 'zh';
  const token = document.querySelector('meta[name="csrf-token"]')?.getAttribute('content') ?? '';
  /** @type {typeof globalThis.fetch} */
  const fetch = (input, init) => window.fetch(input, init);
  const surroundings = { storage: openStorage(), fetch, base: '', language, second: 1000 };
  void createDesk(document, {
    officer: new Officer(surroundings),
    office: new Office({ fetch, path, token, language }),
    congress,
    hearing,
    registered: registered === '' ? null : registered,
    language,
    pause: PAUSE_MILLISECONDS,
  });
}
