"""The story of a rehearsal, act by act, with the time each act took."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from votesvc.cli.rehearsal.acts import Tell, Timed, wait_for_all
from votesvc.cli.rehearsal.ballots import Act, Ballots
from votesvc.cli.rehearsal.election import Election
from votesvc.cli.rehearsal.groups import WEIGHTS, Groups, group_for
from votesvc.cli.rehearsal.hall import make_roll, open_hall
from votesvc.cli.rehearsal.hearing import Talk
from votesvc.cli.rehearsal.log import read_log
from votesvc.cli.rehearsal.phone import Phone
from votesvc.cli.rehearsal.scrutineers import hold_ceremony
from votesvc.cli.rehearsal.service import Service
from votesvc.cli.rehearsal.votes import Choices
from votesvc.cli.rehearsal.wire import Wire
from votesvc.crypto.encoding import as_list, as_natural, exact_fields, parse_json
from votesvc.domain.entries import ResultMade
from votesvc.errors import VotesvcError


class ResultDiffers(VotesvcError):
    """The published result is not the sum of the votes that were cast."""


@dataclass(slots=True)
class Play(Timed):
    """What a rehearsal measured and where its congress is."""

    congress: str = ""
    items: list[str] = field(default_factory=list)
    sums: dict[str, Choices] = field(default_factory=dict)
    talk: Talk | None = None
    election: Election | None = None
    groups: Groups | None = None


@dataclass(frozen=True, slots=True)
class Size:
    """How many delegates there are, how many act at the same time, and how many are heard.

    `board` is t and n: only t of the n scrutineers count. With `election` there is one as well,
    with `groups` an evaluation in which they have weights.
    """

    delegates: int
    at_once: int
    board: tuple[int, int]
    heard: int = 0
    election: bool = False
    groups: bool = False


def play(service: Service, folder: Path, size: Size, tell: Tell) -> Play:
    """Play a whole congress, with a hearing before its first ballot if anybody is heard.

    Raises:
        ResultDiffers: the service published something else than the sum of the votes.
        UnexpectedAnswer, VotesvcError: any step was refused.

    """
    story, delegates = Play(), size.delegates
    wire = Wire(service.host, service.port)
    with story.act("roll", delegates, tell):
        hall = open_hall(wire, service.setup_path)
        numbers = range(delegates)
        of = [group_for(number, delegates) if size.groups else "" for number in numbers]
        story.congress = hall.create_congress(make_roll(of))
    threshold, seats = size.board
    invitations = hall.begin_ceremony(story.congress, threshold, seats)
    with story.act("ceremony", seats, tell):
        scrutineers = hold_ceremony(folder, service.url, invitations)
    if size.heard:
        story.talk = Talk(story, hall, wire, story.congress, tell)
        story.talk.office.announce()
    hearing = story.talk.office.hearing if story.talk else ""
    story.items = hall.create_items(story.congress, hearing)

    with story.act("check-in", delegates, tell):
        passes = [hall.check_in(story.congress, number) for number in range(delegates)]
    vkey = str(wire.get_json(f"/c/{story.congress}/state")["vkey"])
    phones = [Phone(wire, story.congress, vkey) for _ in passes]
    # The first scrutineers are lost: as many as are enough do the rest.
    counting = scrutineers[seats - threshold :]
    server = f"{service.url}/c/{story.congress}"
    with ThreadPoolExecutor(size.at_once) as crowd:
        with story.act("redeem", delegates, tell):
            wait_for_all(crowd.map(Phone.redeem, phones, passes))
        if story.talk is not None:
            story.talk.hold(phones[: size.heard], crowd)
        ballots = Ballots(
            story, hall, story.congress, server, phones, counting, crowd, tell, story.sums
        )
        _hold(story, ballots, wire, size)
    return story


def _hold(story: Play, ballots: Ballots, wire: Wire, size: Size) -> None:
    """Vote on every item, then count; hold what else is wanted; have the log cosigned."""
    for item in story.items:
        ballots.vote(item, confirm_open=_gate_of(story, item))
    for item in story.items:
        ballots.count(item)
    if size.election:
        item = ballots.hall.create_election(story.congress)
        story.election = Election(ballots, wire, item)
        story.election.hold()
        story.items += [item, story.election.run_off]
    if size.groups:
        first = ballots.hall.create_family(story.congress, WEIGHTS)
        story.groups = Groups(ballots, wire, first)
        story.groups.hold()
        story.items += story.groups.items.values()
    ballots.witness()


def _gate_of(story: Play, item: str) -> Callable[[Act], None]:
    """Return how an item is opened: the first waits for the hearing, if there was one."""
    talk = story.talk

    def confirm(act: Act) -> None:
        if talk is not None and item == story.items[0]:
            talk.check_gate(act)
        act()

    return confirm


def compare(wire: Wire, story: Play) -> None:
    """Raise unless every published result is the sum of what was cast, and so for opinions."""
    if story.talk is not None:
        story.talk.compare()
    if story.election is not None:
        story.election.compare()
    if story.groups is not None:
        story.groups.compare()
    published = {
        one.item: _counts(one.result)
        for one in read_log(wire, story.congress)
        if isinstance(one, ResultMade)
    }
    for item, expected in story.sums.items():
        if published.get(item) != expected:
            msg = f"item {item}: the published result is not the sum of the votes cast"
            raise ResultDiffers(msg)


def download(wire: Wire, story: Play, out: Path) -> list[Path]:
    """Save the public record and every archive in `out`; return the files."""
    files = {"record.zip": f"/c/{story.congress}/record.zip"}
    for item in story.items:
        files[f"{item}.bel"] = f"/c/{story.congress}/bel/{item}.bel"
    for name, path in files.items():
        (out / name).write_bytes(wire.get(path))
    return [out / name for name in files]


def _counts(result: str) -> Choices:
    fields = exact_fields(parse_json(result.encode(), len(result.encode())), ("result",))
    return [[as_natural(count) for count in as_list(row)] for row in as_list(fields["result"])]
