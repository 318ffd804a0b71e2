"""A hearing goes through its states in one direction only."""

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.domain.hearings import (
    BOX,
    GATED,
    LATE,
    OVERRIDDEN,
    SPEC,
    TALK,
    hearing_entry as entry_of,
    hearing_sample,
)
from votesvc.domain.entries import Entry
from votesvc.domain.hearing import (
    CORRECTION,
    HearingState,
    HearingStep,
    check_correction,
    check_in_state,
    check_may_come,
    hearing_state_after,
    is_step,
    next_hearing_state,
    spec_of,
    within_bounds,
)
from votesvc.domain.history import (
    hearing_histories,
    hearing_state_of,
    item_histories,
    place,
    state_of,
)
from votesvc.domain.lifecycle import State
from votesvc.errors import CorrectionClosed, WrongState

WHOLE_WAY = [
    (HearingStep.ANNOUNCE, HearingState.ANNOUNCED),
    (HearingStep.OPEN, HearingState.OPEN),
    (HearingStep.CLOSE, HearingState.CLOSED),
    (HearingStep.REPORT, HearingState.REPORTED),
]
STEPS = ["hearing", "hearing-opened", "hearing-closed", "issued", "reported"]
OTHERS = ["comment", "support", "published", "withheld", "reply", "minutes"]
NOW = datetime(2026, 11, 22, 9, 30, 0, tzinfo=UTC)


def test_a_hearing_goes_from_draft_to_reported_and_nowhere_else() -> None:
    state, allowed = HearingState.DRAFT, set()
    for step, expected in WHOLE_WAY:
        allowed.add((state, step))
        state = next_hearing_state(state, step)
        assert state == expected
    for refused in set(itertools.product(HearingState, HearingStep)) - allowed:
        with pytest.raises(WrongState):
            next_hearing_state(*refused)


def test_each_step_comes_after_the_one_before_it_alone() -> None:
    for previous, following in itertools.product([None, *STEPS], STEPS):
        if (previous, following) in itertools.pairwise([None, *STEPS]):
            check_may_come(previous, following)
        else:
            with pytest.raises(WrongState):
                check_may_come(previous, following)


@pytest.mark.parametrize(
    ("step", "allowed"),
    [
        (None, set()),
        ("hearing", set()),
        ("hearing-opened", set(OTHERS)),
        ("hearing-closed", set()),
        ("issued", set(OTHERS) - {"comment"}),
        ("reported", {"reply", "minutes"}),
    ],
)
def test_what_may_come_depends_on_the_last_step_alone(step: str | None, allowed: set[str]) -> None:
    for other in OTHERS:
        assert not is_step(other)
        if other in allowed:
            check_may_come(step, other)
        else:
            with pytest.raises(WrongState):
                check_may_come(step, other)


def test_the_state_is_that_of_the_last_step() -> None:
    types = ["hearing", "hearing-opened", "comment", "hearing-closed", "issued", "reply",
             "reported", "minutes"]  # fmt: skip
    assert [hearing_state_after(types[:count]) for count in range(len(types) + 1)] == [
        HearingState.DRAFT, HearingState.ANNOUNCED, HearingState.OPEN, HearingState.OPEN,
        HearingState.CLOSED, HearingState.CLOSED, HearingState.CLOSED, HearingState.REPORTED,
        HearingState.REPORTED,
    ]  # fmt: skip


def test_histories_of_hearings_and_items_do_not_mix() -> None:
    entries = place(entry for entry in hearing_sample().entries if isinstance(entry, Entry))
    hearings, items = hearing_histories(entries), item_histories(entries)
    assert list(hearings) == [TALK, LATE, BOX]
    assert not hearings.keys() & items.keys()
    assert hearing_state_of(hearings[TALK]) == HearingState.REPORTED
    assert hearing_state_of(hearings[LATE]) == HearingState.OPEN
    assert state_of(items[GATED]) == state_of(items[OVERRIDDEN]) == State.OPEN


@pytest.mark.parametrize(
    ("numbers", "within"),
    [
        ((0, 0, 3, 0, 5), True),
        ((12, 12, 3, 4, 5), True),
        ((13, 12, 3, 4, 5), False),
        ((12, 13, 3, 4, 5), False),
        ((12, 12, 2, 4, 5), False),
        ((12, 12, 3, 6, 5), False),
    ],
)
def test_comments_are_bounded_by_credentials_and_these_by_the_people_present(
    numbers: tuple[int, int, int, int, int], within: bool
) -> None:
    assert within_bounds(*numbers) is within


def test_minutes_can_be_corrected_for_five_days() -> None:
    assert timedelta(days=5) == CORRECTION
    check_correction(NOW, NOW)
    check_correction(NOW, NOW + timedelta(days=5))
    with pytest.raises(CorrectionClosed):
        check_correction(NOW, NOW + timedelta(days=5, seconds=1))


def test_a_leaf_tells_the_whole_specification() -> None:
    assert spec_of(entry_of(TALK, SPEC)) == SPEC
    other = replace(SPEC, kind="box", marks=False, clauses=(), papers=(), officers=())
    assert spec_of(entry_of(TALK, other)) == other


@pytest.mark.parametrize(
    ("entry_type", "states"),
    [
        ("comment", {HearingState.OPEN}),
        ("support", {HearingState.OPEN, HearingState.CLOSED}),
        ("published", {HearingState.OPEN, HearingState.CLOSED}),
        ("reply", {HearingState.OPEN, HearingState.CLOSED, HearingState.REPORTED}),
        ("minutes", {HearingState.OPEN, HearingState.CLOSED, HearingState.REPORTED}),
        ("reported", {HearingState.CLOSED}),
        ("hearing", {HearingState.DRAFT}),
    ],
)
def test_what_may_come_follows_from_the_state(entry_type: str, states: set[HearingState]) -> None:
    for state in HearingState:
        if state in states:
            check_in_state(state, entry_type)
        else:
            with pytest.raises(WrongState):
                check_in_state(state, entry_type)
