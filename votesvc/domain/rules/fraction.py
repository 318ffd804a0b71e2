"""A part of a base, as integers: 以上 includes the number itself (`ge`), 过 does not (`gt`).

Nothing here ever divides into a floating-point number.
"""

from dataclasses import dataclass
from typing import Literal

from votesvc.crypto.encoding import JsonValue, as_natural
from votesvc.errors import MalformedInput

Op = Literal["ge", "gt"]

_LARGEST_PART = 1000


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


def needed(base: int, num: int, den: int, op: Op) -> int:
    """Return the smallest whole number x with x*den >= base*num (`ge`) or > (`gt`)."""
    if op == "ge":
        return -(-base * num // den)
    return base * num // den + 1


def parse_fraction(value: JsonValue) -> Fraction:
    """Read what `Fraction.to_json` wrote; raise `MalformedInput` for anything else."""
    if not isinstance(value, dict) or value.keys() != {"num", "den", "op"}:
        reason = "a threshold does not have exactly num, den and op"
        raise MalformedInput(reason)
    return Fraction(as_natural(value["num"]), as_natural(value["den"]), parse_op(value["op"]))


def parse_op(value: JsonValue) -> Op:
    """Read `ge` or `gt`."""
    if value == "ge":
        return "ge"
    if value == "gt":
        return "gt"
    reason = "a threshold is neither ge nor gt"
    raise MalformedInput(reason)
