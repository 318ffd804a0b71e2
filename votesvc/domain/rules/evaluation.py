"""The rule of an evaluation: one grade per row, nothing passes, rates and flags are reported.

Presets P10 (民主评议), P11 (会员评家); the straw poll of a hearing, P15, has grades alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from votesvc.crypto.encoding import JsonValue, as_list, as_natural, as_text, parse_uuid
from votesvc.domain.rules.common import (
    check_common,
    check_scale,
    parse_hearing,
    parse_quorum,
    show_common,
    show_quorum,
)
from votesvc.domain.rules.figures import Base, parse_base
from votesvc.domain.rules.fraction import Fraction
from votesvc.domain.rules.terms import NO_TERMS, Terms, fields_of, parse_terms
from votesvc.domain.words import check_words, look
from votesvc.errors import MalformedInput

FlagOp = Literal["gt", "ge", "lt", "le"]
FLAG_OPS: tuple[FlagOp, ...] = ("gt", "ge", "lt", "le")

EVALUATION_FIELDS = frozenset({"form", "preset", "scale", "base", "rates", "flags", "weights"})
POLL_FIELDS = frozenset({"form", "preset", "scale"})
MORE_FIELDS = frozenset({"quorum"})
GROUP_FIELDS = frozenset({"group", "family"})
ASKED_FIELDS = frozenset({"asked_in"})

_LARGEST_NUMBER = 1000
LARGEST_WEIGHT = 1000
_MOST_PARTS = 20


@dataclass(frozen=True, slots=True)
class Rate:
    """A named part of the base: the votes of some grades together, such as 满意率."""

    name: str
    grades: tuple[int, ...]

    def to_json(self) -> JsonValue:
        """Return the rate as it stands in a rule."""
        return {"grades": list(self.grades), "name": self.name}


@dataclass(frozen=True, slots=True)
class Flag:
    """A warning raised when the votes of some grades are `op` num/den of the base."""

    name: str
    grades: tuple[int, ...]
    num: int
    den: int
    op: FlagOp

    def __post_init__(self) -> None:
        """Refuse a part that is none."""
        if not 0 <= self.num <= self.den or not 1 <= self.den <= _LARGEST_NUMBER:
            reason = "the part of a flag is out of range"
            raise MalformedInput(reason)

    def raised(self, votes: int, base: int) -> bool:
        """Say whether so many votes of `base` raise it; of an empty base nothing does."""
        left, right = votes * self.den, base * self.num
        return (
            base > 0
            and {
                "gt": left > right,
                "ge": left >= right,
                "lt": left < right,
                "le": left <= right,
            }[self.op]
        )

    def to_json(self) -> JsonValue:
        """Return the flag as it stands in a rule."""
        return {
            "den": self.den,
            "grades": list(self.grades),
            "name": self.name,
            "num": self.num,
            "op": self.op,
        }


@dataclass(frozen=True, slots=True)
class Weight:
    """How much one group of voters counts for, against the sum of all weights."""

    group: str
    weight: int

    def to_json(self) -> JsonValue:
        """Return the weight as it stands in a rule."""
        return {"group": self.group, "weight": self.weight}


@dataclass(frozen=True, slots=True)
class EvaluationRule:
    """Grades are counted as parts of `base`; `weights` is empty where everybody counts alike.

    Where groups have weights, each votes on an item of its own: `group` tells whose this one is,
    and all items of one `family` (a uuid) are weighed together.
    """

    preset: str
    scale: tuple[str, ...]
    base: Base
    rates: tuple[Rate, ...] = ()
    flags: tuple[Flag, ...] = ()
    weights: tuple[Weight, ...] = ()
    quorum: Fraction | None = None
    hearing: str | None = None
    terms: Terms = NO_TERMS
    group: str | None = None
    family: str | None = None

    def __post_init__(self) -> None:
        """Refuse grades that are not on the scale, and groups that cannot be told apart."""
        check_common(self.preset, self.hearing)
        check_scale(self.scale)
        parts: tuple[Rate | Flag, ...] = (*self.rates, *self.flags)
        for part in parts:
            _check_grades(part, len(self.scale))
        groups = [weight.group for weight in self.weights]
        for group in groups:
            check_words(group)
        if len(set(map(look, groups))) != len(groups) or any(
            not 1 <= weight.weight <= LARGEST_WEIGHT for weight in self.weights
        ):
            reason = "the weights of groups are out of range, or a group is there twice"
            raise MalformedInput(reason)
        if max(map(len, (self.rates, self.flags, self.weights))) > _MOST_PARTS:
            reason = "an evaluation has too many parts"
            raise MalformedInput(reason)
        _check_group(self.group, self.family, groups)

    def to_json(self) -> dict[str, JsonValue]:
        """Return the rule as it stands in an item's log entry."""
        return {
            "form": "evaluation",
            "preset": self.preset,
            "scale": list(self.scale),
            "base": self.base,
            "rates": [rate.to_json() for rate in self.rates],
            "flags": [flag.to_json() for flag in self.flags],
            "weights": [weight.to_json() for weight in self.weights],
            **show_quorum(self.quorum),
            **_show_group(self.group, self.family),
            **show_common(self.hearing, self.terms),
        }


@dataclass(frozen=True, slots=True)
class PollRule:
    """A straw poll: grades are counted and nothing follows from them. It never passes anything.

    `asked_in` is the hearing in which it is asked: it does not wait for the report of that one.
    """

    preset: str
    scale: tuple[str, ...]
    quorum: Fraction | None = None
    hearing: str | None = None
    terms: Terms = NO_TERMS
    asked_in: str | None = None

    def __post_init__(self) -> None:
        """Refuse grades that cannot be told apart, and waiting for the hearing it is asked in."""
        check_common(self.preset, self.hearing)
        check_scale(self.scale)
        if self.asked_in is not None:
            parse_uuid(self.asked_in)
            if self.asked_in == self.hearing:
                reason = "a straw poll cannot wait for the hearing in which it is asked"
                raise MalformedInput(reason)

    def to_json(self) -> dict[str, JsonValue]:
        """Return the rule as it stands in an item's log entry."""
        return {
            "form": "poll",
            "preset": self.preset,
            "scale": list(self.scale),
            **({} if self.asked_in is None else {"asked_in": self.asked_in}),
            **show_quorum(self.quorum),
            **show_common(self.hearing, self.terms),
        }


def parse_evaluation(fields: Mapping[str, JsonValue]) -> EvaluationRule:
    """Read a rule whose fields are those of an evaluation."""
    return EvaluationRule(
        preset=as_text(fields["preset"]),
        scale=_texts(fields["scale"]),
        base=parse_base(fields["base"]),
        rates=tuple(_parse_rate(rate) for rate in as_list(fields["rates"])),
        flags=tuple(_parse_flag(flag) for flag in as_list(fields["flags"])),
        weights=tuple(_parse_weight(weight) for weight in as_list(fields["weights"])),
        quorum=parse_quorum(fields),
        hearing=parse_hearing(fields),
        terms=parse_terms(fields),
        group=as_text(fields["group"]) if "group" in fields else None,
        family=as_text(fields["family"]) if "family" in fields else None,
    )


def parse_poll(fields: Mapping[str, JsonValue]) -> PollRule:
    """Read a rule whose fields are those of a straw poll."""
    return PollRule(
        as_text(fields["preset"]),
        _texts(fields["scale"]),
        parse_quorum(fields),
        parse_hearing(fields),
        parse_terms(fields),
        as_text(fields["asked_in"]) if "asked_in" in fields else None,
    )


def parse_flag_op(value: JsonValue) -> FlagOp:
    """Read how votes are compared with the part of a flag."""
    for op in FLAG_OPS:
        if value == op:
            return op
    reason = "a flag is none of gt, ge, lt and le"
    raise MalformedInput(reason)


def _check_group(group: str | None, family: str | None, groups: list[str]) -> None:
    if (group is None) != (family is None) or (group is not None and group not in groups):
        reason = "a group and its family are not both there, or the group has no weight"
        raise MalformedInput(reason)
    if family is not None:
        parse_uuid(family)


def _show_group(group: str | None, family: str | None) -> dict[str, JsonValue]:
    return {} if group is None else {"group": group, "family": family or ""}


def _check_grades(part: Rate | Flag, count: int) -> None:
    check_words(part.name)
    grades = list(part.grades)
    if not grades or grades != sorted(set(grades)) or grades[0] < 0 or grades[-1] >= count:
        reason = "a rate or a flag names grades that the scale does not have"
        raise MalformedInput(reason)


def _texts(value: JsonValue) -> tuple[str, ...]:
    return tuple(as_text(text) for text in as_list(value))


def _numbers(value: JsonValue) -> tuple[int, ...]:
    return tuple(as_natural(number) for number in as_list(value))


def _parse_rate(value: JsonValue) -> Rate:
    fields = fields_of(value, {"grades", "name"})
    return Rate(as_text(fields["name"]), _numbers(fields["grades"]))


def _parse_flag(value: JsonValue) -> Flag:
    fields = fields_of(value, {"den", "grades", "name", "num", "op"})
    return Flag(
        as_text(fields["name"]),
        _numbers(fields["grades"]),
        as_natural(fields["num"]),
        as_natural(fields["den"]),
        parse_flag_op(fields["op"]),
    )


def _parse_weight(value: JsonValue) -> Weight:
    fields = fields_of(value, {"group", "weight"})
    return Weight(as_text(fields["group"]), as_natural(fields["weight"]))
