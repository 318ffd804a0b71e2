"""A pass that does not work: every delegate is told why and what to do."""

import hashlib
import sqlite3
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.ballots import MOTION
from tests.e2e.devices import Devices
from tests.e2e.hall import Hall
from tests.e2e.phone import CHECKED_IN, PhonePage
from votesvc.crypto.encoding import parse_b64url

pytestmark = pytest.mark.xdist_group("browser")

PAPER = MOTION["title"]


def use_up(hall: Hall, devices: Devices) -> str:
    link = hall.new_pass()
    first = PhonePage(devices.phone())
    first.scan(link)
    first.sees(PAPER)
    return link


def revoke(hall: Hall, devices: Devices) -> str:
    link = hall.show_pass()
    hall.desk.page.get_by_role("button", name="签错了人，撤回").click()
    expect(hall.desk.page.locator(".notice")).to_contain_text("已作废")
    return link


def guess(hall: Hall, devices: Devices) -> str:
    return f"{hall.server.url}/p#{'A' * 27}"


def let_expire(hall: Hall, devices: Devices) -> str:
    link = hall.new_pass()
    secret = parse_b64url(link.partition("#")[2])
    with sqlite3.connect(hall.server.data / "roll.sqlite") as roll:
        changed = roll.execute(
            "UPDATE pass SET expires = '2020-01-01T00:00:00Z' WHERE id = ?",
            [hashlib.sha256(secret).hexdigest()],
        )
        assert changed.rowcount == 1
    roll.close()
    return link


def cut_short(hall: Hall, devices: Devices) -> str:
    return f"{hall.server.url}/p#abc"


@pytest.mark.parametrize(
    ("spoil", "heading"),
    [
        (use_up, "这个签到码已用在另一部手机上"),
        (revoke, "这个签到码已经停用"),
        (guess, "没有这个签到码"),
        (let_expire, "这个签到码过期了"),
        (cut_short, "签到码不完整"),
    ],
)
def test_a_pass_that_does_not_work_is_explained_with_what_to_do(
    voting: Hall, devices: Devices, spoil: Callable[[Hall, Devices], str], heading: str
) -> None:
    phone = PhonePage(devices.phone())
    phone.scan(spoil(voting, devices))
    phone.sees(heading)
    expect(phone.page.locator(".do")).not_to_be_empty()
    # The next code is taken without ado.
    phone.scan(voting.new_pass())
    phone.sees(PAPER)


def test_a_phone_whose_pass_was_replaced_is_told_to_scan_the_new_one(
    hall: Hall, devices: Devices
) -> None:
    own = hall.another_congress()
    phone = PhonePage(devices.phone())
    phone.scan(own.show_pass())
    phone.sees(CHECKED_IN)
    own.desk.page.get_by_role("link", name="没有扫成？").click()
    own.desk.page.get_by_role("button", name="手机丢了或换了手机").click()
    link = own.desk.read_pass()
    own.issue(own.ready_item(PAPER))
    phone.sees("这个签到码已经停用")
    phone.scan(link)
    phone.sees("要换成新的签到码吗？")
    phone.press("换成新码")
    phone.sees("选票已领到")
