"""The story of a rehearsal, act by act, with the time each act took."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from votesvc.cli.rehearsal.acts import Tell, Timed, wait_for_all
from votesvc.cli.rehearsal.hall import Hall, open_hall
from votesvc.cli.rehearsal.hearing import Talk
from votesvc.cli.rehearsal.phone import Phone, Sealed
from votesvc.cli.rehearsal.scrutineers import Scrutineer, hold_ceremony
from votesvc.cli.rehearsal.service import Service
from votesvc.cli.rehearsal.votes import Choices, random_choices, total
from votesvc.cli.rehearsal.wire import Wire
from votesvc.crypto.encoding import as_list, as_natural, as_text, exact_fields, parse_json
from votesvc.domain import entries
from votesvc.errors import VotesvcError

_PAGE = 500


class ResultDiffers(VotesvcError):
    """The published result is not the sum of the votes that were cast."""


@dataclass(slots=True)
class Play(Timed):
    """What a rehearsal measured and where its congress is."""

    congress: str = ""
    items: list[str] = field(default_factory=list)
    sums: dict[str, Choices] = field(default_factory=dict)
    talk: Talk | None = None


@dataclass(frozen=True, slots=True)
class Size:
    """How many delegates there are, how many act at the same time, and how many are heard.

    `board` is t and n: only t of the n scrutineers count.
    """

    delegates: int
    at_once: int
    board: tuple[int, int]
    heard: int = 0


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
        story.congress = hall.create_congress(delegates)
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
    with ThreadPoolExecutor(size.at_once) as crowd:
        with story.act("redeem", delegates, tell):
            wait_for_all(crowd.map(Phone.redeem, phones, passes))
        if story.talk is not None:
            story.talk.hold(phones[: size.heard], crowd)
        for item in story.items:
            _vote(story, hall, crowd, phones, item, tell)
    # The first are lost: as many as are enough do the rest.
    _count(story, hall, scrutineers[seats - threshold :], f"{service.url}/c/{story.congress}", tell)
    return story


def _count(story: Play, hall: Hall, counting: list[Scrutineer], server: str, tell: Tell) -> None:
    """Decrypt, sign and announce every item, and have the log cosigned."""
    for item in story.items:
        with story.act("decrypt", len(counting), tell):
            for scrutineer in counting:
                scrutineer.decrypt(server, item)
        with story.act("sign", len(counting), tell):
            for scrutineer in counting:
                scrutineer.sign(server)
        hall.step(hall.organiser, story.congress, item, "announce")
    for scrutineer in counting:
        scrutineer.witness(server)


def _vote(
    story: Play,
    hall: Hall,
    crowd: ThreadPoolExecutor,
    phones: list[Phone],
    item: str,
    tell: Tell,
) -> None:
    """Issue, open, cast and close one item; remember nothing of who voted how."""
    number = len(phones)
    hall.step(hall.organiser, story.congress, item, "issue")
    with story.act("issue", number, tell):
        wait_for_all(crowd.map(lambda phone: phone.fetch(item), phones))
        wait_for_all(crowd.map(lambda phone: phone.collect(item), phones))
    hall.step(hall.organiser, story.congress, item, "propose-open")
    if story.talk is not None and item == story.items[0]:
        story.talk.check_gate(lambda: hall.step(hall.chief, story.congress, item, "confirm-open"))
    hall.step(hall.chief, story.congress, item, "confirm-open")
    votes = [random_choices(phones[0].election(item)) for _ in phones]
    with story.act("encrypt", number, tell):
        ballots: list[Sealed] = list(
            crowd.map(lambda phone, vote: phone.seal(item, vote), phones, votes)
        )
    with story.act("cast", number, tell):
        wait_for_all(crowd.map(lambda phone, ballot: phone.cast(item, ballot), phones, ballots))
    hall.step(hall.organiser, story.congress, item, "propose-close")
    hall.step(hall.chief, story.congress, item, "confirm-close")
    story.sums[item] = total(votes)


def compare(wire: Wire, story: Play) -> None:
    """Raise unless every published result is the sum of what was cast, and so for opinions."""
    if story.talk is not None:
        story.talk.compare()
    published = dict(_published(wire, story.congress))
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


def _published(wire: Wire, congress: str) -> Iterator[tuple[str, Choices]]:
    size = as_natural(wire.get_json(f"/c/{congress}/state")["size"])
    for start in range(0, size, _PAGE):
        end = min(start + _PAGE, size)
        answer = wire.get_json(f"/c/{congress}/log?start={start}&end={end}")
        for leaf in as_list(answer["entries"]):
            entry = entries.parse_entry(as_text(leaf).encode())
            if isinstance(entry, entries.ResultMade):
                yield entry.item, _counts(entry.result)


def _counts(result: str) -> Choices:
    fields = exact_fields(parse_json(result.encode(), len(result.encode())), ("result",))
    return [[as_natural(count) for count in as_list(row)] for row in as_list(fields["result"])]
