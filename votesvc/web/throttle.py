"""A brake on guessing passwords: per account name, never per address."""

import time
import unicodedata
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

_MOST_NAMES = 1000


class Throttle:
    """Allow `burst` attempts at once for each name, then one more every `seconds`.

    Addresses are not looked at: a hall shares one, and none is wanted here. Names beyond the
    thousand used last are forgotten, so that guessing names costs the server nothing.
    """

    def __init__(
        self, burst: int, seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._burst = burst
        self._seconds = seconds
        self._clock = clock
        self._lock = Lock()
        self._used: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, name: str) -> int:
        """Count one attempt; return 0 when it may go on, else the seconds until the next."""
        key = _key(name)
        with self._lock:
            now = self._clock()
            used, since = self._used.pop(key, (0.0, now))
            used = max(0.0, used - (now - since) / self._seconds)
            allowed = used + 1 <= self._burst
            self._used[key] = (used + 1 if allowed else used, now)
            if len(self._used) > _MOST_NAMES:
                self._used.popitem(last=False)
        return 0 if allowed else max(1, round((used + 1 - self._burst) * self._seconds))

    def forgive(self, name: str) -> None:
        """Forget the attempts of a name that has proved itself."""
        with self._lock:
            self._used.pop(_key(name), None)


def _key(name: str) -> str:
    # As accounts are looked up: one account must not have as many brakes as its name has spellings.
    return unicodedata.normalize("NFC", name.strip()).casefold()
