"""The rule of a motion: passed with quorum and enough in favour (presets P01, P02, P09, ..)."""

from collections.abc import Mapping
from dataclasses import dataclass

from votesvc.crypto.encoding import JsonValue, as_text
from votesvc.domain.rules.common import check_common, parse_hearing, show_common
from votesvc.domain.rules.figures import Base, Threshold, parse_threshold
from votesvc.domain.rules.fraction import Fraction, parse_fraction
from votesvc.domain.rules.terms import NO_TERMS, Terms, parse_terms

FIELDS = frozenset({"preset", "quorum", "pass"})


@dataclass(frozen=True, slots=True)
class MotionRule:
    """A motion passes when, with quorum, enough are in favour: of all entitled, if not otherwise.

    `hearing` is the gate: the hearing that has to be reported before the ballot is opened.
    """

    preset: str
    quorum: Fraction
    passing: Fraction
    hearing: str | None = None
    base: Base = "entitled"
    terms: Terms = NO_TERMS

    def __post_init__(self) -> None:
        """Refuse a preset name that is empty or not a plain word, and a gate that is no uuid."""
        check_common(self.preset, self.hearing)

    @property
    def threshold(self) -> Threshold:
        """What the votes in favour must reach."""
        return Threshold(self.base, self.passing)

    def to_json(self) -> dict[str, JsonValue]:
        """Return the rule as it stands in an item's log entry."""
        return {
            "preset": self.preset,
            "quorum": self.quorum.to_json(),
            "pass": self.threshold.to_json(),
            **show_common(self.hearing, self.terms),
        }


def parse_motion(fields: Mapping[str, JsonValue]) -> MotionRule:
    """Read a rule whose fields are those of a motion."""
    threshold = parse_threshold(fields["pass"])
    return MotionRule(
        as_text(fields["preset"]),
        parse_fraction(fields["quorum"]),
        threshold.part,
        parse_hearing(fields),
        threshold.base,
        parse_terms(fields),
    )


# 企业民主管理规定 and most provincial laws: two thirds present, more than half of all in favour.
P01 = MotionRule("P01", Fraction(2, 3, "ge"), Fraction(1, 2, "gt"))
