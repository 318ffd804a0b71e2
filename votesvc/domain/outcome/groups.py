"""Groups of voters that count for more or less, and the guard of those too small to be shown.

A group's own figures are shown only where they give nobody away (protocol 7.3.1).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import lcm

from votesvc.domain.outcome.evaluation import Row

SMALLEST_GROUP = 5
"""A group with fewer ballots is not shown; nor one of one mind with fewer than twice as many."""


@dataclass(frozen=True, slots=True)
class GroupRow:
    """What one group gave one row, and how much the group counts for.

    Its votes are taken of `of`: of its ballots where nothing is said.
    """

    group: str
    weight: int
    row: Row
    of: int | None = None

    @property
    def ballots(self) -> int:
        """The ballots of the group, those without a grade included."""
        return sum(self.row.votes) + self.row.abstained

    @property
    def whole(self) -> int:
        """What the votes of the group are parts of."""
        return self.ballots if self.of is None else self.of

    @property
    def too_small(self) -> bool:
        """Whether the group's figures would tell what somebody marked."""
        of_one_mind = self.ballots in (*self.row.votes, self.row.abstained)
        return self.ballots < (2 * SMALLEST_GROUP if of_one_mind else SMALLEST_GROUP)


@dataclass(frozen=True, slots=True)
class Weighted:
    """The weighted part of each grade, `parts[i]` of `whole`, and which groups may be shown.

    A group without ballots takes no part. Where one group must be hidden, no group is shown: the
    total and the others would reveal it, and of two of one mind as well which marked what.
    """

    parts: tuple[int, ...]
    abstained: int
    whole: int
    shown: tuple[str, ...]
    hidden: tuple[str, ...]


def weigh(groups: Sequence[GroupRow]) -> Weighted:
    """Return the weighted parts of a row from what every group gave it."""
    voting = [group for group in groups if group.ballots]
    common = lcm(*(group.whole for group in voting))
    grades = len(groups[0].row.votes) if groups else 0
    hidden = tuple(group.group for group in voting if group.too_small)
    # How much one vote of each group is.
    each = [group.weight * (common // group.whole) for group in voting]

    def part(votes: Iterable[int]) -> int:
        return sum(one * count for one, count in zip(each, votes, strict=True))

    return Weighted(
        parts=tuple(part(one.row.votes[grade] for one in voting) for grade in range(grades)),
        abstained=part(one.row.abstained for one in voting),
        whole=common * sum(group.weight for group in voting),
        shown=() if hidden else tuple(group.group for group in voting),
        hidden=hidden,
    )
