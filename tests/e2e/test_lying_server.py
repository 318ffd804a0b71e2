"""A server that lies to one phone: the phone stops, says what is wrong, and sends nothing more."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from playwright.sync_api import Route, expect

from tests.e2e.ballots import MOTION
from tests.e2e.devices import Devices
from tests.e2e.hall import Hall
from tests.e2e.phone import ALARM, RECEIPT, PhonePage
from votesvc.crypto.checkpoint import Checkpoint, LogKey, open_checkpoint
from votesvc.crypto.group import random_scalar
from votesvc.crypto.trustees import join_trustees, single_public

pytestmark = pytest.mark.xdist_group("browser")

PAPER = MOTION["title"]
MARKS = [["赞成"], ["反对"], ["弃权"]]
Change = Callable[[Hall, dict[str, Any]], None]


def spoil_signature(hall: Hall, body: dict[str, Any]) -> None:
    head, _, signature = str(body["checkpoint"]).rstrip("\n").rpartition(" ")
    body["checkpoint"] = f"{head} {signature[:-6]}AAAAA=\n"


def fork(hall: Hall, body: dict[str, Any]) -> None:
    """Sign another history of the same length, with the log's own key."""
    key = log_key(hall)
    assert key.vkey == body["vkey"]
    true = open_checkpoint(body["checkpoint"], key.vkey)
    body["checkpoint"] = key.sign(Checkpoint(true.origin, true.size, bytes(32)))


def show_another_key(hall: Hall, body: dict[str, Any]) -> None:
    key = LogKey.from_seed(f"votesvc/{hall.congress}", bytes(32))
    true = open_checkpoint(body["checkpoint"], body["vkey"])
    body["vkey"], body["checkpoint"] = key.vkey, key.sign(true)


def log_key(hall: Hall) -> LogKey:
    master = (hall.server.data / "server.key").read_bytes()
    info = b"votesvc/v1/log|" + hall.congress.encode()
    seed = HKDF(SHA256(), 32, salt=None, info=info).derive(master)
    return LogKey.from_seed(f"votesvc/{hall.congress}", seed)


def change_the_item(hall: Hall, body: dict[str, Any]) -> None:
    body["leaf"] = str(body["leaf"]).replace(PAPER, "会议事项表决（改）")


def move_the_receipt(hall: Hall, body: dict[str, Any]) -> None:
    body["inclusion"] = [*body["inclusion"][:-1], "00" * 32]


def alter(phone: PhonePage, hall: Hall, path: str, change: Change) -> None:
    """Let the server lie to this phone alone."""

    def lie(route: Route) -> None:
        headers = {k: v for k, v in route.request.headers.items() if k != "if-none-match"}
        answer = route.fetch(headers=headers)
        body = answer.json()
        change(hall, body)
        route.fulfill(response=answer, json=body)

    phone.page.route(path, lie)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (spoil_signature, "公开记录的签名不对"),
        (fork, "公开记录被改动了"),
        (show_another_key, "换了一把签名钥匙"),
    ],
)
def test_a_phone_refuses_a_log_that_is_not_the_one_it_knows(
    voting: Hall, devices: Devices, change: Change, reason: str
) -> None:
    phone = voting.paper_in_hand(devices)
    phone.mark(MARKS)
    alter(phone, voting, "**/state", change)
    phone.sees(ALARM)
    expect(phone.page.locator(".lead")).to_contain_text(reason)
    # It stays so while the lie lasts, and nothing is lost when it ends.
    phone.reopen()
    alter(phone, voting, "**/state", change)
    phone.page.reload()
    phone.sees(ALARM)
    expect(phone.page.locator("[data-slot=evidence]")).to_contain_text(voting.congress)
    phone.page.unroute("**/state")
    phone.press("重新核对一次")
    phone.sees(PAPER)
    phone.review()
    phone.cast()


def test_a_phone_refuses_a_paper_that_is_not_in_the_log(voting: Hall, devices: Devices) -> None:
    phone = PhonePage(devices.phone())
    alter(phone, voting, "**/item/*", change_the_item)
    phone.scan(voting.new_pass())
    phone.sees(ALARM)
    expect(phone.page.locator(".lead")).to_contain_text("不在公开记录里")


def take_over(hall: Hall) -> None:
    """Make the server encrypt papers to a key of its own; the log keeps the true scrutineers."""
    own = join_trustees([single_public(random_scalar(), random_scalar())])
    with closing(sqlite3.connect(hall.server.data / "board.sqlite")) as board, board:
        change = "UPDATE congress SET trustees = ? WHERE uuid = ?"
        assert board.execute(change, (own, hall.congress)).rowcount == 1


def test_a_phone_refuses_a_paper_that_the_server_could_read(hall: Hall, devices: Devices) -> None:
    own = hall.another_congress()
    take_over(own)
    own.open_item(PAPER)
    phone = PhonePage(devices.phone())
    with phone.page.expect_response("**/board?*"):
        phone.scan(own.new_pass())
    phone.sees(ALARM)
    expect(phone.page.locator(".lead")).to_contain_text("加密钥匙")
    phone.press("重新核对一次")
    phone.sees(ALARM)


def test_a_phone_refuses_a_receipt_that_proves_nothing(voting: Hall, devices: Devices) -> None:
    phone = voting.paper_in_hand(devices)
    phone.mark(MARKS)
    phone.review()
    alter(phone, voting, "**/cast", move_the_receipt)
    phone.press("投票")
    phone.sees(ALARM)
    expect(phone.page.locator(".lead")).to_contain_text("回执不能证明")
    phone.page.unroute("**/cast")
    phone.press("重新核对一次")
    phone.sees(RECEIPT)
