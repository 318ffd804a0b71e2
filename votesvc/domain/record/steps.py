"""What a check reports when it has passed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# `map`, or the same in the same order with the work spread over processes.
Each = Callable[..., Iterable[Any]]


@dataclass(frozen=True, slots=True)
class Known:
    """What the reader of a record brings along.

    `vkey` is the key that they know the log by, `witnesses` are keys whose cosignatures must hold
    where they stand, `earlier` are checkpoints that the log must continue. At least `cosigned`
    different scrutineers must have cosigned the checkpoint.
    """

    vkey: str | None = None
    witnesses: Sequence[str] = ()
    earlier: Sequence[str] = ()
    cosigned: int = 0


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that a check has established, named, with its figures."""

    name: str
    figures: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Step:
    """A numbered check of protocol 9 that has passed."""

    number: int
    facts: tuple[Fact, ...]


def fact(name: str, **figures: str | int) -> Fact:
    """Return a fact with its figures."""
    return Fact(name, figures)
