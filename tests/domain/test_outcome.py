"""Outcomes follow from the counts by the numbers of the rule (protocol 7.3)."""

import pytest
from hypothesis import given, strategies as st

from votesvc.domain.outcome import ChooseOutcome, MotionOutcome, decide
from votesvc.domain.rules import P01, ChooseRule, Figures, Fraction, MotionRule
from votesvc.errors import MalformedInput

HUNDRED = Figures.of_round(100, 100, 100, 100)
HALF_OR_MORE = MotionRule("P02", Fraction(2, 3, "ge"), Fraction(1, 2, "ge"))


def motion(rule: MotionRule, counts: list[list[int]], entitled: int, present: int) -> MotionOutcome:
    outcome = decide(rule, counts, Figures.of_round(entitled, present, present, present))
    assert isinstance(outcome, MotionOutcome)
    return outcome


def choice(top: int, votes: list[int]) -> ChooseOutcome:
    outcome = decide(ChooseRule("P17", top), [votes], HUNDRED)
    assert isinstance(outcome, ChooseOutcome)
    return outcome


def test_half_of_an_even_roll_passes_where_half_is_enough_and_not_where_more_is_needed() -> None:
    counts = [[90, 20, 10]]
    assert motion(HALF_OR_MORE, counts, 180, 120).decisions[0].passed
    assert not motion(P01, counts, 180, 120).decisions[0].passed


def test_the_base_is_everybody_on_the_roll_and_not_the_votes_cast() -> None:
    outcome = motion(P01, [[87, 0, 0], [88, 0, 0]], 175, 117)
    assert outcome.needed == 88
    assert [decision.passed for decision in outcome.decisions] == [False, True]


def test_without_quorum_nothing_passes() -> None:
    outcome = motion(P01, [[67, 0, 0]], 101, 67)
    assert outcome.quorum == 68
    assert not outcome.quorate
    assert not outcome.decisions[0].passed


def test_a_motion_is_printed_with_every_number() -> None:
    assert motion(P01, [[61, 30, 9]], 120, 100).to_json() == {
        "kind": "motion",
        "entitled": 120,
        "present": 100,
        "quorum": 80,
        "quorate": True,
        "needed": 61,
        "questions": [{"for": 61, "against": 30, "abstain": 9, "passed": True}],
    }


def test_the_candidates_with_the_most_votes_are_chosen() -> None:
    assert choice(2, [10, 30, 20, 5]) == ChooseOutcome((10, 30, 20, 5), (1, 2), (), 0)


def test_a_tie_above_the_last_place_does_not_matter() -> None:
    assert choice(3, [30, 30, 20, 5]) == ChooseOutcome((30, 30, 20, 5), (0, 1, 2), (), 0)


def test_a_tie_at_the_last_place_is_listed_as_tied() -> None:
    assert choice(2, [80, 70, 70]) == ChooseOutcome((80, 70, 70), (0,), (1, 2), 1)


def test_a_tie_of_all_leaves_every_place_open() -> None:
    assert choice(2, [7, 7, 7]) == ChooseOutcome((7, 7, 7), (), (0, 1, 2), 2)


def test_a_tie_that_fills_the_places_exactly_is_no_tie() -> None:
    assert choice(2, [7, 7, 3]) == ChooseOutcome((7, 7, 3), (0, 1), (), 0)


def test_nobody_is_chosen_without_a_vote() -> None:
    assert choice(3, [4, 0, 0, 0]) == ChooseOutcome((4, 0, 0, 0), (0,), (), 2)
    assert choice(1, [0, 0]) == ChooseOutcome((0, 0), (), (), 1)


def test_a_choice_is_printed_with_every_number() -> None:
    assert choice(2, [80, 70, 70]).to_json() == {
        "kind": "choose",
        "votes": [80, 70, 70],
        "chosen": [0],
        "tied": [1, 2],
        "open_places": 1,
    }


@given(st.lists(st.integers(0, 9), min_size=1, max_size=12), st.integers(1, 12))
def test_nobody_left_out_has_as_many_votes_as_somebody_chosen(votes: list[int], top: int) -> None:
    outcome = choice(top, votes)
    out = [n for i, n in enumerate(votes) if i not in outcome.chosen]
    assert all(votes[i] > max(out, default=0) for i in outcome.chosen) or not outcome.tied
    assert all(votes[i] >= max(out, default=0) for i in outcome.chosen)
    assert len(outcome.chosen) + outcome.open_places == top
    assert not outcome.tied or len(outcome.tied) > outcome.open_places


@pytest.mark.parametrize("counts", [[], [[1, 2]], [[1, 2, 3], [1, 2, 3, 4]]])
def test_a_motion_needs_three_counts_for_each_question(counts: list[list[int]]) -> None:
    with pytest.raises(MalformedInput):
        decide(P01, counts, HUNDRED)


@pytest.mark.parametrize("counts", [[], [[1], [2]]])
def test_a_choice_needs_the_counts_of_one_question(counts: list[list[int]]) -> None:
    with pytest.raises(MalformedInput):
        decide(ChooseRule("P17", 1), counts, HUNDRED)
