/** The phone's page: joins the booth's logic to its views. */

import { createBooth } from '../booth/booth.js';
import { surroundings } from '../booth/browser.js';
import { createViews } from '../booth/views.js';
import { keepLanguage } from '../booth/views-language.js';

const language = keepLanguage(window);
if (language !== null) {
  // This very script is also the encryption worker's.
  const { src: sealer } = /** @type {HTMLScriptElement} */ (document.getElementById('script'));
  const booth = createBooth(surroundings({ sealer, language }));
  booth.subscribe(createViews(document, booth));

  const begin = () => {
    // The link that skips to the page's main part is no pass.
    if (window.location.hash !== '#main') booth.start(window.location.hash);
    // The pass must not stay in the address bar, the history or a screenshot.
    const { pathname, search } = window.location;
    window.history.replaceState(window.history.state, '', pathname + search);
  };
  window.addEventListener('hashchange', begin);
  begin();
}
