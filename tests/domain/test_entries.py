"""Every leaf has one spelling, and every other spelling is refused."""

import json
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from votesvc.crypto.encoding import canonical_json
from votesvc.domain.entries import (
    Announced,
    BallotCast,
    Board,
    CheckIn,
    Closed,
    Congress,
    Entry,
    Issued,
    IssueOpened,
    Item,
    KeyCommitments,
    KeyStopped,
    Note,
    Opened,
    OutcomeStated,
    ResultMade,
    Roll,
    RollGroups,
    ShareMade,
    Signed,
    TallyMade,
    Voided,
    Weighed,
    parse_entry,
)
from votesvc.domain.key_forms import SeatPledge
from votesvc.domain.rules import P01
from votesvc.errors import MalformedInput, NotCanonical, TooLarge, Unsupported

UUID = "1" * 22
HASH = "0f" * 32
NOW = datetime(2026, 11, 22, 9, 30, 0, tzinfo=UTC)
PAIR = ("组织者", "总监票人")

ENTRIES: list[Entry] = [
    Congress(congress=UUID, title="第三届职代会", booth=HASH, time=NOW),
    Roll(entitled=120, members=HASH, time=NOW),
    Board(trustees="[]", time=NOW),
    Item(
        item=UUID,
        kind="motion",
        title="考勤办法",
        election="{}",
        phi="phi",
        public_key=b"spki",
        rule=P01,
        time=NOW,
    ),
    CheckIn(entitled=120, present=100, time=NOW),
    IssueOpened(item=UUID, time=NOW),
    Opened(item=UUID, by=PAIR, time=NOW),
    BallotCast(item=UUID, ballot="{}", prefix=bytes(32), token=bytes(384), pairs=([], {"a": 1})),
    Closed(item=UUID, by=PAIR, present=100, issued=90, returned=80, time=NOW),
    Issued(item=UUID, count=90, issued_list=HASH, time=NOW),
    TallyMade(item=UUID, tally="{}"),
    ShareMade(item=UUID, owner=1, factors="{}"),
    ResultMade(item=UUID, result="{}"),
    OutcomeStated(item=UUID, outcome={"kind": "motion"}),
    Signed(item=UUID, owner=1, signature="{}"),
    Announced(item=UUID, by="组织者", time=NOW),
    Voided(item=UUID, reason="收回票数多于发出票数", by="组织者", time=NOW),
    Note(text="休会\n十分钟", time=NOW),
    KeyCommitments(
        ceremony=UUID,
        threshold=1,
        seats=(SeatPledge("甲", "{}"), SeatPledge("乙", "{}")),
        by=PAIR,
        time=NOW,
    ),
    RollGroups(groups=(("中层", 30), ("职工", 80)), time=NOW),
    Weighed(family=UUID, items=(UUID, "1" * 21 + "2"), outcome={"kind": "weighted"}),
    KeyStopped(ceremony=UUID, seat=1, dealer=2, evidence=("{}", "{}"), reason="不符", time=NOW),
]
NAMES = [entry.type for entry in ENTRIES]


# Fields whose content is read elsewhere, with the type that is enough here.
READ_BY_OTHERS: dict[str, type] = {
    **dict.fromkeys(
        ["election", "phi", "ballot", "tally", "factors", "result", "trustees", "signature"], str
    ),
    "pairs": list,
    "outcome": dict,
    "type": str,
    "public_key": str,
}


def spoilt(entry: Entry, **changes: object) -> bytes:
    value = json.loads(entry.encoded)
    value.update(changes)
    return canonical_json(value)


def an(name: str) -> Entry:
    return ENTRIES[NAMES.index(name)]


@pytest.mark.parametrize("entry", ENTRIES, ids=NAMES)
def test_an_entry_reads_back_as_it_was_built(entry: Entry) -> None:
    assert parse_entry(entry.encoded) == entry
    assert parse_entry(entry.encoded).encoded == entry.encoded


@pytest.mark.parametrize("entry", ENTRIES, ids=NAMES)
def test_an_entry_is_canonical_json_with_its_type(entry: Entry) -> None:
    value = json.loads(entry.encoded)
    assert value["type"] == entry.type
    assert canonical_json(value) == entry.encoded


def test_a_ballot_carries_no_time_no_address_and_no_counter() -> None:
    assert {field.name for field in fields(BallotCast)} == {
        "item", "ballot", "prefix", "token", "pairs",
    }  # fmt: skip


def test_a_leaf_is_spelled_as_the_protocol_says() -> None:
    assert an("closed").encoded.decode() == (
        '{"by":["组织者","总监票人"],"issued":90,"item":"1111111111111111111111","present":100,'
        '"returned":80,"time":"2026-11-22T09:30:00Z","type":"closed"}'
    )
    assert json.loads(an("issued").encoded)["list"] == HASH


@pytest.mark.parametrize("entry", ENTRIES, ids=NAMES)
def test_a_missing_field_is_refused(entry: Entry) -> None:
    for name in json.loads(entry.encoded):
        value = json.loads(entry.encoded)
        del value[name]
        with pytest.raises(MalformedInput):
            parse_entry(canonical_json(value))


@pytest.mark.parametrize("entry", ENTRIES, ids=NAMES)
def test_an_unknown_field_is_refused(entry: Entry) -> None:
    with pytest.raises(MalformedInput):
        parse_entry(spoilt(entry, address="127.0.0.1"))


@pytest.mark.parametrize("entry", ENTRIES, ids=NAMES)
@pytest.mark.parametrize("wrong", [True, -1, 2**53, [1], [["", ""]], {"a": {}}, "", " ", "\x1b[2J"])
def test_a_field_of_another_type_or_out_of_range_is_refused(entry: Entry, wrong: object) -> None:
    for name in json.loads(entry.encoded):
        if isinstance(wrong, READ_BY_OTHERS.get(name, type(None))):
            continue
        with pytest.raises(MalformedInput):
            parse_entry(spoilt(entry, **{name: wrong}))


@pytest.mark.parametrize(
    ("name", "field", "wrong"),
    [
        ("congress", "congress", "0" * 22),
        ("congress", "congress", "1" * 21),
        ("congress", "booth", HASH.upper()),
        ("congress", "time", "2026-11-22T09:30:00+00:00"),
        ("congress", "time", "2026-11-22T9:30:00Z"),
        ("congress", "time", "2026-13-22T09:30:00Z"),
        ("congress", "title", "x" * 10_001),
        ("roll", "entitled", 10_000_001),
        ("item", "kind", "polls"),
        ("item", "rule", {"preset": "P01"}),
        ("item", "public_key", "YQ"),
        ("item", "public_key", " "),
        ("share", "owner", 0),
        ("opened", "by", ["一人"]),
        ("opened", "by", ["一人", "二人", "三人"]),
        ("opened", "by", ["一人", ""]),
        ("ballot", "prefix", "AA=="),
        ("ballot", "token", "AA=="),
        ("note", "text", "\x00"),
        ("congress", "title", "两\n行"),
    ],
)
def test_a_wrong_spelling_is_refused(name: str, field: str, wrong: object) -> None:
    with pytest.raises(MalformedInput):
        parse_entry(spoilt(an(name), **{field: wrong}))


def test_another_spelling_of_the_same_json_is_refused() -> None:
    data = an("note").encoded
    for other in (data.replace(b":", b": "), b" " + data, data + b"\n"):
        with pytest.raises(NotCanonical):
            parse_entry(other)


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'"note"', b'{"type":1}', b"\xff", b"null"])
def test_what_is_no_entry_at_all_is_refused(data: bytes) -> None:
    with pytest.raises(MalformedInput):
        parse_entry(data)


def test_a_leaf_of_more_than_a_mebibyte_is_refused() -> None:
    with pytest.raises(TooLarge):
        parse_entry(b" " * 1_048_577)


def test_a_type_of_a_later_version_is_unsupported() -> None:
    with pytest.raises(Unsupported):
        parse_entry(canonical_json({"type": "archived"}))


def test_times_are_kept_in_utc_and_in_whole_seconds() -> None:
    local = datetime(2026, 11, 22, 17, 30, 0, 999_999, tzinfo=timezone(timedelta(hours=8)))
    entry = Note(text="休会", time=local)
    assert entry.time == NOW
    assert entry == replace(entry, time=NOW)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(MalformedInput):
        Note(text="休会", time=NOW.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("entry", "changes"),
    [
        (an("note"), {"text": ""}),
        (an("roll"), {"entitled": -1}),
        (an("opened"), {"by": ("一人",)}),
        (an("ballot"), {"token": b""}),
    ],
)
def test_an_entry_that_could_not_be_read_back_is_never_built(
    entry: Any, changes: dict[str, Any]
) -> None:
    with pytest.raises(MalformedInput):
        replace(entry, **changes)


@pytest.mark.parametrize(
    "groups",
    [
        [],
        [{"entitled": 5, "group": "职工"}, {"entitled": 5, "group": "中层"}],
        [{"entitled": 5, "group": "职工"}, {"entitled": 5, "group": "职工"}],
        [{"entitled": 0, "group": "职工"}],
        [{"entitled": 5, "group": " "}],
        [{"entitled": 5, "group": "职工", "more": 1}],
        [{"entitled": 5, "group": "职工"}, {"entitled": 5, "group": "职 工"}][::-1],
        [{"entitled": 5, "group": "\u202e职工"}],
        [{"entitled": 5, "group": "\u2003职工"}],
        [{"entitled": 5, "group": "\u2800"}],
        "职工",
    ],
)
def test_groups_of_the_roll_stand_once_each_in_order_and_have_people(groups: object) -> None:
    with pytest.raises(MalformedInput):
        parse_entry(spoilt(an("roll-groups"), groups=groups))


@pytest.mark.parametrize("items", [[], [UUID, UUID], ["x"], UUID])
def test_what_was_weighed_are_items_each_once(items: object) -> None:
    with pytest.raises(MalformedInput):
        parse_entry(spoilt(an("weighed"), items=items))
