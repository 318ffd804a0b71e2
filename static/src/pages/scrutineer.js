/** The scrutineer's page: joins the device's logic to its views. */

import { keepLanguage } from '../booth/views-language.js';
import { surroundings } from '../scrutineer/browser.js';
import { Scrutineer } from '../scrutineer/scrutineer.js';
import { createViews } from '../scrutineer/views.js';

const language = keepLanguage(window);
if (language !== null) {
  // This very script is also the checking worker's.
  const { src: checker } = /** @type {HTMLScriptElement} */ (document.getElementById('script'));
  const device = new Scrutineer(surroundings({ checker, language }));
  device.subscribe(createViews(document, device));

  const begin = () => {
    device.start(window.location.hash);
    // The invitation must not stay in the address bar, the history or a screenshot.
    window.history.replaceState(null, '', window.location.pathname + window.location.search);
  };
  window.addEventListener('hashchange', begin);
  begin();
}
