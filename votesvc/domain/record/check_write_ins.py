"""Check 5, for names written in: shuffled, opened, counted and merged as the log says."""

from collections.abc import Sequence

from votesvc.crypto.group import Element
from votesvc.crypto.shuffle import Row
from votesvc.crypto.slips import SlipShare, check_slip_share, open_slips, parse_slip_share
from votesvc.domain.casting import write_in_slots
from votesvc.domain.entries import (
    NamesMerged,
    NamesWritten,
    ResultMade,
    Shuffled,
    SlipShareMade,
)
from votesvc.domain.record.blame import blaming, refuse
from votesvc.domain.record.check_ballots import CheckedContest
from votesvc.domain.record.check_shuffles import check_shuffles
from votesvc.domain.record.read_item import Contest
from votesvc.domain.record.steps import Each, Fact, fact
from votesvc.domain.write_ins import (
    Merge,
    Written,
    block_context,
    merged,
    read_slips,
    shufflers,
    slip_width,
)

_Names = tuple[tuple[str, int], ...]


def check_write_ins(checked: CheckedContest, each: Each) -> tuple[_Names, list[Fact]]:
    """Return the names written in on a closed item's ballots, once it is counted."""
    contest = checked.contest
    slots = write_in_slots(contest.election)
    if not slots:
        _demand_none(contest)
        return (), []
    rows = check_shuffles(checked, slip_width(slots), each)
    shares = _check_shares(contest, rows)
    result = contest.history.first(ResultMade)
    if result is None:
        return (), []
    opened: list[tuple[Element, ...]] = []
    for block, part in enumerate(rows):
        with blaming(5, result.index):
            opened.extend(open_slips(part, shares[block], contest.trustees))
    written = read_slips(opened, contest.election.questions[1].answers)
    _check_written(contest, written, result.index)
    names = tuple(_check_merges(contest, written).votes)
    merges = len(contest.history.every(NamesMerged))
    title = contest.item.title
    return names, [
        fact("shuffled", title=title, scrutineers=len(shufflers(contest.history))),
        fact("written", title=title, names=len(names), void=written.void, merges=merges),
    ]


def _demand_none(contest: Contest) -> None:
    for kind in (Shuffled, SlipShareMade, NamesWritten, NamesMerged):
        for placed in contest.history.every(kind):
            refuse(5, "names in an election that has no slots for them", placed.index)


def _check_shares(contest: Contest, rows: Sequence[Sequence[Row]]) -> list[dict[int, SlipShare]]:
    keys = contest.trustees.verification_keys
    shares: list[dict[int, SlipShare]] = [{} for _ in rows]
    for placed in contest.history.every(SlipShareMade):
        block, owner = placed.entry.block, placed.entry.owner
        if block >= len(rows) or owner > len(keys) or owner in shares[block]:
            refuse(5, "a share of slips belongs to nobody or was given already", placed.index)
        part = rows[block]
        with blaming(5, placed.index):
            share = parse_slip_share(placed.entry.factors.encode(), len(part), len(part[0]))
            check_slip_share(block_context(contest.election, block), keys[owner - 1], part, share)
        shares[block][owner] = share
    return shares


def _check_written(contest: Contest, written: Written, index: int) -> None:
    placed = contest.history.first(NamesWritten)
    if placed is None:
        refuse(5, "the names written in are not published", index)
    if (list(placed.entry.names), placed.entry.void) != (written.votes, written.void):
        refuse(5, "the names are not those that the slips hold", placed.index)


def _check_merges(contest: Contest, written: Written) -> Written:
    merges: list[Merge] = []
    after = written
    for placed in contest.history.every(NamesMerged):
        entry = placed.entry
        if entry.by[0] == entry.by[1]:
            refuse(5, "one person stands for two", placed.index)
        merges.append(Merge(entry.into, entry.names))
        with blaming(5, placed.index):
            after = merged(written, merges)
        if dict(after.votes)[entry.into] != entry.votes:
            refuse(5, "merged spellings have another number of ballots", placed.index)
    return after
