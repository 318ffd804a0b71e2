"""Who votes on an item: everybody on the roll, or one group of them; and which round is void."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from votesvc.domain.outcome.groups import SMALLEST_GROUP
from votesvc.domain.rules import Figures, Rule, group_of

Flaw = Literal["uneven", "too-few", "beside"]
"""R <= I <= A <= N does not hold; a group has too few ballots to be counted apart; or the figures
of another group that it would be weighed with are uneven."""


@dataclass(frozen=True, slots=True)
class Electorate:
    """N, and how many of them are in each group; people without a group are in none."""

    entitled: int
    groups: Mapping[str, int] = field(default_factory=dict)

    def of(self, rule: Rule) -> int:
        """Return how many are entitled to vote on an item with this rule."""
        group = group_of(rule)
        return self.entitled if group is None else self.groups.get(group, 0)


def flaws_of(rounds: Sequence[tuple[Rule, Figures]]) -> list[Flaw | None]:
    """Return of all rounds of a family why each is void by itself; None where it is counted.

    Uneven figures make all of them void: else an unwelcome group could be dropped by spoiling it.
    """
    flaws = [_flaw(rule, figures) for rule, figures in rounds]
    return [flaw or "beside" for flaw in flaws] if "uneven" in flaws else flaws


def _flaw(rule: Rule, figures: Figures) -> Flaw | None:
    if not figures.returned <= figures.issued <= figures.present <= figures.entitled:
        return "uneven"
    if group_of(rule) is not None and figures.returned < SMALLEST_GROUP:
        return "too-few"
    return None


def titled(title: str, rule: Rule) -> str:
    """Return the title of an item, with the group in brackets where one alone votes on it."""
    group = group_of(rule)
    return title if group is None else f"{title}（{group}）"
