"""Items that are shown as one: those of all groups of voters that are weighed together."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from votesvc.domain.lifecycle import State
from votesvc.domain.rules import family_of
from votesvc.errors import UnknownItem
from votesvc.services import agenda
from votesvc.services.agenda import ItemView
from votesvc.web.installation import current_session


@dataclass(frozen=True, slots=True)
class Shown:
    """What pages show as one item; for most it has no other `members`.

    `item` is the first of them, with the state, A, I and R of all together. What stands in the log
    for each of them alike is read at `source`: one that stands where all stand.
    """

    item: ItemView
    source: ItemView
    members: tuple[ItemView, ...]

    @property
    def of_groups(self) -> bool:
        """Whether each of the items is for a group of voters."""
        return family_of(self.item.spec.rule) is not None


def read_shown(congress: str, item: str) -> Shown:
    """Return an item with its family as one; raise `UnknownItem` for one of another congress."""
    shown = unite(agenda.family(current_session(), item))
    if shown.item.congress != congress:
        reason = "the item belongs to another congress"
        raise UnknownItem(reason)
    return shown


def unite(members: Sequence[ItemView]) -> Shown:
    """Return an item, or all those of a family in order, as one."""
    first = members[0]
    if family_of(first.spec.rule) is None:
        return Shown(first, first, (first,))
    state = agenda.state_of_family(members)
    source = next((one for one in members if one.state is state), first)
    item = replace(
        first,
        state=state,
        present=_sum(members, lambda one: one.present),
        issued=_sum(members, lambda one: one.issued),
        returned=_sum(members, lambda one: one.returned),
        announced=source.announced,
    )
    return Shown(item, source, tuple(members))


def fold(items: Iterable[ItemView]) -> list[Shown]:
    """Return the agenda with one entry for each family."""
    families: dict[str, list[ItemView]] = {}
    for item in items:
        families.setdefault(family_of(item.spec.rule) or item.item, []).append(item)
    return [unite(members) for members in families.values()]


def planned_titles(items: Iterable[ItemView]) -> list[str]:
    """Return what is planned to be voted on; a family has one title.

    What is void, or follows from another ballot, nobody plans.
    """
    titles = dict.fromkeys(
        item.title
        for item in items
        if item.state is not State.VOID and item.spec.rule.terms.parent is None
    )
    return list(titles)


def _sum(members: Sequence[ItemView], of: Callable[[ItemView], int | None]) -> int | None:
    numbers = [of(one) for one in members]
    known = [number for number in numbers if number is not None]
    return sum(known) if len(known) == len(numbers) else None
