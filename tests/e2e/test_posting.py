"""A result is posted with a box for objections, a delegate objects, and everybody is told."""

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.devices import Devices
from tests.e2e.hall import Hall, verify
from tests.e2e.hearing_phone import HearingPhone
from tests.e2e.hearings import Forum, HearingOfficer, come_in
from tests.e2e.inspection import Inspector

TITLE = "薪酬分配办法"
BOX = f"对「{TITLE}」的公示提出异议"
OBJECTION = "第二组的票好像少数了一张，请复核。"


@dataclass(frozen=True)
class Result:
    """An announced result: the congress, the item, and who looks at the pages."""

    hall: Hall
    item: str
    inspector: Inspector

    def show(self) -> Page:
        """Let the organiser open the item's page."""
        self.hall.organiser.go(f"{self.hall.console}/items/{self.item}")
        return self.hall.organiser.page


def test_a_result_is_posted_and_objected_to(
    hall: Hall, devices: Devices, inspector: Inspector, tmp_path: Path
) -> None:
    own = hall.another_congress()
    phone = HearingPhone(devices.phone())
    phone.scan(own.new_pass())
    item = own.open_item(TITLE)
    own.close(item)
    own.decrypt()
    own.announce(item)
    result = Result(own, item, inspector)
    forum = the_box_is_drafted_and_gets_its_key(result, devices, tmp_path)
    the_result_is_posted(result, forum)
    expect(phone.strip).to_contain_text("公示异议")
    phone.enter(BOX)
    inspector.look(phone.page, "posting-phone")
    phone.say(OBJECTION)
    the_box_cannot_be_closed_yet(result, forum)
    guest = devices.visitor().new_page()
    everybody_is_told_how_many_came(result, guest)
    record = tmp_path / "record.zip"
    record.write_bytes(guest.request.get(f"/c/{own.congress}/record.zip").body())
    verify(record)


def the_box_is_drafted_and_gets_its_key(result: Result, devices: Devices, folder: Path) -> Forum:
    page = result.show()
    page.get_by_role("button", name="起草异议箱").click()
    expect(page.locator("h1")).to_have_text(BOX)
    result.inspector.look(page, "posting-box-draft")
    hearing = page.url.rpartition("/")[2]
    office = f"{result.hall.console}/hearings/{hearing}/office"
    officer = HearingOfficer(devices.staff(), office)
    forum = come_in(Forum(result.hall, hearing, officer))
    expect(result.show().get_by_text("异议箱还差听证记录人的公钥")).to_be_visible()
    officer.make_key()
    officer.save_backup(folder / "backup.json")
    officer.register()
    return forum


def the_result_is_posted(result: Result, forum: Forum) -> None:
    page = result.show()
    page.get_by_label("在哪里公示").fill("厂区公告栏、食堂门口")
    expect(page.get_by_label("代表的异议写到")).to_have_value(forum.hearing)
    result.inspector.look(page, "posting-form")
    page.get_by_role("button", name="从现在起公示").click()
    expect(page.get_by_text("去看异议箱")).to_be_visible()
    result.inspector.look(page, "posting-posted")


def the_box_cannot_be_closed_yet(result: Result, forum: Forum) -> None:
    result.hall.organiser.go(forum.page)
    page = result.hall.organiser.page
    expect(page.get_by_text("第二天起才能截止")).to_be_visible()
    expect(page.get_by_role("button", name="截止征集")).to_have_count(0)
    result.inspector.look(page, "posting-box-open")


def everybody_is_told_how_many_came(result: Result, guest: Page) -> None:
    public = f"/c/{result.hall.congress}"
    guest.goto(f"{public}/result/{result.item}")
    expect(guest.get_by_text("收到异议 1 条，公布 0 条")).to_be_visible()
    expect(guest.get_by_text("公示期未满，异议箱还开着。")).to_be_visible()
    result.inspector.look(guest, "posting-result")
    guest.get_by_role("link", name="看异议和答复").click()
    expect(guest.get_by_text("结果公示的异议箱")).to_be_visible()
    result.inspector.look(guest, "posting-hearing")
    assert OBJECTION not in guest.content()
    guest.goto(f"{public}/papers/{result.item}/posting")
    result.inspector.look(guest, "posting-paper")
