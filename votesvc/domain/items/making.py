"""Putting items together, one function for each kind."""

from collections.abc import Sequence

from votesvc.domain.items.election import election_questions
from votesvc.domain.items.graded import graded_questions
from votesvc.domain.items.motion import motion_questions
from votesvc.domain.items.question import QuestionSpec
from votesvc.domain.items.spec import ItemSpec
from votesvc.domain.rules import (
    P01,
    ChooseRule,
    ElectionRule,
    EvaluationRule,
    MotionRule,
    PollRule,
    ScoreRule,
    kind_of,
)


def motion(title: str, texts: Sequence[str], rule: MotionRule = P01) -> ItemSpec:
    """Return a motion of one or more questions, each 赞成, 反对 or 弃权."""
    return ItemSpec("motion", title, motion_questions(texts), rule)


def choose(
    title: str, text: str, candidates: Sequence[str], minimum: int, maximum: int
) -> ItemSpec:
    """Return a choice of `minimum` to `maximum` candidates; the `maximum` most marked win."""
    question = QuestionSpec(text, tuple(candidates), minimum, maximum)
    return ItemSpec("choose", title, (question,), ChooseRule("P17", maximum))


def election(title: str, candidates: Sequence[str], rule: ElectionRule) -> ItemSpec:
    """Return an election among `candidates`, in the order of the paper."""
    return ItemSpec("election", title, election_questions(candidates, rule), rule)


def graded(
    title: str,
    rows: Sequence[str],
    rule: EvaluationRule | PollRule | ScoreRule,
    dimensions: Sequence[str] = (),
) -> ItemSpec:
    """Return an evaluation, straw poll or scoring of `rows`, each in every dimension."""
    return ItemSpec(kind_of(rule), title, graded_questions(rows, dimensions, rule), rule)
