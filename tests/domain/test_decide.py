"""From the counts of a result to the outcome of every kind, as it stands in the log."""

import pytest

from votesvc.domain.outcome import Outcome, WriteIns, decide
from votesvc.domain.rules import (
    ChooseRule,
    ElectionRule,
    EvaluationRule,
    Figures,
    Flag,
    Fraction,
    MotionRule,
    PollRule,
    Rate,
    Rule,
    ScoreRule,
    Threshold,
)
from votesvc.errors import MalformedInput

QUORUM = Fraction(2, 3, "ge")
HALF = Threshold("entitled", Fraction(1, 2, "gt"))
TEN = Figures.of_round(10, 9, 9, 9)
ELECTION = ElectionRule("P04", 2, HALF, QUORUM, writein=1)
EVALUATION = EvaluationRule(
    "P10", ("好", "差"), "valid", (Rate("率", (0,)),), (Flag("提示", (1,), 1, 3, "gt"),)
)
POLL = PollRule("P15", ("支持", "不支持"), QUORUM)
SCORE = ScoreRule("P18", 1, 3)


def decided(rule: Rule, counts: list[list[int]], write_ins: WriteIns = ()) -> Outcome:
    return decide(rule, counts, TEN, write_ins)


def test_an_election_is_decided_with_the_names_that_were_written_in() -> None:
    outcome = decided(ELECTION, [[6, 2, 7], [1, 7]], [("王五", 6), ("赵六", 1)])
    assert outcome.to_json() == {
        "kind": "election",
        "entitled": 10,
        "present": 9,
        "returned": 9,
        "valid": 9,
        "quorum": 7,
        "quorate": True,
        "seats": 2,
        "needed": 6,
        "lines": [
            {"for": 6, "against": 1, "abstain": 2},
            {"for": 2, "against": 7, "abstain": 0},
            {"for": 6, "against": 0, "abstain": 0, "name": "王五"},
            {"for": 1, "against": 0, "abstain": 0, "name": "赵六"},
        ],
        "passed": [0, 2],
        "elected": [0, 2],
        "vacant": 0,
    }


def test_an_election_names_the_ballot_that_has_to_follow() -> None:
    rule = ElectionRule("P20", 1, None)
    outcome = decide(rule, [[4, 4], [0, 0]], TEN).to_json()
    assert "needed" not in outcome
    assert outcome["next"] == {"among": [0, 1], "kind": "run-off", "seats": 1}


@pytest.mark.parametrize(
    ("counts", "write_ins"),
    [
        ([[1, 2, 0]], []),
        ([[1, 2], [1, 2]], []),
        ([[1, 2, 1], [1, 2]], [("甲", 2)]),
        ([[1, 2, 2], [1, 2]], [("甲", 1), ("甲", 1)]),
    ],
)
def test_counts_of_an_election_that_do_not_fit_are_refused(
    counts: list[list[int]], write_ins: WriteIns
) -> None:
    with pytest.raises(MalformedInput):
        decided(ELECTION, counts, write_ins)


def test_an_evaluation_has_its_blanks_first_where_it_has_any() -> None:
    outcome = decided(EVALUATION, [[1, 4, 4], [5, 4]])
    assert outcome.to_json() == {
        "kind": "evaluation",
        "entitled": 10,
        "present": 9,
        "returned": 9,
        "quorum": 0,
        "quorate": True,
        "base": "valid",
        "of": 9,
        "rows": [
            {"abstain": 1, "votes": [4, 4], "rates": [4], "flags": [0]},
            {"abstain": 0, "votes": [5, 4], "rates": [5], "flags": [0]},
        ],
    }


def test_a_straw_poll_is_advisory() -> None:
    outcome = decided(POLL, [[0, 9, 0]])
    assert outcome.to_json() == {
        "kind": "poll",
        "advisory": True,
        "entitled": 10,
        "present": 9,
        "returned": 9,
        "quorum": 7,
        "quorate": True,
        "rows": [{"abstain": 0, "votes": [9, 0]}],
    }


def test_scores_stand_as_points_and_how_many_gave_them() -> None:
    outcome = decided(SCORE, [[2, 1, 0, 0], [0, 0, 1]])
    assert outcome.to_json() == {
        "kind": "score",
        "entitled": 10,
        "present": 9,
        "returned": 9,
        "quorum": 0,
        "quorate": True,
        "rows": [
            {"counted": 1, "points": 1, "rank": 2, "votes": [1, 0, 0]},
            {"counted": 1, "points": 3, "rank": 1, "votes": [0, 0, 1]},
        ],
    }


@pytest.mark.parametrize("rule", [EVALUATION, POLL, SCORE])
@pytest.mark.parametrize("counts", [[], [[1]], [[1, 2, 3, 4, 5]]])
def test_rows_need_a_count_for_each_grade(rule: Rule, counts: list[list[int]]) -> None:
    with pytest.raises(MalformedInput):
        decided(rule, counts)


def test_a_choice_with_a_quorum_says_whether_it_was_there() -> None:
    rule = ChooseRule("P21", 1, quorum=QUORUM)
    assert decide(rule, [[4, 5]], TEN).to_json() == {
        "kind": "choose",
        "votes": [4, 5],
        "chosen": [1],
        "tied": [],
        "open_places": 0,
        "quorum": 7,
        "quorate": True,
    }
    few = decide(rule, [[4, 5]], Figures.of_round(10, 6, 6, 6))
    assert (few.quorate, few.to_json()["chosen"]) == (False, [])


def test_a_motion_names_its_base_where_that_is_not_everybody() -> None:
    rule = MotionRule("P19", QUORUM, Fraction(1, 2, "gt"), base="present")
    outcome = decide(rule, [[5, 4, 0]], TEN)
    assert (outcome.to_json()["base"], outcome.to_json()["needed"]) == ("present", 5)


@pytest.mark.parametrize("rule", [ELECTION, EVALUATION, POLL, SCORE, ChooseRule("P17", 1)])
def test_every_outcome_says_whether_enough_were_present(rule: Rule) -> None:
    counts = {"P04": [[1, 2, 0], [1, 2]], "P17": [[1, 2]]}.get(rule.preset, [[1, 2, 0]])
    assert decided(rule, counts).quorate
