"""Bars, thresholds, ranks and ties of results."""

from typing import cast

from votesvc.domain.items import choose, motion
from votesvc.domain.outcome import decide
from votesvc.domain.rules import Figures
from votesvc.web.figures import WHOLE, ChoiceFigure, MotionFigure, draw

CANDIDATES = ("甲", "乙", "丙", "丁", "戊")


def _round(entitled: int, present: int) -> Figures:
    return Figures.of_round(entitled, present, present, present)


def _motion(counts: list[list[int]], entitled: int, present: int) -> MotionFigure:
    spec = motion("表决", [f"第{i}项" for i in range(len(counts))])
    return cast(
        "MotionFigure",
        draw(spec, decide(spec.rule, counts, _round(entitled, present))),
    )


def _choice(votes: list[int], places: int) -> ChoiceFigure:
    spec = choose("评选", "请选", CANDIDATES, 0, places)
    return cast("ChoiceFigure", draw(spec, decide(spec.rule, [votes], _round(120, 118))))


def test_bars_are_parts_of_all_who_are_entitled() -> None:
    figure = _motion([[60, 30, 0]], 120, 118)
    assert [bar.length for bar in figure.questions[0].bars] == [500, 250, 0]
    assert [bar.votes for bar in figure.questions[0].bars] == [60, 30, 0]


def test_the_threshold_stands_where_the_needed_votes_are_reached() -> None:
    figure = _motion([[61, 0, 0], [60, 0, 0]], 120, 118)
    assert figure.outcome.needed == 61
    assert [question.passed for question in figure.questions] == [True, False]
    assert figure.questions[0].bars[0].length == figure.threshold
    assert figure.questions[1].bars[0].length < figure.threshold


def test_an_empty_roll_draws_empty_bars_instead_of_failing() -> None:
    assert _motion([[0, 0, 0]], 0, 0).questions[0].bars[0].length == 0


def test_candidates_stand_by_votes_and_equal_votes_share_a_rank() -> None:
    figure = _choice([5, 9, 9, 0, 7], 3)
    assert [place.answer for place in figure.places] == ["乙", "丙", "戊", "甲", "丁"]
    assert [place.rank for place in figure.places] == [1, 1, 3, 4, 5]
    assert [place.mark for place in figure.places] == ["chosen", "chosen", "chosen", "", ""]
    assert figure.places[0].length == WHOLE


def test_a_tie_at_the_last_place_is_marked_and_nobody_of_it_is_chosen() -> None:
    figure = _choice([9, 5, 5, 1, 0], 2)
    assert [place.mark for place in figure.places] == ["chosen", "tied", "tied", "", ""]


def test_without_a_single_vote_nobody_is_chosen() -> None:
    figure = _choice([0, 0, 0, 0, 0], 2)
    assert {place.mark for place in figure.places} == {""}
    assert {place.length for place in figure.places} == {0}
