"""What becomes of an election: who is elected, and which ballot has to follow."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from votesvc.crypto.encoding import JsonValue
from votesvc.domain.outcome.places import Filled, by_votes, fill, rank
from votesvc.domain.outcome.quorum import Quorum, quorum_of, turnout
from votesvc.domain.rules import ElectionRule, Figures

NextKind = Literal["run-off", "reballot"]
"""再次投票 among those with equal votes, or 另行选举 among those who were not elected."""


@dataclass(frozen=True, slots=True)
class Line:
    """The votes of one candidate; `name` is there for a name that was written in."""

    in_favour: int
    against: int
    abstained: int
    name: str | None = None

    def to_json(self) -> dict[str, JsonValue]:
        """Return the votes as they stand in an outcome."""
        named: dict[str, JsonValue] = {} if self.name is None else {"name": self.name}
        return {
            "for": self.in_favour,
            "against": self.against,
            "abstain": self.abstained,
            **named,
        }


@dataclass(frozen=True, slots=True)
class NextBallot:
    """A ballot that has to follow: its candidates, as positions among the lines, and its seats."""

    kind: NextKind
    among: tuple[int, ...]
    seats: int

    def to_json(self) -> JsonValue:
        """Return the ballot as it stands in an outcome."""
        return {"among": list(self.among), "kind": self.kind, "seats": self.seats}


@dataclass(frozen=True, slots=True)
class ElectionOutcome:
    """Who is elected; positions are those of `lines`: candidates first, then names written in.

    `needed` is None where the most votes alone decide. `elected` has the most votes first;
    `passed` are the positions that reached the threshold. `vacant` counts the seats that this
    ballot did not fill, also where `following` is to fill them.
    """

    figures: Figures
    quorum: Quorum
    seats: int
    needed: int | None
    lines: tuple[Line, ...]
    passed: frozenset[int]
    elected: tuple[int, ...]
    following: NextBallot | None

    @property
    def quorate(self) -> bool:
        """Whether enough were present."""
        return self.quorum.met

    @property
    def vacant(self) -> int:
        """The seats that this ballot did not fill."""
        return max(0, self.seats - len(self.elected))

    @property
    def ranks(self) -> tuple[int, ...]:
        """The rank of each line by its votes, from 1; equal votes share one."""
        return rank([line.in_favour for line in self.lines])

    def to_json(self) -> dict[str, JsonValue]:
        """Return the outcome as it stands in the log."""
        fields: dict[str, JsonValue] = {
            "kind": "election",
            **turnout(self.figures, self.quorum),
            "valid": self.figures.valid,
            "seats": self.seats,
            "lines": [line.to_json() for line in self.lines],
            "passed": [*sorted(self.passed)],
            "elected": list(self.elected),
            "vacant": self.vacant,
        }
        if self.needed is not None:
            fields["needed"] = self.needed
        if self.following is not None:
            fields["next"] = self.following.to_json()
        return fields


def elect(rule: ElectionRule, figures: Figures, lines: Sequence[Line]) -> ElectionOutcome:
    """Return who of these is elected, and which ballot has to follow by the rule."""
    quorum = quorum_of(rule.quorum, figures)
    needed = None if rule.threshold is None else rule.threshold.needed(figures)
    votes = [line.in_favour for line in lines]
    reached = {i for i, count in enumerate(votes) if quorum.met and count >= (needed or 1)}
    elected: tuple[int, ...] = ()
    following = None
    if quorum.met:
        filled = _fill(rule, figures, votes, reached)
        elected, following = filled.chosen, _following(rule, votes, filled)
    return ElectionOutcome(
        figures=figures,
        quorum=quorum,
        seats=rule.seats,
        needed=needed,
        lines=tuple(lines),
        passed=frozenset() if needed is None else frozenset(reached),
        elected=elected,
        following=following,
    )


def _fill(rule: ElectionRule, figures: Figures, votes: Sequence[int], reached: set[int]) -> Filled:
    """Fill the seats with those who pass, and what is left by the floor, if the rule has one."""
    filled = fill(votes, reached, rule.seats)
    if rule.floor is not None and filled.open_places and not filled.tied:
        floor = rule.floor.needed(figures)
        others = [i for i, count in enumerate(votes) if i not in reached and count >= floor]
        more = fill(votes, others, filled.open_places)
        filled = Filled((*filled.chosen, *more.chosen), more.tied, more.open_places)
    if filled.tied and rule.tie == "shared":
        return Filled((*filled.chosen, *filled.tied), (), 0)
    return filled


def _following(rule: ElectionRule, votes: Sequence[int], filled: Filled) -> NextBallot | None:
    if filled.tied:
        return NextBallot("run-off", filled.tied, filled.open_places)
    if filled.open_places and rule.shortfall == "reballot":
        others = by_votes(votes, set(range(len(votes))) - set(filled.chosen))
        return NextBallot("reballot", tuple(others), filled.open_places)
    return None
