"""Whether enough were there, and how an outcome says it."""

from dataclasses import dataclass

from votesvc.crypto.encoding import JsonValue
from votesvc.domain.rules import Figures, Fraction


@dataclass(frozen=True, slots=True)
class Quorum:
    """How many had to be present (0: nobody), and whether they were."""

    needed: int
    met: bool


def quorum_of(part: Fraction | None, figures: Figures) -> Quorum:
    """Return what a rule's quorum comes to; without one it is always there."""
    needed = 0 if part is None else part.needed(figures.entitled)
    return Quorum(needed, figures.present >= needed)


def turnout(figures: Figures, quorum: Quorum) -> dict[str, JsonValue]:
    """Return N, A, R and the quorum as they stand in the outcome of every kind but the first two.

    Motions and choices are of 0.1.0, and say less.
    """
    return {
        "entitled": figures.entitled,
        "present": figures.present,
        "returned": figures.returned,
        "quorum": quorum.needed,
        "quorate": quorum.met,
    }
