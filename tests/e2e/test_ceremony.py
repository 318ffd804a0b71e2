"""Scrutineers with devices of their own: a key that any three of five hold, and what it counts."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Request, expect

from tests.e2e.ballots import MOTION
from tests.e2e.devices import LAPTOP, PHONE, Devices, TakePicture
from tests.e2e.hall import Hall, verify, votesvc
from tests.e2e.inspection import Inspector, foreign_words
from tests.e2e.seat import PASSPHRASE, SeatPage

pytestmark = pytest.mark.xdist_group("ceremony")

NAMES = ("张建国", "李秀英", "王志明", "赵玉兰", "钱海燕")
MARKS = [["赞成"], ["反对"], ["弃权"]]
VOTERS = 3


@dataclass
class Board:
    """Five scrutineers at their devices, and all that these have sent."""

    hall: Hall
    devices: Devices
    seats: list[SeatPage]
    backup: Path
    digits: set[str] = field(default_factory=set)
    sent: list[str] = field(default_factory=list)

    def new_seat(self, size: tuple[int, int] = PHONE) -> SeatPage:
        """Return a device that nobody has used yet."""
        context = self.devices.visitor(size)
        context.on("request", self._heard)
        return SeatPage(context)

    def _heard(self, request: Request) -> None:
        self.sent += [request.url, request.post_data or ""]


@pytest.fixture(scope="module")
def board(
    hall: Hall,
    browser: Browser,
    picture: TakePicture,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Board]:
    """Give a congress whose five scrutineers have made a key, any three of them enough."""
    own = hall.congress_without_keys()
    devices = Devices(browser, hall.server.url)
    made = Board(own, devices, [], tmp_path_factory.mktemp("backup") / "third.json")
    links = own.begin_ceremony(3, NAMES)
    made.seats += [made.new_seat(LAPTOP if at == 1 else PHONE) for at in range(len(NAMES))]
    for seat, link, name in zip(made.seats, links, NAMES, strict=True):
        seat.take_seat(link, name)
    picture(made.seats[0].page, "seat-rounds")
    for seat in made.seats:
        made.digits.add(seat.has_key())
    picture(made.seats[0].page, "seat-ready")
    picture(made.seats[1].page, "seat-ready-laptop")
    made.seats[2].save_backup(made.backup)
    for at in (0, 1, 3, 4):
        made.seats[at].press("later")
    yield made
    devices.close()


def test_everybody_compares_the_same_digits(board: Board) -> None:
    assert len(board.digits) == 1
    assert re.fullmatch(r"[0-9a-f]{4} [0-9a-f]{4}", next(iter(board.digits)))


def test_two_of_five_decrypt_nothing(board: Board, devices: Devices) -> None:
    item = _voted(board.hall, devices, "两位打不开")
    for seat in board.seats[:2]:
        seat.decrypt()
        expect(seat.page.locator("div[data-part=handed]")).to_be_visible()
    seat = board.seats[0]
    seat.page.wait_for_timeout(3000)
    expect(seat.page.locator("div[data-part=handed]")).to_be_visible()
    board.hall.organiser.open_item(board.hall.congress, item)
    board.hall.organiser.at("截止")
    for each in board.seats[:2]:
        each.press("home")


def test_three_of_five_count_and_sign_though_two_are_lost_and_one_comes_from_a_backup(
    board: Board, devices: Devices, inspector: Inspector, picture: TakePicture, tmp_path: Path
) -> None:
    item = _voted(board.hall, devices, MOTION["title"])
    for seat in board.seats[2:]:
        seat.close()
    restored = board.new_seat()
    restored.restore(board.backup)
    able = [*board.seats[:2], restored]
    for seat in able:
        _open(seat, MOTION["title"])
    inspector.look(able[0].page, "seat-todo")
    for seat in able:
        seat.press("check")
        seat.button("decrypt").wait_for(timeout=60_000)
    inspector.look(able[0].page, "seat-checked")
    for seat in able:
        seat.press("decrypt")
    for seat in able:
        assert seat.result() == [[VOTERS, 0, 0], [0, VOTERS, 0], [0, 0, VOTERS]]
    inspector.look(able[0].page, "seat-result")
    picture(able[1].page, "seat-result-laptop")
    for seat in able:
        seat.sign()
    inspector.look(able[0].page, "seat-signed")
    organiser = board.hall.organiser
    organiser.step(board.hall.congress, item, "已宣布")
    expect(able[0].page.locator("p[data-part=done]")).to_be_visible()
    record = tmp_path / "record.zip"
    answer = organiser.page.request.get(f"/c/{board.hall.congress}/record.zip")
    record.write_bytes(answer.body())
    verify(record)
    votesvc("verify", str(record), "--workers", "1", "--witnesses", "1")


def test_no_secret_of_a_scrutineer_ever_reached_the_service(board: Board) -> None:
    seeds = [seed for seat in board.seats[:2] for seed in _seeds(seat)]
    assert len(seeds) == 2
    sent = "\n".join(board.sent)
    assert "device_token" in sent
    kept = [
        file.read_bytes() for file in board.hall.server.data.parent.rglob("*") if file.is_file()
    ]
    for seed in seeds:
        assert seed not in sent
        assert not any(seed.encode() in data for data in kept)


def test_a_browser_and_the_command_line_hold_one_key_and_count_together(
    hall: Hall, devices: Devices, tmp_path: Path
) -> None:
    own = hall.congress_without_keys()
    browser_link, command_link = own.begin_ceremony(2, NAMES[:2])
    passphrase = tmp_path / "passphrase.txt"
    passphrase.write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    key, secret = tmp_path / "li.seat.json", ("--passphrase-file", str(passphrase))
    join = ("scrutineer", "join", command_link, "--out", str(key), *secret, "--once")
    votesvc(*join)
    seat = SeatPage(devices.visitor(LAPTOP))
    seat.take_seat(browser_link, NAMES[0])
    until_ready(seat, lambda: votesvc(*join))
    backup = tmp_path / "zhang.json"
    seat.save_backup(backup)
    item = _voted(own, devices, MOTION["title"])
    seat.decrypt()
    server = ("--server", f"{hall.server.url}/c/{own.congress}", "--workers", "1", *secret)
    votesvc("scrutineer", "decrypt", "--key", str(key), *server)
    assert seat.result() == [[VOTERS, 0, 0], [0, VOTERS, 0], [0, 0, VOTERS]]
    votesvc("scrutineer", "sign", "--key", str(key), *server)
    # The browser's own seat, taken home in its backup file.
    seat.close()
    votesvc("scrutineer", "sign", "--key", str(backup), *server)
    own.organiser.step(own.congress, item, "已宣布")


def until_ready(seat: SeatPage, act: Callable[[], str]) -> None:
    """Let the other side do its part again and again, until the browser has the key."""
    for _ in range(10):
        act()
        seat.page.wait_for_timeout(2500)
        if seat.button("begin").is_visible():
            return
    message = "the two never made a key"
    raise AssertionError(message)


def test_every_page_of_a_scrutineer_is_for_everybody(
    hall: Hall, devices: Devices, inspector: Inspector
) -> None:
    own = hall.congress_without_keys()
    [link] = own.begin_ceremony(1, NAMES[:1])
    seat = SeatPage(devices.visitor(PHONE))
    seat.open()
    seat.sees("请扫描监票人邀请码")
    inspector.look(seat.page, "seat-start")
    seat.press("restore")
    inspector.look(seat.page, "seat-restore")
    seat.press("leave")
    seat.open(link)
    seat.sees("您是这位监票人吗？")
    inspector.look(seat.page, "seat-who")
    seat.press("agree")
    seat.has_key()
    inspector.look(seat.page, "seat-ready-one")
    seat.press("begin")
    inspector.look(seat.page, "seat-passphrase")
    seat.press("later")
    seat.sees("现在没有要您做的事")
    inspector.look(seat.page, "seat-home")
    stranger = SeatPage(devices.visitor(PHONE))
    stranger.open(link)
    stranger.sees("这个邀请码不能用")
    inspector.look(stranger.page, "seat-turned-away")


def test_a_scrutineer_reads_english(hall: Hall, devices: Devices) -> None:
    own = hall.congress_without_keys()
    [link] = own.begin_ceremony(1, ["Ann"])
    seat = SeatPage(devices.visitor(PHONE, "en-GB"))
    seat.open(link)
    seat.sees("Are you this scrutineer?")
    known = ["第五届第三次职工代表大会"]
    assert foreign_words(seat.page, known) == []
    seat.press("agree")
    seat.sees("The key is ready")
    seat.press("later")
    seat.sees("Nothing for you to do now")
    assert foreign_words(seat.page, known) == []


def _voted(own: Hall, devices: Devices, title: str) -> str:
    """Return an item on which three have voted, and whose ballot is closed."""
    item = own.ready_item(title)
    own.issue(item)
    own.open(item)
    for _ in range(VOTERS):
        phone = own.phone_with(devices, title)
        phone.vote(MARKS)
    own.close(item)
    return item


def _open(seat: SeatPage, title: str) -> None:
    row = seat.page.locator(".agenda-item", has_text=title)
    row.get_by_role("button").click(timeout=60_000)


def _seeds(seat: SeatPage) -> list[str]:
    stored = json.loads(json.loads(seat.memory())["votesvc/scrutineer/v1"])
    return [one["seed"] for one in stored["seats"].values()]
