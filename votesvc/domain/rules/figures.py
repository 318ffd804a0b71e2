"""The figures that a rule counts from: N, A, I, R and V."""

from dataclasses import dataclass
from typing import Literal

from votesvc.crypto.encoding import JsonValue
from votesvc.domain.rules.fraction import Fraction, parse_fraction
from votesvc.errors import MalformedInput

Base = Literal["entitled", "present", "returned", "valid"]
"""What a part is a part of: all on the roll, those present, ballots returned, valid ballots."""

BASES: tuple[Base, ...] = ("entitled", "present", "returned", "valid")


@dataclass(frozen=True, slots=True)
class Figures:
    """N entitled, A present, I issued, R returned, V valid: whole numbers of people and papers."""

    entitled: int
    present: int
    issued: int
    returned: int
    valid: int

    @classmethod
    def of_round(cls, entitled: int, present: int, issued: int, returned: int) -> "Figures":
        """Return the figures of a round of encrypted ballots, of which none can be invalid."""
        return cls(entitled, present, issued, returned, returned)

    @property
    def round_valid(self) -> bool:
        """Whether no more ballots came back than were issued; otherwise the round is void."""
        return self.returned <= self.issued

    def base(self, name: Base) -> int:
        """Return the number that a part of this base is taken of."""
        return {
            "entitled": self.entitled,
            "present": self.present,
            "returned": self.returned,
            "valid": self.valid,
        }[name]


@dataclass(frozen=True, slots=True)
class Threshold:
    """A part of one base that votes must reach."""

    base: Base
    part: Fraction

    def needed(self, figures: Figures) -> int:
        """Return the votes that reach it: at least one, for nothing passes without a vote."""
        return max(1, self.part.needed(figures.base(self.base)))

    def to_json(self) -> dict[str, JsonValue]:
        """Return the threshold as it stands in a rule."""
        return {"base": self.base, **self.part.to_json()}


def parse_threshold(value: JsonValue) -> Threshold:
    """Read what `Threshold.to_json` wrote; raise `MalformedInput` for anything else."""
    if not isinstance(value, dict):
        reason = "a threshold is not an object"
        raise MalformedInput(reason)
    part: JsonValue = {name: number for name, number in value.items() if name != "base"}
    return Threshold(parse_base(value.get("base", "")), parse_fraction(part))


def parse_base(value: JsonValue) -> Base:
    """Read the name of a base."""
    for base in BASES:
        if value == base:
            return base
    reason = "a rule has no known base"
    raise MalformedInput(reason)
