"""Papers on which every row gets one grade of the same scale: evaluations, straw polls, scores.

A row may have several dimensions, each a question of its own, named row｜dimension. A row that is
left out is abstained on: every question has a blank.
"""

from collections.abc import Sequence
from itertools import product

from votesvc.domain.items.question import QuestionSpec
from votesvc.domain.rules import EvaluationRule, PollRule, Rule, ScoreRule
from votesvc.domain.words import check_words
from votesvc.errors import MalformedInput

MOST_GRADED = 200
"""The most rows, each dimension counted: as many questions as a ballot may have."""

MOST_MARKS = 600
"""The most places for a mark, so that a ballot fits into an entry of the log."""

_BETWEEN = "｜"


def graded_questions(
    rows: Sequence[str], dimensions: Sequence[str], rule: Rule
) -> tuple[QuestionSpec, ...]:
    """Return a question for each row, or for each dimension of each row."""
    scale = scale_of(rule)
    names = [_BETWEEN.join(parts) for parts in product(rows, dimensions)] if dimensions else rows
    return tuple(QuestionSpec(name, scale, 1, 1, blank=True) for name in names)


def check_graded(questions: Sequence[QuestionSpec], rule: Rule) -> None:
    """Raise `MalformedInput` unless these are rows, each with the same dimensions, by `rule`.

    Where groups have weights it must be the paper of one of them.
    """
    grades = len(scale_of(rule)) + 1
    if not 1 <= len(questions) <= MOST_GRADED or len(questions) * grades > MOST_MARKS:
        reason = "a paper has no rows or too many"
        raise MalformedInput(reason)
    if isinstance(rule, EvaluationRule) and rule.weights and rule.group is None:
        reason = "groups have weights, and a paper belongs to none of them"
        raise MalformedInput(reason)
    if isinstance(rule, EvaluationRule) and len(rule.weights) == 1:
        reason = "one group alone has a weight"
        raise MalformedInput(reason)
    rows, dimensions = table_of([question.text for question in questions])
    for words in (*rows, *dimensions):
        check_words(words)
    if tuple(questions) != graded_questions(rows, dimensions, rule):
        reason = "a paper has other rows or grades than its rule"
        raise MalformedInput(reason)


def table_of(texts: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the rows and the dimensions that these questions stand for; no dimensions for none.

    The questions of a paper that was checked are every dimension of every row, in this order.
    """
    parts = [text.split(_BETWEEN) for text in texts]
    if all(len(part) == 1 for part in parts):
        return tuple(texts), ()
    rows = dict.fromkeys(part[0] for part in parts)
    return tuple(rows), tuple(dict.fromkeys(part[-1] for part in parts))


def scale_of(rule: Rule) -> tuple[str, ...]:
    """Return the grades of a rule, in their order; empty for a rule that has none."""
    if isinstance(rule, EvaluationRule | PollRule):
        return rule.scale
    if isinstance(rule, ScoreRule):
        return tuple(str(points) for points in range(rule.lowest, rule.highest + 1))
    return ()
