"""Spreading checks over processes, and telling a terminal how far they are."""

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from typing import Any

from votesvc.domain.record.steps import Each

# Below this many pieces of work, starting processes costs more than it saves.
_WORTH_IT = 16
_LARGEST_CHUNK = 32
_SECONDS = 0.2


@contextmanager
def spreading(workers: int, progress: Callable[[int, int], None]) -> Iterator[Each]:
    """Lend a function like `map` that uses up to `workers` processes and keeps the order.

    `progress` hears of finished and total pieces of one call. When the block is left, by an error
    too, work that has not begun is dropped.
    """
    pool: ProcessPoolExecutor | None = None

    def each(function: Callable[..., Any], pieces: Iterable[Any]) -> Iterator[Any]:
        nonlocal pool
        work = list(pieces)
        if workers == 1 or len(work) < _WORTH_IT:
            return _counted(map(function, work), len(work), progress)
        pool = pool or ProcessPoolExecutor(workers)
        chunk = max(1, min(_LARGEST_CHUNK, len(work) // (workers * 4)))
        return _counted(pool.map(function, work, chunksize=chunk), len(work), progress)

    try:
        yield each
    finally:
        if pool is not None:
            pool.shutdown(wait=True, cancel_futures=True)


def _counted(
    results: Iterable[Any], total: int, progress: Callable[[int, int], None]
) -> Iterator[Any]:
    for done, result in enumerate(results, 1):
        progress(done, total)
        yield result


def terminal_progress() -> Callable[[int, int], None]:
    """Return a function that shows progress in one line of standard error, if it is a terminal."""
    if not sys.stderr.isatty():
        return _silent
    shown = time.monotonic()

    def progress(done: int, total: int) -> None:
        nonlocal shown
        if done == total:
            sys.stderr.write("\r\033[K")
        elif time.monotonic() - shown > _SECONDS:
            shown = time.monotonic()
            sys.stderr.write(f"\r\033[K  {done} / {total}")
        sys.stderr.flush()

    return progress


def _silent(_done: int, _total: int) -> None:
    """Show nothing."""
