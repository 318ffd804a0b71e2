/** The projector: asks for the congress's state every two seconds and redraws when it has changed. */

const PERIOD = 2000;
const PATIENCE = 3;

const stage = document.getElementById('screen');
const lost = document.getElementById('lost');
const whole = document.getElementById('whole');

let tag = '';
let failures = 0;

/** Fetches the page again and takes over what stands on its stage. */
async function redraw() {
  const response = await fetch(window.location.href, { cache: 'no-store' });
  if (!response.ok) throw new Error('no page');
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  const fresh = page.getElementById('screen');
  if (stage === null || fresh === null) return;
  stage.className = fresh.className;
  // Only when something is different: a screen reader would read it out again.
  if (stage.innerHTML !== fresh.innerHTML) stage.innerHTML = fresh.innerHTML;
}

async function follow() {
  try {
    const response = await fetch(stage?.dataset.state ?? '', { cache: 'no-cache' });
    const fresh = response.headers.get('ETag') ?? '';
    if (!response.ok) throw new Error('no state');
    if (tag !== '' && fresh !== tag) await redraw();
    tag = fresh;
    failures = 0;
  } catch {
    failures += 1;
  }
  if (lost !== null) lost.hidden = failures < PATIENCE;
  window.setTimeout(follow, PERIOD);
}

if (whole !== null && document.documentElement.requestFullscreen !== undefined) {
  whole.hidden = false;
  whole.addEventListener('click', (event) => {
    event.preventDefault();
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen();
  });
}
follow();
