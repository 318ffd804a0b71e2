"""Filling places with those who have the most votes, and finding a tie at the last one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Filled:
    """Who has a place, who shares the votes of the last one, and how many places stay open.

    Positions in a list of votes: most votes first, equal votes in the order of the list.
    """

    chosen: tuple[int, ...]
    tied: tuple[int, ...]
    open_places: int


def fill(votes: Sequence[int], among: Iterable[int], places: int) -> Filled:
    """Give `places` to the positions `among`, most votes first; nobody has one without a vote."""
    ranked = by_votes(votes, (i for i in among if votes[i] > 0))
    if len(ranked) <= places:
        return Filled(tuple(ranked), (), places - len(ranked))
    last = votes[ranked[places - 1]]
    if votes[ranked[places]] < last:
        return Filled(tuple(ranked[:places]), (), 0)
    chosen = tuple(i for i in ranked if votes[i] > last)
    tied = tuple(i for i in ranked if votes[i] == last)
    return Filled(chosen, tied, places - len(chosen))


def by_votes(votes: Sequence[int], among: Iterable[int]) -> list[int]:
    """Return positions by their votes, most first, equal ones in the order of the list."""
    return sorted(among, key=lambda i: (-votes[i], i))


def rank(votes: Sequence[int]) -> tuple[int, ...]:
    """Return the rank of each position from 1; equal votes share one."""
    return tuple(1 + sum(other > one for other in votes) for one in votes)
