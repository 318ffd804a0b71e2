"""Every screen of the phone holds to WCAG 2.2 AA, at 200 % text, and works by keyboard alone."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.e2e.ballots import CHOICE, MOTION, SHOWS
from tests.e2e.devices import PHONE, Devices
from tests.e2e.hall import Hall
from tests.e2e.inspection import Inspector
from tests.e2e.phone import (
    ALARM,
    CASTING,
    CHECKED_IN,
    COLLECTED,
    MISSED,
    NO_STORAGE,
    RECEIPT,
    REVIEW,
    START,
    VOID,
    PhonePage,
)

pytestmark = pytest.mark.xdist_group("browser")

PAPER = MOTION["title"]
MARKS = [["赞成"], ["反对"], ["弃权"]]


@contextmanager
def held(page: Page, path: str) -> Iterator[None]:
    """Keep the phone waiting for an answer, then let it have it."""
    waiting: list[Route] = []
    page.route(path, lambda route: waiting.append(route))  # noqa: PLW0108  Playwright marks it
    yield
    for route in waiting:
        route.continue_()
    page.unroute(path)


def test_every_screen_before_the_ballot_is_for_everybody(
    hall: Hall, devices: Devices, inspector: Inspector
) -> None:
    own = hall.another_congress()
    item = own.ready_item(PAPER)
    phone = PhonePage(devices.phone())
    phone.scan("/p")
    phone.sees(START)
    inspector.look(phone.page, "phone-start")
    with held(phone.page, "**/pass/redeem"):
        phone.scan(own.new_pass())
        phone.sees("正在签到……")
        inspector.look(phone.page, "phone-redeeming")
    phone.sees(CHECKED_IN)
    expect(phone.page.locator(".agenda-item")).to_have_count(1)
    inspector.look(phone.page, "phone-waiting")
    with held(phone.page, "**/pass/collect"):
        own.issue(item)
        phone.sees("正在领取选票……")
        inspector.look(phone.page, "phone-collecting")
    phone.sees(COLLECTED)
    inspector.look(phone.page, "phone-ready")
    own.organiser.declare_void(own.congress, item, "选票上的名称写错了")
    phone.sees(VOID)
    inspector.look(phone.page, "phone-void")


def test_every_answer_to_a_second_code_is_for_everybody(
    voting: Hall, devices: Devices, inspector: Inspector
) -> None:
    link = voting.new_pass()
    phone = PhonePage(devices.phone())
    phone.scan(link)
    phone.sees(PAPER)
    second = PhonePage(devices.phone())
    second.scan(link)
    second.sees("这个签到码已用在另一部手机上")
    inspector.look(second.page, "phone-turned-away")
    phone.scan(voting.new_pass())
    phone.sees("要换成新的签到码吗？")
    inspector.look(phone.page, "phone-replace")
    phone.press("不换，继续")
    phone.sees(PAPER)


def test_every_screen_of_voting_on_a_motion_is_for_everybody(
    voting: Hall, devices: Devices, inspector: Inspector
) -> None:
    phone = voting.paper_in_hand(devices)
    inspector.look(phone.page, "phone-motion")
    phone.mark(MARKS[:2])
    phone.page.reload()
    phone.sees(PAPER)
    inspector.look(phone.page, "phone-motion-begun")
    phone.press("检查选票")
    expect(phone.page.locator("[data-slot=why]")).not_to_be_empty()
    inspector.look(phone.page, "phone-motion-missing")
    phone.mark([[], [], ["弃权"]])
    inspector.look(phone.page, "phone-motion-marked")
    phone.review()
    inspector.look(phone.page, "phone-motion-review")
    phone.context.set_offline(True)
    phone.press("投票")
    phone.sees(CASTING)
    expect(phone.page.locator("#offline")).to_be_visible()
    inspector.look(phone.page, "phone-casting-offline")
    phone.context.set_offline(False)
    phone.sees(RECEIPT)
    phone.page.locator("details.more summary").tap()
    inspector.look(phone.page, "phone-receipt-open")
    phone.page.route("**/state", lambda route: route.fulfill(json={"none": 1}))
    phone.page.route("**/receipt?*", lambda route: route.abort())
    phone.press("再查一次")
    expect(phone.page.locator(".check")).to_contain_text("现在连不上")
    inspector.look(phone.page, "phone-receipt-unreachable")


def test_every_screen_of_choosing_is_for_everybody(
    hall: Hall, devices: Devices, inspector: Inspector
) -> None:
    own = hall.another_congress()
    item = own.open_item(CHOICE["title"], "choose")
    phone = PhonePage(devices.phone())
    phone.scan(own.new_pass())
    phone.sees(CHOICE["title"])
    inspector.look(phone.page, "phone-choose")
    phone.mark([SHOWS[:3]])
    phone.touch_in_vain(0, SHOWS[3])
    inspector.look(phone.page, "phone-choose-too-many")
    phone.touch(0, SHOWS[1])
    phone.review()
    inspector.look(phone.page, "phone-choose-review")
    own.close(item)
    phone.sees(MISSED)
    inspector.look(phone.page, "phone-missed")


def test_every_screen_that_nobody_should_see_is_for_everybody(
    voting: Hall, devices: Devices, inspector: Inspector
) -> None:
    phone = voting.paper_in_hand(devices)
    phone.page.route(
        "**/state",
        lambda route: route.fulfill(json={**route.fetch().json(), "origin": "votesvc/x"}),
    )
    phone.page.reload()
    phone.sees(ALARM)
    phone.page.locator("details.evidence summary").tap()
    inspector.look(phone.page, "phone-alarm")

    context = devices.phone()
    context.add_init_script("Storage.prototype.setItem = () => {throw new DOMException('full')}")
    full = PhonePage(context)
    full.scan("/p")
    full.sees(NO_STORAGE)
    inspector.look(full.page, "phone-no-storage")

    barred = PhonePage(devices.phone())
    answer = {"error": "already-collected", "message": ""}
    barred.page.route("**/pass/collect", lambda route: route.fulfill(status=409, json=answer))
    barred.scan(voting.new_pass())
    barred.sees("您已经领过这张选票")
    inspector.look(barred.page, "phone-refused")


def test_a_ballot_can_be_cast_with_the_keyboard_alone(voting: Hall, devices: Devices) -> None:
    page = devices.visitor(PHONE).new_page()
    page.goto(voting.new_pass())
    expect(page.locator("h1")).to_have_text(PAPER)
    expect(page.locator("h1")).to_be_focused()
    for question, presses in enumerate((["Space"], ["ArrowDown"], ["Space", "ArrowRight"])):
        go_to(page, page.locator(".question").nth(question).locator("input").first)
        for key in presses:
            page.keyboard.press(key)
    marked = [box.is_checked() for box in page.locator(".question input").all()]
    assert marked == [True, False, False, False, True, False, False, True, False]
    go_to(page, page.get_by_role("button", name="检查选票"))
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(REVIEW)
    expect(page.locator("h1")).to_be_focused()
    go_to(page, page.get_by_role("button", name="投票", exact=True))
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(RECEIPT)
    expect(page.locator("h1")).to_be_focused()
    expect(page).to_have_title(re.compile(RECEIPT))


def go_to(page: Page, wanted: Locator) -> None:
    """Press Tab until it is reached; every stop on the way must show where one is."""
    for _ in range(40):
        before = page.screenshot()
        page.keyboard.press("Tab")
        assert page.screenshot() != before, "the focus cannot be seen"
        if wanted.evaluate("element => element === document.activeElement"):
            return
    pytest.fail(f"Tab never reaches {wanted}")
