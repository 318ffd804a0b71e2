"""The rule of scoring: everybody gives each row a whole number of points (preset P18)."""

from collections.abc import Mapping
from dataclasses import dataclass

from votesvc.crypto.encoding import JsonValue, as_natural, as_text
from votesvc.domain.rules.common import (
    check_common,
    parse_hearing,
    parse_quorum,
    show_common,
    show_quorum,
)
from votesvc.domain.rules.fraction import Fraction
from votesvc.domain.rules.terms import NO_TERMS, Terms, parse_terms
from votesvc.errors import MalformedInput

FIELDS = frozenset({"form", "preset", "lowest", "highest", "trim"})
MORE_FIELDS = frozenset({"quorum"})

_MOST_POINTS = 100


@dataclass(frozen=True, slots=True)
class ScoreRule:
    """Rows are ranked by the average of `lowest` to `highest` points.

    Before that the `trim` highest and the `trim` lowest scores of each row are taken away.
    """

    preset: str
    lowest: int
    highest: int
    trim: int = 0
    quorum: Fraction | None = None
    hearing: str | None = None
    terms: Terms = NO_TERMS

    def __post_init__(self) -> None:
        """Refuse a range of points that is none."""
        check_common(self.preset, self.hearing)
        if (
            not 0 <= self.lowest < self.highest <= _MOST_POINTS
            or not 0 <= self.trim <= _MOST_POINTS
        ):
            reason = "the points of a score are out of range"
            raise MalformedInput(reason)

    def to_json(self) -> dict[str, JsonValue]:
        """Return the rule as it stands in an item's log entry."""
        return {
            "form": "score",
            "preset": self.preset,
            "lowest": self.lowest,
            "highest": self.highest,
            "trim": self.trim,
            **show_quorum(self.quorum),
            **show_common(self.hearing, self.terms),
        }


def parse_score(fields: Mapping[str, JsonValue]) -> ScoreRule:
    """Read a rule whose fields are those of scoring."""
    return ScoreRule(
        preset=as_text(fields["preset"]),
        lowest=as_natural(fields["lowest"]),
        highest=as_natural(fields["highest"]),
        trim=as_natural(fields["trim"]),
        quorum=parse_quorum(fields),
        hearing=parse_hearing(fields),
        terms=parse_terms(fields),
    )
