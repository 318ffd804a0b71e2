/**
 * The check-in desk works without a script; this one finds people while somebody types, tells when
 * a phone has taken the pass, and prints.
 */

const TYPING_MILLISECONDS = 180;
const PASS_MILLISECONDS = 1500;

/** Refreshes the results while somebody types. */
function findWhileTyping() {
  const form = document.querySelector('[data-search]');
  const results = document.getElementById('results');
  const box = form?.querySelector('input[type="search"]');
  const address = form?.getAttribute('data-search');
  if (!(box instanceof HTMLInputElement) || results === null || !address) return;
  let timer = 0;
  let latest = 0;
  box.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      latest += 1;
      const mine = latest;
      const found = await readPage(`${address}?q=${encodeURIComponent(box.value.trim())}`);
      // An answer that was overtaken by a later question is dropped.
      if (found !== null && mine === latest) results.replaceChildren(...found.body.childNodes);
    }, TYPING_MILLISECONDS);
  });
  if (results.querySelector('[autofocus]') !== null) return;
  box.focus();
  box.select();
}

/**
 * @param {string} address
 * @returns {Promise<Document | null>} null when the server cannot be reached now
 */
async function readPage(address) {
  try {
    const response = await fetch(address);
    if (response.redirected) location.reload();
    return response.ok ? new DOMParser().parseFromString(await response.text(), 'text/html') : null;
  } catch {
    return null;
  }
}

/** Says when a phone has taken the pass on show, and then puts the focus on the next person. */
function watchPass() {
  const address = document.querySelector('[data-pass-state]')?.getAttribute('data-pass-state');
  const taken = document.querySelector('[data-pass-taken]');
  const next = document.querySelector('[data-next]');
  if (!address || !(taken instanceof HTMLElement) || !(next instanceof HTMLElement)) return;
  const timer = setInterval(async () => {
    if ((await readPassState(address)) !== 'redeemed') return;
    clearInterval(timer);
    taken.hidden = false;
    next.focus();
  }, PASS_MILLISECONDS);
}

/**
 * @param {string} address
 * @returns {Promise<string>} the state, or nothing when the server cannot be reached now
 */
async function readPassState(address) {
  try {
    const response = await fetch(address, { headers: { Accept: 'application/json' } });
    return response.ok ? (await response.json()).state : '';
  } catch {
    return '';
  }
}

/** Offers to print the slips. */
function offerPrinting() {
  const button = document.querySelector('[data-print]');
  if (!(button instanceof HTMLElement)) return;
  button.hidden = false;
  button.addEventListener('click', () => window.print());
}

findWhileTyping();
watchPass();
offerPrinting();
