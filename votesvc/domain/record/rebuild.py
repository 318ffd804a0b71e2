"""What is not logged itself but follows from the log: the archive of an item (protocol 5)."""

from votesvc.crypto.archive import Archive, write_archive
from votesvc.crypto.encoding import as_object, as_text, parse_json
from votesvc.domain.entries import BallotCast, Closed, Item, ResultMade, ShareMade, TallyMade
from votesvc.domain.history import E, ItemHistory
from votesvc.errors import NotCounted


def build_archive(history: ItemHistory, trustees: str) -> bytes:
    """Return the .bel of a counted item, the same bytes for the same log.

    `trustees` is what the board entry holds. Raises `NotCounted` for an item without a result.
    """
    ballots = [placed.entry.ballot.encode() for placed in history.every(BallotCast)]
    return write_archive(
        Archive(
            election=_needed(history, Item).election.encode(),
            trustees=trustees.encode(),
            credentials=tuple(sorted(map(_credential_of, ballots))),
            ballots=tuple(ballots),
            tally=_needed(history, TallyMade).tally.encode(),
            count=len(ballots),
            shares=tuple(
                (placed.entry.owner, placed.entry.factors.encode())
                for placed in history.every(ShareMade)
            ),
            result=_needed(history, ResultMade).result.encode(),
            timestamp=int(_needed(history, Closed).time.timestamp()),
        )
    )


def _needed(history: ItemHistory, kind: type[E]) -> E:
    found = history.first(kind)
    if found is None:
        reason = "the item is not counted"
        raise NotCounted(reason)
    return found.entry


def _credential_of(ballot: bytes) -> str:
    return as_text(as_object(parse_json(ballot))["credential"])
