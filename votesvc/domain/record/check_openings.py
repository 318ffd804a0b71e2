"""Part of check 8: comments are opened once, to their own text, and in batches."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf

from votesvc.domain.entries import CommentMade, HearingClosed, Published, Withheld
from votesvc.domain.hearing import HearingState
from votesvc.domain.history import Placed
from votesvc.domain.opening import Opened, check_batch, read_published
from votesvc.domain.record.blame import blaming, refuse
from votesvc.domain.record.read_hearing import Consultation


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a comment, at which entry; `reason` is that for which it was withheld."""

    index: int
    reason: str | None


def check_openings(one: Consultation) -> dict[str, Fate]:
    """Return the fate of every comment that has been opened, by its commitment."""
    sealed: set[str] = set()
    shown: set[str] = set()
    fates: dict[str, Fate] = {}
    for placed in one.history.events:
        entry = placed.entry
        if isinstance(entry, CommentMade):
            sealed.add(entry.commitment)
        elif isinstance(entry, Published | Withheld):
            if entry.commitment not in sealed:
                refuse(8, "what is opened is no comment of this hearing", placed.index)
            if entry.commitment in fates:
                refuse(8, "a comment is published or withheld a second time", placed.index)
            fates[entry.commitment] = _check_opening(one, placed.index, entry, shown)
    _check_batches(one)
    return fates


def published(fates: Mapping[str, Fate]) -> set[str]:
    """Return the commitments of the comments that have been published."""
    return {commitment for commitment, fate in fates.items() if fate.reason is None}


def _check_opening(one: Consultation, index: int, entry: Opened, shown: set[str]) -> Fate:
    if isinstance(entry, Withheld):
        return Fate(index, entry.reason)
    with blaming(8, index):
        read_published(one.hearing, entry, shown)
    shown.add(entry.commitment)
    return Fate(index, None)


def _check_batches(one: Consultation) -> None:
    """Check the batches opened before closing; a new one begins wherever the order breaks off."""
    closed = one.history.first(HearingClosed)
    end = inf if closed is None else closed.index
    openings: list[Placed[Opened]] = [
        Placed(placed.index, placed.entry)
        for placed in one.history.events
        if isinstance(placed.entry, Published | Withheld) and placed.index < end
    ]
    for batch in _batches(openings):
        with blaming(8, batch[0].index):
            check_batch(HearingState.OPEN, [placed.entry.commitment for placed in batch])


def _batches(openings: Sequence[Placed[Opened]]) -> Iterator[list[Placed[Opened]]]:
    """Yield the longest runs that follow one another in the log and ascend."""
    batch: list[Placed[Opened]] = []
    for placed in openings:
        if batch and not (
            placed.index == batch[-1].index + 1
            and placed.entry.commitment > batch[-1].entry.commitment
        ):
            yield batch
            batch = []
        batch.append(placed)
    if batch:
        yield batch
