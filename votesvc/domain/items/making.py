"""Putting items together, one function for each kind."""

from collections.abc import Sequence
from dataclasses import replace

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
    Weight,
    kind_of,
)
from votesvc.errors import MalformedInput


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


def family(spec: ItemSpec, weights: Sequence[Weight], uuid: str) -> tuple[ItemSpec, ...]:
    """Return an item for each group with a weight: `spec`, an evaluation that has no weights yet.

    `uuid` is that of the new family. Raises `MalformedInput` for an item of another kind, and for
    fewer than two groups.
    """
    rule = spec.rule
    if not isinstance(rule, EvaluationRule) or not weights:
        reason = "only an evaluation has groups with weights, and no fewer than two of them"
        raise MalformedInput(reason)
    weighted = tuple(weights)
    return tuple(
        replace(spec, rule=replace(rule, weights=weighted, group=one.group, family=uuid))
        for one in weighted
    )


def asked_in(spec: ItemSpec, hearing: str) -> ItemSpec:
    """Return the straw poll as one that is asked in a hearing; refuse an item of another kind."""
    if not isinstance(spec.rule, PollRule):
        reason = "only a straw poll is asked in a hearing"
        raise MalformedInput(reason)
    return replace(spec, rule=replace(spec.rule, asked_in=hearing))
