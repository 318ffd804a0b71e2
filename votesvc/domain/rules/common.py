"""What every rule has: the name of its preset, the gate of a hearing, the terms."""

from collections.abc import Mapping
from typing import Literal

from votesvc.crypto.encoding import JsonValue, as_text, parse_uuid
from votesvc.domain.rules.fraction import Fraction, parse_fraction
from votesvc.domain.rules.terms import TERMS_FIELDS, Terms, check_plain_word
from votesvc.domain.words import check_words, look
from votesvc.errors import MalformedInput

COMMON_FIELDS = frozenset({"hearing"}) | TERMS_FIELDS
"""Fields that any rule may have and none must."""

Tie = Literal["run-off", "shared"]
"""Equal votes at the last place: another ballot among the tied, or all of them share the place."""

LARGEST_SEATS = 1000
_MOST_GRADES = 20


def check_common(preset: str, hearing: str | None) -> None:
    """Refuse a preset name that is not a plain word, and a hearing that is no uuid."""
    check_plain_word(preset)
    if hearing is not None:
        parse_uuid(hearing)


def check_seats(seats: int) -> None:
    """Refuse no place, and more than any congress fills."""
    if not 1 <= seats <= LARGEST_SEATS:
        reason = "the number of places is out of range"
        raise MalformedInput(reason)


def check_scale(scale: tuple[str, ...]) -> None:
    """Refuse a scale of fewer than two grades, or of grades that cannot be told apart."""
    for grade in scale:
        check_words(grade)
    if not 2 <= len(scale) <= _MOST_GRADES or len(set(map(look, scale))) != len(scale):
        reason = "a scale has too few or too many grades, or the same twice"
        raise MalformedInput(reason)


def parse_hearing(fields: Mapping[str, JsonValue]) -> str | None:
    """Read the gate, if there is one."""
    return as_text(fields["hearing"]) if "hearing" in fields else None


def parse_quorum(fields: Mapping[str, JsonValue]) -> Fraction | None:
    """Read the quorum, if there is one."""
    return parse_fraction(fields["quorum"]) if "quorum" in fields else None


def parse_tie(value: JsonValue) -> Tie:
    """Read what equal votes lead to."""
    if value == "run-off":
        return "run-off"
    if value == "shared":
        return "shared"
    reason = "a rule does not know what to do with equal votes"
    raise MalformedInput(reason)


def show_common(hearing: str | None, terms: Terms) -> dict[str, JsonValue]:
    """Return the common fields that are there."""
    gate: dict[str, JsonValue] = {} if hearing is None else {"hearing": hearing}
    return {**gate, **terms.to_json()}


def show_quorum(quorum: Fraction | None) -> dict[str, JsonValue]:
    """Return the field of a quorum, if there is one."""
    return {} if quorum is None else {"quorum": quorum.to_json()}
