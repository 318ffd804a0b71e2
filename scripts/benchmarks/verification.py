"""Verifying an archive: the cost per ciphertext, and whether it stays the same as it grows."""

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any

from benchmarks.elections import counted, evaluation, motion, new_election, sealed
from benchmarks.table import Row
from votesvc.crypto.archive import Archive, check_archive
from votesvc.crypto.ballot import check_ballot, parse_ballot
from votesvc.crypto.election import Question

_BALLOTS = 400
_TRIES = 3
_EVALUATIONS = 40
_SIZES = (100, 1_000, 10_000)
_EIGHT = (Question("八选六", tuple("甲乙丙丁戊己庚辛"), 0, 6),)


def measure() -> Iterator[Row]:
    """Yield the cost per ciphertext with one and two workers, and for growing elections."""
    archive = _archive(_EIGHT, _BALLOTS)
    for workers, aim in ((1, ""), (2, "0.42 ms")):
        cost = min(_cost(archive, workers) for _ in range(_TRIES)) / (_BALLOTS * 8)
        what = f"verify an archive, per ciphertext, {workers} worker{'s' * (workers > 1)}"
        yield Row(what, f"{cost * 1000:.3f} ms", aim, f"{_BALLOTS} ballots of 8; best of {_TRIES}")
    for size in _SIZES:
        cost = _cost(_archive(motion(1), size), _cores())
        yield Row(
            f"verify {size:,} ballots of one motion",
            f"{cost:.1f} s",
            "straight line",
            f"{cost / size * 1000:.2f} ms a ballot, {_cores()} workers",
        )
    yield _evaluation()


def _evaluation() -> Row:
    election, _trustees, _secret = new_election(*evaluation(20))
    ballots = [parse_ballot(ballot, election) for ballot in sealed(election, _EVALUATIONS)]
    start = time.perf_counter()
    for ballot in ballots:
        check_ballot(ballot, election)
    cost = (time.perf_counter() - start) / _EVALUATIONS
    size = len(ballots[0].encoded) // 1024
    what = "check a ballot of 20 people by 4 grades, one core"
    return Row(what, f"{cost * 1000:.0f} ms", "", f"100 ciphertexts, {size} kB")


def _archive(questions: Sequence[Question], ballots: int) -> Archive:
    election, trustees, secret = new_election(*questions)
    return counted(election, trustees, secret, sealed(election, ballots))


def _cost(archive: Archive, workers: int) -> float:
    with ProcessPoolExecutor(workers) as pool:
        # Processes are started before the clock, as a verifier of any size would have them.
        list(pool.map(abs, range(workers * 4)))
        start = time.perf_counter()
        check_archive(archive, map if workers == 1 else _spread(pool))
        return time.perf_counter() - start


def _spread(pool: ProcessPoolExecutor) -> Callable[..., Iterable[Any]]:
    return lambda function, items: pool.map(function, items, chunksize=16)


def _cores() -> int:
    return len(os.sched_getaffinity(0))
