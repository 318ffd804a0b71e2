"""The rule of an election: 赞成, 反对 or nothing for each candidate (P04 to P07, P20, P22)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from votesvc.crypto.encoding import JsonValue, as_natural, as_text
from votesvc.domain.rules.common import (
    Tie,
    check_common,
    check_seats,
    parse_hearing,
    parse_quorum,
    parse_tie,
    show_common,
    show_quorum,
)
from votesvc.domain.rules.figures import Threshold, parse_threshold
from votesvc.domain.rules.fraction import Fraction
from votesvc.domain.rules.terms import NO_TERMS, Terms, parse_terms
from votesvc.errors import MalformedInput

Shortfall = Literal["reballot", "vacant", "floor"]
"""Fewer pass than there are seats: another ballot among the others, seats left vacant, or whoever
has the most votes and reaches the floor (public elections only)."""

SHORTFALLS: tuple[Shortfall, ...] = ("reballot", "vacant", "floor")

FIELDS = frozenset({"form", "preset", "seats", "writein", "tie", "shortfall"})
MORE_FIELDS = frozenset({"quorum", "pass", "floor"})


@dataclass(frozen=True, slots=True)
class ElectionRule:
    """Of those who reach the threshold, the `seats` with the most votes are elected.

    Without `threshold` the most votes alone decide. `writein` is how many names a voter may write
    in, at most as many as there are seats. `floor` is there exactly for the shortfall "floor".
    """

    preset: str
    seats: int
    threshold: Threshold | None
    quorum: Fraction | None = None
    writein: int = 0
    tie: Tie = "run-off"
    shortfall: Shortfall = "reballot"
    floor: Threshold | None = None
    hearing: str | None = None
    terms: Terms = NO_TERMS

    def __post_init__(self) -> None:
        """Refuse numbers that no election has, and a floor without the policy that uses it."""
        check_common(self.preset, self.hearing)
        check_seats(self.seats)
        if not 0 <= self.writein <= self.seats:
            reason = "more names can be written in than there are seats"
            raise MalformedInput(reason)
        if (self.floor is not None) != (self.shortfall == "floor"):
            reason = "a floor belongs to the policy of that name"
            raise MalformedInput(reason)

    def to_json(self) -> dict[str, JsonValue]:
        """Return the rule as it stands in an item's log entry."""
        fields: dict[str, JsonValue] = {
            "form": "election",
            "preset": self.preset,
            "seats": self.seats,
            "writein": self.writein,
            "tie": self.tie,
            "shortfall": self.shortfall,
            **show_quorum(self.quorum),
        }
        if self.threshold is not None:
            fields["pass"] = self.threshold.to_json()
        if self.floor is not None:
            fields["floor"] = self.floor.to_json()
        return {**fields, **show_common(self.hearing, self.terms)}


def parse_election_rule(fields: Mapping[str, JsonValue]) -> ElectionRule:
    """Read a rule whose fields are those of an election."""
    return ElectionRule(
        preset=as_text(fields["preset"]),
        seats=as_natural(fields["seats"]),
        threshold=parse_threshold(fields["pass"]) if "pass" in fields else None,
        quorum=parse_quorum(fields),
        writein=as_natural(fields["writein"]),
        tie=parse_tie(fields["tie"]),
        shortfall=parse_shortfall(fields["shortfall"]),
        floor=parse_threshold(fields["floor"]) if "floor" in fields else None,
        hearing=parse_hearing(fields),
        terms=parse_terms(fields),
    )


def parse_shortfall(value: JsonValue) -> Shortfall:
    """Read what too few elected lead to."""
    for policy in SHORTFALLS:
        if value == policy:
            return policy
    reason = "a rule does not know what to do with seats that stay empty"
    raise MalformedInput(reason)
