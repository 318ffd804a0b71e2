"""What the log says about each item, gathered from the entries of the whole log."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from votesvc.domain.entries import Entry, ItemEntry

E_co = TypeVar("E_co", bound=Entry, covariant=True)
E = TypeVar("E", bound=Entry)


@dataclass(frozen=True, slots=True)
class Placed(Generic[E_co]):
    """An entry with its position in the log."""

    index: int
    entry: E_co


@dataclass(frozen=True, slots=True)
class ItemHistory:
    """Every entry of one item, in the order of the log."""

    item: str
    events: tuple[Placed[ItemEntry], ...]

    def every(self, kind: type[E]) -> list[Placed[E]]:
        """Return the entries of this kind."""
        return [
            Placed(placed.index, placed.entry)
            for placed in self.events
            if isinstance(placed.entry, kind)
        ]

    def first(self, kind: type[E]) -> Placed[E] | None:
        """Return the only entry of a kind that a legal log has at most once."""
        return next(iter(self.every(kind)), None)


def place(entries: Iterable[E]) -> list[Placed[E]]:
    """Return the entries of a whole log, each with its position."""
    return [Placed(index, entry) for index, entry in enumerate(entries)]


def item_histories(entries: Iterable[Placed[Entry]]) -> dict[str, ItemHistory]:
    """Return the history of every item by uuid, in the order in which they first appear."""
    events: dict[str, list[Placed[ItemEntry]]] = {}
    for placed in entries:
        if isinstance(placed.entry, ItemEntry):
            found = events.setdefault(placed.entry.item, [])
            found.append(Placed(placed.index, placed.entry))
    return {item: ItemHistory(item, tuple(found)) for item, found in events.items()}
