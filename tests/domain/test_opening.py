"""Comments are opened together, and only what fits the hearing is published."""

from dataclasses import replace

import pytest

from tests.domain.hearings import SPEC, TALK, TEXTS, comment, commitment, hearing_entry, publish
from votesvc.domain.entries import Published, Withheld
from votesvc.domain.hearing import HearingState
from votesvc.domain.opening import check_batch, check_fits, order_batch, read_published
from votesvc.errors import (
    BatchTooSmall,
    InvalidComment,
    MalformedInput,
    NotPublished,
    WrongState,
)

HEARING = hearing_entry(TALK, SPEC)
BATCH = [publish(TALK, TEXTS[name]) for name in "ABCDE"]


def test_a_batch_is_logged_in_the_order_of_commitments() -> None:
    mixed: list[Published | Withheld] = [*BATCH, Withheld(TALK, "00" * 32, "insult", BATCH[0].time)]
    ordered = order_batch(HearingState.OPEN, mixed)
    assert [one.commitment for one in ordered] == sorted(one.commitment for one in mixed)
    assert order_batch(HearingState.OPEN, ordered[::-1]) == ordered


def test_fewer_than_five_are_opened_only_when_the_hearing_is_closed() -> None:
    with pytest.raises(BatchTooSmall):
        order_batch(HearingState.OPEN, BATCH[:4])
    assert order_batch(HearingState.CLOSED, BATCH[:1]) == BATCH[:1]


@pytest.mark.parametrize("state", [HearingState.OPEN, HearingState.CLOSED])
def test_nothing_is_no_batch(state: HearingState) -> None:
    with pytest.raises(BatchTooSmall):
        order_batch(state, [])


@pytest.mark.parametrize(
    "state", [HearingState.DRAFT, HearingState.ANNOUNCED, HearingState.REPORTED]
)
def test_nothing_is_opened_before_the_hearing_or_after_its_report(state: HearingState) -> None:
    with pytest.raises(WrongState):
        order_batch(state, BATCH)


def test_a_batch_that_opens_one_twice_or_out_of_order_is_refused() -> None:
    with pytest.raises(MalformedInput):
        order_batch(HearingState.OPEN, [*BATCH, BATCH[0]])
    with pytest.raises(MalformedInput):
        check_batch(HearingState.CLOSED, ["1f", "0f"])


def test_a_published_text_is_read_as_the_comment_it_is() -> None:
    read = read_published(HEARING, publish(TALK, TEXTS["G"]), {commitment("A")})
    assert (read.text, read.reply_to) == ("G 的意见", commitment("A"))


def test_another_text_than_was_sealed_is_refused() -> None:
    entry = replace(publish(TALK, TEXTS["A"]), plaintext=TEXTS["B"].decode())
    with pytest.raises(InvalidComment):
        read_published(HEARING, entry, ())


def test_what_is_no_comment_is_refused() -> None:
    with pytest.raises(MalformedInput):
        read_published(HEARING, publish(TALK, b"{}".ljust(512)), ())


def test_a_comment_has_to_fit_its_hearing() -> None:
    check_fits(HEARING, comment("x", clause=2, marks=(1, 0, 5)), ())
    with pytest.raises(MalformedInput, match="clause"):
        check_fits(HEARING, comment("x", clause=3), ())
    with pytest.raises(MalformedInput, match="marks"):
        check_fits(replace(HEARING, marks=False), comment("x", marks=(0, 0, 1)), ())
    with pytest.raises(NotPublished):
        check_fits(HEARING, comment("x", reply_to="00" * 32), {"11" * 32})
