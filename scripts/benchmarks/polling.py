"""What every phone asks for every two seconds: how many of them one service can answer."""

import http.client
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.hall import open_ballot
from benchmarks.table import Row
from votesvc.cli.rehearsal.service import Service, running_service

_PHONES = 32
_SECONDS = 5.0
_PAUSE = 2  # seconds between two questions of one phone


def measure() -> Iterator[Row]:
    """Yield the state requests per second, from phones that have seen the state before."""
    with tempfile.TemporaryDirectory(prefix="votesvc-bench-") as name:
        congress, _ = open_ballot(Path(name), 1)
        with running_service(Path(name)) as service, ThreadPoolExecutor(_PHONES) as crowd:
            asked = sum(crowd.map(lambda _: _ask(service, congress), range(_PHONES)))
    rate = asked / _SECONDS
    phones = rate * _PAUSE
    yield Row("state of the congress, unchanged", f"{rate:.0f}/s", "500/s", f"{phones:.0f} phones")


def _ask(service: Service, congress: str) -> int:
    connection = http.client.HTTPConnection(service.host, service.port, timeout=60)
    asked, tag, start = 0, "", time.perf_counter()
    while time.perf_counter() - start < _SECONDS:
        connection.request("GET", f"/c/{congress}/state", headers={"If-None-Match": tag})
        answer = connection.getresponse()
        answer.read()
        if answer.status not in {200, 304}:
            message = f"the state was answered with {answer.status}"
            raise RuntimeError(message)
        tag = answer.headers["ETag"]
        asked += 1
    connection.close()
    return asked
