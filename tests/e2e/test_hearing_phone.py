"""A hearing on the delegate's phone: every screen, hostile words, the way back, lies, keyboard."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Dialog, Page, Route, expect

from tests.e2e.ballots import MOTION
from tests.e2e.devices import PHONE, Devices, TakePicture
from tests.e2e.hall import TITLE as CONGRESS, Hall, delegate, votesvc
from tests.e2e.hearing_phone import (
    ANSWERING,
    PATIENCE_MILLISECONDS,
    RECEIVED,
    WRITING,
    HearingPhone,
)
from tests.e2e.hearings import OFFICER, TITLE, Forum, draft_hearing, open_hearing
from tests.e2e.inspection import Inspector, foreign_words
from tests.e2e.phone import ALARM, CHECKED_IN
from tests.e2e.test_access import go_to

pytestmark = pytest.mark.xdist_group("browser")

PAPER = MOTION["title"]
TEXTS = ["分配方案应当先公示，再表决。", "夜班津贴太低。", "请公开全部数字。", "试行半年再定。"]
HOSTILE = {
    "html": "<script>alert(1)</script><img src=x onerror=alert(2)><h1>标题</h1>",
    "direction": "同意\u202e案方此意同不\u202c\u2066x\u2069 后面的字",
    "zero width": "同\u200b意\u200d\ufeff\u2060和看不见的",
    "four bytes": "𠮷野家 👩\u200d👩\u200d👧\u200d👦 𝒳 \U0010ffff",
    "long word": "W" * 600,
    "many marks": "Z" + "\u0351\u036b\u0343" * 100 + "完",
    "many lines": "第一行\n" + "\n" * 300 + "末行",
    "template": "{{ config }} %(name)s {count} ${x} =HYPERLINK(1)",
}


@pytest.fixture
def forum(hall: Hall, devices: Devices) -> Forum:
    """Give a draft of a hearing in a congress of its own, and its officer at a device."""
    own = hall.another_congress()
    found = draft_hearing(own, devices)
    if OFFICER in own.organiser.page.request.get("/staff/accounts").text():
        found.officer.log_in()
    else:
        found.officer.claim(own.organiser.invite("邀请听证记录人"), OFFICER)
    return found


def phone_of(forum: Forum, devices: Devices) -> HearingPhone:
    """Give the phone of one more delegate who has just checked in."""
    phone = HearingPhone(devices.phone())
    phone.scan(forum.hall.new_pass())
    phone.sees(CHECKED_IN)
    return phone


def open_comments(forum: Forum, withheld: str | None = None, reason: str = "侮辱谩骂") -> None:
    """Let the officer open what is sealed and publish all of it but one."""
    officer = forum.officer
    officer.enter("open")
    officer.page.reload()
    officer.page.get_by_role("button", name=re.compile(r"开启 \d+ 条意见")).click()
    if withheld is not None:
        officer.decide(withheld, reason)
    officer.press("本页没有决定的都公布")
    officer.hand_in()
    expect(officer.total("sealed")).to_have_text("0")


def no_dialog(dialog: Dialog) -> None:
    """Fail where words run as a script."""
    dialog.dismiss()
    message = "the words of a comment ran as a script"
    raise AssertionError(message)


def alter(page: Page, path: str, change: Callable[[dict[str, Any]], None]) -> None:
    """Let the server lie to this phone alone."""

    def lie(route: Route) -> None:
        headers = {k: v for k, v in route.request.headers.items() if k != "if-none-match"}
        answer = route.fetch(headers=headers)
        body = answer.json()
        change(body)
        route.fulfill(response=answer, body=json.dumps(body))

    page.route(path, lie)


def test_every_screen_from_the_announcement_to_the_report_is_for_everybody(
    forum: Forum, devices: Devices, inspector: Inspector, tmp_path: Path
) -> None:
    forum.officer.make_key()
    forum.officer.save_backup(tmp_path / "backup.json")
    forum.officer.register()
    forum.step("announce")
    phone = phone_of(forum, devices)
    a_hearing_is_announced(phone, inspector)
    a_draft_waits_for_the_opening(forum, phone, inspector)
    a_comment_is_sealed_and_withheld(forum, phone, inspector)
    another_is_supported_and_replied_to(phone, inspector)
    forum.step("close")
    open_comments(forum)
    phone.becomes("已原文公布")
    report(forum)
    what_came_of_it_is_on_the_phone(phone, inspector)


def a_hearing_is_announced(phone: HearingPhone, inspector: Inspector) -> None:
    expect(phone.page.locator("[data-list=hearings] .agenda-item")).to_have_count(1)
    inspector.look(phone.page, "hearing-phone-agenda")
    phone.press(f"打开 {TITLE}")
    expect(phone.page.locator(".lead")).to_have_text("现在还不能提意见。")
    inspector.look(phone.page, "hearing-phone-announced")
    with phone.page.expect_download() as download:
        phone.page.get_by_role("link", name="草案.pdf").tap()
    assert download.value.path().read_bytes().startswith(b"%PDF")


def a_draft_waits_for_the_opening(forum: Forum, phone: HearingPhone, inspector: Inspector) -> None:
    phone.write("先打的草稿", clause=2, marks={"必要性": 5, "可行性": 3})
    inspector.look(phone.page, "hearing-phone-draft")
    phone.preview()
    send = phone.page.locator("[data-action=send]")
    expect(send).to_have_attribute("aria-disabled", "true")
    inspector.look(phone.page, "hearing-phone-too-early")
    forum.step("open")
    expect(send).not_to_have_attribute("aria-disabled", "true", timeout=PATIENCE_MILLISECONDS)
    inspector.look(phone.page, "hearing-phone-preview")


def a_comment_is_sealed_and_withheld(
    forum: Forum, phone: HearingPhone, inspector: Inspector
) -> None:
    phone.context.set_offline(True)
    phone.press("密封送出")
    phone.sees("正在密封送出……")
    inspector.look(phone.page, "hearing-phone-sending")
    phone.context.set_offline(False)
    phone.sees(RECEIVED)
    inspector.look(phone.page, "hearing-phone-sealed")
    forum.say(TEXTS)
    open_comments(forum, withheld="先打的草稿")
    phone.becomes("不予公布：侮辱谩骂")
    phone.page.locator("details.more summary").last.tap()
    inspector.look(phone.page, "hearing-phone-withheld")
    phone.back()
    expect(phone.page.locator(".hearing-kind")).to_have_text("听证会")
    inspector.look(phone.page, "hearing-phone-open")


def another_is_supported_and_replied_to(phone: HearingPhone, inspector: Inspector) -> None:
    phone.read_opinions(4)
    inspector.look(phone.page, "hearing-phone-opinions")
    night = phone.opinion("夜班津贴")
    night.get_by_role("button", name="附议").tap()
    expect(night).to_contain_text("您已附议")
    expect(night).to_contain_text("1 人附议", timeout=PATIENCE_MILLISECONDS)
    night.get_by_role("button", name="回应").tap()
    phone.sees(ANSWERING)
    expect(phone.page.locator(".answering")).to_contain_text("夜班津贴太低。")
    phone.area.fill("字" * 1203)
    expect(phone.page.locator(".room")).to_have_text("超出 3 字，请删掉一些")
    phone.press("预览")
    expect(phone.page.locator("[data-slot=why]")).to_contain_text("太长")
    inspector.look(phone.page, "hearing-phone-too-long")
    phone.area.fill("同意，一月起就该提高。")
    phone.preview()
    phone.send()


def what_came_of_it_is_on_the_phone(phone: HearingPhone, inspector: Inspector) -> None:
    merged = phone.page.locator(".fate .reported")
    expect(merged).to_contain_text("部分采纳", timeout=PATIENCE_MILLISECONDS)
    inspector.look(phone.page, "hearing-phone-answered")
    phone.page.go_back()
    phone.page.go_back()
    expect(phone.page.locator(".lead")).to_have_text("听证报告已经作出。")
    expect(phone.page.locator(".reported")).to_have_count(1)
    inspector.look(phone.page, "hearing-phone-reported")


def report(forum: Forum) -> None:
    """Let the officer merge everything into one opinion, and report."""
    officer = forum.officer
    received, withheld = (int(officer.total(one).inner_text()) for one in ("received", "withheld"))
    published = received - withheld
    # What was handed in last comes back with the log.
    expect(officer.total("published")).to_have_text(str(published))
    boxes = officer.enter("answer").get_by_role("checkbox")
    expect(boxes).to_have_count(published)
    for box in boxes.all():
        box.check()
    officer.page.locator("#merge-title").fill("津贴和公开")
    officer.press("归并")
    officer.enter("report")
    opinion = officer.page.locator("#part-report li.opinion").first
    opinion.get_by_label("部分采纳").check()
    opinion.get_by_label("理由和办法").fill("津贴提高，数字按季公开；试行期不变。")
    part = officer.part("report")
    part.get_by_role("button", name="提交听证报告").click()
    part.get_by_role("button", name="确认，写进公开记录").click()
    expect(part).to_contain_text(f"{OFFICER} 于")


def test_hostile_words_are_shown_as_they_stand_and_break_nothing(
    forum: Forum, devices: Devices, inspector: Inspector, tmp_path: Path
) -> None:
    open_hearing(forum, tmp_path)
    phone = phone_of(forum, devices)
    phone.page.on("dialog", no_dialog)
    phone.enter(TITLE)
    phone.may_say(3, 3)
    for text in list(HOSTILE.values())[:2]:
        phone.write(text)
        phone.preview()
        shown = phone.page.locator("[data-list=said] .said").last
        assert shown.evaluate("element => element.textContent") == text
        phone.send()
        phone.back()
    forum.say(list(HOSTILE.values())[2:])
    open_comments(forum)
    words_stand_as_they_were_written(phone)
    a_long_one_is_folded(phone)
    inspector.look(phone.page, "hearing-phone-hostile")
    phone.back()
    inspector.look(phone.page, "hearing-phone-hostile-own")


def words_stand_as_they_were_written(phone: HearingPhone) -> None:
    opinions = phone.read_opinions(len(HOSTILE))
    read = opinions.locator(":scope > .said").evaluate_all("all => all.map((e) => e.textContent)")
    assert sorted(read) == sorted(HOSTILE.values())
    for said in opinions.locator(":scope > .said").all():
        style = said.evaluate("e => getComputedStyle(e).unicodeBidi + ' ' + e.localName")
        assert style == "isolate bdi"
        assert said.locator("*").count() == 0
    expect(phone.opinion("后面的字").locator(".unseen")).to_be_visible()
    expect(phone.opinion("野家").locator(".unseen")).to_be_hidden()


def a_long_one_is_folded(phone: HearingPhone) -> None:
    height = "e => e.getBoundingClientRect().height"
    for opinion in phone.page.locator(".opinion").all():
        assert opinion.evaluate(height) < PHONE[1], "it pushes the others off the page"
    long = phone.opinion("末行")
    long.get_by_role("button", name="展开全文").tap()
    expect(long.get_by_role("button", name="收起")).to_have_attribute("aria-expanded", "true")
    assert long.evaluate(height) > PHONE[1]
    long.get_by_role("button", name="收起").tap()


def test_a_ballot_that_opens_comes_first_and_tears_nothing_out_of_a_writing_hand(
    forum: Forum, devices: Devices, inspector: Inspector, tmp_path: Path
) -> None:
    open_hearing(forum, tmp_path)
    reader, writer = phone_of(forum, devices), phone_of(forum, devices)
    for phone in (reader, writer):
        phone.enter(TITLE)
    writer.write("写到一半")
    forum.hall.open_item(PAPER)
    reader.sees(PAPER)
    inspector.look(reader.page, "hearing-phone-ballot-first")
    expect(writer.strip).to_contain_text("有选票等您投")
    writer.sees(WRITING)
    inspector.look(writer.page, "hearing-phone-writing-on")
    writer.area.press_sequentially("，写完了")
    writer.strip.tap()
    writer.sees(PAPER)
    expect(writer.strip).to_contain_text("正在征集意见")
    writer.vote([["赞成"], ["反对"], ["弃权"]])
    writer.strip.tap()
    writer.sees(TITLE)
    expect(writer.strip).to_have_count(0)
    writer.write("写到一半，写完了")
    # The reader goes back to the hearing, and is not called away a second time.
    reader.strip.tap()
    reader.sees(TITLE)
    expect(reader.strip).to_contain_text("去投票")
    reader.page.wait_for_timeout(3000)
    reader.sees(TITLE)


def test_a_draft_survives_everything_and_the_phones_own_way_back_works(
    forum: Forum, devices: Devices, tmp_path: Path
) -> None:
    open_hearing(forum, tmp_path)
    phone = phone_of(forum, devices)
    phone.enter(TITLE)
    phone.may_say(3, 3)
    phone.write("不能丢的草稿", clause=3, marks={"合规性": 4})
    phone.page.reload()
    phone.sees(WRITING)
    expect(phone.area).to_have_value("不能丢的草稿")
    assert phone.page.get_by_label("针对哪一条").input_value() == "3"
    expect(phone.page.get_by_role("group", name="合规性").get_by_label("4")).to_be_checked()
    phone.page.go_back()
    phone.sees(TITLE)
    expect(phone.page.locator(".sheets")).to_contain_text("草稿，没有送出")
    phone.page.go_back()
    phone.sees(CHECKED_IN)
    phone.reopen()
    phone.sees(CHECKED_IN)
    phone.enter(TITLE)
    phone.press("接着写 第 1 条")
    phone.preview()
    phone.page.go_back()
    phone.sees(WRITING)
    phone.preview()
    phone.send()
    # What was sent cannot be written any more: one way back leads to the hearing.
    phone.page.go_back()
    phone.sees(TITLE)


def test_a_phone_that_looks_at_no_hearing_asks_for_no_more_than_before(
    forum: Forum, devices: Devices, tmp_path: Path
) -> None:
    open_hearing(forum, tmp_path)
    phone = phone_of(forum, devices)
    phone.enter(TITLE)
    phone.may_say(3, 3)
    phone.page.go_back()
    phone.sees(CHECKED_IN)
    asked: list[str] = []
    phone.page.on("request", lambda request: asked.append(request.url))
    phone.page.wait_for_timeout(5000)
    assert asked, "the phone follows the congress"
    assert {url.rpartition("/")[2] for url in asked} == {"state"}, "and asks for nothing else"


def test_the_author_proves_a_withheld_comment_with_the_file(
    forum: Forum, devices: Devices, tmp_path: Path
) -> None:
    open_hearing(forum, tmp_path)
    phone = phone_of(forum, devices)
    phone.enter(TITLE)
    phone.may_say(3, 3)
    phone.write("主任说了算，不公平")
    phone.preview()
    phone.send()
    commitment = phone.commitment()
    forum.say(TEXTS)
    open_comments(forum, withheld="主任说了算", reason="与议题无关")
    phone.becomes("不予公布：与议题无关")
    phone.page.locator("details.more summary").last.tap()
    with phone.page.expect_download() as download:
        phone.press("保存原文文件")
    assert download.value.suggested_filename == f"votesvc-comment-{commitment[:8]}.json"
    file, record = tmp_path / "proof.json", tmp_path / "record.zip"
    download.value.save_as(file)
    record.write_bytes(phone.context.request.get(f"/c/{forum.hall.congress}/record.zip").body())
    said = votesvc("verify-comment", "--record", str(record), "--plaintext", str(file))
    assert commitment in said


def test_a_list_or_a_report_that_lies_is_shown_as_that(
    forum: Forum, devices: Devices, picture: TakePicture, tmp_path: Path
) -> None:
    open_hearing(forum, tmp_path)
    phone = phone_of(forum, devices)
    phone.enter(TITLE)
    phone.may_say(3, 3)
    phone.write("坚决反对")
    phone.preview()
    phone.send()
    forum.say(TEXTS)

    def change_words(body: dict[str, Any]) -> None:
        for one in body["opinions"]:
            one["text"] = "坚决拥护"

    alter(phone.page, "**/opinions", change_words)
    open_comments(forum)
    phone.becomes("公布的字与您写的不一样")
    picture(phone.page, "hearing-phone-altered")
    phone.page.unroute("**/opinions")
    alter(phone.page, "**/opinions", lambda body: body["opinions"].clear())
    forum.step("close")
    phone.becomes("公布的名单里没有这一条")
    phone.page.unroute("**/opinions")
    alter(
        phone.page,
        "**/report",
        lambda body: body.update(leaf=body["leaf"].replace("partly", "adopted")),
    )
    report(forum)
    phone.sees(ALARM)
    expect(phone.page.locator(".lead")).to_contain_text("听证的公告或报告不在公开记录里")
    picture(phone.page, "hearing-phone-alarm")
    phone.page.unroute("**/report")
    phone.press("重新核对一次")
    phone.sees(RECEIVED)
    phone.becomes("已原文公布")
    expect(phone.page.locator(".fate .reported")).to_contain_text("部分采纳")


def test_a_receipt_that_proves_nothing_stops_the_phone(
    forum: Forum, devices: Devices, tmp_path: Path
) -> None:
    open_hearing(forum, tmp_path)
    phone = phone_of(forum, devices)
    phone.enter(TITLE)
    phone.may_say(3, 3)
    alter(phone.page, "**/comment", lambda body: body["inclusion"].append("00" * 32))
    phone.write("意见")
    phone.preview()
    phone.press("密封送出")
    phone.sees(ALARM)
    expect(phone.page.locator(".lead")).to_contain_text("您的意见或附议")
    phone.page.unroute("**/comment")
    phone.press("重新核对一次")
    phone.sees(RECEIVED)


@pytest.mark.parametrize(
    ("kind", "name", "lead"),
    [
        ("comments", "会前意见征集", "开会之前，请您提意见。"),
        ("box", "意见箱", "有意见，可以写在这里投进来。"),
    ],
)
def test_comments_before_the_congress_and_the_box_are_the_same_pages_in_other_words(
    forum: Forum,
    devices: Devices,
    inspector: Inspector,
    tmp_path: Path,
    kind: str,
    name: str,
    lead: str,
) -> None:
    other = draft_hearing(
        forum.hall, devices, kind=kind, title=f"职工{name}", marks="", notice_days="0"
    )
    other.officer = type(other.officer)(forum.officer.page.context, other.officer.office)
    open_hearing(other, tmp_path)
    phone = phone_of(other, devices)
    phone.enter(f"职工{name}")
    expect(phone.page.locator(".hearing-kind")).to_have_text(name)
    expect(phone.page.locator(".lead")).to_have_text(lead)
    phone.may_say(3, 3)
    inspector.look(phone.page, f"hearing-phone-{kind}")
    phone.write("班车早一点")
    expect(phone.page.get_by_role("group")).to_have_count(0)
    phone.preview()
    phone.send()
    phone.becomes("已密封收到")


def test_a_comment_is_written_and_sent_with_the_keyboard_alone(
    forum: Forum, devices: Devices, tmp_path: Path
) -> None:
    open_hearing(forum, tmp_path)
    page = devices.visitor(PHONE).new_page()
    page.goto(forum.hall.new_pass())
    expect(page.locator("h1")).to_have_text(CHECKED_IN)
    go_to(page, page.locator("#strip button"))
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_be_focused()
    expect(page.locator(".tally")).to_contain_text("还可以提", timeout=PATIENCE_MILLISECONDS)
    go_to(page, page.get_by_role("button", name="写意见"))
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(WRITING)
    go_to(page, page.get_by_label("针对哪一条"))
    page.keyboard.press("ArrowDown")
    go_to(page, page.locator("textarea"))
    page.keyboard.type("只用键盘写的。")
    go_to(page, page.get_by_role("group", name="必要性").get_by_role("radio").first)
    page.keyboard.press("ArrowRight")
    go_to(page, page.get_by_role("button", name="预览"))
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_be_focused()
    expect(page.locator(".review")).to_contain_text("第一条 总则")
    expect(page.locator(".review")).to_contain_text("1 分")
    go_to(page, page.get_by_role("button", name="密封送出"))
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(RECEIVED)
    expect(page.locator("h1")).to_be_focused()


def test_a_delegate_is_heard_in_english(
    forum: Forum, devices: Devices, picture: TakePicture, tmp_path: Path
) -> None:
    open_hearing(forum, tmp_path)
    page = devices.phone("en-GB").new_page()
    page.goto(forum.hall.new_pass())
    data = (TITLE, CONGRESS, OFFICER, *TEXTS, *HEARING_WORDS, *map(delegate, range(60)))
    data += tuple(f"第{number}代表团" for number in range(1, 5))
    for action in ("#strip button", "button.primary", "button.primary", "button.primary"):
        expect(page.locator(action).first).to_be_visible()
        assert foreign_words(page, data) == []
        page.locator(action).first.tap()
        if page.locator("textarea").count():
            page.locator("textarea").fill("Publish the figures, please.")
        if action == "#strip button":
            expect(page.locator(".tally")).to_contain_text(
                "Comments left: 3 of 3", timeout=PATIENCE_MILLISECONDS
            )
    expect(page.locator("h1")).to_have_text("Your comment was received sealed")
    assert foreign_words(page, data) == []
    picture(page, "hearing-phone-english")
    forum.say(TEXTS)
    open_comments(forum)
    expect(page.locator(".outcome")).to_have_text(
        "Published word for word", timeout=PATIENCE_MILLISECONDS
    )
    page.get_by_role("button", name="Back").tap()
    assert foreign_words(page, data) == []
    page.get_by_role("button", name="Read what was published").tap()
    expect(page.locator(".opinion")).to_have_count(5)
    assert foreign_words(page, data) == []


HEARING_WORDS = (
    "就《绩效工资分配办法（草案）》征求代表意见。\n拟自明年一月起试行。",
    "就《绩效工资分配办法（草案）》征求代表意见。",
    "拟自明年一月起试行。",
    "第一条 总则",
    "第二条 分配的原则和比例",
    "第三条 附则",
    "草案.pdf",
    "王主席",
    "赵经理",
    "主持人",
    "记录人",
    "决策发言人",
)
