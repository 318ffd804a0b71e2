"""The numbers an item is decided by, as integers, and what else its rule says.

A rule stands in the item's leaf (protocol 7.3). Its class says which kind of item it decides.
"""

from votesvc.domain.rules.choose import ChooseRule
from votesvc.domain.rules.common import Tie
from votesvc.domain.rules.election import ElectionRule, Shortfall
from votesvc.domain.rules.evaluation import EvaluationRule, Flag, PollRule, Rate, Weight
from votesvc.domain.rules.figures import Base, Figures, Threshold
from votesvc.domain.rules.fraction import Fraction, Op, needed
from votesvc.domain.rules.kind import Kind, kind_of, parse_kind
from votesvc.domain.rules.motion import P01, MotionRule
from votesvc.domain.rules.reading import Rule, asked_in, family_of, group_of, parse_rule
from votesvc.domain.rules.score import ScoreRule
from votesvc.domain.rules.terms import NO_TERMS, Change, Gate, GateKind, Posting, Terms

__all__ = [
    "NO_TERMS",
    "P01",
    "Base",
    "Change",
    "ChooseRule",
    "ElectionRule",
    "EvaluationRule",
    "Figures",
    "Flag",
    "Fraction",
    "Gate",
    "GateKind",
    "Kind",
    "MotionRule",
    "Op",
    "PollRule",
    "Posting",
    "Rate",
    "Rule",
    "ScoreRule",
    "Shortfall",
    "Terms",
    "Threshold",
    "Tie",
    "Weight",
    "asked_in",
    "family_of",
    "group_of",
    "kind_of",
    "needed",
    "parse_kind",
    "parse_rule",
]
