"""Who is on the roll: categories, members as imported, and what a desk may search by."""

from dataclasses import dataclass
from enum import StrEnum


class Category(StrEnum):
    """How a person attends; only a delegate votes."""

    DELEGATE = "delegate"
    OBSERVER = "observer"
    GUEST = "guest"

    @property
    def votes(self) -> bool:
        """Say whether a person of this category is entitled to vote."""
        return self is Category.DELEGATE


@dataclass(frozen=True, slots=True)
class RollLine:
    """One person as the roll file names them, checked and trimmed."""

    name: str
    staff_no: str
    delegation: str
    category: Category


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason why a roll file was not taken: line (from 1), reason code, offending value."""

    line: int
    reason: str
    value: str


@dataclass(frozen=True, slots=True)
class RollReport:
    """What an import did: with any problem nothing was taken."""

    total: int
    voters: int
    problems: tuple[Problem, ...]
