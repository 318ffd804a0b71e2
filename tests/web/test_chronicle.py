"""What live pages remember of the log."""

from collections import Counter

from tests.domain.hearings import BOX, LATE, TALK, hearing_sample
from tests.domain.records import CHOICE, sample
from votesvc.domain.entries import Announced, BallotCast, CommentMade, Hearing, Opened, Roll
from votesvc.domain.entries.entry import Entry
from votesvc.web.chronicle import Chronicle, Chronicles


def leaves(entries: list[Entry | bytes]) -> list[bytes]:
    return [entry if isinstance(entry, bytes) else entry.encoded for entry in entries]


def test_comments_are_counted_by_hearing_and_not_kept() -> None:
    chronicle = Chronicle()
    chronicle.add(leaves(hearing_sample().entries))
    assert chronicle.comments == Counter({TALK: 8, BOX: 6, LATE: 1})
    assert not list(chronicle.every(CommentMade))
    assert [placed.entry.title for placed in chronicle.every(Hearing)] == [
        "考勤办法听证会",
        "另一听证会",
        "意见箱",
    ]


def test_ballots_are_passed_over_and_every_other_step_has_its_place() -> None:
    entries = sample().entries
    chronicle = Chronicle()
    chronicle.add(leaves(entries))
    assert chronicle.seen == len(entries)
    assert not list(chronicle.every(BallotCast))
    [roll] = chronicle.every(Roll)
    assert roll.index == 1
    history = chronicle.history(CHOICE)
    assert history is not None
    for kind in (Opened, Announced):
        placed = history.first(kind)
        assert placed is not None
        assert entries[placed.index] == placed.entry
    assert chronicle.history("3" * 22) is None


def test_a_log_is_read_once_and_in_pieces() -> None:
    data = leaves(sample().entries) * 40
    asked: list[tuple[int, int]] = []

    def read(start: int, end: int) -> list[bytes]:
        asked.append((start, end))
        return data[start:end]

    chronicles = Chronicles()
    first = chronicles.follow("one", 1200, read)
    assert asked == [(0, 500), (500, 1000), (1000, 1200)]
    assert chronicles.follow("one", 1203, read) is first
    assert chronicles.follow("one", 1100, read) is first
    assert asked[3:] == [(1200, 1203)]
    assert chronicles.follow("two", 1, read) is not first
