"""Presence and returned ballots as the public log tells them, for pages that follow live.

Every leaf is looked at once and then remembered as a number, so that following a long log costs
only what is new in it.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

from votesvc.domain.entries import CheckIn, parse_entry

_CHUNK: Final = 500
# A leaf is canonical: keys in order, quotes inside strings escaped. The type therefore stands last,
# and these bytes occur in a ballot's leaf once, outside of any string.
_CHECKIN: Final = b',"type":"checkin"}'
_BALLOT: Final = b',"type":"ballot"}'
_ITEM: Final = re.compile(rb'","item":"([1-9A-HJ-NP-Za-km-z]{22})","pairs":')


@dataclass(slots=True)
class Turnout:
    """A as last logged (None before the first time), and R of every item."""

    present: int | None = None
    returned: Counter[str] = field(default_factory=Counter)
    _seen: int = 0

    def add(self, leaves: list[bytes]) -> None:
        """Take in the leaves that come next."""
        for leaf in leaves:
            if leaf.endswith(_BALLOT):
                for match in _ITEM.finditer(leaf):
                    self.returned[match[1].decode()] += 1
            elif leaf.endswith(_CHECKIN):
                entry = parse_entry(leaf)
                if isinstance(entry, CheckIn):
                    self.present = entry.present
        self._seen += len(leaves)

    @property
    def seen(self) -> int:
        """How many leaves have been taken in."""
        return self._seen


class Turnouts:
    """The turnout of each congress, read on where the last reading stopped."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._known: dict[str, Turnout] = {}

    def follow(self, congress: str, size: int, read: Callable[[int, int], list[bytes]]) -> Turnout:
        """Return the turnout of a log that has `size` leaves; `read(start, end)` fetches some."""
        with self._lock:
            turnout = self._known.setdefault(congress, Turnout())
            while turnout.seen < size:
                start = turnout.seen
                turnout.add(read(start, min(start + _CHUNK, size)))
                if turnout.seen == start:
                    break
            return turnout
