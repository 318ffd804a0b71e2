"""A posting is checked: once, long enough, and with a box of its own that outlasts it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.domain.families import MIDDLE, WORKERS, family_sample
from tests.domain.hearings import (
    SPEC as HEARING_SPEC,
    comment,
    hearing_entry,
    issued_slots,
    padded_entry,
)
from tests.domain.prepared import DONE, HERE, POSTED, PREPARED, TIED, TODAY, prepared_sample
from tests.domain.records import NOW, PRESENT, Sample
from tests.domain.test_record_prepared import named, refusal
from votesvc.crypto.encoding import (
    JsonValue,
    as_object,
    canonical_json,
    hexhash,
    parse_canonical_json,
    uuid_from,
)
from votesvc.domain.entries import (
    Announced,
    CommentMade,
    Entry,
    Hearing,
    HearingClosed,
    HearingOpened,
    Issued,
    Posted,
    parse_entry,
)
from votesvc.domain.preparation import last_day
from votesvc.errors import MalformedInput

BOX, OTHER = (uuid_from(bytes([number] * 16)) for number in (31, 32))
SPEC = replace(
    HEARING_SPEC, kind="box", title="对「办法」的公示提出异议", marks=False, papers=(), clauses=()
)
WITH_BOX = replace(POSTED, box=BOX, objections="")
PLAIN = prepared_sample()


def closing(moment: datetime, comments: int = 1) -> list[Entry]:
    listed = issued_slots(BOX, 4)
    return [
        HearingClosed(item=BOX, present=PRESENT, issued=4, comments=comments, time=moment),
        Issued(item=BOX, count=4, issued_list=hexhash(listed), time=moment),
    ]


def made() -> CommentMade:
    return padded_entry(BOX, "A", comment("against it").padded)


def sample(*entries: Entry, before: tuple[Entry, ...] = ()) -> Sample:
    """Return the record with a box that is opened before the posting, and what comes after it."""
    at = PLAIN.index(Posted)
    box = [hearing_entry(BOX, SPEC), HERE, HearingOpened(item=BOX, time=NOW)]
    added = [*box, *before, *entries]
    closed = any(isinstance(entry, HearingClosed) for entry in added)
    return replace(
        PLAIN,
        entries=[*PLAIN.entries[:at], *added, *PLAIN.entries[at + 1 :]],
        issued={**PLAIN.issued, **({BOX: issued_slots(BOX, 4)} if closed else {})},
    )


# The last day is 2026-11-29 in China; it ends at 16:00 UTC.
OVER = datetime(2026, 11, 29, 16, 0, tzinfo=UTC)


def test_a_posting_with_a_box_is_told_and_the_box_closes_after_the_last_day() -> None:
    true = sample(WITH_BOX, made(), *closing(OVER))
    assert last_day(WITH_BOX) == TODAY + timedelta(days=7)
    assert named(true, "objections-box") == [{"title": "办法", "box": SPEC.title}]
    assert not named(true, "objections-elsewhere")
    line = f"  异议 / objections: {SPEC.title} ({BOX})"
    assert line in true.written()["summary.txt"].decode().splitlines()
    both = sample(replace(WITH_BOX, objections="办公室"), made())
    assert named(both, "objections-elsewhere") == [{"title": "办法", "where": "办公室"}]
    assert f"{line}; 办公室" in both.written()["summary.txt"].decode().splitlines()


def test_a_box_that_is_closed_on_the_last_day_is_found() -> None:
    lie = sample(WITH_BOX, made(), *closing(OVER - timedelta(seconds=1)))
    assert refusal(lie, 2, "to the end of the last day") == lie.index(HearingClosed)


def test_a_box_that_was_closed_before_the_posting_is_found() -> None:
    lie = sample(made(), *closing(NOW), WITH_BOX)
    refusal(lie, 2, "is empty, and of this posting alone")
    empty = sample(*closing(NOW, comments=0), WITH_BOX)
    assert refusal(empty, 2, "to the end of the last day") == empty.index(HearingClosed)


def test_a_box_that_held_something_before_the_posting_is_found() -> None:
    lie = sample(WITH_BOX, before=(made(),))
    assert refusal(lie, 2, "is empty, and of this posting alone") == lie.index(Posted)


def test_a_hearing_that_is_no_box_is_found() -> None:
    lie = sample(WITH_BOX)
    entries = list(lie.entries)
    entries[lie.index(Hearing)] = hearing_entry(BOX, replace(SPEC, kind="comments"))
    assert refusal(replace(lie, entries=entries), 2, "posting alone") == lie.index(Posted)


def test_two_postings_do_not_share_a_box() -> None:
    lie = sample(WITH_BOX)
    end = len(lie.entries)
    lie = replace(lie, entries=[*lie.entries, replace(WITH_BOX, item=TIED)])
    assert refusal(lie, 2, "posting alone") == end


def test_a_family_is_posted_as_one_with_one_box() -> None:
    posted = [replace(WITH_BOX, item=item) for item in (MIDDLE, WORKERS)]
    true = family_sample()
    opened = HearingOpened(item=BOX, time=NOW)
    entries = [*true.entries, hearing_entry(BOX, SPEC), opened, *posted, made()]
    assert len(named(replace(true, entries=entries), "objections-box")) == 2
    lie = replace(true, entries=[*entries[:-2], made(), entries[-2]])
    assert refusal(lie, 2, "posting alone") == len(entries) - 1


@pytest.mark.parametrize(
    "posted",
    [
        [replace(POSTED, item=WORKERS)],
        [replace(POSTED, item=MIDDLE), replace(POSTED, item=WORKERS, days=8)],
        [replace(POSTED, item=MIDDLE), replace(POSTED, item=WORKERS, place="别处")],
        [replace(POSTED, item=MIDDLE), HERE, replace(POSTED, item=WORKERS)],
    ],
)
def test_groups_that_are_not_posted_as_one_are_found(posted: list[Entry]) -> None:
    true = family_sample()
    here = replace(HERE, entitled=25)
    added = [here if entry is HERE else entry for entry in posted]
    lie = replace(true, entries=[*true.entries, *added])
    assert refusal(lie, 2, "not posted as one") == len(true.entries)


def test_a_box_is_open_when_the_posting_begins() -> None:
    true = sample(WITH_BOX)
    at = true.index(HearingOpened)
    late = [*true.entries[:at], *true.entries[at + 1 : at + 2], true.entries[at]]
    lie = replace(true, entries=[*late, *true.entries[at + 2 :]])
    assert refusal(lie, 2, "a box that is not open") == lie.index(Posted)
    unopened = replace(true, entries=[*true.entries[:at], *true.entries[at + 1 :]])
    assert refusal(unopened, 2, "a box that is not open") == unopened.index(Posted)
    gone = sample(replace(WITH_BOX, box=OTHER))
    assert refusal(gone, 2, "a box that is not open") == gone.index(Posted)


# --- The posting itself ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (replace(POSTED, days=6), "fewer days"),
        (replace(POSTED, days=0), "fewer days"),
        (replace(POSTED, objections=""), "does not say where objections go"),
        (replace(POSTED, time=NOW - timedelta(days=1)), "before the day of its announcement"),
    ],
)
def test_a_posting_that_is_too_short_or_hears_nobody_is_refused(entry: Posted, words: str) -> None:
    at = PLAIN.index(Posted)
    lie = replace(PLAIN, entries=[*PLAIN.entries[:at], entry, *PLAIN.entries[at + 1 :]])
    assert refusal(lie, 2, words) == at


def with_entry(index: int, entry: Entry) -> Sample:
    return replace(PLAIN, entries=[*PLAIN.entries[:index], entry, *PLAIN.entries[index:]])


def test_a_result_is_posted_once_after_its_announcement() -> None:
    refusal(with_entry(PLAIN.index(Posted), POSTED), 2, "posted already")
    refusal(with_entry(PLAIN.index(Announced, PREPARED), POSTED), 2, "cannot come after")


def test_a_result_whose_rule_says_nothing_is_posted_for_a_day_at_least() -> None:
    end = len(PLAIN.entries)
    assert len(named(with_entry(end, replace(POSTED, item=TIED, days=1)), "posted")) == 2
    refusal(with_entry(end, replace(POSTED, item=TIED, days=0)), 2, "fewer days")


@pytest.mark.parametrize(
    ("field", "value"),
    [("box", "1" * 21), ("box", 0), ("objections", " "), ("objections", "a\nb")],
)
def test_a_posting_has_each_field_in_one_spelling(field: str, value: JsonValue) -> None:
    for entry in (POSTED, WITH_BOX):
        leaf = as_object(parse_canonical_json(entry.encoded))
        assert parse_entry(entry.encoded) == entry
        with pytest.raises(MalformedInput):
            parse_entry(canonical_json({**leaf, field: value}))


@pytest.mark.parametrize(
    ("entry", "field", "value"),
    [
        (POSTED, "days", 3651),
        (POSTED, "time", "9001-01-01T00:00:00Z"),
        (DONE, "day", "9999-12-31"),
        (DONE, "time", "9999-12-31T23:00:00Z"),
    ],
)
def test_days_from_which_no_other_day_could_be_reckoned_are_refused(
    entry: Entry, field: str, value: JsonValue
) -> None:
    leaf = as_object(parse_canonical_json(entry.encoded))
    with pytest.raises(MalformedInput):
        parse_entry(canonical_json({**leaf, field: value}))
