"""The numbers an item is decided by, as integers (congress rules 1; presets P01, P17).

以上 includes the number itself (`ge`), 过半数 does not (`gt`). Nothing here ever divides into a
floating-point number.
"""

from dataclasses import dataclass
from typing import Literal

from votesvc.crypto.encoding import JsonValue, as_natural, as_text, parse_uuid
from votesvc.errors import MalformedInput

Op = Literal["ge", "gt"]

_LARGEST_PART = 1000
_LARGEST_TOP = 1000
_LONGEST_PRESET = 40


@dataclass(frozen=True, slots=True)
class Fraction:
    """A part num/den of a base, reached at (`ge`) or only beyond (`gt`) the exact part."""

    num: int
    den: int
    op: Op

    def __post_init__(self) -> None:
        """Refuse a part that nobody, or not even everybody, can reach."""
        if not 1 <= self.num <= self.den <= _LARGEST_PART:
            reason = "a threshold is not a part between 0 and 1"
            raise MalformedInput(reason)
        if self.num == self.den and self.op == "gt":
            reason = "a threshold lies beyond everybody"
            raise MalformedInput(reason)

    def needed(self, base: int) -> int:
        """Return the smallest whole number that reaches this part of `base`."""
        return needed(base, self.num, self.den, self.op)

    def to_json(self) -> dict[str, JsonValue]:
        """Return the three numbers as they stand in a rule."""
        return {"num": self.num, "den": self.den, "op": self.op}


@dataclass(frozen=True, slots=True)
class MotionRule:
    """A motion passes when, with quorum, enough of all entitled are in favour.

    `hearing` is the gate: the hearing that has to be reported before the ballot is opened.
    """

    preset: str
    quorum: Fraction
    passing: Fraction
    hearing: str | None = None

    def __post_init__(self) -> None:
        """Refuse a preset name that is empty or not a plain word, and a gate that is no uuid."""
        _check_preset(self.preset)
        _check_gate(self.hearing)

    def to_json(self) -> dict[str, JsonValue]:
        """Return the rule as it stands in an item's log entry."""
        return {
            "preset": self.preset,
            "quorum": self.quorum.to_json(),
            "pass": {"base": "entitled", **self.passing.to_json()},
            **_show_gate(self.hearing),
        }


@dataclass(frozen=True, slots=True)
class ChooseRule:
    """The `top` candidates with the most marks are chosen; `hearing` is the gate."""

    preset: str
    top: int
    hearing: str | None = None

    def __post_init__(self) -> None:
        """Refuse a preset name that is not a plain word, no place or too many, and a wrong gate."""
        _check_preset(self.preset)
        _check_gate(self.hearing)
        if not 1 <= self.top <= _LARGEST_TOP:
            reason = "the number of places is out of range"
            raise MalformedInput(reason)

    def to_json(self) -> dict[str, JsonValue]:
        """Return the rule as it stands in an item's log entry."""
        return {"preset": self.preset, "top": self.top, **_show_gate(self.hearing)}


Rule = MotionRule | ChooseRule


def needed(base: int, num: int, den: int, op: Op) -> int:
    """Return the smallest whole number x with x*den >= base*num (`ge`) or > (`gt`)."""
    if op == "ge":
        return -(-base * num // den)
    return base * num // den + 1


def parse_rule(value: JsonValue) -> Rule:
    """Read a rule; raise `MalformedInput` for unknown, missing or impossible parts."""
    names = value.keys() - {"hearing"} if isinstance(value, dict) else frozenset()
    if isinstance(value, dict) and names == {"preset", "top"}:
        return ChooseRule(as_text(value["preset"]), as_natural(value["top"]), _parse_gate(value))
    if isinstance(value, dict) and names == {"preset", "quorum", "pass"}:
        passing = value["pass"]
        if not isinstance(passing, dict) or passing.get("base") != "entitled":
            reason = "a rule has no known base"
            raise MalformedInput(reason)
        part = {name: number for name, number in passing.items() if name != "base"}
        return MotionRule(
            as_text(value["preset"]),
            _parse_fraction(value["quorum"]),
            _parse_fraction(part),
            _parse_gate(value),
        )
    reason = "a rule does not have the fields of any known rule"
    raise MalformedInput(reason)


def _parse_gate(fields: dict[str, JsonValue]) -> str | None:
    return as_text(fields["hearing"]) if "hearing" in fields else None


def _show_gate(hearing: str | None) -> dict[str, JsonValue]:
    return {} if hearing is None else {"hearing": hearing}


def _check_gate(hearing: str | None) -> None:
    if hearing is not None:
        parse_uuid(hearing)


def _parse_fraction(value: JsonValue) -> Fraction:
    if not isinstance(value, dict) or value.keys() != {"num", "den", "op"}:
        reason = "a threshold does not have exactly num, den and op"
        raise MalformedInput(reason)
    op = value["op"]
    if op == "ge":
        return Fraction(as_natural(value["num"]), as_natural(value["den"]), "ge")
    if op == "gt":
        return Fraction(as_natural(value["num"]), as_natural(value["den"]), "gt")
    reason = "a threshold is neither ge nor gt"
    raise MalformedInput(reason)


def _check_preset(preset: str) -> None:
    if not (preset.isascii() and preset.isalnum() and len(preset) <= _LONGEST_PRESET):
        reason = "the name of a preset is not a plain word"
        raise MalformedInput(reason)


# 企业民主管理规定 and most provincial laws: two thirds present, more than half of all in favour.
P01 = MotionRule("P01", Fraction(2, 3, "ge"), Fraction(1, 2, "gt"))
