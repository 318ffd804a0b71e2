"""Making one ballot in Chromium, at full speed and with the processor slowed six times."""

import statistics
from collections.abc import Iterator

from playwright.sync_api import Browser, sync_playwright

from benchmarks.chromium import bundle, chromium
from benchmarks.elections import motion, new_election
from benchmarks.table import Row

_ENTRY = """
import { sealBallot } from './src/ballot.js';
import { parseElection } from './src/election.js';
import { randomScalar } from './src/group.js';
window.measure = (text, times) => {
  const election = parseElection(text);
  const taken = [];
  for (let i = 0; i < times; i += 1) {
    const start = performance.now();
    sealBallot(election, randomScalar(), [[1, 0, 0]]);
    taken.push(performance.now() - start);
  }
  return taken;
};
"""
_PAGES = 7
_BALLOTS = 15


def measure() -> Iterator[Row]:
    """Yield the time of a page's first ballot, which is the only one a phone makes."""
    election = new_election(*motion(1))[0].encoded.decode()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        for slower, aim in ((1, "40 ms"), (6, "250 ms")):
            taken = [_time(browser, election, slower) for _ in range(_PAGES)]
            first = statistics.median(times[0] for times in taken)
            later = statistics.median(time for times in taken for time in times[1:])
            what = "one three-answer ballot in Chromium" + (
                f", CPU x{slower}" if slower > 1 else ""
            )
            yield Row(what, f"{first:.0f} ms", aim, f"a second one on the same page {later:.0f} ms")
        browser.close()


def _time(browser: Browser, election: str, slower: int) -> list[float]:
    page = browser.new_page()
    page.add_script_tag(content=bundle(_ENTRY))
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
    taken = page.evaluate("([text, times]) => measure(text, times)", [election, _BALLOTS])
    page.close()
    return [float(milliseconds) for milliseconds in taken]
