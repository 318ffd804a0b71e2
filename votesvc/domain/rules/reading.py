"""Reading a rule: one strict reader for every form, those of 0.1.0 included (protocol 7.3)."""

from collections.abc import Callable, Mapping

from votesvc.crypto.encoding import JsonValue
from votesvc.domain.rules import choose, election, evaluation, motion, score
from votesvc.domain.rules.choose import ChooseRule
from votesvc.domain.rules.common import COMMON_FIELDS
from votesvc.domain.rules.election import ElectionRule
from votesvc.domain.rules.evaluation import EvaluationRule, PollRule
from votesvc.domain.rules.motion import MotionRule
from votesvc.domain.rules.score import ScoreRule
from votesvc.errors import MalformedInput

Rule = MotionRule | ChooseRule | ElectionRule | EvaluationRule | PollRule | ScoreRule

_Reader = Callable[[Mapping[str, JsonValue]], Rule]

# The value of "form" -> the fields that must and that may be there, and the reader. The first two
# are those of 0.1.0, which have no "form" and are told apart by their fields.
_FORMS: Mapping[str | None, tuple[tuple[frozenset[str], frozenset[str], _Reader], ...]] = {
    None: (
        (motion.FIELDS, frozenset(), motion.parse_motion),
        (choose.FIELDS, choose.MORE_FIELDS, choose.parse_choose),
    ),
    "election": ((election.FIELDS, election.MORE_FIELDS, election.parse_election_rule),),
    "evaluation": (
        (
            evaluation.EVALUATION_FIELDS,
            evaluation.MORE_FIELDS | evaluation.GROUP_FIELDS,
            evaluation.parse_evaluation,
        ),
    ),
    "poll": (
        (
            evaluation.POLL_FIELDS,
            evaluation.MORE_FIELDS | evaluation.ASKED_FIELDS,
            evaluation.parse_poll,
        ),
    ),
    "score": ((score.FIELDS, score.MORE_FIELDS, score.parse_score),),
}


def parse_rule(value: JsonValue) -> Rule:
    """Read a rule; raise `MalformedInput` for unknown, missing or impossible parts."""
    if isinstance(value, dict):
        form = value.get("form")
        for must, may, read in _FORMS.get(form if isinstance(form, str) else None, ()):
            if must <= value.keys() <= must | may | COMMON_FIELDS:
                return read(value)
    reason = "a rule does not have the fields of any known rule"
    raise MalformedInput(reason)


def group_of(rule: Rule) -> str | None:
    """Return the group that alone votes on an item with this rule; None where everybody does."""
    return rule.group if isinstance(rule, EvaluationRule) else None


def family_of(rule: Rule) -> str | None:
    """Return the family of an item that a group votes on; None for any other."""
    return rule.family if isinstance(rule, EvaluationRule) else None


def asked_in(rule: Rule) -> str | None:
    """Return the hearing in which a straw poll is asked; None for any other."""
    return rule.asked_in if isinstance(rule, PollRule) else None
