"""Making ballots in Chromium, at full speed and with the processor slowed six times."""

import statistics
from collections.abc import Iterator

from playwright.sync_api import Browser, sync_playwright

from benchmarks.chromium import bundle, chromium
from benchmarks.elections import evaluation, marks_of, motion, new_election
from benchmarks.table import Row
from votesvc.crypto.election import Election

_ENTRY = """
import { sealBallot } from './src/ballot.js';
import { parseElection } from './src/election.js';
import { randomScalar } from './src/group.js';
window.measure = (text, choices, times) => {
  const election = parseElection(text);
  const taken = [];
  for (let i = 0; i < times; i += 1) {
    const start = performance.now();
    sealBallot(election, randomScalar(), choices);
    taken.push(performance.now() - start);
  }
  return taken;
};
"""
_PAGES = 7
_BALLOTS = 15


def measure() -> Iterator[Row]:
    """Yield the time of a page's first ballot, which is the only one a phone makes."""
    papers = (
        ("one three-answer ballot", new_election(*motion(1))[0], _BALLOTS, ("40 ms", "250 ms")),
        ("20 people by 4 grades", new_election(*evaluation(20))[0], 3, ("", "")),
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        for what, election, ballots, aims in papers:
            for slower, aim in zip((1, 6), aims, strict=True):
                taken = [_time(browser, election, slower, ballots) for _ in range(_PAGES)]
                first = statistics.median(times[0] for times in taken)
                later = statistics.median(time for times in taken for time in times[1:])
                where = "in Chromium" + (f", CPU x{slower}" if slower > 1 else "")
                second = f"a second one on the same page {later:.0f} ms"
                yield Row(f"{what} {where}", f"{first:.0f} ms", aim, second)
        browser.close()


def _time(browser: Browser, election: Election, slower: int, ballots: int) -> list[float]:
    page = browser.new_page()
    page.add_script_tag(content=bundle(_ENTRY))
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
    taken = page.evaluate(
        "([text, choices, times]) => measure(text, choices, times)",
        [election.encoded.decode(), list(marks_of(election)), ballots],
    )
    page.close()
    return [float(milliseconds) for milliseconds in taken]
