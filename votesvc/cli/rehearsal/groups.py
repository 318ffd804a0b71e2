"""An evaluation within a rehearsal in which groups of voters count for their weights."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from votesvc.cli.rehearsal.acts import wait_for_all
from votesvc.cli.rehearsal.ballots import Ballots
from votesvc.cli.rehearsal.log import read_log
from votesvc.cli.rehearsal.phone import Phone
from votesvc.cli.rehearsal.votes import Choices, total
from votesvc.cli.rehearsal.wire import UnexpectedAnswer, Wire
from votesvc.crypto.election import Election
from votesvc.crypto.encoding import as_list, as_object, as_text
from votesvc.domain.entries import Item, Weighed
from votesvc.domain.rules import group_of
from votesvc.errors import VotesvcError

WEIGHTS: Final[Mapping[str, int]] = {"领导班子": 30, "中层": 30, "职工代表": 40}
FEWEST: Final = 15
"""With fewer delegates one of the three groups would be too small to be counted apart."""


class WeightsDiffer(VotesvcError):
    """The published weighted result is not what follows from the votes that were cast."""


def group_for(number: int, delegates: int) -> str:
    """Return the group of delegate `number` of so many: a fifth, a third, and the rest."""
    leaders, middle = max(5, delegates // 5), max(5, delegates // 3)
    names = list(WEIGHTS)
    if number < leaders:
        return names[0]
    return names[1] if number < leaders + middle else names[2]


@dataclass(slots=True)
class Groups:
    """One evaluation; `first` is the item that stands for those of all groups."""

    ballots: Ballots
    wire: Wire
    first: str
    items: dict[str, str] = field(default_factory=dict)

    def hold(self) -> None:
        """Have everybody vote on the own group's item; count all of them and announce at once."""
        ballots, hall = self.ballots, self.ballots.hall
        self.items = {
            group_of(entry.rule) or "": entry.item
            for entry in read_log(self.wire, ballots.congress)
            if isinstance(entry, Item) and group_of(entry.rule) is not None
        }
        ballots.step(hall.organiser, self.first, "issue")
        number = len(ballots.phones)
        with ballots.story.act("issue", number, ballots.tell):
            wait_for_all(ballots.crowd.map(self._collect, ballots.phones))
        self._demand_own(ballots.phones[0])
        ballots.step(hall.organiser, self.first, "propose-open")
        ballots.step(hall.chief, self.first, "confirm-open")
        with ballots.story.act("cast", number, ballots.tell):
            cast = list(ballots.crowd.map(self._vote, ballots.phones))
        for item in self.items.values():
            ballots.sums[item] = total([choices for of, choices in cast if of == item])
        ballots.step(hall.organiser, self.first, "propose-close")
        ballots.step(hall.chief, self.first, "confirm-close")
        ballots.count_all(list(self.items.values()), self.first)

    def compare(self) -> None:
        """Raise `WeightsDiffer` unless the weighted result is that of the votes."""
        found = [
            one for one in read_log(self.wire, self.ballots.congress) if isinstance(one, Weighed)
        ]
        if len(found) != 1 or list(found[0].items) != list(self.items.values()):
            msg = "not all groups were weighed together once"
            raise WeightsDiffer(msg)
        demand_weighed(found[0], {g: self.ballots.sums[item] for g, item in self.items.items()})

    def _collect(self, phone: Phone) -> None:
        item = self.items[phone.group]
        phone.fetch(item)
        phone.collect(item)

    def _demand_own(self, phone: Phone) -> None:
        """Raise unless a phone is refused the credential of another group."""
        other = next(item for group, item in self.items.items() if group != phone.group)
        phone.fetch(other)
        try:
            phone.collect(other)
        except UnexpectedAnswer as error:
            if "not-in-group" in str(error):
                return
            raise
        msg = "a phone was issued a ballot of another group"
        raise WeightsDiffer(msg)

    def _vote(self, phone: Phone) -> tuple[str, Choices]:
        item = self.items[phone.group]
        choices = _grades(phone.election(item))
        phone.cast(item, phone.seal(item, choices))
        return item, choices


def demand_weighed(entry: Weighed, sums: Mapping[str, Choices]) -> None:
    """Raise `WeightsDiffer` unless the parts of an entry are those of these sums, by weight."""
    whole = int(as_text(entry.outcome["whole"]))
    for place, value in enumerate(as_list(entry.outcome["rows"])):
        row = as_object(value)
        shown = [int(as_text(part)) for part in (row["abstain"], *as_list(row["parts"]))]
        for choice, part in enumerate(shown):
            expected = sum(
                Fraction(WEIGHTS[group] * counts[place][choice], sum(counts[place]))
                for group, counts in sums.items()
            ) / sum(WEIGHTS[group] for group in sums)
            if Fraction(part, whole) != expected:
                msg = "the weighted result does not follow from the votes cast"
                raise WeightsDiffer(msg)


def _grades(election: Election) -> Choices:
    """Draw a grade for every row, or none; the blank stands first."""
    choices = []
    for question in election.questions:
        places = len(question.answers) + 1
        chosen = secrets.randbelow(places)
        choices.append([int(place == chosen) for place in range(places)])
    return choices
