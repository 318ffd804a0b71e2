"""Ballots of a rehearsal: issued, opened, cast and closed by phones, then counted and announced."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from votesvc.cli.rehearsal.acts import Tell, Timed, wait_for_all
from votesvc.cli.rehearsal.hall import Hall
from votesvc.cli.rehearsal.phone import Phone, Sealed
from votesvc.cli.rehearsal.scrutineers import Scrutineer
from votesvc.cli.rehearsal.votes import Choices, Vote, random_choices, total
from votesvc.cli.rehearsal.wire import StaffWire

Act = Callable[[], object]


def _at_once(act: Act) -> None:
    act()


@dataclass(slots=True)
class Ballots:
    """The people of one congress at their ballots; `sums` is what has to come out of each."""

    story: Timed
    hall: Hall
    congress: str
    server: str
    phones: list[Phone]
    counting: list[Scrutineer]
    crowd: ThreadPoolExecutor
    tell: Tell
    sums: dict[str, Choices] = field(default_factory=dict)

    def vote(
        self,
        item: str,
        votes: Sequence[Vote] = (),
        confirm_open: Callable[[Act], None] = _at_once,
    ) -> None:
        """Issue, open, cast and close one item; remember nothing of who voted how.

        Without `votes`, one for each phone, they are drawn. `confirm_open` is given what opens.
        """
        crowd, phones, number = self.crowd, self.phones, len(self.phones)
        self.step(self.hall.organiser, item, "issue")
        with self.story.act("issue", number, self.tell):
            wait_for_all(crowd.map(lambda phone: phone.fetch(item), phones))
            wait_for_all(crowd.map(lambda phone: phone.collect(item), phones))
        self.step(self.hall.organiser, item, "propose-open")
        confirm_open(lambda: self.step(self.hall.chief, item, "confirm-open"))
        election = phones[0].election(item)
        votes = votes or [Vote(random_choices(election)) for _ in phones]
        with self.story.act("encrypt", number, self.tell):
            sealed: list[Sealed] = list(
                crowd.map(lambda phone, vote: phone.seal(item, *vote), phones, votes)
            )
        with self.story.act("cast", number, self.tell):
            wait_for_all(crowd.map(lambda phone, ballot: phone.cast(item, ballot), phones, sealed))
        self.step(self.hall.organiser, item, "propose-close")
        self.step(self.hall.chief, item, "confirm-close")
        self.sums[item] = total([vote.choices for vote in votes])

    def count(self, item: str, before_announcing: Act | None = None) -> None:
        """Decrypt, sign and announce one item."""
        self.count_all([item], item, before_announcing)

    def count_all(
        self, items: Sequence[str], first: str, before_announcing: Act | None = None
    ) -> None:
        """Decrypt and sign several items, and announce them at once on the page of the first."""
        with self.story.act("decrypt", len(self.counting) * len(items), self.tell):
            for item in items:
                # Whoever had to wait for the shuffles of others comes again when all have been.
                again = [one for one in self.counting if not one.decrypt(self.server, item)]
                for scrutineer in again:
                    scrutineer.decrypt(self.server, item)
        with self.story.act("sign", len(self.counting), self.tell):
            for scrutineer in self.counting:
                scrutineer.sign(self.server)
        if before_announcing is not None:
            before_announcing()
        self.step(self.hall.organiser, first, "announce")

    def witness(self) -> None:
        """Have the log cosigned."""
        for scrutineer in self.counting:
            scrutineer.witness(self.server)

    def step(self, who: StaffWire, item: str, action: str) -> str:
        """Press the button of one step on the item's page, and return the page that follows."""
        return self.hall.step(who, self.congress, item, action)
