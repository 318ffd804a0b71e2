"""What the log says about each item and hearing, gathered from the entries of the whole log."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from votesvc.domain.entries import Board, Entry, Hearing, ItemEntry
from votesvc.domain.hearing import HearingState, hearing_state_after
from votesvc.domain.lifecycle import ASIDE, State, state_after

E_co = TypeVar("E_co", bound=Entry, covariant=True)
E = TypeVar("E", bound=Entry)


@dataclass(frozen=True, slots=True)
class Placed(Generic[E_co]):
    """An entry with its position in the log."""

    index: int
    entry: E_co


@dataclass(frozen=True, slots=True)
class ItemHistory:
    """Every entry of one item or hearing, in the order of the log."""

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


def trustees_of(entries: Iterable[Placed[Entry]], item: ItemHistory) -> str:
    """Return the scrutineers for an item of a legal log: the last board before its leaf."""
    before = [
        placed.entry.trustees
        for placed in entries
        if isinstance(placed.entry, Board) and placed.index < item.events[0].index
    ]
    return before[-1]


def item_histories(entries: Iterable[Placed[Entry]]) -> dict[str, ItemHistory]:
    """Return the history of every item by uuid, in the order in which they first appear."""
    return {one.item: one for one in _histories(entries) if not _is_hearing(one)}


def hearing_histories(entries: Iterable[Placed[Entry]]) -> dict[str, ItemHistory]:
    """Return the history of every hearing by uuid, in the order in which they first appear."""
    return {one.item: one for one in _histories(entries) if _is_hearing(one)}


def state_of(item: ItemHistory) -> State:
    """Return where an item of a legal log stands."""
    types = [placed.entry.type for placed in item.events]
    return state_after([entry_type for entry_type in types if entry_type not in ASIDE][-1])


def hearing_state_of(hearing: ItemHistory) -> HearingState:
    """Return where a hearing of a legal log stands."""
    return hearing_state_after(placed.entry.type for placed in hearing.events)


def _histories(entries: Iterable[Placed[Entry]]) -> list[ItemHistory]:
    events: dict[str, list[Placed[ItemEntry]]] = {}
    for placed in entries:
        if isinstance(placed.entry, ItemEntry):
            found = events.setdefault(placed.entry.item, [])
            found.append(Placed(placed.index, placed.entry))
    return [ItemHistory(item, tuple(found)) for item, found in events.items()]


def _is_hearing(history: ItemHistory) -> bool:
    return isinstance(history.events[0].entry, Hearing)
