"""Results as tables: who is elected, which grades were given, what has to be known to read them."""

from collections.abc import Sequence

import pytest
from flask import Flask

from votesvc.domain.items import ItemSpec, election, graded
from votesvc.domain.outcome import decide
from votesvc.domain.rules import (
    ElectionRule,
    EvaluationRule,
    Figures,
    Flag,
    Fraction,
    PollRule,
    Rate,
    ScoreRule,
    Threshold,
)
from votesvc.web.figures import draw
from votesvc.web.result_table import TableFigure

HALF = Threshold("entitled", Fraction(1, 2, "gt"))
NAMES = ("丁一", "王五", "张三")
GRADES = ("优秀", "称职", "不称职")


@pytest.fixture(autouse=True)
def in_chinese(app: Flask) -> object:
    """Let wording be looked up, as in a request."""
    with app.test_request_context("/", headers={"Accept-Language": "zh"}):
        yield


def table(
    spec: ItemSpec,
    counts: Sequence[Sequence[int]],
    names: Sequence[tuple[str, int]] = (),
    present: int = 10,
) -> TableFigure:
    figures = Figures.of_round(10, present, present, present)
    drawn = draw(spec, decide(spec.rule, counts, figures, names))
    assert isinstance(drawn, TableFigure)
    return drawn


def test_candidates_stand_by_votes_with_what_became_of_them() -> None:
    spec = election("选举", NAMES, ElectionRule("P04", 1, HALF, writein=1))
    drawn = table(spec, [[6, 8, 1, 2], [1, 0, 2]], [("李四", 2)])
    assert [(line.name, line.cells, line.mark) for line in drawn.lines] == [
        ("王五", ("8", "0", "2"), "chosen"),
        ("丁一", ("6", "1", "3"), "rest"),
        ("李四", ("2", "", ""), "rest"),
        ("张三", ("1", "2", "7"), "rest"),
    ]
    assert [line.written for line in drawn.lines] == [False, False, True, False]
    assert any("6" in note for note in drawn.notes)


def test_a_tie_is_marked_and_the_run_off_named() -> None:
    spec = election("选举", NAMES, ElectionRule("P04", 1, HALF))
    drawn = table(spec, [[7, 7, 0], [0, 0, 0]])
    assert [line.mark for line in drawn.lines] == ["tied", "tied", "rest"]
    assert any("丁一、王五" in note for note in drawn.notes)


@pytest.mark.parametrize(("shortfall", "words"), [("reballot", "另行选举"), ("vacant", "缺额")])
def test_empty_seats_are_told(shortfall: str, words: str) -> None:
    rule = ElectionRule("P04", 2, None, None, 0, "run-off", shortfall)  # type: ignore[arg-type]
    drawn = table(election("选举", NAMES, rule), [[7, 0, 0], [0, 0, 0]])
    assert any(words in note for note in drawn.notes)
    assert not any("方可当选" in note for note in drawn.notes)


def test_a_missing_quorum_is_told_first() -> None:
    spec = election("选举", NAMES, ElectionRule("P04", 1, HALF, Fraction(2, 3, "ge")))
    drawn = table(spec, [[5, 0, 0], [0, 0, 0]], present=5)
    assert "法定人数" in drawn.notes[0]
    assert {line.mark for line in drawn.lines} == {"rest"}


def test_grades_rates_and_flags_of_an_evaluation() -> None:
    rule = EvaluationRule(
        "P10",
        GRADES,
        "valid",
        (Rate("优秀和称职", (0, 1)),),
        (Flag("不称职过三分之一", (2,), 1, 3, "gt"),),
    )
    drawn = table(graded("测评", ["丁一", "王五"], rule), [[1, 4, 5, 0], [0, 3, 2, 5]])
    assert drawn.heads == (*GRADES, "弃权", "优秀和称职")
    assert drawn.lines[0].cells == ("4", "5", "0", "1", "90.00%")
    assert drawn.lines[1].flags == ("不称职过三分之一",)
    assert "10" in drawn.notes[0]


def test_an_evaluation_without_rates_needs_no_base() -> None:
    drawn = table(graded("测评", ["丁一"], EvaluationRule("P10", GRADES, "valid")), [[0, 1, 2, 3]])
    assert drawn.notes == ()


def test_a_straw_poll_says_that_it_decides_nothing() -> None:
    drawn = table(graded("测评", ["方案"], PollRule("P15", GRADES)), [[0, 1, 2, 3]])
    assert "不具表决效力" in drawn.notes[0]
    assert drawn.lines[0].cells == ("1", "2", "3", "0")


def test_scores_stand_by_their_average() -> None:
    drawn = table(
        graded("评审", ["甲", "乙"], ScoreRule("P18", 1, 3, 0)), [[0, 2, 0, 0], [0, 0, 1, 1]]
    )
    assert [(line.name, line.cells) for line in drawn.lines] == [
        ("乙", ("1", "2.50", "2")),
        ("甲", ("2", "1.00", "2")),
    ]
