"""Every leaf of a hearing has one spelling, and every other spelling is refused."""

import json
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

import pytest

from votesvc.crypto.encoding import canonical_json, encode_b64
from votesvc.crypto.sealing import SEALED_SIZES
from votesvc.domain.entries import (
    CommentMade,
    Entry,
    Hearing,
    HearingClosed,
    HearingOpened,
    MinutesKept,
    Overridden,
    Published,
    Replied,
    Reported,
    SupportGiven,
    Withheld,
    parse_entry,
)
from votesvc.domain.hearing_spec import Officer, Paper
from votesvc.domain.report import REASONS, Opinion
from votesvc.errors import MalformedInput

UUID = "1" * 22
HASH, OTHER = "0f" * 32, "1f" * 32
NOW = datetime(2026, 11, 22, 9, 30, 0, tzinfo=UTC)

ENTRIES: list[Entry] = [
    Hearing(
        item=UUID,
        kind="hearing",
        title="听证会",
        matter="办法\n草案",
        clauses=("第一条", "第二条"),
        officer_key=HASH,
        comment_key=b"spki",
        support_key=b"spki",
        per_delegate=3,
        marks=True,
        notice_days=7,
        papers=(Paper("办法.pdf", HASH, 1000),),
        officers=(Officer("甲", "主持人", recused=False),),
        time=NOW,
    ),
    HearingOpened(item=UUID, time=NOW),
    CommentMade(
        item=UUID,
        key=HASH,
        prefix=bytes(32),
        token=bytes(384),
        commitment=OTHER,
        sealed=bytes(560),
        signature=bytes(64),
    ),
    SupportGiven(
        item=UUID,
        key=HASH,
        prefix=bytes(32),
        token=bytes(384),
        commitment=OTHER,
        signature=bytes(64),
    ),
    HearingClosed(item=UUID, present=100, issued=300, comments=200, time=NOW),
    Published(item=UUID, commitment=HASH, plaintext='{"text":"x"}  ', time=NOW),
    Withheld(item=UUID, commitment=HASH, reason="off-topic", time=NOW),
    Replied(item=UUID, to=HASH, text="答复\n如下", by="人力资源部", time=NOW),
    MinutesKept(item=UUID, text="听证笔录\n", by="记录人", time=NOW),
    Reported(
        item=UUID,
        opinions=(Opinion("补偿", (HASH, OTHER), "adopted", "写入\n办法"),),
        received=3,
        published=2,
        withheld={"secret": 1},
        by="组织者",
        time=NOW,
    ),
    Overridden(item=UUID, text="主席团决定", by="主席团", time=NOW),
]
NAMES = [entry.type for entry in ENTRIES]
READ_BY_OTHERS: dict[str, type] = dict.fromkeys(
    ["plaintext", "comment_key", "support_key", "type"], str
)


def spoilt(entry: Entry, **changes: object) -> bytes:
    return canonical_json({**json.loads(entry.encoded), **changes})  # type: ignore[dict-item]


def an(name: str) -> Entry:
    return ENTRIES[NAMES.index(name)]


@pytest.mark.parametrize("entry", ENTRIES, ids=NAMES)
def test_an_entry_reads_back_as_it_was_built(entry: Entry) -> None:
    assert parse_entry(entry.encoded) == entry
    assert parse_entry(entry.encoded).encoded == entry.encoded
    assert canonical_json(json.loads(entry.encoded)) == entry.encoded
    assert json.loads(entry.encoded)["type"] == entry.type


@pytest.mark.parametrize("kind", [CommentMade, SupportGiven])
def test_comments_and_supports_carry_no_time_no_address_and_no_counter(kind: type[Entry]) -> None:
    assert {field.name for field in fields(kind)} - {"sealed"} == {
        "item", "key", "prefix", "token", "commitment", "signature",
    }  # fmt: skip


def test_leaves_are_spelled_as_the_protocol_says() -> None:
    assert json.loads(an("hearing").encoded) == {
        "type": "hearing", "item": UUID, "kind": "hearing", "title": "听证会",
        "matter": "办法\n草案", "clauses": ["第一条", "第二条"], "officer_key": HASH,
        "comment_key": encode_b64(b"spki"), "support_key": encode_b64(b"spki"),
        "per_delegate": 3, "marks": True, "notice_days": 7,
        "papers": [{"name": "办法.pdf", "sha256": HASH, "size": 1000}],
        "officers": [{"name": "甲", "role": "主持人", "recused": False}],
        "time": "2026-11-22T09:30:00Z",
    }  # fmt: skip
    assert json.loads(an("reported").encoded) == {
        "type": "reported", "item": UUID, "received": 3, "published": 2,
        "withheld": {"secret": 1}, "by": "组织者", "time": "2026-11-22T09:30:00Z",
        "opinions": [
            {
                "comments": [HASH, OTHER], "decision": "adopted", "reason": "写入\n办法",
                "title": "补偿",
            }
        ],
    }  # fmt: skip


def test_a_sealed_comment_has_one_of_four_sizes() -> None:
    for size in SEALED_SIZES:
        assert parse_entry(spoilt(an("comment"), sealed=encode_b64(bytes(size)))) != an("support")
    for size in (0, 559, 561, 4145):
        with pytest.raises(MalformedInput, match="four sizes"):
            parse_entry(spoilt(an("comment"), sealed=encode_b64(bytes(size))))


@pytest.mark.parametrize("reason", REASONS)
def test_a_comment_is_withheld_for_one_of_five_reasons(reason: str) -> None:
    assert (
        json.loads(parse_entry(spoilt(an("withheld"), reason=reason)).encoded)["reason"] == reason
    )


@pytest.mark.parametrize("entry", ENTRIES, ids=NAMES)
def test_a_missing_or_unknown_field_is_refused(entry: Entry) -> None:
    for name in json.loads(entry.encoded):
        value = json.loads(entry.encoded)
        del value[name]
        with pytest.raises(MalformedInput):
            parse_entry(canonical_json(value))
    with pytest.raises(MalformedInput):
        parse_entry(spoilt(entry, address="127.0.0.1"))


@pytest.mark.parametrize("entry", ENTRIES, ids=NAMES)
@pytest.mark.parametrize("wrong", [-1, 2**53, [1], [["", ""]], {"a": {}}, "", " ", "\x1b[2J"])
def test_a_field_of_another_type_or_out_of_range_is_refused(entry: Entry, wrong: object) -> None:
    for name in json.loads(entry.encoded):
        if isinstance(wrong, READ_BY_OTHERS.get(name, type(None))):
            continue
        with pytest.raises(MalformedInput):
            parse_entry(spoilt(entry, **{name: wrong}))


PAPER = {"name": "办法.pdf", "sha256": HASH, "size": 1000}
PERSON = {"name": "甲", "role": "主持人", "recused": False}
OPINION = {"comments": [HASH, OTHER], "decision": "adopted", "reason": "写入", "title": "补偿"}


@pytest.mark.parametrize(
    ("name", "field", "wrong"),
    [
        ("hearing", "kind", "motion"),
        ("hearing", "per_delegate", 0),
        ("hearing", "per_delegate", 11),
        ("hearing", "per_delegate", True),
        ("hearing", "marks", 1),
        ("hearing", "notice_days", 366),
        ("hearing", "officer_key", HASH.upper()),
        ("hearing", "papers", [{**PAPER, "size": -1}]),
        ("hearing", "papers", [{**PAPER, "sha256": "00"}]),
        ("hearing", "papers", [{**PAPER, "name": "../办法.pdf"}]),
        ("hearing", "papers", [{**PAPER, "more": 1}]),
        ("hearing", "papers", ["办法.pdf"]),
        ("hearing", "officers", [{**PERSON, "recused": 0}]),
        ("hearing", "officers", [{**PERSON, "name": ""}]),
        ("hearing", "officers", [{"name": "甲", "role": "主持人"}]),
        ("comment", "key", HASH[:-2]),
        ("comment", "sealed", encode_b64(bytes(560)).rstrip("=")),
        ("comment", "signature", encode_b64(bytes(63))),
        ("support", "signature", encode_b64(bytes(65))),
        ("withheld", "reason", "boring"),
        ("reply", "to", ""),
        ("reported", "opinions", [{**OPINION, "decision": "ignored"}]),
        ("reported", "opinions", [{**OPINION, "comments": [OTHER, HASH]}]),
        ("reported", "opinions", [{**OPINION, "comments": [HASH, HASH]}]),
        ("reported", "opinions", [{**OPINION, "comments": ["00"]}]),
        ("reported", "opinions", [{**OPINION, "title": "两\n行"}]),
        ("reported", "opinions", [{**OPINION, "reason": ""}]),
        ("reported", "opinions", [{**OPINION, "more": ""}]),
        ("reported", "withheld", {"secret": 0}),
        ("reported", "withheld", {"secret": -1}),
        ("reported", "withheld", {"secret": True}),
        ("reported", "withheld", {"boring": 1}),
        ("reported", "withheld", []),
    ],
)
def test_a_wrong_spelling_is_refused(name: str, field: str, wrong: Any) -> None:
    with pytest.raises(MalformedInput):
        parse_entry(spoilt(an(name), **{field: wrong}))
