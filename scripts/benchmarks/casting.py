"""Casting over HTTP: accepted, durable ballots per second on SQLite, the load on the same cores."""

import http.client
import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.hall import entry_of, open_ballot
from benchmarks.table import Row
from votesvc.cli.rehearsal.service import Service, running_service
from votesvc.crypto.ballot import parse_election
from votesvc.crypto.blind_rsa import parse_public_key
from votesvc.domain.casting import check_cast
from votesvc.services import agenda
from votesvc.storage.base import open_engine, open_sessions
from votesvc.web.settings import Settings

_DELEGATES = 2_000
_CHECKED = 200
_PHONES = 64


def measure() -> Iterator[Row]:
    """Yield casts per second, the first and last quarter, and the rate of checking alone."""
    with tempfile.TemporaryDirectory(prefix="votesvc-bench-") as name:
        data = Path(name)
        congress, bodies = open_ballot(data, _DELEGATES)
        bare = _bare_rate(data, bodies[:_CHECKED])
        with running_service(data) as service:
            # The first requests load and compile what all later ones share.
            address = f"/c/{congress}/cast"
            send_all(service, address, bodies[:50])
            start = time.perf_counter()
            ended = send_all(service, address, bodies[50:])
            moments = sorted(moment - start for moment in ended)
    rate = len(moments) / moments[-1]
    quarter = len(moments) // 4
    first = quarter / moments[quarter - 1]
    last = quarter / (moments[-1] - moments[-quarter - 1])
    cores = len(os.sched_getaffinity(0))
    yield Row(
        "casts over HTTP, durable on SQLite",
        f"{rate:.0f}/s",
        "300/s",
        f"{_PHONES} phones at once; first quarter {first:.0f}/s, last {last:.0f}/s",
    )
    yield Row(
        "the same, as a share of bare verification",
        f"{rate / (bare * cores):.0%}",
        "",
        f"checking alone: {bare:.0f}/s a core, {cores} cores",
    )


def send_all(service: Service, address: str, bodies: Sequence[bytes]) -> list[float]:
    """Send every body from `_PHONES` connections; return when each was answered."""
    parts = [bodies[start::_PHONES] for start in range(min(_PHONES, len(bodies)))]
    with ThreadPoolExecutor(len(parts)) as crowd:
        answered = crowd.map(lambda part: list(_send(service, address, part)), parts)
        return [moment for part in answered for moment in part]


def _send(service: Service, address: str, bodies: Sequence[bytes]) -> Iterator[float]:
    connection = http.client.HTTPConnection(service.host, service.port, timeout=120)
    for body in bodies:
        headers = {"Content-Type": "application/json"}
        connection.request("POST", address, body, headers)
        answer = connection.getresponse()
        said = answer.read()
        if answer.status != 200:
            message = f"something was answered with {answer.status}: {said[:200]!r}"
            raise RuntimeError(message)
        yield time.perf_counter()
    connection.close()


def _bare_rate(data: Path, bodies: Sequence[bytes]) -> float:
    entries = [entry_of(body) for body in bodies]
    engine = open_engine(Settings(data).databases["board"])
    with open_sessions(None, engine)() as session:
        item = agenda.item(session, entries[0].item)
    engine.dispose()
    election, key = parse_election(item.election or b""), parse_public_key(item.public_key or b"")
    start = time.perf_counter()
    for entry in entries:
        check_cast(election, key, entry)
    return len(entries) / (time.perf_counter() - start)
