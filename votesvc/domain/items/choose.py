"""A choice of some among many; the most marked win."""

from collections.abc import Sequence

from votesvc.domain.items.question import QuestionSpec
from votesvc.domain.rules import ChooseRule, Rule
from votesvc.errors import MalformedInput


def check_choose(questions: Sequence[QuestionSpec], rule: Rule) -> None:
    """Raise `MalformedInput` unless this is one question with at least as many answers as places.

    `rule` is a `ChooseRule`.
    """
    if len(questions) != 1 or questions[0].blank:
        reason = "a choice does not have exactly one question"
        raise MalformedInput(reason)
    if isinstance(rule, ChooseRule) and rule.top > len(questions[0].answers):
        reason = "a choice has more places than candidates"
        raise MalformedInput(reason)
