"""What the summary and check 6 say of an outcome of every kind."""

import pytest

from votesvc.crypto.ballot import Question
from votesvc.domain.outcome import Outcome, WriteIns, decide
from votesvc.domain.record.outcome_facts import outcome_facts
from votesvc.domain.record.summary_outcomes import outcome_lines
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

QUORUM = Fraction(2, 3, "ge")
HALF = Threshold("entitled", Fraction(1, 2, "gt"))
TEN = Figures.of_round(10, 9, 9, 9)
FEW = Figures.of_round(10, 6, 6, 6)
ELECTION = ElectionRule("P04", 1, HALF, QUORUM, writein=1)
EVALUATION = EvaluationRule(
    "P10", ("好", "差"), "valid", (Rate("好评率", (0,)),), (Flag("差评过多", (1,), 1, 3, "gt"),)
)
CANDIDATES = [
    Question("赞成", ("甲", "乙", "另选他人1"), 0, 1),
    Question("反对", ("甲", "乙"), 0, 2),
]
ROW = [Question("张三", ("好", "差"), 1, 1)]


def told(
    rule: Rule,
    counts: list[list[int]],
    questions: list[Question],
    figures: Figures = TEN,
    names: WriteIns = (),
) -> tuple[str, list[tuple[str, dict[str, str | int]]]]:
    outcome: Outcome = decide(rule, counts, figures, names)
    lines = "\n".join(outcome_lines(rule, outcome, questions))
    facts = outcome_facts("题", rule, outcome, questions)
    return lines, [(fact.name, dict(fact.figures)) for fact in facts]


def test_an_election_is_told_with_its_names_and_who_is_elected() -> None:
    lines, facts = told(ELECTION, [[6, 1, 2], [2, 7]], CANDIDATES, names=[("李四", 2)])
    assert "赞成 / for 6 + 反对 / against 2 + 弃权 / abstained 1 = 9  甲" in lines
    assert "另选他人 / written in 2  李四" in lines
    assert "当选 / elected: 甲" in lines
    assert ("chosen", {"answer": "甲", "votes": 6}) in facts
    assert ("not-chosen", {"answer": "李四", "votes": 2}) in facts
    assert ("election-needed", {"needed": 6}) in facts


def test_a_tie_and_what_follows_are_told() -> None:
    lines, facts = told(ElectionRule("P20", 1, None), [[4, 4], [0, 0]], CANDIDATES)
    assert "再次投票 / run-off (1): 甲, 乙" in lines
    assert ("tied", {"answer": "甲", "votes": 4}) in facts
    assert ("next-run-off", {"seats": 1}) in facts
    assert "须" not in lines.split("应选")[1]


def test_an_election_without_quorum_is_told_as_that() -> None:
    lines, facts = told(ELECTION, [[6, 0, 0], [0, 0]], CANDIDATES, FEW)
    assert "未达到 / not met" in lines
    assert "当选 / elected: 无 / none" in lines
    assert facts[0][0] == "no-quorum"


def test_an_evaluation_is_told_with_its_base_rates_and_flags() -> None:
    lines, facts = told(EVALUATION, [[1, 4, 4]], ROW)
    assert "基数 / base: 有效票 / valid 9" in lines
    assert "好 4 + 差 4 + 弃权 / abstained 1 = 9" in lines
    assert "好评率 4 / 9 = 44.44%" in lines
    assert "! 差评过多" in lines
    assert ("rate", {"rate": "好评率", "votes": 4, "of": 9, "percent": "44.44"}) in facts
    assert ("flag", {"flag": "差评过多"}) in facts


def test_a_straw_poll_is_told_as_one() -> None:
    lines, facts = told(PollRule("P15", ("好", "差"), QUORUM), [[0, 5, 4]], ROW)
    assert "倾向性测评，不具表决效力 / a straw poll, which decides nothing" in lines
    assert ("advisory", {}) in facts
    assert ("grade", {"answer": "好", "votes": 5}) in facts


def test_scores_are_told_with_their_average() -> None:
    lines, facts = told(ScoreRule("P18", 1, 2), [[2, 1]], ROW)
    assert "1. 张三: 4 / 3 = 1.33" in lines
    figures = {"rank": 1, "question": "张三", "points": 4, "counted": 3, "average": "1.33"}
    assert ("scored", figures) in facts


@pytest.mark.parametrize(("figures", "met"), [(TEN, "达到 / met"), (FEW, "未达到 / not met")])
def test_a_choice_with_a_quorum_says_whether_it_was_there(figures: Figures, met: str) -> None:
    rule = ChooseRule("P21", 1, quorum=QUORUM)
    lines, facts = told(rule, [[3, 2]], [Question("请选", ("甲", "乙"), 0, 1)], figures)
    assert f"须 / needs 7: {met}" in lines
    assert ("choice-no-quorum" in dict(facts)) is (figures is FEW)


def test_a_motion_of_another_base_names_it() -> None:
    rule = MotionRule("P19", QUORUM, Fraction(1, 2, "gt"), base="present")
    lines, _ = told(rule, [[5, 4, 0]], [Question("办法", ("赞成", "反对", "弃权"), 1, 1)])
    assert "基数 / base: 实到 / present" in lines
