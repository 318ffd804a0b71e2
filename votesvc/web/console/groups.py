"""The groups of a family on its page: the figures of each, and how far its count is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from votesvc.domain.outcome.groups import SMALLEST_GROUP
from votesvc.domain.rules import EvaluationRule
from votesvc.services import counting, issuing, roll, voting
from votesvc.services.agenda import ItemView
from votesvc.services.counting import Progress
from votesvc.web.installation import current_session

_COUNTING: Final = frozenset({"closed", "counted", "signed"})


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One group: N, A, I and R as they stand now, R None until ballots may come.

    `void` tells that this group is not counted, `progress` how far its count is.
    """

    group: str
    weight: int
    entitled: int
    present: int
    issued: int
    returned: int | None
    void: bool
    progress: Progress | None

    @property
    def small_on_roll(self) -> bool:
        """Whether the group cannot be counted apart, whoever comes."""
        return self.entitled < SMALLEST_GROUP

    @property
    def small_now(self) -> bool:
        """Whether too few of the group are here for their ballots to be counted apart."""
        return self.present < SMALLEST_GROUP

    @property
    def small_return(self) -> bool:
        """Whether too few ballots of the group are there to be counted apart."""
        return self.returned is not None and self.returned < SMALLEST_GROUP


def group_lines(views: Sequence[ItemView]) -> tuple[GroupLine, ...]:
    """Return a line for each item of a family, in the order of the weights; none without one."""
    session = current_session()
    rule = views[0].spec.rule
    if not isinstance(rule, EvaluationRule) or not rule.weights:
        return ()
    counts = roll.group_counts(session, views[0].congress)
    lines = []
    for weight, view in zip(rule.weights, views, strict=True):
        count = counts.get(weight.group, roll.GroupCount(0, 0))
        item = view.item
        issued = issuing.issued_count(session, item) if view.issued is None else view.issued
        returned = voting.returned(session, item) if view.state == "open" else view.returned
        lines.append(
            GroupLine(
                weight.group,
                weight.weight,
                count.entitled,
                count.present if view.present is None else view.present,
                issued,
                returned,
                view.state == "void",
                progress_of(view),
            )
        )
    return tuple(lines)


def progress_of(view: ItemView) -> Progress | None:
    """Return how far the count of an item is, from closing to the announcement."""
    return counting.progress(current_session(), view.item) if view.state in _COUNTING else None
