"""Delegates come in, scan their codes, and wait for the chair."""

import time

from playwright.sync_api import expect

from tests.e2e.ballots import MOTION
from tests.e2e.phone import CHECKED_IN, COLLECTED, PhonePage
from tests.e2e.story.cast import Story

TURN_SECONDS = 3.0
"""In how many seconds every phone has to follow the chair."""
SLOW_MACHINE = 2.0
"""How much longer that may take where the tests share two cores with five browsers."""


def delegates_check_in(story: Story) -> None:
    page = story.desk.page
    other = page.context.new_page()
    other.goto(f"/staff/desk/{story.congress}/?q=李秀英")
    # By name, by pinyin initials (a surname that is read in its own way), by staff number.
    for query, name in (("李秀英", "李秀英"), ("scl", "单春雷"), ("10003", "王建国")):
        arrive(story, query, name)
    story.picture(page, "desk-pass")
    other.get_by_role("button", name="签到 李秀英").click()
    expect(other.locator(".notice")).to_contain_text("这位代表已经签到过了")
    story.picture(other, "desk-repeated")
    other.close()

    story.desk.find(story.congress, "clx")
    story.picture(page, "desk-found")
    page.get_by_role("button", name="签到 陈列席").click()
    expect(page.locator(".notice")).to_contain_text("没有表决权，不发签到码")
    expect(page.locator(".pass-code")).to_have_count(0)

    arrive(story, "oyh", "欧阳慧")
    # 吕梁 checks in and never scans; a second phone with a code that is used is told so.
    story.desk.check_in(story.congress, "ll", "吕梁")
    page.goto(f"/staff/desk/{story.congress}/")
    expect(page.locator(".desk-head .tally")).to_contain_text("应到\n7", use_inner_text=True)
    expect(page.locator(".desk-head .tally")).to_contain_text("实到\n5", use_inner_text=True)


def arrive(story: Story, query: str, name: str, then: str = CHECKED_IN) -> None:
    """Check somebody in and let their phone, and then a second one, scan the code."""
    link = story.desk.check_in(story.congress, query, name)
    phone = story.phones[name] = PhonePage(story.devices.phone())
    phone.scan(link)
    phone.sees(then)
    assert "#" not in phone.page.url, "the pass stays in the address bar"
    if name == "李秀英":
        expect(story.desk.page.locator("[data-pass-taken]")).to_be_visible()
        expect(phone.page.locator(".person")).to_contain_text(name)
        second = PhonePage(story.devices.phone())
        second.scan(link)
        second.sees("这个签到码已用在另一部手机上")
        second.page.close()


def phones_turn_to_the_ballot_by_themselves(story: Story) -> None:
    motion = story.items["motion"]
    story.organiser.step(story.congress, motion, "发票")
    for phone in story.phones.values():
        phone.sees(COLLECTED)
    expect(story.organiser.page.locator("[data-figure=issued]")).to_have_text("4")
    story.organiser.propose(story.congress, motion)
    story.chief.open_item(story.congress, motion)
    story.picture(story.chief.page, "console-confirm")
    story.chief.confirm(story.congress, motion, "投票")
    seconds = turned(story, MOTION["title"])
    assert seconds < TURN_SECONDS * SLOW_MACHINE
    # Late: after the ballot has opened.
    arrive(story, "zcj", "赵长江", then=MOTION["title"])


def turned(story: Story, title: str) -> float:
    """Wait until all phones show the ballot; return after how many seconds the last one did."""
    start = time.monotonic()
    for phone in story.phones.values():
        phone.sees(title)
    return time.monotonic() - start
