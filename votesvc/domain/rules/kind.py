"""The kinds of items, by the class of the rule that decides each."""

from collections.abc import Mapping
from typing import Literal

from votesvc.crypto.encoding import JsonValue
from votesvc.domain.rules.choose import ChooseRule
from votesvc.domain.rules.election import ElectionRule
from votesvc.domain.rules.evaluation import EvaluationRule, PollRule
from votesvc.domain.rules.motion import MotionRule
from votesvc.domain.rules.reading import Rule
from votesvc.domain.rules.score import ScoreRule
from votesvc.errors import MalformedInput

Kind = Literal["motion", "choose", "election", "evaluation", "poll", "score"]

_RULES: Mapping[Kind, type[Rule]] = {
    "motion": MotionRule,
    "choose": ChooseRule,
    "election": ElectionRule,
    "evaluation": EvaluationRule,
    "poll": PollRule,
    "score": ScoreRule,
}


def kind_of(rule: Rule) -> Kind:
    """Return the kind of items that a rule decides."""
    [kind] = [kind for kind, form in _RULES.items() if isinstance(rule, form)]
    return kind


def parse_kind(value: JsonValue) -> Kind:
    """Read the name of a kind."""
    for kind in _RULES:
        if value == kind:
            return kind
    reason = "an item is of an unknown kind"
    raise MalformedInput(reason)
