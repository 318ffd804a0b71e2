"""Every page of staff, hall and public holds to WCAG 2.2 AA, and fits a phone at 200 % text."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import ballots
from tests.e2e.devices import PROJECTOR, Devices
from tests.e2e.hall import TITLE, Hall, public_part
from tests.e2e.inspection import Inspector
from tests.e2e.phone import PhonePage

pytestmark = pytest.mark.xdist_group("browser")

MOTION = ballots.MOTION


def test_every_page_of_preparing_is_for_everybody(
    hall: Hall, devices: Devices, inspector: Inspector, tmp_path: Path
) -> None:
    stranger = devices.staff().new_page()
    stranger.goto("/staff/login")
    inspector.look(stranger, "staff-login")
    stranger.goto(hall.organiser.invite("邀请签到处"))
    inspector.look(stranger, "staff-claim")

    page, organiser = hall.organiser.page, hall.organiser
    inspector.look(page, "staff-invitation")
    look_at(inspector, page, "/staff/", "console-home")
    look_at(inspector, page, "/staff/new", "console-new")
    congress = organiser.create_congress(TITLE)
    inspector.look(page, "console-overview-new")
    roll = tmp_path / "roll.csv"
    roll.write_text(ballots.BAD_ROLL, encoding="utf-8")
    organiser.upload_roll(congress, roll)
    inspector.look(page, "console-roll-refused")
    roll.write_text(ballots.ROLL, encoding="utf-8")
    organiser.upload_roll(congress, roll)
    inspector.look(page, "console-roll")
    look_at(inspector, page, f"/staff/c/{congress}/keys", "console-keys-form")
    organiser.show_keys(congress, [public_part(key) for key in hall.keys])
    inspector.look(page, "console-keys-check")
    look_at(inspector, page, f"/staff/c/{congress}/items/new", "console-item-kind")
    look_at(inspector, page, f"/staff/c/{congress}/items/new?kind=choose", "console-item-form")
    organiser.proceed()
    inspector.look(page, "console-item-problems")
    organiser.create_item(congress, "motion", MOTION)
    inspector.look(page, "console-item-draft")


def test_the_numbers_of_a_preset_are_for_everybody(hall: Hall, inspector: Inspector) -> None:
    own = hall.another_congress()
    page, form = own.organiser.page, f"/staff/c/{own.congress}/items/new/shanghai/P04"
    look_at(inspector, page, form, "console-preset")
    page.locator("details.numbers summary").click()
    inspector.look(page, "console-preset-numbers")
    own.organiser.proceed()
    inspector.look(page, "console-preset-problems")


def test_every_page_of_the_desk_is_for_everybody(
    hall: Hall, devices: Devices, inspector: Inspector
) -> None:
    own = hall.another_congress()
    page, desk = own.desk.page, f"/staff/desk/{own.congress}/"
    look_at(inspector, page, desk, "desk-counter")
    own.desk.find(own.congress, "G00")
    inspector.look(page, "desk-results")
    own.desk.find(own.congress, "没有这个人")
    inspector.look(page, "desk-nobody")
    own.show_pass()
    inspector.look(page, "desk-pass")
    page.get_by_role("link", name="没有扫成？").click()
    inspector.look(page, "desk-person")
    look_at(inspector, page, f"{desk}slips", "desk-slips-ask")
    own.desk.proceed()
    inspector.look(page, "desk-slips")
    look_at(inspector, page, f"{desk}person/999999", "error-404")


def test_every_page_from_issuing_to_the_result_is_for_everybody(
    hall: Hall, devices: Devices, inspector: Inspector
) -> None:
    own = hall.another_congress()
    screen = devices.visitor(PROJECTOR).new_page()
    look_at(inspector, screen, f"/c/{own.congress}/screen", "screen-idle")
    item = own.ready_item(MOTION["title"])
    console, chief = own.organiser.page, own.chief.page
    own.organiser.open_item(own.congress, item)
    inspector.look(console, "console-item-ready")
    phone = PhonePage(devices.phone())
    phone.scan(own.new_pass())
    own.organiser.step(own.congress, item, "发票")
    inspector.look(console, "console-item-issuing")
    own.organiser.propose(own.congress, item)
    inspector.look(console, "console-item-proposed")
    own.chief.open_item(own.congress, item)
    inspector.look(chief, "console-item-confirm")
    own.chief.confirm(own.congress, item, "投票")
    expect(screen.locator(".stage-open")).to_be_visible()
    inspector.look(screen, "screen-open")
    phone.sees(MOTION["title"])
    phone.vote([["赞成"], ["反对"], ["弃权"]])
    tracker = phone.tracker()
    own.close(item)
    own.chief.at("截止")
    inspector.look(chief, "console-item-closed")
    own.decrypt()
    own.organiser.open_item(own.congress, item)
    inspector.look(console, "console-item-counted")
    own.organiser.step(own.congress, item, "已宣布")
    inspector.look(console, "console-item-announced")
    look_at_public_pages(inspector, devices.visitor().new_page(), own.congress, item, tracker)


def look_at_public_pages(
    inspector: Inspector, public: Page, congress: str, item: str, tracker: str
) -> None:
    """Look at what anybody can open."""
    for path, name in (
        ("/", "home"),
        ("/help", "help"),
        (f"/c/{congress}/audit", "audit"),
        (f"/c/{congress}/audit/4", "audit-entry"),
        (f"/c/{congress}/audit?tracker={tracker.replace('+', '%2B')}", "audit-found"),
        (f"/c/{congress}/audit?tracker=x", "audit-not-found"),
        (f"/c/{congress}/result/{item}", "result-motion"),
        (f"/c/{congress}/screen?dark=1", "screen-result-dark"),
        ("/nowhere", "error-public"),
    ):
        look_at(inspector, public, path, name)


def look_at(inspector: Inspector, page: Page, path: str, name: str) -> None:
    """Open a page and look at it."""
    page.goto(path)
    inspector.look(page, name)
