"""What an evaluation comes to in which each group of voters counts for its weight.

Every group voted on an item of its own. Nothing is worked out but whole numbers: the parts of all
groups have one whole in common (protocol 7.3.1).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from votesvc.crypto.encoding import JsonValue
from votesvc.domain.outcome.evaluation import EvaluationOutcome, Row, rates_and_flags
from votesvc.domain.outcome.groups import GroupRow, Weighted, weigh
from votesvc.domain.outcome.quorum import Quorum, quorum_of, turnout
from votesvc.domain.rules import Base, EvaluationRule, Figures


@dataclass(frozen=True, slots=True)
class GroupVotes:
    """The figures of one group and what it gave every row; no rows where it is left out."""

    figures: Figures
    rows: tuple[Row, ...] | None


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """One group of a family: its weight, its figures, what its votes are parts of.

    A group that is not `counted` takes no part in the total.
    """

    group: str
    weight: int
    figures: Figures
    of: int
    counted: bool

    def to_json(self) -> JsonValue:
        """Return the group as it stands in an outcome."""
        return {
            "group": self.group,
            "weight": self.weight,
            "entitled": self.figures.entitled,
            "present": self.figures.present,
            "issued": self.figures.issued,
            "returned": self.figures.returned,
            "of": self.of,
            "counted": self.counted,
        }


@dataclass(frozen=True, slots=True)
class WeightedRow:
    """The parts of `WeightedOutcome.whole` that a row has by grade, and by rate of the rule.

    Flags are positions in the rule; `shown` are the groups whose own figures a paper may show.
    """

    parts: tuple[int, ...]
    abstained: int
    rates: tuple[int, ...]
    flags: tuple[int, ...]
    shown: tuple[str, ...]

    def to_json(self) -> JsonValue:
        """Return the row as it stands in an outcome: parts may be too large for a JSON number."""
        return {
            "parts": [str(part) for part in self.parts],
            "abstain": str(self.abstained),
            "rates": [str(part) for part in self.rates],
            "flags": list(self.flags),
            "shown": list(self.shown),
        }


@dataclass(frozen=True, slots=True)
class WeightedOutcome:
    """Every row of a family with its weighted parts; `groups` are in the order of the weights."""

    base: Base
    groups: tuple[GroupFigures, ...]
    figures: Figures
    quorum: Quorum
    whole: int
    rows: tuple[WeightedRow, ...]

    @property
    def quorate(self) -> bool:
        """Whether enough were present, of all groups together."""
        return self.quorum.met

    def to_json(self) -> dict[str, JsonValue]:
        """Return the outcome as it stands in the log."""
        return {
            "kind": "weighted",
            **turnout(self.figures, self.quorum),
            "base": self.base,
            "groups": [group.to_json() for group in self.groups],
            "whole": str(self.whole),
            "rows": [row.to_json() for row in self.rows],
        }


def votes_of(outcome: EvaluationOutcome) -> GroupVotes:
    """Return the votes of a group from what its own item came to."""
    return GroupVotes(outcome.figures, tuple(rated.row for rated in outcome.rows))


def weigh_groups(rule: EvaluationRule, votes: Sequence[GroupVotes]) -> WeightedOutcome:
    """Return what the votes of all groups come to, one for each weight of the rule, in its order.

    At least one group is counted, and those counted have ballots.
    """
    groups = tuple(
        GroupFigures(
            weight.group,
            weight.weight,
            one.figures,
            one.figures.base(rule.base),
            counted=one.rows is not None,
        )
        for weight, one in zip(rule.weights, votes, strict=True)
    )
    counted = [
        (group, one.rows) for group, one in zip(groups, votes, strict=True) if one.rows is not None
    ]
    rows = [
        weigh([GroupRow(group.group, group.weight, row, group.of) for group, row in together])
        for together in zip(
            *([(group, row) for row in found] for group, found in counted), strict=True
        )
    ]
    figures = _sum(votes)
    return WeightedOutcome(
        base=rule.base,
        groups=groups,
        figures=figures,
        quorum=quorum_of(rule.quorum, figures),
        whole=rows[0].whole,
        rows=tuple(_rate(rule, row) for row in rows),
    )


def _rate(rule: EvaluationRule, row: Weighted) -> WeightedRow:
    rates, flags = rates_and_flags(rule, row.parts, row.whole)
    return WeightedRow(row.parts, row.abstained, rates, flags, row.shown)


def _sum(votes: Sequence[GroupVotes]) -> Figures:
    def total(of: Callable[[Figures], int]) -> int:
        return sum(of(one.figures) for one in votes)

    return Figures(
        entitled=total(lambda one: one.entitled),
        present=total(lambda one: one.present),
        issued=total(lambda one: one.issued),
        returned=total(lambda one: one.returned),
        valid=total(lambda one: one.valid),
    )
