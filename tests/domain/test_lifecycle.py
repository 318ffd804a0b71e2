"""An item goes through its states in one direction only."""

import itertools

import pytest

from votesvc.domain.lifecycle import State, Step, check_follows, next_state, state_after
from votesvc.errors import WrongState

WHOLE_WAY = [
    (Step.PREPARE, State.READY),
    (Step.ISSUE, State.ISSUING),
    (Step.OPEN, State.OPEN),
    (Step.CLOSE, State.CLOSED),
    (Step.COUNT, State.COUNTED),
    (Step.SIGN, State.SIGNED),
    (Step.ANNOUNCE, State.ANNOUNCED),
]
WHOLE_LOG = [
    "item", "issue-opened", "opened", "ballot", "ballot", "closed", "issued", "tally",
    "share", "share", "result", "outcome", "signed", "signed", "announced",
]  # fmt: skip
TYPES = sorted({*WHOLE_LOG, "void"})


def test_an_item_goes_from_draft_to_announced() -> None:
    state = State.DRAFT
    for step, expected in WHOLE_WAY:
        state = next_state(state, step)
        assert state == expected


def test_an_item_can_be_void_from_issuing_until_it_is_announced() -> None:
    for state in State:
        if state in {State.ISSUING, State.OPEN, State.CLOSED, State.COUNTED, State.SIGNED}:
            assert next_state(state, Step.VOID) == State.VOID
        else:
            with pytest.raises(WrongState):
                next_state(state, Step.VOID)


def test_no_other_step_is_allowed() -> None:
    states = [State.DRAFT, *(state for _, state in WHOLE_WAY)]
    allowed = {(states[i], step) for i, (step, _) in enumerate(WHOLE_WAY)}
    # Single keys do not sign.
    allowed.add((State.COUNTED, Step.ANNOUNCE))
    for state, step in itertools.product(State, Step):
        if step is not Step.VOID and (state, step) not in allowed:
            with pytest.raises(WrongState):
                next_state(state, step)


def test_a_whole_log_of_an_item_is_in_legal_order() -> None:
    for previous, following in itertools.pairwise([None, *WHOLE_LOG]):
        assert following is not None
        check_follows(previous, following)


def test_a_result_that_nobody_has_to_sign_can_be_announced() -> None:
    check_follows("outcome", "announced")


def test_an_item_without_ballots_can_be_closed() -> None:
    check_follows("opened", "closed")


@pytest.mark.parametrize(
    ("previous", "following"),
    [
        (None, "issue-opened"),
        (None, "void"),
        ("item", "item"),
        ("item", "opened"),
        ("item", "void"),
        ("issue-opened", "ballot"),
        ("issue-opened", "closed"),
        ("opened", "opened"),
        ("opened", "tally"),
        ("ballot", "issued"),
        ("closed", "ballot"),
        ("closed", "void"),
        ("issued", "share"),
        ("tally", "result"),
        ("tally", "ballot"),
        ("share", "void"),
        ("share", "outcome"),
        ("result", "announced"),
        ("outcome", "void"),
        ("result", "signed"),
        ("signed", "outcome"),
        ("signed", "void"),
    ],
)
def test_entries_out_of_order_are_refused(previous: str | None, following: str) -> None:
    with pytest.raises(WrongState):
        check_follows(previous, following)


@pytest.mark.parametrize("last", ["announced", "void"])
def test_nothing_follows_the_end(last: str) -> None:
    for following in TYPES:
        with pytest.raises(WrongState):
            check_follows(last, following)


def test_every_entry_type_leaves_the_item_in_a_state() -> None:
    assert [state_after(entry) for entry in WHOLE_LOG] == [
        State.READY, State.ISSUING, State.OPEN, State.OPEN, State.OPEN, State.CLOSED,
        State.CLOSED, State.CLOSED, State.COUNTED, State.COUNTED, State.COUNTED, State.COUNTED,
        State.SIGNED, State.SIGNED, State.ANNOUNCED,
    ]  # fmt: skip
    assert state_after("void") == State.VOID
