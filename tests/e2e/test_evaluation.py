"""An evaluation of twenty people on one page of a slow phone."""

from playwright.sync_api import Page, expect

from tests.e2e.devices import Devices
from tests.e2e.hall import Hall, delegate
from tests.e2e.inspection import Inspector
from tests.e2e.phone import PhonePage
from votesvc.domain.items import graded
from votesvc.domain.rules import EvaluationRule, Rate, ScoreRule

GRADES = ("优秀", "称职", "基本称职", "不称职")
PEOPLE = tuple(f"{delegate(number)}（{number + 1}组）" for number in range(20))
TITLE = "中层管理人员民主测评"
RULE = EvaluationRule("P10", GRADES, "valid", (Rate("优秀和称职", (0, 1)),))
SPEC = graded(TITLE, PEOPLE, RULE)
SLOWED = 6


def slow_down(page: Page) -> None:
    """Slow the processor, as on a phone of years ago."""
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})


def paper(hall: Hall, devices: Devices, title: str = TITLE) -> PhonePage:
    phone = PhonePage(devices.phone())
    phone.scan(hall.new_pass())
    phone.sees(title)
    return phone


def test_twenty_people_are_graded_filled_reviewed_and_cast(
    hall: Hall, devices: Devices, inspector: Inspector
) -> None:
    own = hall.another_congress()
    item = own.draft(SPEC)
    own.run(item)
    phone = paper(own, devices)
    inspector.look(phone.page, "evaluation-paper")
    slow_down(phone.page)
    for row in range(10):
        phone.touch(row, GRADES[row % 4])
    expect(phone.page.locator("[data-slot=tally]")).to_have_text("已填 10 / 20")
    phone.touch(10, "弃权")
    phone.press("称职")
    expect(phone.page.locator("[data-slot=tally]")).to_have_text("已填 20 / 20")
    assert phone.marked(10) == ["弃权"]
    assert phone.marked(0) == ["优秀"]
    assert phone.marked(19) == ["称职"]
    inspector.look(phone.page, "evaluation-marked")
    phone.review()
    expect(phone.page.locator(".review")).to_contain_text("称职 · 12")
    inspector.look(phone.page, "evaluation-review")
    phone.press("投票")
    phone.sees("您的选票已进入票箱")
    own.close(item)
    own.decrypt()
    own.announce(item)
    page = devices.staff().new_page()
    page.goto(f"/c/{own.congress}/result/{item}")
    expect(page.locator(".tabled tbody tr")).to_have_count(20)
    inspector.look(page, "evaluation-result")


def test_scores_of_one_to_ten_fit_a_phone(
    hall: Hall, devices: Devices, inspector: Inspector
) -> None:
    own = hall.another_congress()
    spec = graded("合理化建议评审", ["改造空压机余热", "优化夜班交接"], ScoreRule("P18", 1, 10, 0))
    own.run(own.draft(spec))
    phone = paper(own, devices, "合理化建议评审")
    phone.touch(0, "10")
    phone.touch(1, "7")
    phone.touch(1, "8")
    assert phone.marked(1) == ["8"]
    inspector.look(phone.page, "score-paper")
    phone.review()
    phone.cast()
