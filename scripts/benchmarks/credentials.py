"""Blind signatures: what the roll's side can hand out with one core."""

import time
from collections.abc import Iterator

from benchmarks.table import Row
from votesvc.crypto.blind_rsa import (
    blind_afresh,
    blind_sign,
    credential_message,
    load_private_key,
    new_private_key,
)

_SECONDS = 3.0


def measure() -> Iterator[Row]:
    """Yield the blind signatures per second of one core."""
    key = load_private_key(new_private_key())
    request = blind_afresh(key.public, credential_message("ballot", "item", "key")).request
    made, start = 0, time.perf_counter()
    while time.perf_counter() - start < _SECONDS:
        blind_sign(key, request)
        made += 1
    rate = made / (time.perf_counter() - start)
    yield Row("blind signatures, one core", f"{rate:.0f}/s", "350/s", "RSA-3072")
