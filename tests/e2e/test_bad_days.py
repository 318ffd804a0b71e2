"""What can go wrong for a delegate: closed boxes, full phones, dying machines, two tabs."""

import pytest
from playwright.sync_api import expect

from tests.e2e.ballots import MOTION
from tests.e2e.devices import Devices
from tests.e2e.hall import Hall
from tests.e2e.phone import CASTING, MISSED, NO_STORAGE, RECEIPT, REVIEW, VOID, PhonePage

pytestmark = pytest.mark.xdist_group("browser")

PAPER = MOTION["title"]
MARKS = [["赞成"], ["反对"], ["弃权"]]


def test_a_ballot_that_closes_during_review_says_that_nothing_was_cast(
    hall: Hall, devices: Devices
) -> None:
    own = hall.another_congress()
    item = own.open_item(PAPER)
    phone, idle = own.paper_in_hand(devices), own.paper_in_hand(devices)
    phone.mark(MARKS)
    phone.review()
    own.close(item)
    for one in (phone, idle):
        one.sees(MISSED)
        expect(one.page.locator(".lead")).to_contain_text("您没有投出这张选票")
    own.chief.open_item(own.congress, item)
    assert own.chief.figures()["returned"] == "0"


def test_a_round_that_is_void_is_taken_out_of_the_hand(hall: Hall, devices: Devices) -> None:
    own = hall.another_congress()
    item = own.open_item(PAPER)
    phone = own.paper_in_hand(devices)
    own.void(item, "选票上的名称写错了")
    phone.sees(VOID)


@pytest.mark.parametrize(
    "denial",
    [
        "Object.defineProperty(window, 'localStorage', {get() {throw new DOMException('no')}})",
        "Storage.prototype.setItem = () => {throw new DOMException('full')}",
    ],
    ids=["denied", "full"],
)
def test_a_browser_that_keeps_nothing_is_not_voted_with(
    voting: Hall, devices: Devices, denial: str
) -> None:
    link = voting.new_pass()
    context = devices.phone()
    context.add_init_script(denial)
    phone = PhonePage(context)
    asked: list[str] = []
    phone.page.on("request", lambda request: asked.append(request.url))
    phone.scan(link)
    phone.sees(NO_STORAGE)
    assert not [url for url in asked if "/pass/" in url], "the pass is not spent on it"
    better = PhonePage(devices.phone())
    better.scan(link)
    better.sees(PAPER)


def test_a_server_that_dies_between_marking_and_casting_loses_no_vote(
    voting: Hall, devices: Devices
) -> None:
    phone = voting.paper_in_hand(devices)
    phone.mark(MARKS)
    phone.review()
    voting.server.kill()
    phone.press("投票")
    phone.sees(CASTING)
    expect(phone.page.locator("#offline")).to_be_visible()
    voting.server.start()
    phone.sees(RECEIPT)
    phone.press("再查一次")
    expect(phone.page.locator(".check")).to_contain_text("已核对")


def test_two_tabs_of_one_phone_cast_one_ballot(voting: Hall, devices: Devices) -> None:
    phone = voting.paper_in_hand(devices)
    other = PhonePage(phone.context)
    other.page.goto("/p")
    other.sees(PAPER)
    phone.mark(MARKS)
    expect(other.answer(0, "赞成")).to_be_checked()
    phone.review()
    other.sees(REVIEW)
    cast: list[str] = []
    phone.context.on("request", lambda request: cast.append(request.post_data or ""))
    for tab in (phone, other):
        button = tab.page.get_by_role("button", name="投票", exact=True)
        button.evaluate("button => setTimeout(() => button.click(), 300)")
    for tab in (phone, other):
        tab.sees(RECEIPT)
    assert phone.tracker() == other.tracker()
    assert len({body for body in cast if '"ballot"' in body}) == 1
