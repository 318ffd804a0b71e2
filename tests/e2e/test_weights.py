"""An evaluation by groups with weights, from the form to the result; one group is left out."""

from playwright.sync_api import Dialog, Page, expect

from tests.e2e.devices import PROJECTOR, Devices
from tests.e2e.hall import Hall, verify
from tests.e2e.inspection import Inspector
from tests.e2e.phone import PhonePage
from tests.e2e.preparing import record_done
from votesvc.cli.rehearsal.log import read_log
from votesvc.cli.rehearsal.phone import Phone
from votesvc.cli.rehearsal.wire import Wire
from votesvc.domain.entries import Item
from votesvc.domain.rules import group_of

TITLE = "领导班子民主测评"
PEOPLE = ("丁一鸣", "王秀兰")
WEIGHTS = {"领导班子": "30", "中层": "30", "职工代表": "40"}
# One of the leaders does not vote: four ballots are too few.
ROLL = ["领导班子"] * 5 + ["中层"] * 5 + ["职工代表"] * 6
VOTERS = {"领导班子": 4, "中层": 5, "职工代表": 6}
# A wall cannot be moved aside: a table on it has to fit.
CUT = """[...document.querySelectorAll('.scroll')]
  .filter((box) => box.scrollWidth > box.clientWidth).map(({ className }) => className)"""
GOOD, FAIR = [0, 1, 0, 0, 0], [0, 0, 1, 0, 0]


class Crowd:
    """Simulated phones of everybody but one, who has a real page."""

    def __init__(self, own: Hall) -> None:
        host, port = own.server.url.removeprefix("http://").split(":")
        self.wire = wire = Wire(host, int(port))
        vkey = str(wire.get_json(f"/c/{own.congress}/state")["vkey"])
        self.phones = [Phone(wire, own.congress, vkey) for _ in ROLL[:-1]]
        for phone in self.phones:
            phone.redeem(own.new_pass().split("#")[1])

    def vote(self) -> None:
        """Let each cast a ballot of the own group."""
        congress = self.phones[0].congress
        items = {
            group_of(one.rule): one.item
            for one in read_log(self.wire, congress)
            if isinstance(one, Item)
        }
        cast = dict.fromkeys(VOTERS, 0)
        for phone in self.phones:
            item = items[phone.group]
            phone.fetch(item)
            phone.collect(item)
            if cast[phone.group] < VOTERS[phone.group]:
                row = GOOD if cast[phone.group] % 2 else FAIR
                phone.cast(item, phone.seal(item, [row, GOOD]))
                cast[phone.group] += 1
        self.wire.close()


def stay_when_asked(page: Page) -> None:
    """Press the way back, and stay when the page asks whether what was typed shall be lost."""
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    page.once("dialog", stay)
    page.get_by_role("link", name="返回").click()
    assert asked == ["填的内容还没有存，离开就没有了。要离开吗？"]


def draft_by_the_form(own: Hall, inspector: Inspector) -> str:
    """Fill in the form, with a weight that cannot stand at first."""
    page = own.organiser.page
    own.organiser.go(f"{own.console}/items/new/national/P10")
    page.get_by_label("议题名称").fill(TITLE)
    page.locator("#lines").fill("\n".join(PEOPLE))
    stay_when_asked(page)
    page.get_by_label("中层").fill("三十")
    page.get_by_role("button", name="建立草稿").click()
    expect(page.locator("#weights-problem")).to_contain_text("请填 1 到 1000 的整数")
    for group, weight in WEIGHTS.items():
        page.get_by_label(group).fill(weight)
    inspector.look(page, "weights-form")
    page.get_by_role("button", name="建立草稿").click()
    own.organiser.at("草拟")
    expect(page.locator("table.groups tbody tr")).to_have_count(3)
    return page.url.rpartition("/")[2]


def prepare(own: Hall, item: str) -> None:
    """Make the evaluation ready, show that the leaders have reported, and let phones collect."""
    page = own.organiser.page
    own.organiser.step(own.congress, item, "待发")
    record_done(page, "述职")
    own.organiser.step(own.congress, item, "发票")


def row_of(page: Page, group: str) -> list[str]:
    cells = page.locator("table.groups tbody tr", has_text=group).locator("td")
    return cells.all_inner_texts()


def close_with_warning(own: Hall, item: str, inspector: Inspector) -> None:
    """See which group will not be counted, and close with two persons."""
    page = own.organiser.page
    own.organiser.open_item(own.congress, item)
    warning = page.locator(".warning", has_text="领导班子")
    expect(warning).to_contain_text("只收回 4 张票。现在截止，这一组就不计票")
    expect(page.locator(".warning", has_text="职工代表")).to_have_count(0)
    assert row_of(page, "领导班子") == ["30", "5", "5", "5", "4"]
    inspector.look(page, "weights-open")
    own.organiser.propose(own.congress, item)
    own.chief.confirm(own.congress, item, "截止")
    own.organiser.open_item(own.congress, item)
    expect(page.locator("table.groups tbody tr", has_text="领导班子")).to_contain_text("不计票")
    inspector.look(page, "weights-closed")


def test_groups_vote_apart_and_are_weighed_and_one_too_small_is_left_out(
    hall: Hall, devices: Devices, inspector: Inspector
) -> None:
    own = hall.another_congress(ROLL)
    crowd = Crowd(own)
    phone = PhonePage(devices.phone())
    phone.scan(own.new_pass())
    item = draft_by_the_form(own, inspector)
    prepare(own, item)
    own.organiser.propose(own.congress, item)
    own.chief.confirm(own.congress, item, "投票")
    phone.sees(TITLE)
    expect(phone.page.locator("main")).to_contain_text("职工代表")
    inspector.look(phone.page, "weights-paper")
    phone.vote([["优秀"], ["称职"]])
    crowd.vote()
    close_with_warning(own, item, inspector)
    own.decrypt()
    own.organiser.step(own.congress, item, "已宣布")
    inspector.look(own.organiser.page, "weights-announced")
    visitor = devices.staff().new_page()
    visitor.goto(f"/c/{own.congress}/result/{item}")
    # Of 丁一鸣 two of five and three of six think best: 30 · 2/5 + 40 · 3/6, of 70.
    expect(visitor.locator("main")).to_contain_text("45.71%")
    inspector.look(visitor, "weights-result")
    for language in ("zh-CN", "en-US"):
        wall = devices.visitor(PROJECTOR, language).new_page()
        wall.goto(f"/c/{own.congress}/screen?item={item}")
        expect(wall.locator(".tabled")).to_contain_text("45.71%")
        assert wall.evaluate(CUT) == []
    record = own.folder / "weights.zip"
    record.write_bytes(visitor.request.get(f"/c/{own.congress}/record.zip").body())
    verify(record)
