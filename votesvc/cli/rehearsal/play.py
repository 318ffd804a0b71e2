"""The story of a rehearsal, act by act, with the time each act took."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from votesvc.cli.rehearsal.hall import Hall, open_hall
from votesvc.cli.rehearsal.phone import Phone
from votesvc.cli.rehearsal.scrutineers import hold_ceremony
from votesvc.cli.rehearsal.service import Service
from votesvc.cli.rehearsal.votes import Choices, random_choices, total
from votesvc.cli.rehearsal.wire import Wire
from votesvc.crypto.ballot import Ballot
from votesvc.crypto.encoding import as_list, as_natural, as_text, exact_fields, parse_json
from votesvc.domain import entries
from votesvc.errors import VotesvcError

_PAGE = 500


class ResultDiffers(VotesvcError):
    """The published result is not the sum of the votes that were cast."""


@dataclass(frozen=True, slots=True)
class Act:
    """One act: how many things were done and how long all of them took."""

    name: str
    count: int
    seconds: float


@dataclass(slots=True)
class Play:
    """What a rehearsal measured and where its congress is."""

    congress: str = ""
    items: list[str] = field(default_factory=list)
    sums: dict[str, Choices] = field(default_factory=dict)
    acts: list[Act] = field(default_factory=list)

    @contextmanager
    def act(self, name: str, count: int, tell: Callable[[str], None]) -> Iterator[None]:
        """Measure one act and say that it has begun."""
        tell(name)
        start = time.perf_counter()
        yield
        self.acts.append(Act(name, count, time.perf_counter() - start))


def play(
    service: Service,
    folder: Path,
    crowd_of: tuple[int, int],
    board: tuple[int, int],
    tell: Callable[[str], None],
) -> Play:
    """Play a whole congress with so many phones, so many of them at a time (`crowd_of`).

    `board` is t and n: only t of the n scrutineers count.

    Raises:
        ResultDiffers: the service published something else than the sum of the votes.
        UnexpectedAnswer, VotesvcError: any step was refused.

    """
    story = Play()
    delegates, at_once = crowd_of
    wire = Wire(service.host, service.port)
    with story.act("roll", delegates, tell):
        hall = open_hall(wire, service.setup_path)
        story.congress = hall.create_congress(delegates)
    threshold, size = board
    invitations = hall.begin_ceremony(story.congress, threshold, size)
    with story.act("ceremony", size, tell):
        scrutineers = hold_ceremony(folder, service.url, invitations)
    story.items = hall.create_items(story.congress)

    with story.act("check-in", delegates, tell):
        passes = [hall.check_in(story.congress, number) for number in range(delegates)]
    vkey = str(wire.get_json(f"/c/{story.congress}/state")["vkey"])
    phones = [Phone(wire, story.congress, vkey) for _ in passes]
    with ThreadPoolExecutor(at_once) as crowd:
        with story.act("redeem", delegates, tell):
            _all(crowd.map(Phone.redeem, phones, passes))
        for item in story.items:
            _vote(story, hall, crowd, phones, item, tell)
    # The first are lost: as many as are enough do the rest.
    counting = scrutineers[size - threshold :]
    server = f"{service.url}/c/{story.congress}"
    for item in story.items:
        with story.act("decrypt", threshold, tell):
            for scrutineer in counting:
                scrutineer.decrypt(server, item)
        with story.act("sign", threshold, tell):
            for scrutineer in counting:
                scrutineer.sign(server)
        hall.step(hall.organiser, story.congress, item, "announce")
    for scrutineer in counting:
        scrutineer.witness(server)
    return story


def _vote(
    story: Play,
    hall: Hall,
    crowd: ThreadPoolExecutor,
    phones: list[Phone],
    item: str,
    tell: Callable[[str], None],
) -> None:
    """Issue, open, cast and close one item; remember nothing of who voted how."""
    number = len(phones)
    hall.step(hall.organiser, story.congress, item, "issue")
    with story.act("issue", number, tell):
        _all(crowd.map(lambda phone: phone.fetch(item), phones))
        _all(crowd.map(lambda phone: phone.collect(item), phones))
    hall.step(hall.organiser, story.congress, item, "propose-open")
    hall.step(hall.chief, story.congress, item, "confirm-open")
    votes = [random_choices(phones[0].election(item)) for _ in phones]
    with story.act("encrypt", number, tell):
        ballots: list[Ballot] = list(
            crowd.map(lambda phone, vote: phone.seal(item, vote), phones, votes)
        )
    with story.act("cast", number, tell):
        _all(crowd.map(lambda phone, ballot: phone.cast(item, ballot), phones, ballots))
    hall.step(hall.organiser, story.congress, item, "propose-close")
    hall.step(hall.chief, story.congress, item, "confirm-close")
    story.sums[item] = total(votes)


def compare(wire: Wire, story: Play) -> None:
    """Raise `ResultDiffers` unless every published result is the sum of what was cast."""
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


def _all(answers: Iterator[None]) -> None:
    """Wait for every phone; the first that was refused raises here."""
    for _ in answers:
        pass
