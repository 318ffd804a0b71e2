"""Following a log: what is counted, and that hostile words in it are not."""

from datetime import UTC, datetime

from votesvc.crypto.encoding import new_uuid
from votesvc.domain.entries import BallotCast, CheckIn, Closed, Entry, Note, Opened
from votesvc.web.turnout import Turnouts

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
ITEM, OTHER = new_uuid(), new_uuid()


def _ballot(item: str, text: str = "{}") -> Entry:
    return BallotCast(item=item, ballot=text, prefix=bytes(32), token=bytes(384), pairs=())


def _follow(*entries: Entry) -> tuple[Turnouts, list[bytes]]:
    return Turnouts(), [entry.encoded for entry in entries]


def test_presence_ballots_and_the_latest_step_are_told() -> None:
    turnouts, leaves = _follow(
        CheckIn(entitled=120, present=118, time=NOW),
        Opened(item=ITEM, by=("甲", "乙"), time=NOW),
        _ballot(ITEM),
        _ballot(ITEM),
        _ballot(OTHER),
        Closed(item=OTHER, by=("甲", "乙"), present=1, issued=1, returned=1, time=NOW),
    )
    turnout = turnouts.follow("c", len(leaves), lambda start, end: leaves[start:end])
    assert turnout.present == 118
    assert turnout.returned == {ITEM: 2, OTHER: 1}
    assert turnout.latest == OTHER


def test_words_inside_a_ballot_or_a_note_count_for_nothing() -> None:
    forged = f'","item":"{OTHER}","pairs":'
    turnouts, leaves = _follow(
        _ballot(ITEM, forged), Note(text=f'{forged}[],"type":"ballot"}}', time=NOW)
    )
    turnout = turnouts.follow("c", len(leaves), lambda start, end: leaves[start:end])
    assert turnout.returned == {ITEM: 1}


def test_every_leaf_is_read_once_however_often_the_page_is_asked_for() -> None:
    turnouts, leaves = _follow(*(_ballot(ITEM) for _ in range(1200)))
    asked: list[tuple[int, int]] = []

    def read(start: int, end: int) -> list[bytes]:
        asked.append((start, end))
        return leaves[start:end]

    for size in (700, 700, 1200, 1200):
        assert turnouts.follow("c", size, read).returned[ITEM] == size
    assert asked == [(0, 500), (500, 700), (700, 1200)]
