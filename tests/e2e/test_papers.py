"""Papers as they come out of the printer: nothing is cut off, and no page holds a single line.

A congress is played on the services; Chromium prints it, and the pages are looked at as pictures.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Browser, Page

from tests.e2e.devices import Devices
from tests.e2e.inspection import Inspector, foreign_words
from tests.e2e.server import Server
from tests.services.hearing_story import SPEC, Talk
from tests.services.people import Device
from tests.services.story import CHOICE, Story
from tests.web.conftest import running
from tests.web.hearing_stage import Room, whole, written
from tests.web.staged import stage
from votesvc.domain.items import election, graded, motion
from votesvc.domain.report import Opinion
from votesvc.domain.rules import ElectionRule, EvaluationRule, Fraction
from votesvc.services import speakers
from votesvc.web.app import Settings

LONG = "关于加强劳动保护、改善一线职工工作条件的若干规定" * 8
WIDE = "W" * 120
GRADES = ("优秀", "称职", "基本称职", "不称职")
EVALUATION = EvaluationRule("P10", GRADES, "returned", quorum=Fraction(2, 3, "ge"))
PEOPLE = tuple(f"干部{number} 某部门负责人" for number in range(1, 21))
# What people have typed, and may read in Chinese on an English paper.
TYPED = (
    "工会代表大会", "工资集体合同（草案）", "工资集体合同", "二〇二六年度审议事项", "节目评选",
    "最喜爱的节目", "合唱", "舞蹈", "相声", "小品", "民主测评", "作废的一轮", "王主持", "监票甲",
    "考勤办法听证会", "薪酬分配办法听证会", "工会委员会委员选举", "经审委员选举",
    "丁一", "王五", "张三",
)  # fmt: skip
# Where A4 at 60 dots an inch has to be white: the margins that printers cannot reach.
SCALE = 60 / 72
EDGE = 26
LEAST_LINES = 3


@dataclass(frozen=True)
class Printed:
    """The congress that is printed: its server, and the addresses of its papers by name."""

    server: Server
    papers: dict[str, str]
    hearing: str
    screen: str


@pytest.fixture(scope="module")
def printed(_front_end: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Printed]:
    data = tmp_path_factory.mktemp("papers") / "data"
    apps = running(Settings(data=data, pause=0.0))
    app = next(apps)
    stories = stage(app)
    papers, hearing, screen = play(next(stories))
    next(stories, None)
    next(apps, None)
    server = Server(data)
    server.start()
    yield Printed(server, papers, hearing, screen)
    server.stop()


def play(story: Story) -> tuple[dict[str, str], str, str]:
    """Play ballots and hearings whose papers are short, long and wide."""
    short = whole(story)
    devices = short.talk.devices
    texts = [LONG, WIDE, *(f"第{n}号方案" for n in range(3, 24))]
    many = motion("二〇二六年度审议事项", texts)
    items = {
        "motion": motion("工资集体合同", ["工资集体合同（草案）"]),
        "many": many,
        "choice": CHOICE,
        "evaluation": graded("民主测评", PEOPLE, EVALUATION),
    }
    here = f"/c/{story.congress}"
    papers = {"catalogue": f"{here}/papers/"}
    screen = ""
    for name, spec in items.items():
        item = story.open_item(spec)
        marks = [[1, 0, 0] for _ in spec.questions]
        if name == "choice":
            marks = [[1, 1, 0, 0]]
        if name == "evaluation":
            marks = [[0, 1, 0, 0, 0]] * len(PEOPLE)
        for device in devices:
            story.cast(story.request(device, item, *marks))
        story.close(item)
        story.announce(item)
        kinds = ["specimen", "report", "posting"]
        kinds += ["resolution"] if spec.kind == "motion" else []
        papers |= {f"{name}-{kind}": f"{here}/papers/{item}/{kind}" for kind in kinds}
        screen = f"{here}/screen?item={item}" if name == "many" else screen
    papers |= elections(story)
    void = story.open_item(replace(many, title="作废的一轮"))
    story.void(void, "停电。\n" + LONG)
    papers["void-report"] = f"{here}/papers/{void}/report"
    long = talk(story, devices)
    for name, room in (("short", short), ("long", long)):
        for kind in ("minutes", "report", "adoption"):
            papers[f"{name}-hearing-{kind}"] = f"{room.papers}/{kind}"
    return papers, long.path, screen


def elections(story: Story) -> dict[str, str]:
    """Return the papers of an election with many names, and of one that is over."""
    here = f"/c/{story.congress}/papers"
    rule = ElectionRule("P04", 3, None, Fraction(2, 3, "ge"), 2)
    planned = story.ready_item(election("工会委员会委员选举", [*PEOPLE, LONG[:200], WIDE], rule))
    over = story.open_item(
        election("经审委员选举", ["丁一", "王五", "张三"], replace(rule, seats=2))
    )
    story.close(over)
    story.announce(over)
    return {"convening": f"{here}/convening"} | {
        f"{name}-{kind}": f"{here}/{item}/{kind}"
        for name, item in (("planned", planned), ("elected", over))
        for kind in ("candidates", "method", "request")
    }


def talk(story: Story, devices: list[Device]) -> Room:
    """Play a hearing with many long comments, answers and opinions."""
    spec = replace(SPEC, title="薪酬分配办法听证会", matter="修改的理由。\n" + LONG)
    room = Room(Talk(story, devices=devices).open(spec))
    said = [f"第{n}条。" + "希望认真考虑实际困难。" * (n * n % 60) for n in range(24)]
    ids = room.receive(*map(written, said))
    room.publish(*ids[:20])
    room.withhold("names-a-person", *ids[20:])
    for one in ids[:20:2]:
        room.reply(one, "已经逐条研究，意见如下。" * 20)
    room.close()
    room.keep("问：怎样计算？\n答：按规定。\n" * 40)
    room.report(
        *(
            Opinion(f"第{k}项 {WIDE[:60]}", tuple(sorted(ids[4 * k : 4 * k + 4])), "partly", LONG)
            for k in range(5)
        )
    )
    for name in ("张师傅", "W" * 80):
        speakers.add(story.session, room.hearing, name, "for", 3)
    return room


@pytest.fixture
def visitors(browser: Browser, printed: Printed) -> Iterator[Devices]:
    devices = Devices(browser, printed.server.url)
    yield devices
    devices.close()


CUT = """() => [...document.querySelectorAll('.sheet, .sheet *')]
  .filter((element) => element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0
    && getComputedStyle(element).display !== 'inline'
    && !element.closest('svg, .stamp') && !element.classList.contains('visually-hidden'))
  .map(({ tagName, className }) => `${tagName} ${className}`)"""
# The width of A4 less the margins of the papers, in the pixels of CSS.
PRINTED_WIDTH = 627


def check_printed(page: Page, folder: Path, name: str) -> None:
    page.emulate_media(media="print")
    page.set_viewport_size({"width": PRINTED_WIDTH, "height": 900})
    assert page.evaluate(CUT) == [], name
    document = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    count = len(document)
    for number, sheet in enumerate(document, 1):
        assert [round(side) for side in sheet.get_size()] == [595, 842], name
        text = sheet.get_textpage().get_text_bounded()
        assert f"{number}/{count}" in "".join(text.split()), (name, text)
        lines = [line for line in text.split("\n") if line.strip(" /0123456789\r")]
        assert len(lines) >= LEAST_LINES, f"{name}: page {number} holds only {lines}"
        picture = sheet.render(scale=SCALE).to_pil().convert("L")
        picture.save(folder / f"paper-{name}-{number}.png")
        check_margins(picture, f"{name}, page {number}")
    document.close()


def check_margins(picture: Image.Image, name: str) -> None:
    """Fail where something stands in a margin."""
    box = ImageChops.invert(picture).point(lambda ink: 255 if ink > 60 else 0).getbbox()
    assert box is not None, f"{name} is empty"
    width, height = picture.size
    left, top, right, bottom = box
    assert left >= EDGE, f"{name}: ink at the left edge: {box}"
    assert top >= EDGE, f"{name}: ink at the top: {box}"
    assert right <= width - EDGE, f"{name}: ink at the right edge: {box}"
    assert bottom <= height - EDGE // 2, f"{name}: ink at the foot: {box}"


@pytest.mark.parametrize("language", ["zh-CN", "en-US"])
def test_every_paper_prints_whole_on_a4(
    printed: Printed, visitors: Devices, pictures: Path, language: str
) -> None:
    page = visitors.visitor(language=language).new_page()
    for name, address in printed.papers.items():
        page.emulate_media(media="screen")
        answer = page.goto(address)
        assert answer is not None
        assert answer.ok, name
        check_printed(page, pictures, f"{name}-{language}")


def test_papers_and_the_page_of_a_hearing_shut_nobody_out(
    printed: Printed, visitors: Devices, inspector: Inspector
) -> None:
    page = visitors.visitor().new_page()
    names = ("motion-report", "evaluation-specimen", "short-hearing-minutes", "catalogue")
    addresses = {f"paper-{name}": printed.papers[name] for name in names}
    addresses["hearing"] = printed.hearing
    addresses["hearing-screen"] = f"{printed.hearing}/screen"
    for name, address in addresses.items():
        page.goto(address)
        inspector.look(page, name)


def test_papers_are_english_for_whoever_reads_english(printed: Printed, visitors: Devices) -> None:
    page = visitors.visitor(language="en-US").new_page()
    english = ("motion-report", "choice-specimen", "motion-posting", "catalogue")
    for name in (*english, "elected-method", "elected-candidates"):
        page.goto(printed.papers[name])
        assert foreign_words(page, TYPED) == [], name


def test_the_projector_turns_its_pages_until_everything_was_seen(
    printed: Printed, visitors: Devices
) -> None:
    context = visitors.visitor((1920, 1080))
    page = context.new_page()
    page.clock.install()
    page.goto(printed.screen)
    pager = page.locator("#pager [data-page]")
    seen: set[str] = set()
    page.wait_for_function("document.querySelector('#pager').hidden === false")
    count = int(pager.inner_text().split("/")[1])
    assert count > 1
    for number in range(1, count + 1):
        assert pager.inner_text() == f"{number} / {count}"
        assert page.evaluate("document.documentElement.scrollHeight <= window.innerHeight + 1")
        seen |= set(page.locator(".question:visible h2").all_inner_texts())
        page.clock.run_for(10_000)
    assert len(seen) == 23
    assert pager.inner_text() == f"1 / {count}"
    page.locator("#pause").click()
    page.clock.run_for(30_000)
    assert pager.inner_text() == f"1 / {count}"
    assert page.locator("#pause").inner_text() == "继续翻页"


def test_what_is_on_the_wall_fits_on_it(printed: Printed, visitors: Devices) -> None:
    page = visitors.visitor((1280, 720)).new_page()
    page.goto(f"{printed.hearing}/screen")
    picture = Image.open(io.BytesIO(page.screenshot()))
    assert picture.size == (1280, 720)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
