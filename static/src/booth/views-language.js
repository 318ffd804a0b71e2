/** The language chosen on a phone stays on that phone: no cookie, nothing sent. */

const KEY = 'votesvc/language';

/**
 * Returns "zh" or "en", or null when the page is about to load again in the language chosen earlier.
 *
 * @param {Window} window
 * @returns {'zh'|'en'|null}
 */
export function keepLanguage(window) {
  const { documentElement } = window.document;
  const spoken = documentElement.lang.startsWith('en') ? 'en' : 'zh';
  const { location } = window;
  const asked = new URLSearchParams(location.search).has('lang');
  if (asked) remember(window, spoken);
  const kept = asked ? spoken : recall(window);
  if (kept !== null && kept !== spoken) {
    // With the fragment: it may hold a pass that nobody has read yet.
    location.replace(`${location.pathname}?lang=${kept}${location.hash}`);
    return null;
  }
  return spoken;
}

/**
 * @param {Window} window
 * @returns {'zh'|'en'|null}
 */
function recall(window) {
  try {
    const kept = window.localStorage.getItem(KEY);
    return kept === 'en' || kept === 'zh' ? kept : null;
  } catch {
    return null;
  }
}

/**
 * @param {Window} window
 * @param {string} language
 */
function remember(window, language) {
  try {
    window.localStorage.setItem(KEY, language);
  } catch {
    // Without storage the address keeps the language until the page is closed.
  }
}
