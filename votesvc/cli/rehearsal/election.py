"""An election within a rehearsal: names written in, two spellings merged, a run-off of the tied."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from votesvc.cli.rehearsal.ballots import Ballots
from votesvc.cli.rehearsal.hall import CANDIDATES
from votesvc.cli.rehearsal.log import read_log
from votesvc.cli.rehearsal.votes import Vote
from votesvc.cli.rehearsal.wire import Wire
from votesvc.crypto.encoding import as_list, as_natural, as_object
from votesvc.domain.entries import NamesMerged, NamesWritten, OutcomeStated
from votesvc.errors import VotesvcError

FEWEST: Final = 8
"""With fewer delegates a name that two write in would be among the tied."""

_ALWAYS: Final = (0, 1)
_TIED: Final = (2, 3)
_REFUSED: Final = 4
_NAME: Final = "李思源"
_MISSPELT: Final = "李思元"


class OutcomeDiffers(VotesvcError):
    """The published outcome is not what follows from the votes that were cast."""


@dataclass(slots=True)
class Election:
    """Three seats among five: two are elected, two are tied, and a sixth is written in."""

    ballots: Ballots
    wire: Wire
    item: str
    run_off: str = ""
    written: Counter[str] = field(default_factory=Counter)

    def hold(self) -> None:
        """Vote, count, merge, announce; then the same for the tied."""
        votes = _votes(len(self.ballots.phones))
        self.written.update(name for vote in votes for name in vote.names if name)
        self.ballots.vote(self.item, votes)
        self.ballots.count(self.item, self._merge)
        self.run_off = self.ballots.hall.draft_run_off(self.ballots.congress, self.item)
        self.ballots.vote(self.run_off)
        self.ballots.count(self.run_off)

    def compare(self) -> None:
        """Raise `OutcomeDiffers` unless names and outcome are those of the votes."""
        log = [
            one
            for one in read_log(self.wire, self.ballots.congress)
            if isinstance(one, NamesWritten | NamesMerged | OutcomeStated) and one.item == self.item
        ]
        kinds = [type(entry) for entry in log]
        demand_equal(kinds, [NamesWritten, NamesMerged, OutcomeStated], "the entries of the log")
        for entry in log:
            if isinstance(entry, NamesWritten):
                demand_equal((dict(entry.names), entry.void), (dict(self.written), 0), "the names")
            elif isinstance(entry, NamesMerged):
                demand_equal(entry.votes, self.written.total(), "the votes of the merged name")
            else:
                elected = as_list(entry.outcome["elected"])
                demand_equal(sorted(map(as_natural, elected)), [*_ALWAYS], "the elected")
                following = as_object(entry.outcome["next"])
                demand_equal(following["among"], [*_TIED], "the tied")

    def _merge(self) -> None:
        self.ballots.hall.merge(self.ballots.congress, self.item, _MISSPELT, _NAME)


def _votes(count: int) -> list[Vote]:
    """Return votes: all for two, equally many each for two others, a few write a name in.

    Who writes a name in votes against the fifth; who is left over votes for the two alone.
    """
    writers = max(2, count // 10)
    each, left = divmod(count - writers, 2)
    names = [(_NAME, _MISSPELT)[number % 2] for number in range(writers)]
    return [
        *(_vote((*_ALWAYS, one), (), "") for one in _TIED for _ in range(each)),
        *(_vote(_ALWAYS, (), "") for _ in range(left)),
        *(_vote(_ALWAYS, (_REFUSED,), name) for name in names),
    ]


def _vote(pro: tuple[int, ...], contra: tuple[int, ...], name: str) -> Vote:
    places = range(len(CANDIDATES))
    slots = [int(bool(name)), 0, 0]
    choices = [[*(int(place in pro) for place in places), *slots]]
    choices.append([int(place in contra) for place in places])
    return Vote(choices, (name, "", ""))


def demand_equal(found: object, expected: object, what: str) -> None:
    """Raise `OutcomeDiffers` unless what was published is what follows from the votes."""
    if found != expected:
        msg = f"election: {what} do not follow from the votes cast"
        raise OutcomeDiffers(msg)
