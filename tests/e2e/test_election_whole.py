"""An election from the form to the run-off: three seats among five, with names written in."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.ballots import ELECTION
from tests.e2e.devices import Devices
from tests.e2e.hall import Hall, verify
from tests.e2e.inspection import Inspector
from tests.e2e.phone import PhonePage
from tests.e2e.preparing import record_done
from votesvc.cli.rehearsal.phone import Phone
from votesvc.cli.rehearsal.wire import Wire

CANDIDATES = ("丁一鸣", "王秀兰", "刘建国", "张海燕", "欧阳文斌")
TITLE = ELECTION
SEATS = 3
# Two thirds of the sixty on the roll.
QUORUM = 40
REASON = "选举办法第八条：得票超过全体代表三十分之一"
RULE = (
    "应到 60 人，三分之二以上到会须 40 人",
    "应选 3 名；每张选票至多选 3 名，多选无效",
    "至多写 3 个姓名",
    "须 3 票赞成（全体应到人数的超过 1/30）",
)
CHANGED = f"通过票数的分母：由 2 改为 30（周文华，理由：{REASON}）"
GATES = ("提名或酝酿候选人", "上级批复", "大会通过办法和名单")
# Whom each simulated phone votes for and against, and whom it writes in.
VOTES = (
    ((0, 1, 2), (), ""),
    ((0, 1, 3), (), ""),
    ((0, 1, 2), (), ""),
    ((2, 3), (0,), "李思元"),
    ((0, 1, 3), (), ""),
)


class Phones:
    """Simulated phones with a pass each, for a congress in the hall."""

    def __init__(self, hall: Hall) -> None:
        host, port = hall.server.url.removeprefix("http://").split(":")
        self.wire = wire = Wire(host, int(port))
        vkey = str(wire.get_json(f"/c/{hall.congress}/state")["vkey"])
        self.phones = [Phone(wire, hall.congress, vkey) for _ in VOTES]
        for phone in self.phones:
            phone.redeem(hall.new_pass().split("#")[1])

    def vote(self, item: str, votes: list[tuple[list[list[int]], tuple[str, ...]]]) -> None:
        """Collect and cast, each its own."""
        for phone, (choices, names) in zip(self.phones, votes, strict=True):
            phone.fetch(item)
            phone.collect(item)
            phone.cast(item, phone.seal(item, choices, names))
        self.wire.close()


def marks(pro: tuple[int, ...], contra: tuple[int, ...], name: str) -> list[list[int]]:
    row, slots = [int(place in pro) for place in range(5)], [int(bool(name)), 0, 0]
    return [[*row, *slots], [int(place in contra) for place in range(5)]]


def draft_by_the_form(own: Hall, inspector: Inspector) -> str:
    """Fill in the form as an organiser does: change the place on the way, and one number."""
    page = own.organiser.page
    own.organiser.go(f"{own.console}/items/new")
    page.get_by_role("link", name="工会委员会委员（差额）").click()
    page.get_by_label("议题名称").fill(TITLE)
    page.get_by_label("应选几名").fill(str(SEATS))
    page.locator("#lines").fill("\n".join(CANDIDATES))
    page.get_by_text("规则里的数和依据").click()
    page.get_by_label("通过票数的分母").fill("30")
    page.get_by_role("button", name="上海").click()
    expect(page.locator(".notice[role=status]")).to_contain_text("通过票数的分母：30")
    expect(page.locator("#lines")).to_have_value("\n".join(CANDIDATES))
    inspector.look(page, "election-form")
    # The Enter key makes the draft, and does not press another place.
    page.get_by_label("议题名称").press("Enter")
    expect(page.locator("#reason-problem")).to_contain_text("请写明理由")
    page.get_by_label("改动的理由").fill(REASON)
    page.get_by_role("button", name="建立草稿").click()
    own.organiser.at("草拟")
    return page.url.rpartition("/")[2]


def see_rule(page: Page) -> None:
    """See the rule in words and whole numbers, and what was changed in it."""
    rule = page.locator("section", has=page.locator("#rule-title"))
    for words in (*RULE, CHANGED):
        expect(rule).to_contain_text(words)


def open_ballot(own: Hall, item: str, inspector: Inspector) -> None:
    """Do what has to be done before, and open with two persons."""
    page = own.organiser.page
    see_rule(page)
    own.organiser.step(own.congress, item, "待发")
    for gate in GATES:
        record_done(page, gate)
    own.organiser.step(own.congress, item, "发票")
    inspector.look(page, "election-before-opening")
    own.organiser.propose(own.congress, item)
    own.chief.open_item(own.congress, item)
    see_rule(own.chief.page)
    own.chief.confirm(own.congress, item, "投票")


def vote_in_the_browser(phone: PhonePage) -> None:
    """Vote for two, against one, and write a name in."""
    phone.sees(TITLE)
    for candidate, answer in enumerate(("赞成", "赞成", "反对")):
        phone.touch(candidate, answer)
    field = phone.page.get_by_label(re.compile("姓名 1"))
    field.fill("李思源")
    field.blur()
    phone.review()
    phone.cast()


def merge_spellings(own: Hall, item: str, inspector: Inspector) -> None:
    """Let the organiser find two spellings to be one name, and the chief scrutineer agree."""
    page, chief = own.organiser.page, own.chief.page
    own.organiser.go(f"{own.console}/items/{item}")
    names = page.locator("section", has=page.locator("#names-title"))
    expect(names).to_contain_text("李思元")
    names.get_by_text("同一人写成了几种写法").click()
    names.get_by_label("李思元").check()
    names.get_by_label("都算作").select_option("李思源")
    names.get_by_label("理由").fill("同一人，末字误写")
    inspector.look(page, "election-names")
    names.get_by_role("button", name="提出合并").click()
    expect(names).to_contain_text("等总监票人确认")
    own.chief.go(f"{own.console}/items/{item}")
    inspector.look(chief, "election-merge")
    chief.get_by_role("button", name="确认是同一人").click()
    expect(chief.locator("section", has=chief.locator("#names-title"))).to_contain_text("确认。")
    own.organiser.go(own.console)


def see_result(own: Hall, item: str, visitor: Page, inspector: Inspector) -> None:
    """Look at the result and at the printed report."""
    visitor.goto(f"/c/{own.congress}/result/{item}")
    table = visitor.locator(".tabled")
    expect(table.locator("tr.chosen")).to_have_count(2)
    expect(table.locator("tr.tied")).to_have_count(2)
    expect(table).to_contain_text("李思源")
    expect(table).not_to_contain_text("李思元")
    inspector.look(visitor, "election-result")
    visitor.goto(f"/c/{own.congress}/papers/{item}/report")
    for words in ("李思源", *RULE, CHANGED):
        expect(visitor.locator("body")).to_contain_text(words)
    inspector.look(visitor, "election-report")
    visitor.goto(f"/c/{own.congress}/screen?item={item}")
    expect(visitor.locator(".tabled")).to_contain_text("刘建国")


def run_off(own: Hall, item: str, crowd: Phones) -> str:
    """Let the tied stand once more, and return that ballot."""
    page = own.organiser.page
    own.organiser.go(f"{own.console}/items/{item}")
    page.get_by_role("button", name="准备再次投票").click()
    expect(page.locator("h1")).to_contain_text("再次投票")
    child = page.url.rsplit("/", 1)[1]
    own.organiser.go(own.console)
    own.run(child)
    crowd.vote(child, [([[int(voter < 4), 0]], ()) for voter in range(len(VOTES))])
    own.close(child)
    own.decrypt()
    own.announce(child)
    return child


def test_an_election_with_a_name_written_in_a_tie_and_a_run_off(
    hall: Hall, devices: Devices, inspector: Inspector
) -> None:
    own = hall.another_congress()
    phone = PhonePage(devices.phone())
    phone.scan(own.new_pass())
    crowd = Phones(own)
    for _ in range(QUORUM - len(VOTES) - 1):
        own.new_pass()
    item = draft_by_the_form(own, inspector)
    open_ballot(own, item, inspector)
    vote_in_the_browser(phone)
    crowd.vote(item, [(marks(*vote), (vote[2], "", "")) for vote in VOTES])
    own.close(item)
    own.decrypt()
    merge_spellings(own, item, inspector)
    own.announce(item)
    visitor = devices.staff().new_page()
    see_result(own, item, visitor, inspector)
    child = run_off(own, item, crowd)
    visitor.goto(f"/c/{own.congress}/result/{child}")
    expect(visitor.locator("tr.chosen")).to_contain_text("刘建国")
    record = own.folder / "election.zip"
    record.write_bytes(visitor.request.get(f"/c/{own.congress}/record.zip").body())
    verify(record)
