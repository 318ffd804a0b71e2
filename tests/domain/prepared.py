"""A record in which something comes before a ballot, a result is posted, and a run-off follows.

A motion whose papers had to be out seven days before, with a quorum; a motion that was opened by
an override; a choice with equal votes, and the run-off that it asked for, not yet issued.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache

from tests.domain.records import (
    BY,
    CONGRESS,
    ENTITLED,
    NOW,
    PRESENT,
    TRUSTEES,
    Sample,
    issued_entry,
    item_entry,
    voted,
)
from votesvc.crypto.encoding import uuid_from
from votesvc.domain.entries import (
    Board,
    CheckIn,
    Congress,
    Entry,
    Opened,
    Overridden,
    Posted,
    Prepared,
    Roll,
)
from votesvc.domain.items import ItemSpec, QuestionSpec, motion
from votesvc.domain.record.layout import issued_list
from votesvc.domain.rules import (
    Change,
    ChooseRule,
    Fraction,
    Gate,
    MotionRule,
    Posting,
    Terms,
)

PREPARED, OVERRIDDEN, TIED, RUN_OFF = (uuid_from(bytes([n] * 16)) for n in range(20, 24))
TODAY = date(2026, 11, 22)
QUORUM = Fraction(2, 3, "ge")
TERMS = Terms(
    pack="shanghai",
    gates=(Gate("papers", 7), Gate("quorum")),
    posting=Posting(7, 3),
    changes=(Change("pass.op", "ge", "gt", "张三", "主席团决定"),),
)
RULE = MotionRule("P01", QUORUM, Fraction(1, 2, "gt"), terms=TERMS)
DONE = Prepared(
    item=PREPARED,
    gate="papers",
    day=TODAY - timedelta(days=7),
    name="送达回执.pdf",
    sha256="5a" * 32,
    size=1000,
    by=BY[0],
    time=NOW,
)
OVERRIDE = Overridden(item=OVERRIDDEN, text="主席团决定先行表决", by="大会主席团", time=NOW)
POSTED = Posted(
    item=PREPARED,
    place="厂务公开栏",
    days=7,
    box="",
    objections="工会办公室 201",
    by=BY[0],
    time=NOW,
)
HERE = CheckIn(entitled=ENTITLED, present=PRESENT, time=NOW)


def choice(candidates: Sequence[str], rule: ChooseRule) -> ItemSpec:
    return ItemSpec("choose", "评选", (QuestionSpec("请选", tuple(candidates), 0, rule.top),), rule)


CHILD = choice(["甲", "丙"], ChooseRule("P21", 1, terms=Terms(parent=TIED)))


def prepared_sample() -> Sample:
    """Return the record, whole and true."""
    return Sample(
        entries=list(_entries()),
        issued={
            item: issued_list(issued_entry(item, PRESENT)) for item in (PREPARED, OVERRIDDEN, TIED)
        },
    )


@cache
def _entries() -> tuple[Entry, ...]:
    first, first_events = voted(PREPARED, motion("办法", ["一"], RULE), [[[1, 0, 0]]], PRESENT)
    second, second_events = voted(OVERRIDDEN, motion("急事", ["一"], RULE), [[[1, 0, 0]]], PRESENT)
    third, third_events = voted(
        TIED,
        choice(["甲", "乙", "丙"], ChooseRule("P17", 1)),
        [[[1, 0, 0]], [[0, 0, 1]]],
        PRESENT,
    )
    return (
        Congress(congress=CONGRESS, title="第三届职代会", booth="0f" * 32, time=NOW),
        Roll(entitled=ENTITLED, members="1e" * 32, time=NOW),
        Board(trustees=TRUSTEES.encoded.decode(), time=NOW),
        first,
        DONE,
        *_counted(first_events),
        POSTED,
        second,
        OVERRIDE,
        *_counted(second_events),
        third,
        *third_events,
        item_entry(RUN_OFF, CHILD),
    )


def _counted(events: Sequence[Entry]) -> list[Entry]:
    """Return the events with the people counted before the opening."""
    found: list[Entry] = []
    for entry in events:
        if isinstance(entry, Opened):
            found.append(HERE)
        found.append(entry)
    return found
