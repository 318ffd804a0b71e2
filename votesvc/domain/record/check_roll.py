"""Check 3: the roll was fixed first; R <= I <= A <= N; the issued list has I distinct entries.

Of a hearing: comments <= I <= k*A, A <= N. N of an item for a group is that of the group.
"""

import re
from collections.abc import Mapping, Sequence

from votesvc.crypto.encoding import hexhash
from votesvc.domain.electorate import Electorate, Flaw, titled
from votesvc.domain.entries import (
    BallotCast,
    CheckIn,
    Closed,
    CommentMade,
    Entry,
    HearingClosed,
    HearingOpened,
    Issued,
    IssueOpened,
    Roll,
)
from votesvc.domain.hearing import within_bounds
from votesvc.domain.history import Placed
from votesvc.domain.lifecycle import State
from votesvc.domain.record.blame import refuse
from votesvc.domain.record.check_families import check_group, flaws, read_groups
from votesvc.domain.record.check_order import LegalLog
from votesvc.domain.record.layout import issued_name
from votesvc.domain.record.read_hearing import Consultation
from votesvc.domain.record.read_item import Contest
from votesvc.domain.record.steps import Fact, Step, fact

_LINE = re.compile(rb"[0-9a-f]{64}")
_LINE_LENGTH = 65
_COUNTS: Mapping[Flaw | None, str] = {
    None: "counts",
    "uneven": "counts-void",
    "too-few": "counts-few",
    "beside": "counts-beside",
}


def check_roll(log: LegalLog, files: Mapping[str, bytes]) -> tuple[Electorate, Step]:
    """Return N, and that of each group."""
    entitled = _check_entitled(log.entries)
    electorate = Electorate(entitled, read_groups(log.entries))
    facts = [fact("entitled", entitled=entitled)]
    for group, size in electorate.groups.items():
        facts.append(fact("group-entitled", group=group, entitled=size))
    names, found = set(), flaws(log.contests, electorate)
    for contest in log.contests:
        flaw = found.get(contest.item.item)
        check_group(contest, flaw, electorate)
        for closed in contest.history.every(Closed):
            facts.append(_check_counts(contest, closed, flaw, electorate))
            names |= _check_lists(contest, closed.entry.issued, files)
    for consultation in log.consultations:
        for ended in consultation.history.every(HearingClosed):
            facts.append(_check_bounds(consultation, ended, entitled))
            names |= _check_lists(consultation, ended.entry.issued, files)
    for name in files:
        if name.startswith("issued/") and name not in names:
            refuse(3, "there is an issued list of an item that has issued none")
    return electorate, Step(3, tuple(facts))


def _check_entitled(entries: Sequence[Placed[Entry]]) -> int:
    """Return N, fixed once and before anything was issued; nobody beyond it is present."""
    entitled: int | None = None
    for placed in entries:
        entry = placed.entry
        if isinstance(entry, Roll):
            if entitled is not None:
                refuse(3, "the roll is fixed a second time", placed.index)
            entitled = entry.entitled
        elif isinstance(entry, IssueOpened | HearingOpened) and entitled is None:
            refuse(3, "credentials are issued before the roll is fixed", placed.index)
        elif isinstance(entry, CheckIn):
            if entry.entitled != entitled:
                refuse(3, "the check-in counts by another roll", placed.index)
            if entry.present > entitled:
                refuse(3, "more are present than are on the roll", placed.index)
    return entitled or 0


def _check_counts(
    contest: Contest, placed: Placed[Closed], flaw: Flaw | None, electorate: Electorate
) -> Fact:
    closed, rule = placed.entry, contest.item.rule
    if closed.returned != len(contest.history.every(BallotCast)):
        refuse(3, "R is not the number of ballots in the log", placed.index)
    if flaw == "uneven" and contest.state is not State.VOID:
        refuse(3, "R <= I <= A <= N does not hold and the item is not void", placed.index)
    return fact(
        _COUNTS[flaw],
        title=titled(contest.item.title, rule),
        entitled=electorate.of(rule),
        present=closed.present,
        issued=closed.issued,
        returned=closed.returned,
    )


def _check_bounds(one: Consultation, placed: Placed[HearingClosed], entitled: int) -> Fact:
    closed, most = placed.entry, one.hearing.per_delegate
    if closed.comments != len(one.history.every(CommentMade)):
        refuse(3, "the number of comments is not that of the comments in the log", placed.index)
    if not within_bounds(closed.comments, closed.issued, most, closed.present, entitled):
        refuse(3, "comments <= I <= k*A <= k*N does not hold", placed.index)
    return fact(
        "hearing-counts",
        title=one.hearing.title,
        entitled=entitled,
        present=closed.present,
        per_delegate=most,
        issued=closed.issued,
        comments=closed.comments,
    )


def _check_lists(
    one: Contest | Consultation, expected: int, files: Mapping[str, bytes]
) -> set[str]:
    """Return the name of the issued list that belongs to an item or hearing, if there is one."""
    name = issued_name(one.history.item)
    found = one.history.every(Issued)
    for placed in found:
        if placed.entry.count != expected:
            reason = "the issued list does not have the length I that closing stated"
            refuse(3, reason, placed.index)
        _check_list(placed, files.get(name))
    return {name} if found else set()


def _check_list(placed: Placed[Issued], data: bytes | None) -> None:
    issued, index = placed.entry, placed.index
    if data is None:
        refuse(3, "the issued list is missing", index)
    if hexhash(data) != issued.issued_list:
        refuse(3, "the issued list does not have the hash in the log", index)
    # Compared before it is taken apart: a file of line ends alone would fill the memory.
    if len(data) > issued.count * _LINE_LENGTH:
        refuse(3, "the issued list is not one digest per line", index)
    lines = data.split(b"\n")
    if lines.pop() != b"" or not all(map(_LINE.fullmatch, lines)):
        refuse(3, "the issued list is not one digest per line", index)
    if len(lines) != issued.count or lines != sorted(set(lines)):
        refuse(3, "the issued list is not I distinct digests in order", index)
