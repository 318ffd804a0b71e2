"""Who signed a result, by name: the lines that a summary has for them."""

from collections.abc import Iterator, Sequence

from votesvc.domain.entries import Board, Entry, KeyCommitments, KeyStopped, Signed
from votesvc.domain.history import ItemHistory, Placed
from votesvc.domain.record.summary_hearings import plain


def signer_lines(entries: Sequence[Placed[Entry]], history: ItemHistory) -> Iterator[str]:
    """Return the line that names who signed the item's result; none where nobody did."""
    signed = [placed.entry.owner for placed in history.every(Signed)]
    if signed:
        names = _names_of_board(entries, history.events[0].index)
        named = ", ".join(plain(names[owner - 1]) for owner in signed)
        yield f"  监票人签字 / signed by: {named}"


def _names_of_board(entries: Sequence[Placed[Entry]], before: int) -> tuple[str, ...]:
    """Return the names in the seats of the last board before a place in a legal log."""
    pledged: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    for placed in entries[:before]:
        entry = placed.entry
        if isinstance(entry, KeyCommitments):
            pledged = tuple(seat.name for seat in entry.seats)
        elif isinstance(entry, KeyStopped):
            pledged = ()
        elif isinstance(entry, Board):
            names, pledged = pledged, ()
    return names
