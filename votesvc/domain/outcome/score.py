"""What scoring comes to: rows ranked by their average, which stays two whole numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import lcm

from votesvc.crypto.encoding import JsonValue
from votesvc.domain.outcome.places import rank
from votesvc.domain.outcome.quorum import Quorum, quorum_of, turnout
from votesvc.domain.rules import Figures, ScoreRule


@dataclass(frozen=True, slots=True)
class ScoredRow:
    """The scores of one row: how many gave each number of points, lowest first.

    `points` of `counted` scores remain after trimming; their quotient is the average.
    """

    votes: tuple[int, ...]
    counted: int
    points: int

    def to_json(self) -> dict[str, JsonValue]:
        """Return the row as it stands in an outcome."""
        return {"counted": self.counted, "points": self.points, "votes": list(self.votes)}


@dataclass(frozen=True, slots=True)
class ScoreOutcome:
    """Every row with its points; equal averages share a rank, a row without scores is last."""

    figures: Figures
    quorum: Quorum
    rows: tuple[ScoredRow, ...]

    @property
    def quorate(self) -> bool:
        """Whether enough were present."""
        return self.quorum.met

    @property
    def ranks(self) -> tuple[int, ...]:
        """The rank of each row from 1."""
        common = lcm(*(row.counted for row in self.rows if row.counted))
        return rank(
            [row.points * (common // row.counted) if row.counted else -1 for row in self.rows]
        )

    def to_json(self) -> dict[str, JsonValue]:
        """Return the outcome as it stands in the log."""
        rows: list[JsonValue] = [
            {**row.to_json(), "rank": place}
            for row, place in zip(self.rows, self.ranks, strict=True)
        ]
        return {
            "kind": "score",
            **turnout(self.figures, self.quorum),
            "rows": rows,
        }


def score(rule: ScoreRule, figures: Figures, rows: Sequence[Sequence[int]]) -> ScoreOutcome:
    """Return the averages of rows that tell how many gave each number of points, lowest first.

    Trimming takes `trim` scores from either end, where more than both ends together are there.
    """
    return ScoreOutcome(
        figures, quorum_of(rule.quorum, figures), tuple(_scored(rule, row) for row in rows)
    )


def _scored(rule: ScoreRule, row: Sequence[int]) -> ScoredRow:
    kept = list(row)
    if sum(kept) > 2 * rule.trim:
        _trim(kept, rule.trim, range(len(kept)))
        _trim(kept, rule.trim, range(len(kept) - 1, -1, -1))
    points = sum((rule.lowest + place) * votes for place, votes in enumerate(kept))
    return ScoredRow(tuple(row), sum(kept), points)


def _trim(votes: list[int], trim: int, order: Sequence[int]) -> None:
    """Take `trim` scores away, those that come first in `order`."""
    for place in order:
        taken = min(trim, votes[place])
        votes[place] -= taken
        trim -= taken
