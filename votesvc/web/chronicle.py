"""What the public log says, remembered as it grows: for papers and for the pages of a hearing.

Each leaf is read once. Ballots, and what only proves a count, are passed over; of a comment that
nobody has opened yet only the number is kept.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

from votesvc.domain.entries import Entry, ItemEntry, parse_entry
from votesvc.domain.history import E, ItemHistory, Placed

_CHUNK: Final = 500
# A leaf is canonical: keys in order, quotes inside strings escaped. In these the type stands last.
_PASSED_OVER: Final = tuple(
    b',"type":"%s"}' % kind.encode()
    for kind in ("ballot", "tally", "share", "result", "shuffled", "reshuffled", "slip-share")
)
_COMMENT: Final = b',"type":"comment"}'
_ITEM: Final = re.compile(rb'","item":"([1-9A-HJ-NP-Za-km-z]{22})","key":')


@dataclass(slots=True)
class Chronicle:
    """The entries of one log that tell people something, each with its position, in order."""

    entries: list[Placed[Entry]] = field(default_factory=list)
    comments: Counter[str] = field(default_factory=Counter)
    """How many comments each hearing has received."""
    seen: int = 0
    """How many leaves have been taken in."""

    def add(self, leaves: list[bytes]) -> None:
        """Take in the leaves that come next."""
        for index, leaf in enumerate(leaves, self.seen):
            if leaf.endswith(_COMMENT):
                self.comments.update(match.decode() for match in _ITEM.findall(leaf))
            elif not leaf.endswith(_PASSED_OVER):
                self.entries.append(Placed(index, parse_entry(leaf)))
        self.seen += len(leaves)

    def history(self, item: str) -> ItemHistory | None:
        """Return what the log says about an item or hearing; None where it says nothing."""
        events = tuple(
            Placed(placed.index, placed.entry)
            for placed in self.entries
            if isinstance(placed.entry, ItemEntry) and placed.entry.item == item
        )
        return ItemHistory(item, events) if events else None

    def every(self, kind: type[E]) -> Iterator[Placed[E]]:
        """Yield the entries of this kind, of the congress and of all items."""
        for placed in self.entries:
            if isinstance(placed.entry, kind):
                yield Placed(placed.index, placed.entry)


class Chronicles:
    """The chronicle of each congress, read on where the last reading stopped."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._known: dict[str, Chronicle] = {}

    def follow(
        self, congress: str, size: int, read: Callable[[int, int], list[bytes]]
    ) -> Chronicle:
        """Return the chronicle of a log that has `size` leaves; `read(start, end)` fetches some."""
        with self._lock:
            chronicle = self._known.setdefault(congress, Chronicle())
            while chronicle.seen < size:
                chronicle.add(read(chronicle.seen, min(chronicle.seen + _CHUNK, size)))
            return chronicle
