"""The rule of a choice: the most marked win (presets P17, P21)."""

from collections.abc import Mapping
from dataclasses import dataclass

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
from votesvc.domain.rules.fraction import Fraction
from votesvc.domain.rules.terms import NO_TERMS, Terms, parse_terms
from votesvc.errors import MalformedInput

FIELDS = frozenset({"preset", "top"})
MORE_FIELDS = frozenset({"quorum", "tie"})


@dataclass(frozen=True, slots=True)
class ChooseRule:
    """The `top` candidates with the most marks are chosen; `hearing` is the gate."""

    preset: str
    top: int
    hearing: str | None = None
    quorum: Fraction | None = None
    tie: Tie = "run-off"
    terms: Terms = NO_TERMS

    def __post_init__(self) -> None:
        """Refuse a preset name that is not a plain word, no place or too many, and a wrong gate."""
        check_common(self.preset, self.hearing)
        check_seats(self.top)

    def to_json(self) -> dict[str, JsonValue]:
        """Return the rule as it stands in an item's log entry; a run-off goes without saying."""
        tie: dict[str, JsonValue] = {} if self.tie == "run-off" else {"tie": self.tie}
        return {
            "preset": self.preset,
            "top": self.top,
            **show_quorum(self.quorum),
            **tie,
            **show_common(self.hearing, self.terms),
        }


def parse_choose(fields: Mapping[str, JsonValue]) -> ChooseRule:
    """Read a rule whose fields are those of a choice."""
    tie = parse_tie(fields.get("tie", "run-off"))
    if "tie" in fields and tie == "run-off":
        reason = "a rule says what goes without saying"
        raise MalformedInput(reason)
    return ChooseRule(
        as_text(fields["preset"]),
        as_natural(fields["top"]),
        parse_hearing(fields),
        parse_quorum(fields),
        tie,
        parse_terms(fields),
    )
