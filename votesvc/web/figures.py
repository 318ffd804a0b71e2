"""What a result looks like: bars as parts of a whole, the threshold among them, places and ties."""

from dataclasses import dataclass
from typing import Literal

from votesvc.domain.items import ItemSpec
from votesvc.domain.outcome import ChooseOutcome, MotionOutcome, Outcome
from votesvc.domain.rules import MotionRule
from votesvc.web.result_table import TableFigure, draw_table

WHOLE = 1000
"""The length of a full bar."""

Mark = Literal["chosen", "tied", ""]


@dataclass(frozen=True, slots=True)
class Bar:
    """One answer of a motion with its votes; `length` is their part of all who are entitled."""

    answer: str
    votes: int
    length: int


@dataclass(frozen=True, slots=True)
class QuestionFigure:
    """One question of a motion: in favour, against, abstained, and whether it is passed."""

    text: str
    bars: tuple[Bar, ...]
    passed: bool


@dataclass(frozen=True, slots=True)
class MotionFigure:
    """A whole motion; `threshold` is where on a bar the needed votes are reached."""

    rule: MotionRule
    outcome: MotionOutcome
    threshold: int
    questions: tuple[QuestionFigure, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """One candidate: equal votes share a rank; `length` is relative to the most votes."""

    rank: int
    answer: str
    votes: int
    length: int
    mark: Mark


@dataclass(frozen=True, slots=True)
class ChoiceFigure:
    """A whole choice among candidates, most votes first."""

    text: str
    outcome: ChooseOutcome
    places: tuple[Place, ...]


Figure = MotionFigure | ChoiceFigure | TableFigure


def draw(spec: ItemSpec, outcome: Outcome) -> Figure:
    """Return the figure of an item's outcome."""
    if isinstance(outcome, MotionOutcome) and isinstance(spec.rule, MotionRule):
        return _draw_motion(spec, spec.rule, outcome)
    if isinstance(outcome, ChooseOutcome):
        return _draw_choice(spec, outcome)
    if isinstance(outcome, MotionOutcome):
        raise TypeError
    return draw_table(spec, outcome)


def _draw_motion(spec: ItemSpec, rule: MotionRule, outcome: MotionOutcome) -> MotionFigure:
    questions = []
    for question, decision in zip(spec.questions, outcome.decisions, strict=True):
        votes = (decision.in_favour, decision.against, decision.abstained)
        bars = tuple(
            Bar(answer, number, _part(number, outcome.entitled))
            for answer, number in zip(question.answers, votes, strict=True)
        )
        questions.append(QuestionFigure(question.text, bars, decision.passed))
    threshold = _part(outcome.needed, outcome.entitled)
    return MotionFigure(rule, outcome, threshold, tuple(questions))


def _draw_choice(spec: ItemSpec, outcome: ChooseOutcome) -> ChoiceFigure:
    question = spec.questions[0]
    votes = outcome.votes
    order = sorted(range(len(votes)), key=lambda i: (-votes[i], i))
    most = max(votes, default=0)
    places = tuple(
        Place(
            rank=1 + sum(other > votes[i] for other in votes),
            answer=question.answers[i],
            votes=votes[i],
            length=_part(votes[i], most),
            mark=_mark(i, outcome),
        )
        for i in order
    )
    return ChoiceFigure(question.text, outcome, places)


def _mark(candidate: int, outcome: ChooseOutcome) -> Mark:
    if candidate in outcome.chosen:
        return "chosen"
    return "tied" if candidate in outcome.tied else ""


def _part(number: int, whole: int) -> int:
    return min(WHOLE, number * WHOLE // whole) if whole else 0
