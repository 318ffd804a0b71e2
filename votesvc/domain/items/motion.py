"""A motion: one matter or several on one paper, each 赞成, 反对 or 弃权."""

from collections.abc import Sequence

from votesvc.domain.items.question import QuestionSpec
from votesvc.domain.rules import Rule
from votesvc.errors import MalformedInput

MOTION_ANSWERS = ("赞成", "反对", "弃权")
"""The answers of every question of a motion, in the order in which they are counted."""

MOST_QUESTIONS = 50


def motion_questions(texts: Sequence[str]) -> tuple[QuestionSpec, ...]:
    """Return a question for each matter."""
    return tuple(QuestionSpec(text, MOTION_ANSWERS, 1, 1) for text in texts)


def check_motion(questions: Sequence[QuestionSpec], _rule: Rule) -> None:
    """Raise `MalformedInput` unless these are the questions of a motion."""
    if not 1 <= len(questions) <= MOST_QUESTIONS:
        reason = "an item has no questions or too many"
        raise MalformedInput(reason)
    if tuple(questions) != motion_questions([question.text for question in questions]):
        reason = "a motion has other answers than a motion"
        raise MalformedInput(reason)
