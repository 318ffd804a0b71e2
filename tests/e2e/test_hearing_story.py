"""A hearing from its announcement to the ballot that waited for it: three phones, the officer's
device, the projector, and whoever checks the record afterwards.
"""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.ballots import MOTION
from tests.e2e.devices import PROJECTOR, Devices, TakePicture
from tests.e2e.hall import Hall, verify
from tests.e2e.hearings import OFFICER, TITLE, Forum, HearingOfficer, draft_hearing, open_hearing
from tests.e2e.phone import PhonePage

pytestmark = pytest.mark.xdist_group("browser")

INSULT = "车间主任张某是个混蛋。"
SAID = (
    ("分配方案应当先公示，再表决。", "夜班津贴太低。"),
    ("公开全部数字。\u202e<b>公开</b>", "同意试行半年。"),
    (INSULT, "请写明申诉的期限。"),
)
_PATIENCE_MILLISECONDS = 30_000


def comment(phone: PhonePage, text: str) -> None:
    """Write, look again, seal and send from the page of the hearing, and come back to it."""
    phone.page.locator("button.primary[data-action=write]").tap(timeout=_PATIENCE_MILLISECONDS)
    phone.page.locator("textarea").fill(text)
    phone.press("预览")
    phone.press("密封送出")
    phone.sees("您的意见已密封收到")
    phone.press("返回")


def becomes(page: Page, selector: str, words: str) -> None:
    """Wait until a part of a page says this."""
    expect(page.locator(selector)).to_contain_text(words, timeout=_PATIENCE_MILLISECONDS)


def test_a_ballot_waits_for_the_hearing_and_opens_after_its_report(
    hall: Hall, devices: Devices, tmp_path: Path, picture: TakePicture
) -> None:
    own = hall.another_congress()
    forum = draft_hearing(own, devices, notice_days="0")
    the_officer_takes_a_seat(forum)
    phones = [PhonePage(devices.phone()) for _ in SAID]
    for phone in phones:
        phone.scan(own.new_pass())
    backup = open_hearing(forum, tmp_path)
    assert backup.exists()
    item = a_ballot_that_waits(forum)
    projector = devices.visitor(PROJECTOR).new_page()
    projector.goto(f"/c/{own.congress}/hearing/{forum.hearing}/screen")
    becomes(projector, "main", TITLE)
    delegates_comment(phones)
    the_officer_opens(forum.officer)
    becomes(projector, "main", "公布 5 条，不予公布 1 条")
    picture(projector, "story-hearing-screen")
    they_read_what_became_of_it(phones)
    forum.step("close")
    it_does_not_open_yet(forum, item)
    the_officer_reports(forum.officer)
    own.open(item)
    for phone in phones:
        phone.page.goto("/p")
        phone.sees(MOTION["title"])
    phones[0].vote([["赞成"], ["反对"], ["弃权"]])
    own.close(item)
    record = tmp_path / "record.zip"
    record.write_bytes(projector.request.get(f"/c/{own.congress}/record.zip").body())
    verify(record)


def the_officer_takes_a_seat(forum: Forum) -> None:
    accounts = forum.hall.organiser.page.request.get("/staff/accounts").text()
    if OFFICER in accounts:
        forum.officer.log_in()
    else:
        forum.officer.claim(forum.hall.organiser.invite("邀请听证记录人"), OFFICER)


def a_ballot_that_waits(forum: Forum) -> str:
    """Return an item that is being issued, with the hearing as its gate."""
    hall = forum.hall
    fields = {**MOTION, "kind": "motion", "hearing": forum.hearing}
    found = re.search(
        r"/items/(\w{22})", hall.organiser.send(f"{hall.console}/items/new", fields).url
    )
    assert found is not None
    hall.organiser.send(f"{hall.console}/items/{found[1]}/prepare", {})
    hall.issue(found[1])
    return found[1]


def delegates_comment(phones: list[PhonePage]) -> None:
    for phone, texts in zip(phones, SAID, strict=True):
        phone.page.locator("#strip button").tap(timeout=_PATIENCE_MILLISECONDS)
        phone.sees(TITLE)
        becomes(phone.page, ".tally", "还可以提 3 条")
        for text in texts:
            comment(phone, text)


def the_officer_opens(officer: HearingOfficer) -> None:
    officer.enter("open")
    officer.page.reload()
    officer.press("开启 6 条意见")
    officer.decide(INSULT, "侮辱谩骂")
    officer.press("本页没有决定的都公布")
    officer.hand_in()
    expect(officer.total("published")).to_have_text("5")


def they_read_what_became_of_it(phones: list[PhonePage]) -> None:
    """Read the opinions; one is supported, and its author sees it."""
    reader, author = phones[2].page, phones[0].page
    phones[2].press("看公布的意见")
    opinions = reader.locator(".opinion")
    expect(opinions).to_have_count(5, timeout=_PATIENCE_MILLISECONDS)
    assert INSULT not in reader.locator("main").inner_text()
    chosen = reader.locator(".opinion", has_text=SAID[0][0])
    chosen.locator("[data-action=support]").tap()
    expect(chosen.locator(".supports")).to_contain_text("1", timeout=_PATIENCE_MILLISECONDS)
    phones[0].press("看公布的意见")
    expect(author.locator(".opinion", has_text=SAID[0][0])).to_contain_text("您写的")


def it_does_not_open_yet(forum: Forum, item: str) -> None:
    hall = forum.hall
    hall.organiser.send(f"{hall.console}/items/{item}/propose-open", {})
    hall.chief.open_item(hall.congress, item)
    token = hall.chief.page.locator("meta[name=csrf-token]").get_attribute("content") or ""
    refused = hall.chief.page.request.post(
        f"{hall.console}/items/{item}/confirm-open", form={"csrf_token": token}
    )
    assert refused.status == 409
    assert "听证报告" in refused.text()


def the_officer_reports(officer: HearingOfficer) -> None:
    officer.enter("report")
    officer.page.reload()
    part = officer.part("report")
    officer.page.locator("#opinion-title").fill("综合意见")
    officer.press("加上")
    opinion = part.locator("li.opinion").first
    opinion.get_by_label("采纳", exact=True).check()
    opinion.get_by_label("理由和办法").fill("写进办法。")
    part.get_by_role("button", name="提交听证报告").click()
    part.get_by_role("button", name="确认，写进公开记录").click()
    expect(part).to_contain_text(f"{OFFICER} 于")
