"""Parts of checks 2 and 6: groups that are weighed together are closed and announced at once.

Otherwise those who still vote could know what another group said.
"""

from collections.abc import Sequence

from votesvc.domain.entries import Announced, BallotCast, Closed, Entry, ItemEntry, ShareMade
from votesvc.domain.history import Placed
from votesvc.domain.lifecycle import State
from votesvc.domain.record.blame import refuse
from votesvc.domain.record.read_item import Contest

_NOT_CLOSED = frozenset({State.READY, State.ISSUING, State.OPEN})


def check_closed_together(entries: Sequence[Placed[Entry]], family: Sequence[Contest]) -> None:
    """Check 2: once a group of the family is closed all are, in one piece of the log."""
    closed = sorted(one.index for contest in family for one in contest.history.every(Closed))
    if closed:
        if any(contest.state in _NOT_CLOSED for contest in family):
            refuse(2, "one group of a family is closed, and another is not", closed[0])
        _check_whole(2, entries[closed[0] : closed[-1]], family)


def published(family: Sequence[Contest]) -> list[int]:
    """Return where what a family came to is told, from the first share to the announcement."""
    return sorted(
        placed.index
        for contest in family
        for kind in (ShareMade, Announced)
        for placed in contest.history.every(kind)
    )


def check_announced_together(
    entries: Sequence[Placed[Entry]], family: Sequence[Contest], weighed: int
) -> None:
    """Check 6: nothing stands between the first share of the family and what was weighed."""
    _check_whole(6, entries[published(family)[0] : weighed], family)


def _check_whole(check: int, part: Sequence[Placed[Entry]], family: Sequence[Contest]) -> None:
    items = {contest.item.item for contest in family}
    for placed in part:
        entry = placed.entry
        if not isinstance(entry, ItemEntry) or entry.item not in items:
            refuse(check, "the groups of a family take this step one after another", placed.index)
        if isinstance(entry, BallotCast):
            refuse(check, "a group votes after another of its family is closed", placed.index)
