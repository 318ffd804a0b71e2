"""From the decrypted counts of an item to its outcome, by its rule (protocol 9, check 6)."""

from collections.abc import Sequence

from votesvc.domain.outcome.choice import ChooseOutcome, choose_most
from votesvc.domain.outcome.election import ElectionOutcome, Line, elect
from votesvc.domain.outcome.evaluation import (
    EvaluationOutcome,
    PollOutcome,
    Row,
    evaluate,
    poll,
)
from votesvc.domain.outcome.motion import MotionOutcome, pass_motion
from votesvc.domain.outcome.score import ScoreOutcome, score
from votesvc.domain.rules import (
    ChooseRule,
    ElectionRule,
    EvaluationRule,
    Figures,
    MotionRule,
    PollRule,
    Rule,
)
from votesvc.errors import MalformedInput

Outcome = (
    MotionOutcome | ChooseOutcome | ElectionOutcome | EvaluationOutcome | PollOutcome | ScoreOutcome
)

Counts = Sequence[Sequence[int]]
"""Votes per question and answer, as the result of an item has them."""

WriteIns = Sequence[tuple[str, int]]
"""Names that were written in, each once, with how many ballots it stood on."""


def decide(rule: Rule, counts: Counts, figures: Figures, write_ins: WriteIns = ()) -> Outcome:
    """Return what `counts` mean under `rule`.

    Raise `MalformedInput` when the counts do not have the form that the rule counts.
    """
    if isinstance(rule, MotionRule):
        return pass_motion(rule, figures, _motion_rows(counts))
    if isinstance(rule, ChooseRule):
        return choose_most(rule, figures, _single(counts))
    if isinstance(rule, ElectionRule):
        return elect(rule, figures, _lines(rule, counts, figures, write_ins))
    if isinstance(rule, EvaluationRule):
        return evaluate(rule, figures, _rows(counts, len(rule.scale)))
    if isinstance(rule, PollRule):
        return poll(rule, figures, _rows(counts, len(rule.scale)))
    points = rule.highest - rule.lowest + 1
    return score(rule, figures, [row.votes for row in _rows(counts, points)])


def _motion_rows(counts: Counts) -> list[tuple[int, int, int]]:
    if not counts or any(len(row) != 3 for row in counts):
        reason = "the counts of a motion are not three for each question"
        raise MalformedInput(reason)
    return [(row[0], row[1], row[2]) for row in counts]


def _single(counts: Counts) -> Sequence[int]:
    if len(counts) != 1:
        reason = "the counts of a choice are not those of one question"
        raise MalformedInput(reason)
    return counts[0]


def _lines(rule: ElectionRule, counts: Counts, figures: Figures, write_ins: WriteIns) -> list[Line]:
    """Return the candidates' lines, then those of names written in, in their order.

    The first question is 赞成, with a place for each name that can be written in at its end; the
    second is 反对.
    """
    if len(counts) != 2 or len(counts[0]) != len(counts[1]) + rule.writein:
        reason = "the counts of an election are not those of 赞成 and 反对"
        raise MalformedInput(reason)
    pro, contra = counts
    names = [name for name, _ in write_ins]
    marks = sum(pro[len(contra) :])
    if len(set(names)) != len(names) or sum(votes for _, votes in write_ins) > marks:
        reason = "more names are written in than there are marks for them, or one twice"
        raise MalformedInput(reason)
    lines = [
        Line(ours, theirs, figures.valid - ours - theirs)
        for ours, theirs in zip(pro, contra, strict=False)
    ]
    return [*lines, *(Line(votes, 0, 0, name) for name, votes in write_ins)]


def _rows(counts: Counts, grades: int) -> list[Row]:
    """Return a row for each question; where a row may be left blank, the blanks stand first."""
    if not counts or any(len(row) not in (grades, grades + 1) for row in counts):
        reason = "the counts of a row are not one for each grade"
        raise MalformedInput(reason)
    return [
        Row(tuple(row[len(row) - grades :]), row[0] if len(row) > grades else 0) for row in counts
    ]
