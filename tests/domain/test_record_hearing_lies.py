"""Each lie about a hearing is found by the check that must find it, and pinned to its entry.

The server that lies here holds the log's key, and the officer opens comments as they please.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.domain.hearings import (
    BOX,
    BOX_TEXTS,
    GATED,
    ISSUED,
    LATE,
    OPENED_EARLY,
    OVERRIDDEN,
    SPEC,
    TALK,
    TEXTS,
    WAITING,
    comment,
    commitment,
    commitments,
    hearing_entry,
    hearing_sample,
    issued_slots,
    padded_entry,
    publish,
    report,
    sealed_entry,
    support,
    withhold,
)
from tests.domain.records import BY, NOW, Sample, item_entry
from tests.domain.test_record_lies import refusal
from votesvc.crypto.encoding import encode_b64, hexhash
from votesvc.crypto.sealing import SEALED_SIZES, SealedComment, commitment_of
from votesvc.domain.entries import (
    CommentMade,
    Entry,
    Hearing,
    HearingClosed,
    HearingOpened,
    Issued,
    IssueOpened,
    Item,
    MinutesKept,
    Opened,
    Overridden,
    Published,
    Replied,
    Reported,
    Roll,
    SupportGiven,
    Withheld,
)
from votesvc.domain.items import gated, motion
from votesvc.domain.record import check_record
from votesvc.domain.record.layout import issued_name
from votesvc.domain.report import Opinion
from votesvc.errors import InvalidRecord

TRUE = hearing_sample()
END = len(TRUE.entries)


def expect(lie: Sample, check: int, index: int | None, words: str) -> None:
    error = refusal(lie.written())
    assert words in str(error)
    assert (error.check, error.index) == (check, index)


def with_entry(index: int, *entries: Entry) -> Sample:
    return replace(TRUE, entries=[*TRUE.entries[:index], *entries, *TRUE.entries[index:]])


def without(index: int, count: int = 1) -> Sample:
    return replace(TRUE, entries=[*TRUE.entries[:index], *TRUE.entries[index + count :]])


def instead(index: int, entry: Entry) -> Sample:
    return replace(TRUE, entries=[*TRUE.entries[:index], entry, *TRUE.entries[index + 1 :]])


def at(kind: type[Entry], item: str = TALK, nth: int = 0) -> int:
    return TRUE.index(kind, item, nth)


# --- 2: order, announcement, gates ----------------------------------------------------------------

COMMENT = TRUE.entry(CommentMade, TALK)
SUPPORT = TRUE.entry(SupportGiven, TALK)
REPORTED = at(Reported)
CLOSED = at(HearingClosed)
OPENED = at(HearingOpened)


@pytest.mark.parametrize(
    ("lie", "index", "words"),
    [
        (without(at(Hearing)), OPENED - 1, "hearing-opened cannot come after nothing"),
        (with_entry(4, TRUE.entry(Hearing, TALK)), 4, "hearing cannot come in a hearing after"),
        (with_entry(END, TRUE.entry(Item, WAITING)), END, "item cannot come after issue-opened"),
        (
            with_entry(END, hearing_entry(GATED, SPEC)),
            END,
            "hearing cannot come after opened",
        ),
        (with_entry(END, replace(TRUE.entry(Item, WAITING), item=TALK)), END, "item cannot come"),
        (with_entry(OPENED, COMMENT), OPENED, "comment cannot come in a hearing after hearing"),
        (with_entry(OPENED, SUPPORT), OPENED, "support cannot come in a hearing after hearing"),
        (without(OPENED), OPENED, "comment cannot come in a hearing after hearing"),
        (
            with_entry(CLOSED + 2, padded_entry(TALK, "I", comment("I").padded)),
            CLOSED + 2,
            "comment cannot come in a hearing after issued",
        ),
        (without(CLOSED), CLOSED, "issued cannot come in a hearing after hearing-opened"),
        (without(CLOSED + 1), CLOSED + 1, "cannot come in a hearing after hearing-closed"),
        (
            with_entry(REPORTED + 1, publish(TALK, comment("I").padded)),
            REPORTED + 1,
            "published cannot come in a hearing after reported",
        ),
        (
            with_entry(REPORTED + 1, support(TALK, "two", commitment("B"))),
            REPORTED + 1,
            "support cannot come in a hearing after reported",
        ),
        (with_entry(REPORTED + 1, report()), REPORTED + 1, "reported cannot come"),
        (with_entry(CLOSED, report()), CLOSED, "reported cannot come in a hearing after hearing-"),
        (with_entry(END, HearingOpened(item=TALK, time=NOW)), END, "hearing-opened cannot come"),
    ],
)
def test_an_entry_that_is_not_legal_where_it_stands_is_refused(
    lie: Sample, index: int, words: str
) -> None:
    expect(lie, 2, index, words)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": " "}, "empty"),
        ({"title": "x" * 301}, "too long"),
        ({"clauses": ["\n"]}, "empty"),
        ({"clauses": ["第\n一"]}, "control characters"),
        ({"officer_key": "00" * 32}, "low order"),
        ({"comment_key": encode_b64(b"key")}, "public rsa key"),
        ({"support_key": encode_b64(b"key")}, "public rsa key"),
        ({"support_key": encode_b64(TRUE.entry(Hearing, TALK).comment_key)}, "one key for"),
        ({"kind": "poll"}, "unknown kind"),
        ({"per_delegate": 0}, "out of range"),
        ({"notice_days": 366}, "out of range"),
    ],
)
def test_an_announcement_of_what_could_be_no_hearing_is_refused(
    changes: dict[str, Any], words: str
) -> None:
    expect(TRUE.respelled(Hearing, TALK, **changes), 2, at(Hearing), words)


OVERRIDE = TRUE.entry(Overridden)
ELSEWHERE = TRUE.entry(Item, GATED)


def waiting_for(hearing: str | None) -> Sample:
    """Return the sample with another gate before the ballot that has been opened."""
    return instead(at(Item, GATED), item_entry(GATED, gated(motion("考勤办法", ["一"]), hearing)))


@pytest.mark.parametrize(
    ("lie", "index", "words"),
    [
        (waiting_for(LATE), at(Item, GATED), "has not been announced"),
        (waiting_for(GATED), at(Item, GATED), "has not been announced"),
        (
            with_entry(END, item_entry(TALK[:-1] + "z", gated(motion("x", ["一"]), BOX))),
            END,
            "has not been announced",
        ),
        (
            with_entry(REPORTED, IssueOpened(item=GATED, time=NOW), TRUE.entry(Opened, GATED)),
            at(IssueOpened, GATED) + 2,
            "issue-opened cannot come after opened",
        ),
        (
            with_entry(END, Opened(item=WAITING, by=BY, time=NOW)),
            END,
            "waits for the report of a hearing",
        ),
        (
            without(at(Overridden, OVERRIDDEN)),
            at(Opened, OVERRIDDEN) - 1,
            "waits for the report of a hearing",
        ),
        (
            with_entry(at(Opened, OVERRIDDEN), OVERRIDE),
            at(Opened, OVERRIDDEN),
            "does not wait for anything",
        ),
        (
            with_entry(at(Opened, GATED), replace(OVERRIDE, item=GATED)),
            at(Opened, GATED),
            "does not wait for anything",
        ),
        (
            with_entry(END, OVERRIDE),
            END,
            "override cannot come after opened",
        ),
        (
            with_entry(5, replace(OVERRIDE, item=TALK)),
            5,
            "override cannot come in a hearing",
        ),
    ],
)
def test_a_gate_that_was_not_kept_is_refused(lie: Sample, index: int, words: str) -> None:
    expect(lie, 2, index, words)


def test_a_gated_ballot_opened_before_the_report_is_refused() -> None:
    entries = list(TRUE.entries)
    opened = [entries.pop(at(IssueOpened, GATED)) for _ in range(2)]
    entries[REPORTED:REPORTED] = opened
    lie = replace(TRUE, entries=entries)
    expect(lie, 2, REPORTED + 1, "waits for the report of a hearing")


def test_an_override_of_a_ballot_without_a_gate_is_refused() -> None:
    item = item_entry(OVERRIDDEN, motion("不等听证的议题", ["一"]))
    lie = instead(at(Item, OVERRIDDEN), item)
    expect(lie, 2, at(Overridden, OVERRIDDEN), "does not wait for anything")


def test_an_override_before_the_report_stands_even_when_the_report_comes_in_time() -> None:
    early = with_entry(6, replace(OVERRIDE, item=GATED)).written()
    steps: list[Any] = []
    check_record(early, steps.append)
    assert "gate-overridden" in [
        fact.name for fact in steps[1].facts if fact.figures.get("title") == "考勤办法"
    ]


# --- 3: counts ------------------------------------------------------------------------------------

LIST = TRUE.issued[TALK]


def issued(count: int, present: int = 4, per_delegate: int = 2) -> Sample:
    """Return the sample with another number of credentials, told everywhere alike."""
    data = issued_slots(TALK, count)
    changed = TRUE.changed(HearingClosed, TALK, issued=count, present=present)
    changed = changed.changed(Issued, TALK, count=count, issued_list=hexhash(data))
    changed = changed.changed(Hearing, TALK, per_delegate=per_delegate)
    return replace(changed, issued={TALK: data})


@pytest.mark.parametrize(
    ("lie", "index", "words"),
    [
        (TRUE.changed(HearingClosed, TALK, comments=7), CLOSED, "number of comments"),
        (TRUE.changed(HearingClosed, TALK, comments=9), CLOSED, "number of comments"),
        (issued(7), CLOSED, "comments <= I <= k*A <= k*N"),
        (issued(9), CLOSED, "comments <= I <= k*A <= k*N"),
        (issued(8, present=3), CLOSED, "comments <= I <= k*A <= k*N"),
        (issued(8, present=6), CLOSED, "comments <= I <= k*A <= k*N"),
        (issued(8, per_delegate=1), CLOSED, "comments <= I <= k*A <= k*N"),
        (TRUE.changed(Issued, TALK, count=7), CLOSED + 1, "the length I that closing stated"),
        (TRUE.changed(Issued, TALK, issued_list="0" * 64), CLOSED + 1, "the hash in the log"),
        (TRUE.with_file(issued_name(TALK), None), CLOSED + 1, "is missing"),
        (TRUE.with_file(issued_name(LATE), LIST), None, "has issued none"),
        (without(TRUE.index(Roll)), OPENED - 2, "another roll"),
    ],
)
def test_numbers_of_a_hearing_that_do_not_fit_are_refused(
    lie: Sample, index: int | None, words: str
) -> None:
    expect(lie, 3, index, words)


def test_comments_are_not_collected_before_the_roll_is_fixed() -> None:
    entries = list(TRUE.entries)
    roll = entries.pop(1)
    entries.pop(TRUE.index(HearingOpened) - 2)
    entries.insert(TRUE.index(HearingOpened), roll)
    expect(replace(TRUE, entries=entries), 3, OPENED - 2, "before the roll is fixed")


# --- 8: comments ----------------------------------------------------------------------------------

FIRST = at(CommentMade)
OTHER = TRUE.entry(CommentMade, TALK, 1)
ABROAD = TRUE.entry(CommentMade, LATE)
FRESH = padded_entry(TALK, "I", comment("I").padded)


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (replace(COMMENT, prefix=bytes(32)), "credential does not verify"),
        (replace(COMMENT, token=bytes(384)), "credential does not verify"),
        (replace(COMMENT, token=OTHER.token, prefix=OTHER.prefix), "credential does not verify"),
        (replace(COMMENT, token=SUPPORT.token, prefix=SUPPORT.prefix), "credential does not"),
        (replace(COMMENT, key=OTHER.key), "credential does not verify"),
        (replace(COMMENT, key="00" * 32), "credential does not verify"),
        (replace(ABROAD, item=TALK), "credential does not verify"),
        (replace(COMMENT, commitment=OTHER.commitment), "signature of an author"),
        (replace(COMMENT, sealed=OTHER.sealed), "signature of an author"),
        (replace(COMMENT, signature=OTHER.signature), "signature of an author"),
        (replace(COMMENT, signature=bytes(64)), "signature of an author"),
    ],
)
def test_a_comment_that_does_not_prove_itself_is_refused(entry: CommentMade, words: str) -> None:
    expect(instead(FIRST, entry), 8, FIRST, words)


def test_a_credential_used_for_two_comments_is_refused() -> None:
    second = padded_entry(TALK, "A", comment("another").padded)
    lie = with_entry(CLOSED, second).changed(HearingClosed, TALK, comments=9, issued=9, present=5)
    data = issued_slots(TALK, 9)
    lie = lie.changed(Issued, TALK, count=9, issued_list=hexhash(data))
    expect(replace(lie, issued={TALK: data}), 8, CLOSED, "used before")


def test_the_same_comment_under_another_credential_is_refused() -> None:
    copied = padded_entry(TALK, "somebody", TEXTS["A"])
    expect(instead(FIRST + 1, copied), 8, FIRST + 1, "the same commitment")


# --- 8: opening -----------------------------------------------------------------------------------

BATCH = FIRST + 6
EARLY = [TRUE.entries[index] for index in range(BATCH, BATCH + 5)]
LATE_BATCH = CLOSED + 2
PUBLISHED = at(Published)
TEXT = next(
    text for text in TEXTS.values() if commitment_of(TALK, text) == TRUE.entry(Published).commitment
)


def respaced(text: bytes) -> str:
    return text.rstrip().ljust(1024).decode()


@pytest.mark.parametrize(
    ("plaintext", "words"),
    [
        (TEXT.replace("意见".encode(), "异议".encode()).decode(), "does not open the commitment"),
        (TEXT.rstrip().decode(), "does not open the commitment"),
        (respaced(TEXT), "does not open the commitment"),
        ("", "does not open the commitment"),
        (comment("别的").padded.decode(), "does not open the commitment"),
    ],
)
def test_a_text_published_otherwise_than_it_was_sealed_is_named(plaintext: str, words: str) -> None:
    expect(TRUE.changed(Published, TALK, plaintext=plaintext), 8, PUBLISHED, words)


@pytest.mark.parametrize(
    ("padded", "words"),
    [
        (b"{}".ljust(512), "missing field"),
        (b'{"text":"x"}', "padded"),
        (comment("I", clause=3).padded, "a clause that does not exist"),
        (comment("I", reply_to=commitment("E")).padded, "replies to one that is not published"),
        (comment("I", reply_to="00" * 32).padded, "replies to one that is not published"),
    ],
)
def test_what_should_have_been_withheld_as_malformed_is_refused(padded: bytes, words: str) -> None:
    # Only the officer knows what a seal holds.
    sealed = SealedComment(commitment_of(TALK, padded), bytes(SEALED_SIZES[0]))
    lie = instead(at(CommentMade, TALK, 7), sealed_entry(TALK, "H", sealed))
    index = lie.entries.index(withhold(TALK, TEXTS["H"], "malformed"))
    entries = [*lie.entries[:index], publish(TALK, padded), *lie.entries[index + 1 :]]
    expect(replace(lie, entries=entries), 8, index, words)


def test_marks_that_were_not_asked_for_are_not_published() -> None:
    lie = TRUE.changed(Hearing, TALK, marks=False)
    expect(lie, 8, TRUE.entries.index(publish(TALK, TEXTS["A"])), "marks that were not asked for")


@pytest.mark.parametrize("again", [publish(TALK, TEXTS["A"]), withhold(TALK, TEXTS["A"], "secret")])
def test_a_comment_opened_twice_is_named(again: Entry) -> None:
    expect(with_entry(REPORTED, again), 8, REPORTED, "a second time")


def test_what_nobody_sent_cannot_be_published_nor_withheld() -> None:
    for entry in (publish(TALK, comment("I").padded), withhold(TALK, b"x", "secret")):
        expect(with_entry(REPORTED, entry), 8, REPORTED, "no comment of this hearing")
    early = publish(TALK, TEXTS["G"])
    entries = [entry for entry in TRUE.entries if entry != early]
    entries.insert(BATCH, early)
    expect(replace(TRUE, entries=entries), 8, BATCH, "no comment of this hearing")


@pytest.mark.parametrize("name", ["B", "E", "F", "G", "H"])
def test_a_comment_dropped_before_the_report_is_named(name: str) -> None:
    entries = [
        entry
        for entry in TRUE.entries
        if not (isinstance(entry, Published | Withheld) and entry.commitment == commitment(name))
        and not (isinstance(entry, SupportGiven) and entry.commitment == commitment(name))
        and not (isinstance(entry, Replied) and entry.to == commitment(name))
        # A batch that lost one would be too small while the hearing is open.
        and not (name in OPENED_EARLY and isinstance(entry, SupportGiven | Replied))
    ]
    if name in OPENED_EARLY:
        keep = [entry for entry in entries if isinstance(entry, Published | Withheld)][:4]
        entries = [entry for entry in entries if entry not in keep]
        place = next(i for i, entry in enumerate(entries) if isinstance(entry, Issued)) + 1
        entries[place:place] = keep
    lie = replace(TRUE, entries=entries)
    index = lie.entries.index(padded_entry(TALK, name, TEXTS[name]))
    expect(lie, 8, index, "neither published nor withheld before the report")


def test_a_batch_of_four_while_the_hearing_is_open_is_refused() -> None:
    lie = without(at(Published, BOX))
    expect(lie, 8, at(Published, BOX), "fewer than five")


def test_a_batch_that_is_not_in_the_order_of_commitments_is_refused() -> None:
    entries = list(TRUE.entries)
    entries[BATCH], entries[BATCH + 4] = entries[BATCH + 4], entries[BATCH]
    expect(replace(TRUE, entries=entries), 8, BATCH, "fewer than five")


def test_a_batch_that_something_came_between_is_two_batches() -> None:
    entries = [*TRUE.entries[:BATCH], *EARLY[:2], FRESH, *EARLY[2:], *TRUE.entries[BATCH + 5 :]]
    lie = replace(TRUE, entries=entries).changed(HearingClosed, TALK, comments=9, issued=9)
    data = issued_slots(TALK, 9)
    lie = lie.changed(Issued, TALK, count=9, issued_list=hexhash(data))
    lie = lie.changed(HearingClosed, TALK, present=5)
    expect(replace(lie, issued={TALK: data}), 8, BATCH, "fewer than five")


def test_two_batches_of_five_may_follow_each_other() -> None:
    more = {name: comment(f"more {name}").padded for name in "ABCDE"}
    batch = sorted(
        (publish(BOX, text) for text in more.values()), key=lambda entry: entry.commitment
    )
    last = at(CommentMade, BOX, 5)
    entries = [
        *TRUE.entries[: at(Published, BOX)],
        *(padded_entry(BOX, f"more {name}", text) for name, text in more.items()),
        *TRUE.entries[at(Published, BOX) : last],
        *batch,
        *TRUE.entries[last:],
    ]
    check_record(replace(TRUE, entries=entries).written(), lambda _: None)


# --- 8: supports and replies ----------------------------------------------------------------------

GIVEN = at(SupportGiven)


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (replace(SUPPORT, prefix=bytes(32)), "credential does not verify"),
        (replace(SUPPORT, token=bytes(384)), "credential does not verify"),
        (replace(SUPPORT, key=COMMENT.key), "credential does not verify"),
        (
            replace(SUPPORT, key=COMMENT.key, prefix=COMMENT.prefix, token=COMMENT.token),
            "credential does not verify",
        ),
        (replace(SUPPORT, commitment=commitment("C")), "signature of an author"),
        (replace(SUPPORT, signature=COMMENT.signature), "signature of an author"),
        (support(TALK, "one", commitment("E")), "not published"),
        (support(TALK, "one", commitment("F")), "not published"),
        (support(TALK, "one", "00" * 32), "not published"),
        (support(TALK, "one", commitment_of(BOX, BOX_TEXTS["A"])), "not published"),
    ],
)
def test_a_support_that_does_not_hold_is_refused(entry: SupportGiven, words: str) -> None:
    expect(instead(GIVEN, entry), 8, GIVEN, words)


def test_a_second_support_of_the_same_comment_by_one_pseudonym_is_refused() -> None:
    expect(with_entry(GIVEN + 1, SUPPORT), 8, GIVEN + 1, "again")


def test_more_pseudonyms_than_delegates_are_refused() -> None:
    crowd = [support(TALK, f"nobody {number}", commitment("A")) for number in range(6)]
    expect(with_entry(GIVEN, *crowd), 8, GIVEN + 5, "more pseudonyms")


@pytest.mark.parametrize("to", [commitment("E"), commitment("F"), "00" * 32])
def test_a_reply_to_what_is_not_published_is_refused(to: str) -> None:
    expect(TRUE.changed(Replied, TALK, to=to), 8, at(Replied), "answers what is not published")


# --- 8: the report --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {"received": 7},
        {"received": 9},
        {"published": 5},
        {"published": 7},
        {"withheld": {}},
        {"withheld": {"insult": 2}},
        {"withheld": {"insult": 1}},
        {"withheld": {"insult": 1, "malformed": 2}},
        {"withheld": {"insult": 1, "malformed": 1, "secret": 1}},
        {"withheld": {"secret": 1, "malformed": 1}},
    ],
)
def test_a_report_with_other_numbers_is_refused(changes: dict[str, Any]) -> None:
    expect(instead(REPORTED, report(**changes)), 8, REPORTED, "the numbers of a report")


@pytest.mark.parametrize("names", ["E", "AE", "H"])
def test_a_report_on_what_is_not_published_is_refused(names: str) -> None:
    opinion = Opinion("x", commitments(*names), "adopted", "y")
    lie = instead(REPORTED, report(opinions=(opinion,)))
    expect(lie, 8, REPORTED, "refers to a comment that is not published")


# --- Every field ----------------------------------------------------------------------------------

# What a server may choose freely when it writes the entry. Once written, the root holds it.
FREE = {
    "hearing": {
        "title", "matter", "kind", "officer_key", "per_delegate", "notice_days", "papers",
        "officers", "time",
    },
    "hearing-opened": {"time"},
    "hearing-closed": {"present", "time"},
    "published": {"time"},
    # The officer answers for the reason; the report counts it.
    "withheld": {"time"},
    "reply": {"text", "by", "time"},
    "minutes": {"text", "by", "time"},
    # What the officer thinks of an opinion, not which comments it rests on.
    "reported": {"opinions", "by", "time"},
    "override": {"text", "by", "time"},
}  # fmt: skip
KINDS = (
    Hearing, HearingOpened, CommentMade, Published, Withheld, SupportGiven, Replied, HearingClosed,
    MinutesKept, Reported, Overridden,
)  # fmt: skip
TAMPERED: dict[str, Callable[[Any], Any]] = {
    "time": lambda _: "2026-11-22T10:00:00Z",
    "type": lambda _: "note",
    "kind": lambda _: "comments",
    "item": lambda value: "z" * 22 if value != "z" * 22 else value,
    "marks": lambda value: not value,
    "clauses": lambda _: [],
    "papers": lambda _: [],
    "officers": lambda _: [],
    "officer_key": lambda _: "09" + "00" * 31,
    "reason": lambda _: "secret",
    "opinions": lambda value: [{**value[0], "decision": "rejected"}],
    "withheld": lambda value: {**value, "secret": 1},
    "plaintext": lambda value: value.replace("意见", "异议"),
    "per_delegate": lambda value: value + 1,
}


def tampered(name: str, value: Any) -> Any:
    if name in TAMPERED:
        return TAMPERED[name](value)
    if isinstance(value, int):
        return value + 1
    if name in {"text", "by", "title", "matter"}:
        return value + "1"
    place = len(value) // 2
    return value[:place] + ("1" if value[place] != "1" else "2") + value[place + 1 :]


def every_field() -> list[tuple[int, str]]:
    found = []
    for kind in KINDS:
        index = TRUE.index(kind)
        entry = TRUE.entries[index]
        assert isinstance(entry, Entry)
        found += [(index, name) for name in json.loads(entry.encoded)]
    return found


@pytest.mark.parametrize(("index", "name"), every_field())
def test_every_field_of_every_entry_of_a_hearing_is_checked_or_free(index: int, name: str) -> None:
    entry = TRUE.entries[index]
    assert isinstance(entry, Entry)
    # The summary and the root follow the lie: here they do not give it away.
    changed = TRUE.respelled_at(index, name, tampered(name, json.loads(entry.encoded)[name]))
    if name in FREE.get(entry.type, set()):
        check_record(changed.written(), lambda _: None)
        return
    with pytest.raises(InvalidRecord) as refused:
        check_record(changed.written(), lambda _: None)
    assert refused.value.check in {2, 3, 8}


def test_the_numbers_in_these_tests_are_those_of_the_sample() -> None:
    assert TRUE.entry(HearingClosed, TALK).issued == ISSUED
    assert all(isinstance(entry, Published | Withheld) for entry in EARLY)
    assert isinstance(TRUE.entries[LATE_BATCH], Published | Withheld)
