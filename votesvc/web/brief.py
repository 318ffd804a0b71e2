"""A memory of a fraction of a second, so that a thousand phones cost no more than a few."""

import time
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Brief(Generic[Value]):
    """Remember values for at most `seconds`; one thread at a time makes a new one.

    Failures are not remembered. Keys must come from a checked set that nobody can inflate: beyond
    `most` of them, everything is forgotten and made anew.
    """

    def __init__(self, seconds: float, most: int = 64) -> None:
        self._seconds = seconds
        self._most = most
        self._lock = Lock()
        self._known: dict[str, tuple[float, Value]] = {}

    def get(self, key: str, make: Callable[[], Value]) -> Value:
        """Return the value for `key`, no older than the limit."""
        known = self._known.get(key)
        if known is not None and known[0] > time.monotonic():
            return known[1]
        with self._lock:
            known = self._known.get(key)
            if known is not None and known[0] > time.monotonic():
                return known[1]
            value = make()
            if len(self._known) >= self._most:
                self._known.clear()
            self._known[key] = (time.monotonic() + self._seconds, value)
            return value
