"""Presence, returned ballots and the latest step as the public log tells them, for live pages.

Every leaf is looked at once and then remembered as a number, so that following a long log costs
only what is new in it.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

from votesvc.domain.entries import (
    Announced,
    CheckIn,
    Closed,
    IssueOpened,
    Opened,
    Voided,
    parse_entry,
)

_CHUNK: Final = 500
_STEPS: Final = (IssueOpened, Opened, Closed, Announced, Voided)
# A leaf is canonical: keys in order, quotes inside strings escaped. The type therefore stands last,
# and the other bytes occur in a ballot's leaf once, outside of any string.
_BALLOT: Final = b',"type":"ballot"}'
_ITEM: Final = re.compile(rb'","item":"([1-9A-HJ-NP-Za-km-z]{22})","pairs":')


@dataclass(slots=True)
class Turnout:
    """A as last logged (None before that), R of every item, and the item of the latest step."""

    present: int | None = None
    returned: Counter[str] = field(default_factory=Counter)
    latest: str | None = None
    seen: int = 0
    """How many leaves have been taken in."""

    def add(self, leaves: list[bytes]) -> None:
        """Take in the leaves that come next."""
        for leaf in leaves:
            if leaf.endswith(_BALLOT):
                self.returned.update(match.decode() for match in _ITEM.findall(leaf))
            else:
                self._add_step(leaf)
        self.seen += len(leaves)

    def _add_step(self, leaf: bytes) -> None:
        entry = parse_entry(leaf)
        if isinstance(entry, CheckIn):
            self.present = entry.present
        elif isinstance(entry, _STEPS):
            self.latest = entry.item


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
                turnout.add(read(turnout.seen, min(turnout.seen + _CHUNK, size)))
            return turnout
