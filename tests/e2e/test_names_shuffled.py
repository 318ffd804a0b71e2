"""Two scrutineers shuffle the names written in, each on the own device, before they are opened."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.devices import LAPTOP, PHONE, Devices
from tests.e2e.hall import Hall, verify, votesvc
from tests.e2e.inspection import Inspector
from tests.e2e.seat import PASSPHRASE, SeatPage
from tests.e2e.test_ceremony import until_ready
from tests.e2e.test_election_whole import Phones
from votesvc.cli.decrypting import AGAIN
from votesvc.domain.items import election
from votesvc.domain.rules import ElectionRule, Fraction, Threshold

NAMES = ("张建国", "李秀英", "王志明")
PATIENCE = 60_000
RULE = ElectionRule("P04", 2, Threshold("returned", Fraction(1, 2, "gt")), None, writein=2)
SPEC = election("工会委员会选举", ["丁一", "王五", "张三"], RULE)
MARKS = [[1, 0, 0, 1, 0], [0, 1, 0]]
VOTES = [[5, 0, 0, 5, 0], [0, 5, 0]]
WRITTEN = ("李四", "李四", "李思", "李四", "李四")


@dataclass
class Board:
    """Three scrutineers, any two of whom can count: two browsers, and one on the command line."""

    own: Hall
    seat: SeatPage
    other: SeatPage
    command: tuple[str, ...]


@pytest.fixture
def board(hall: Hall, devices: Devices, tmp_path: Path) -> Board:
    """Give a board that has made its key, in a congress of its own."""
    own = hall.congress_without_keys()
    browser_link, command_link, other_link = own.begin_ceremony(2, NAMES)
    passphrase = tmp_path / "passphrase.txt"
    passphrase.write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    key, secret = tmp_path / "li.seat.json", ("--passphrase-file", str(passphrase))
    join = ("scrutineer", "join", command_link, "--out", str(key), *secret, "--once")
    votesvc(*join)
    seat, other = SeatPage(devices.visitor(PHONE)), SeatPage(devices.visitor(LAPTOP))
    other.take_seat(other_link, NAMES[2])
    seat.take_seat(browser_link, NAMES[0])
    until_ready(seat, lambda: votesvc(*join))
    seat.save_backup(tmp_path / "zhang.json")
    server = ("--server", f"{hall.server.url}/c/{own.congress}", "--workers", "1", *secret)
    return Board(own, seat, other, ("scrutineer", "decrypt", "--key", str(key), *server))


def closed_election(own: Hall) -> str:
    """Return an election that is closed, with a name written in on every ballot."""
    item = own.draft(SPEC)
    own.run(item)
    Phones(own).vote(item, [(MARKS, (name, "")) for name in WRITTEN])
    own.close(item)
    return item


def shuffle_in_the_browser(board: Board, item: str, inspector: Inspector) -> None:
    """Shuffle and wait; also after the page was opened anew."""
    own, seat = board.own, board.seat
    seat.check()
    seat.press("decrypt")
    expect(seat.part("waiting")).to_contain_text("已有 1/2 位", timeout=PATIENCE)
    inspector.look(seat.page, "seat-shuffled")
    own.organiser.open_item(own.congress, item)
    expect(own.organiser.page.locator(".count")).to_contain_text("打乱另选人姓名的次序：1 / 2")
    inspector.look(own.organiser.page, "organiser-shuffling")
    seat.page.reload()
    seat.button("select").click(timeout=PATIENCE)
    # It checks and goes on without being told to.
    expect(seat.part("waiting")).to_contain_text("已有 1/2 位", timeout=PATIENCE)


def test_a_browser_and_the_command_line_shuffle_in_turn_and_open_the_names(
    board: Board, devices: Devices, inspector: Inspector, tmp_path: Path
) -> None:
    own, seat, other = board.own, board.seat, board.other
    item = closed_election(own)
    shuffle_in_the_browser(board, item, inspector)
    said = votesvc(*board.command)
    assert AGAIN not in said
    assert "(2/2) handed in" in said
    assert seat.result() == VOTES
    # One more than is needed has nothing to shuffle, and checks and signs as well.
    other.press("later")
    other.press("select")
    other.press("check")
    assert other.result() == VOTES
    for one in (seat, other):
        one.sign()
    own.announce(item)
    visitor = devices.visitor().new_page()
    visitor.goto(f"/c/{own.congress}/result/{item}")
    expect(visitor.locator("body")).to_contain_text("李四")
    log = visitor.request.get(f"/c/{own.congress}/log?start=0&end=100").json()["entries"]
    leaves = [json.loads(entry) for entry in log]
    assert [leaf["owner"] for leaf in leaves if leaf["type"] == "reshuffled"] == [1, 2]
    record = tmp_path / "record.zip"
    record.write_bytes(visitor.request.get(f"/c/{own.congress}/record.zip").body())
    verify(record)
