"""Shuffling the slips of 500 ballots with two slots as a scrutineer does, and checking that."""

import os
import time
from collections.abc import Iterator

from playwright.sync_api import sync_playwright

from benchmarks.chromium import bundle, chromium
from benchmarks.table import Row
from votesvc.crypto.elgamal import encrypt
from votesvc.crypto.group import base_times, random_scalar
from votesvc.crypto.reshuffle import check_reshuffle, reshuffle
from votesvc.domain.write_ins import blocks, slip_width

_SLIPS = 500
_SLOTS = 2
_ENTRY = """
import { baseTimes, randomScalar } from './src/group.js';
import { answer } from './src/scrutineer/casts.js';
import { Crew } from './src/scrutineer/crew.js';
import { newSeed, SeatKeys } from './src/seat_keys.js';
if (typeof document === 'undefined') {
  self.addEventListener('message', ({ data }) => answer(data, (each) => self.postMessage(each)));
} else {
  window.measure = async ([script, sizes, width, cores]) => {
    const address = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
    const crew = new Crew(() => new Worker(address), { cores, second: 1000 });
    const key = baseTimes(randomScalar());
    const keys = new SeatKeys(
      { congress: '1'.repeat(22), ceremony: '2'.repeat(22), threshold: 2, size: 3 }, 1, newSeed());
    const part = () => {
      const r = randomScalar();
      return { alpha: baseTimes(r).toHex(), beta: key.times(r).toHex() };
    };
    const jobs = sizes.map((size) => ({
      kind: 'shuffle',
      context: 'bench',
      publicKey: key.toHex(),
      rows: Array.from({ length: size }, () => Array.from({ length: width }, part)),
      seat: keys.toBackup(),
    }));
    const go = new AbortController().signal;
    const start = performance.now();
    const made = await crew.slips(jobs, () => {}, go);
    const between = performance.now();
    const signer = baseTimes(keys.signing).toHex();
    const links = jobs.map(({ context, publicKey, rows }, at) => {
      const { slips, signature } = made[at];
      return { kind: 'link', context, publicKey, rows, slips, signature, signer };
    });
    const checked = await crew.slips(links, () => {}, go);
    if (checked.some(({ refused }) => refused !== undefined)) throw new Error('refused');
    return [(between - start) / 1000, (performance.now() - between) / 1000];
  };
}
"""


def measure() -> Iterator[Row]:
    """Yield the times in Python, and in Chromium with one worker and with one for each core."""
    sizes = [len(part) for part in blocks(_SLIPS, _SLOTS)]
    what = f"shuffle the slips of {_SLIPS} ballots with two slots"
    made, checked = _python(sizes)
    yield Row(f"{what}, Python, one core", f"{made:.1f} s", "", f"checking it {checked:.1f} s")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        for workers in sorted({1, len(os.sched_getaffinity(0))}):
            page = browser.new_page()
            page.add_script_tag(content=bundle(_ENTRY))
            given = [bundle(_ENTRY), sizes, slip_width(_SLOTS), workers]
            made, checked = page.evaluate("(given) => measure(given)", given)
            page.close()
            name = f"{what}, Chromium, {workers} worker(s)"
            yield Row(name, f"{made:.1f} s", "", f"checking it {checked:.1f} s")
        browser.close()


def _python(sizes: list[int]) -> tuple[float, float]:
    key = base_times(random_scalar())
    parts = [
        [
            tuple(encrypt(key, 0, random_scalar()) for _ in range(slip_width(_SLOTS)))
            for _ in range(size)
        ]
        for size in sizes
    ]
    start = time.perf_counter()
    made = [reshuffle("bench", key, rows, random_scalar) for rows in parts]
    between = time.perf_counter()
    for rows, slips in zip(parts, made, strict=True):
        check_reshuffle("bench", key, rows, slips)
    return between - start, time.perf_counter() - between
