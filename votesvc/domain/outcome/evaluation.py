"""What an evaluation or a straw poll comes to: grades counted, rates with their base, flags."""

from collections.abc import Sequence
from dataclasses import dataclass

from votesvc.crypto.encoding import JsonValue
from votesvc.domain.outcome.quorum import Quorum, quorum_of, turnout
from votesvc.domain.rules import Base, EvaluationRule, Figures, PollRule


@dataclass(frozen=True, slots=True)
class Row:
    """The votes of one row by grade, and how many gave it none."""

    votes: tuple[int, ...]
    abstained: int

    def to_json(self) -> dict[str, JsonValue]:
        """Return the row as it stands in an outcome."""
        return {"abstain": self.abstained, "votes": list(self.votes)}


@dataclass(frozen=True, slots=True)
class RatedRow:
    """A row with the votes of every rate of the rule, in its order, and the flags that it raises.

    A rate is votes of `EvaluationOutcome.of`; flags are positions in the rule.
    """

    row: Row
    rates: tuple[int, ...]
    flags: tuple[int, ...]

    def to_json(self) -> JsonValue:
        """Return the row as it stands in an outcome."""
        return {**self.row.to_json(), "flags": list(self.flags), "rates": list(self.rates)}


@dataclass(frozen=True, slots=True)
class EvaluationOutcome:
    """Every row with its rates. Nothing passes and nobody is elected; `of` is the printed base."""

    figures: Figures
    quorum: Quorum
    base: Base
    of: int
    rows: tuple[RatedRow, ...]

    @property
    def quorate(self) -> bool:
        """Whether enough were present."""
        return self.quorum.met

    def to_json(self) -> dict[str, JsonValue]:
        """Return the outcome as it stands in the log."""
        return {
            "kind": "evaluation",
            **turnout(self.figures, self.quorum),
            "base": self.base,
            "of": self.of,
            "rows": [row.to_json() for row in self.rows],
        }


@dataclass(frozen=True, slots=True)
class PollOutcome:
    """The counts of a straw poll. It is advisory: nothing passes, whatever the counts."""

    figures: Figures
    quorum: Quorum
    rows: tuple[Row, ...]

    @property
    def quorate(self) -> bool:
        """Whether enough were present."""
        return self.quorum.met

    def to_json(self) -> dict[str, JsonValue]:
        """Return the outcome as it stands in the log."""
        return {
            "kind": "poll",
            "advisory": True,
            **turnout(self.figures, self.quorum),
            "rows": [row.to_json() for row in self.rows],
        }


def evaluate(rule: EvaluationRule, figures: Figures, rows: Sequence[Row]) -> EvaluationOutcome:
    """Return the rates and flags of these rows.

    A group alone has no quorum: all groups that have a weight are asked for it together.
    """
    of = figures.base(rule.base)
    quorum = rule.quorum if rule.group is None else None
    return EvaluationOutcome(
        figures=figures,
        quorum=quorum_of(quorum, figures),
        base=rule.base,
        of=of,
        rows=tuple(RatedRow(row, *rates_and_flags(rule, row.votes, of)) for row in rows),
    )


def poll(rule: PollRule, figures: Figures, rows: Sequence[Row]) -> PollOutcome:
    """Return the counts of a straw poll."""
    return PollOutcome(figures, quorum_of(rule.quorum, figures), tuple(rows))


def rates_and_flags(
    rule: EvaluationRule, votes: Sequence[int], of: int
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return what every rate of the rule has of `of`, and the places of the flags that are raised.

    `votes` are by grade: ballots, or the weighted parts of a whole.
    """

    def have(grades: Sequence[int]) -> int:
        return sum(votes[grade] for grade in grades)

    return (
        tuple(have(rate.grades) for rate in rule.rates),
        tuple(at for at, flag in enumerate(rule.flags) if flag.raised(have(flag.grades), of)),
    )
