"""A ballot waits for a hearing; the presidium decides not to wait, and everybody can see it."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.devices import PHONE, PROJECTOR, Devices
from tests.e2e.hall import Hall
from tests.e2e.hearings import TITLE, come_in, draft_hearing, open_hearing
from tests.e2e.inspection import Inspector

pytestmark = pytest.mark.xdist_group("browser")

DECISION = "情况紧急，主席团决定不再等听证报告。\n<b>主席团第 7 号决议</b>"
SIGNED = "大会主席团 王某、李某"
MISSING = "未完成前置程序"


def test_an_override_is_signed_ticked_twice_and_stays_on_every_page(
    hall: Hall, devices: Devices, inspector: Inspector, tmp_path: Path
) -> None:
    own = hall.another_congress()
    forum = come_in(draft_hearing(own, devices))
    open_hearing(forum, tmp_path)
    organiser, page = own.organiser, own.organiser.page
    item = issue_what_waits(own)
    expect(page.get_by_text("还缺：")).to_be_visible()
    expect(page.locator("main button.primary")).to_have_count(0)
    page.get_by_text("主席团决定不再等待").click()
    inspector.look(page, "gate-waits")
    the_form_asks_for_everything(page)
    organiser.proceed()
    own.chief.confirm(own.congress, item, "投票")
    expect(own.chief.page.locator("main")).to_contain_text(MISSING)
    screen = devices.visitor(PROJECTOR).new_page()
    screen.goto(f"/c/{own.congress}/screen")
    expect(screen.locator(".gate-missing")).to_contain_text(MISSING)
    inspector.look(screen, "gate-projector")
    own.close(item)
    own.decrypt()
    own.announce(item)
    public = devices.visitor(PHONE).new_page()
    public.goto(f"/c/{own.congress}/result/{item}")
    notice = public.locator(".notice").filter(has_text=MISSING)
    expect(notice).to_contain_text(DECISION.splitlines()[1])
    expect(notice).to_contain_text(SIGNED)
    inspector.look(public, "gate-result-phone")


def issue_what_waits(own: Hall) -> str:
    """Draft a motion that waits for the hearing, and bring it as far as it may go."""
    page = own.organiser.page
    own.organiser.go(f"{own.console}/items/new?kind=motion")
    page.locator("#title").fill("薪酬办法")
    page.locator("#lines").fill("草案")
    page.locator("#hearing").select_option(label=TITLE)
    own.organiser.proceed()
    own.organiser.at("草拟")
    item = page.url.rpartition("/")[2]
    for state in ("待发", "发票"):
        own.organiser.step(own.congress, item, state)
    return item


def the_form_asks_for_everything(page: Page) -> None:
    page.locator("#text").fill(DECISION)
    page.locator("#by").fill(SIGNED)
    page.get_by_label("主席团已经作出这个书面决定").check()
    submit = page.get_by_role("button", name="提交主席团的决定")
    submit.click()
    # The browser asks for the second line by itself.
    expect(page.locator("[name=forever]")).to_be_focused()
    page.get_by_label("我知道：提交以后不能收回").check()
    submit.click()
    expect(page.locator(".notice.refused").filter(has_text=MISSING)).to_be_visible()
    expect(page.locator("main")).to_contain_text(DECISION.splitlines()[1])
