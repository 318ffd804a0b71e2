"""Making one ballot in Chromium, at full speed and with the processor slowed six times."""

import shutil
import statistics
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from benchmarks.elections import motion, new_election
from benchmarks.table import Row

_STATIC = Path(__file__).resolve().parent.parent.parent / "static"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
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
        browser = playwright.chromium.launch(executable_path=_chromium(), args=["--no-sandbox"])
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
    page.add_script_tag(content=_bundle())
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
    taken = page.evaluate("([text, times]) => measure(text, times)", [election, _BALLOTS])
    page.close()
    return [float(milliseconds) for milliseconds in taken]


@cache
def _bundle() -> str:
    command = [str(_STATIC / "node_modules" / ".bin" / "esbuild"), "--bundle", "--format=iife"]
    command += ["--minify", "--target=chrome80", "--log-level=warning"]
    done = subprocess.run(
        command, input=_ENTRY, cwd=_STATIC, capture_output=True, text=True, check=True
    )
    return done.stdout


def _chromium() -> str:
    found = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if found is None:
        message = "no Chromium found; scripts/test installs one"
        raise FileNotFoundError(message)
    return found
