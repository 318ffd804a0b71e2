"""A scrutineer's browser: checking every ballot in workers, and making the key with others."""

import json
import os
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from benchmarks.chromium import bundle, chromium
from benchmarks.hall import entry_of, open_ballot
from benchmarks.table import Row
from votesvc.cli.rehearsal.service import Service, running_service
from votesvc.crypto.encoding import hexhash
from votesvc.services import auditing, ceremony, setup
from votesvc.services.sequencer import Log
from votesvc.storage.base import open_engine, open_sessions
from votesvc.storage.schema import create_board_tables, create_roll_tables
from votesvc.web.settings import Settings, server_key

_ENTRY = """
import { parseItemLeaf } from './src/booth/item.js';
import { answer } from './src/scrutineer/casts.js';
import { Crew } from './src/scrutineer/crew.js';
if (typeof document === 'undefined') {
  self.addEventListener('message', ({ data }) => answer(data, (each) => self.postMessage(each)));
} else {
  window.measure = async ([script, item, leaf, leaves, cores]) => {
    const address = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
    const crew = new Crew(() => new Worker(address), { cores, second: 1000 });
    const ballots = leaves.map((each, index) => ({ index, leaf: each }));
    const contest = { item, entry: { index: 0, leaf }, paper: parseItemLeaf(leaf, item), ballots };
    const start = performance.now();
    await crew.sum(contest, () => {}, new AbortController().signal);
    return (performance.now() - start) / 1000;
  };
}
"""
_BALLOTS = 500
_BOARDS = ((3, 5), (5, 9))
_PATIENCE_MILLISECONDS = 300_000
_NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def measure() -> Iterator[Row]:
    """Yield the time of a check before decrypting, and of whole ceremonies in browsers."""
    cores = len(os.sched_getaffinity(0))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        item, leaf, leaves = _box()
        for workers, aim in ((1, ""), (cores, "20 s")):
            taken = _check(browser, item, leaf, leaves, workers)
            what = f"check {_BALLOTS} three-answer ballots in Chromium, {workers} worker(s)"
            yield Row(what, f"{taken:.1f} s", aim, f"{taken / _BALLOTS * 1000:.0f} ms a ballot")
        for threshold, size in _BOARDS:
            taken = _ceremony(browser, threshold, size)
            what = f"a ceremony {threshold} of {size} in {size} browsers"
            yield Row(what, f"{taken:.1f} s", "", "from the last name agreed to; looks every 2 s")
        browser.close()


def _box() -> tuple[str, str, list[str]]:
    """Return an item, its entry, and the entries of its ballots."""
    with tempfile.TemporaryDirectory(prefix="votesvc-bench-") as name:
        congress, bodies = open_ballot(Path(name), _BALLOTS)
        engines = list(map(open_engine, Settings(Path(name)).databases.values()))
        with open_sessions(*engines)() as session:
            entries = [one.decode() for one in auditing.entries(session, congress, 0, 20)]
        for engine in engines:
            engine.dispose()
    leaf = next(entry for entry in entries if json.loads(entry)["type"] == "item")
    leaves = [entry_of(body).encoded.decode() for body in bodies]
    return json.loads(leaf)["item"], leaf, leaves


def _check(browser: Browser, item: str, leaf: str, leaves: list[str], workers: int) -> float:
    page = browser.new_page()
    page.add_script_tag(content=bundle(_ENTRY))
    given = [bundle(_ENTRY), item, leaf, leaves, workers]
    taken = page.evaluate("(given) => measure(given)", given)
    page.close()
    return float(taken)


def _ceremony(browser: Browser, threshold: int, size: int) -> float:
    """Return the seconds from the moment the last scrutineer agrees until all have the key."""
    with tempfile.TemporaryDirectory(prefix="votesvc-bench-") as name:
        invitations = _invite(Path(name), threshold, size)
        with running_service(Path(name)) as service:
            return _play(browser, service, invitations)


def _play(browser: Browser, service: Service, invitations: list[str]) -> float:
    contexts = [browser.new_context(base_url=service.url, locale="zh-CN") for _ in invitations]
    pages = [context.new_page() for context in contexts]
    for page, invitation in zip(pages, invitations, strict=True):
        page.set_default_timeout(_PATIENCE_MILLISECONDS)
        page.goto(f"/k#{invitation}")
        page.locator("[data-action=agree]").wait_for()
    for page in pages:
        page.locator("[data-action=agree]").click()
    start = time.perf_counter()
    for page in pages:
        page.locator("[data-action=begin]").wait_for()
    taken = time.perf_counter() - start
    for context in contexts:
        context.close()
    return taken


def _invite(data: Path, threshold: int, size: int) -> list[str]:
    """Make an installation in which a ceremony has begun; return the invitations."""
    settings = Settings(data)
    master = server_key(data)
    roll_engine, board_engine = map(open_engine, settings.databases.values())
    create_roll_tables(roll_engine)
    create_board_tables(board_engine)
    sessions = open_sessions(roll_engine, board_engine)
    log = Log(sessions, master, pause=0.0)
    with sessions() as session:
        congress = setup.create_congress(session, log, "bench", hexhash(b"booth"), _NOW)
        names = [f"监票人{number}" for number in range(1, size + 1)]
        made = ceremony.propose(session, congress, threshold, names, "organiser")
        ceremony.confirm(session, log, made, "chief")
        invitations = [ceremony.invite(session, log, made, seat) for seat in range(1, size + 1)]
    log.close()
    roll_engine.dispose()
    board_engine.dispose()
    return invitations
