"""The hearing officer's device: the key and its backup, opening, answering, minutes, the report."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Dialog, Route, expect

from tests.e2e.devices import PHONE, Devices, TakePicture
from tests.e2e.hall import Hall, verify
from tests.e2e.hearings import (
    OFFICER,
    PASSPHRASE,
    TITLE,
    Forum,
    HearingOfficer,
    come_in,
    draft_hearing,
    open_hearing,
)
from tests.e2e.inspection import Inspector, foreign_words

pytestmark = pytest.mark.xdist_group("browser")

HOSTILE = '<img src=x onerror=alert(1)><script>alert(2)</script> \u202egnp.exe "},{'
TEXTS = [
    "分配方案应当先公示，再表决。",
    "建议公开分配方案的全部数字。",
    HOSTILE,
    "车间主任张某是个混蛋。",
    "夜班津贴太低，希望提高到每班六十元。",
    "希望明年一月起试行半年。",
]


@pytest.fixture
def forum(hall: Hall, devices: Devices) -> Forum:
    """Give a draft whose officer has just made an account."""
    return come_in(draft_hearing(hall.another_congress(), devices))


def no_dialog(dialog: Dialog) -> None:
    """Fail where a script of a comment runs."""
    dialog.dismiss()
    message = "a comment ran as a script"
    raise AssertionError(message)


def test_a_key_is_made_saved_registered_and_compared(
    forum: Forum, tmp_path: Path, picture: TakePicture
) -> None:
    officer, page = forum.officer, forum.officer.page
    officer.make_key()
    shown = page.locator("#part-key code.print").inner_text().replace(" ", "")
    expect(page.get_by_role("button", name="登记这把公钥")).to_be_hidden()
    page.locator("#passphrase").fill(PASSPHRASE)
    page.locator("#again").fill("something else")
    officer.press("保存备份文件")
    expect(page.get_by_text("两次输入的口令不一样")).to_be_visible()
    page.locator("#passphrase").fill("短")
    page.locator("#again").fill("短")
    officer.press("保存备份文件")
    expect(page.get_by_text("口令至少要 10 个字符")).to_be_visible()
    file = officer.save_backup(tmp_path / "backup.json")
    assert PASSPHRASE not in file.read_text()
    picture(page, "officer-key")
    officer.register()
    organiser = forum.hall.organiser
    organiser.go(forum.page)
    shown = " ".join(re.findall("....", shown))
    expect(organiser.page.locator("code.print")).to_have_text(shown)


def test_a_key_moves_to_another_device_by_its_backup_and_opens_there(
    forum: Forum, devices: Devices, tmp_path: Path
) -> None:
    officer = forum.officer
    file = open_hearing(forum, tmp_path)
    forum.say(TEXTS)
    other = HearingOfficer(devices.staff(), officer.office)
    other.log_in()
    expect(other.enter("key").get_by_text("密钥不在这台设备上。")).to_be_visible()
    other.restore(file, "not the passphrase")
    expect(other.page.get_by_text("口令不对")).to_be_visible()
    wrong = tmp_path / "wrong.json"
    wrong.write_text("{}")
    other.restore(wrong)
    expect(other.page.get_by_text("这不是本系统的备份文件")).to_be_visible()
    other.restore(file)
    expect(other.page.get_by_text("公钥已经登记")).to_be_visible()
    other.enter("open")
    other.press("开启 6 条意见")
    expect(other.comment("夜班津贴")).to_be_visible()
    other.enter("key")
    other.page.get_by_text("从这台设备上删除密钥").click()
    other.press("删除密钥")
    expect(other.page.get_by_text("密钥不在这台设备上。").first).to_be_visible()
    assert "votesvc/officer/v1" in other.page.evaluate("Object.keys(localStorage)")
    assert other.page.evaluate("JSON.parse(localStorage['votesvc/officer/v1']).keys") == {}


def test_comments_are_opened_decided_answered_merged_and_reported(
    forum: Forum, tmp_path: Path, picture: TakePicture
) -> None:
    page = forum.officer.page
    page.on("dialog", no_dialog)
    open_hearing(forum, tmp_path)
    they_are_opened_five_at_least(forum)
    picture(page, "officer-opened")
    decisions_survive_a_reload_and_are_handed_in(forum.officer)
    one_is_answered(forum.officer)
    like_ones_are_merged(forum.officer)
    picture(page, "officer-merged")
    minutes_are_kept_and_corrected(forum.officer)
    the_report_is_written_and_survives_a_reload(forum.officer)
    forum.step("close")
    page.reload()
    picture(page, "officer-report")
    part = forum.officer.part("report")
    part.get_by_role("button", name="提交听证报告").click()
    part.get_by_role("button", name="确认，写进公开记录").click()
    expect(part).to_contain_text(f"{OFFICER} 于")
    expect(part).to_contain_text("先提高到五十元。")
    picture(page, "officer-reported")
    record = tmp_path / "record.zip"
    record.write_bytes(page.request.get(f"/c/{forum.hall.congress}/record.zip").body())
    verify(record)


def they_are_opened_five_at_least(forum: Forum) -> None:
    officer = forum.officer
    forum.say(TEXTS[:4])
    part = officer.enter("open")
    expect(officer.total("received")).to_have_text("4")
    expect(part).to_contain_text("每次至少开启 5 条")
    expect(officer.page.get_by_role("button", name="开启 4 条意见")).to_be_hidden()
    forum.say(TEXTS[4:])
    officer.page.get_by_role("button", name="开启 6 条意见").click()
    for text in TEXTS:
        expect(officer.comment(text)).to_have_count(1)


def decisions_survive_a_reload_and_are_handed_in(officer: HearingOfficer) -> None:
    part = officer.part("open")
    officer.decide("车间主任张某", "侮辱谩骂")
    for text in TEXTS[:2]:
        officer.decide(text, "公布")
    expect(part).to_contain_text("已经决定 3 / 6 条")
    expect(part).to_contain_text("决定满 5 条才能提交")
    officer.page.reload()
    expect(part).to_contain_text("已经决定 3 / 6 条")
    officer.press("本页没有决定的都公布")
    expect(part).to_contain_text("已经决定 6 / 6 条")
    officer.press("提交这一批")
    expect(part).to_contain_text("公布 5 条，不予公布 1 条")
    officer.press("确认，写进公开记录")
    expect(officer.total("published")).to_have_text("5")
    expect(officer.total("withheld")).to_have_text("1")
    expect(part).to_contain_text("现在没有等着开启的意见")


def one_is_answered(officer: HearingOfficer) -> None:
    officer.enter("answer")
    night = officer.comment("夜班津贴")
    night.locator("summary").click()
    night.get_by_label("答复的内容").fill("一月起提高到五十元。")
    officer.page.reload()
    expect(night.get_by_label("答复的内容")).to_have_value("一月起提高到五十元。")
    night.get_by_label("谁答复").fill("工会主席 王某")
    night.get_by_role("button", name="提交答复").click()
    expect(night.locator(".reply")).to_contain_text("一月起提高到五十元。")


def like_ones_are_merged(officer: HearingOfficer) -> None:
    title, into = officer.page.locator("#merge-title"), officer.page.locator("#merge-into")
    for text in TEXTS[:2]:
        officer.comment(text).get_by_role("checkbox").check()
    title.fill("分配方案要公开")
    officer.press("归并")
    expect(officer.comment(TEXTS[0])).to_contain_text("已归入：分配方案要公开")
    officer.comment("夜班津贴").get_by_role("checkbox").check()
    title.fill("夜班津贴")
    officer.press("归并")
    officer.comment("试行半年").get_by_role("checkbox").check()
    into.select_option(label="已有的：夜班津贴")
    officer.press("归并")
    expect(officer.comment("试行半年")).to_contain_text("已归入：夜班津贴")


def minutes_are_kept_and_corrected(officer: HearingOfficer) -> None:
    part = officer.enter("minutes")
    text = officer.page.locator("#minutes-text")
    text.fill("王主席主持。\n赵经理说明草案，代表提问三次。")
    officer.page.reload()
    expect(text).to_have_value("王主席主持。\n赵经理说明草案，代表提问三次。")
    officer.press("提交笔录")
    expect(part.locator(".reply")).to_have_count(1)
    expect(part).to_contain_text("可以更正到")
    text.fill("更正：代表提问四次。")
    officer.press("提交更正")
    expect(part.locator(".reply")).to_have_count(2)
    expect(text).to_have_value("")


def the_report_is_written_and_survives_a_reload(officer: HearingOfficer) -> None:
    part = officer.enter("report")
    expect(part).to_contain_text("工作人员还没有截止征集")
    expect(part).to_contain_text("收到 6 条，公布 5 条，不予公布 1 条（侮辱谩骂 1 条）")
    expect(part).to_contain_text("2 项意见还没有写全")
    expect(part).to_contain_text("1 条公布了的意见没有归入任何一项")
    opinions = part.locator("li.opinion")
    opinions.nth(0).get_by_label("采纳", exact=True).check()
    opinions.nth(0).get_by_label("理由和办法").fill("写进办法第二条，每季度公布。")
    opinions.nth(1).locator("summary").click()
    expect(opinions.nth(1).locator("li.merged")).to_have_count(2)
    opinions.nth(1).get_by_role("button", name="移出").last.click()
    expect(part).to_contain_text("2 条公布了的意见没有归入任何一项")
    opinions.nth(1).get_by_label("部分采纳").check()
    opinions.nth(1).get_by_label("理由和办法").fill("先提高到五十元。")
    officer.page.locator("#opinion-title").fill("会上提出：晚班要有班车")
    officer.press("加上")
    opinions.nth(2).get_by_label("不采纳").check()
    opinions.nth(2).get_by_label("理由和办法").fill("另行研究。")
    opinions.nth(2).get_by_role("button", name="往前移").click()
    officer.page.reload()
    expect(opinions.nth(1).get_by_label("理由和办法")).to_have_value("另行研究。")
    expect(part.get_by_role("button", name="提交听证报告")).to_be_hidden()


def test_a_record_that_was_tampered_with_stops_the_officer(forum: Forum, tmp_path: Path) -> None:
    officer, page = forum.officer, forum.officer.page
    open_hearing(forum, tmp_path)
    forum.say(TEXTS)

    def lie(route: Route) -> None:
        answer = route.fetch()
        body = answer.json()
        body["entries"] = [entry.replace(TITLE, "另一次听证会") for entry in body["entries"]]
        route.fulfill(response=answer, body=json.dumps(body))

    page.route("**/log?*", lie)
    page.reload()
    expect(page.get_by_text("请停下来：公开记录不对")).to_be_visible()
    expect(page.get_by_text("公开记录被改动了")).to_be_visible()
    expect(page.get_by_role("button", name="开启 6 条意见")).to_be_hidden()
    page.unroute("**/log?*")
    page.reload()
    officer.enter("open")
    expect(page.get_by_role("button", name="开启 6 条意见")).to_be_visible()


def test_a_server_that_cannot_be_reached_loses_nothing(forum: Forum, tmp_path: Path) -> None:
    officer, page = forum.officer, forum.officer.page
    open_hearing(forum, tmp_path)
    forum.say(TEXTS)
    part = officer.enter("open")
    page.reload()
    page.get_by_role("button", name="开启 6 条意见").click()
    officer.press("本页没有决定的都公布")
    page.route("**/office/batch", lambda route: route.abort())
    officer.hand_in()
    expect(page.get_by_text("连不上服务器。请看一看网络")).to_be_visible()
    expect(part).to_contain_text("已经决定 6 / 6 条")
    page.unroute("**/office/batch")
    officer.hand_in()
    expect(officer.total("published")).to_have_text("6")


def test_the_pages_before_the_first_comment_are_for_everybody(
    forum: Forum, tmp_path: Path, inspector: Inspector
) -> None:
    officer, page = forum.officer, forum.officer.page
    officer.enter("key")
    inspector.look(page, "officer-key-make")
    officer.make_key()
    inspector.look(page, "officer-key-save")
    officer.save_backup(tmp_path / "backup.json")
    officer.register()
    organiser = forum.hall.organiser
    for step in ("announce", "open", "close"):
        organiser.go(forum.page)
        inspector.look(organiser.page, f"hearing-before-{step}")
        forum.step(step)
    organiser.go(f"{forum.hall.console}/hearings/new")
    inspector.look(organiser.page, "hearing-kinds")
    organiser.go(f"{forum.hall.console}/hearings/new?kind=hearing")
    organiser.proceed()
    inspector.look(organiser.page, "hearing-problems")
    organiser.go(f"{forum.hall.console}/")
    inspector.look(organiser.page, "hearing-overview")


def test_every_part_of_the_officers_page_is_for_everybody(
    forum: Forum, tmp_path: Path, inspector: Inspector
) -> None:
    officer, page = forum.officer, forum.officer.page
    open_hearing(forum, tmp_path)
    forum.say([*TEXTS, *TEXTS])
    officer.enter("open")
    page.reload()
    inspector.look(page, "officer-sealed")
    officer.press("开启 12 条意见")
    expect(officer.comment("夜班津贴").first).to_be_visible()
    officer.decide_first(6)
    officer.hand_in()
    expect(officer.total("published")).to_have_text("6")
    officer.enter("answer")
    page.get_by_role("checkbox").first.check()
    page.locator("#merge-title").fill("一项")
    inspector.look(page, "officer-answer")
    officer.press("归并")
    page.get_by_role("checkbox").first.check()
    for size in ("", "-phone"):
        if size:
            page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        for part in ("key", "open", "answer", "minutes", "report"):
            officer.enter(part)
            inspector.look(page, f"officer-{part}{size}")


def test_the_page_speaks_english_throughout(forum: Forum, tmp_path: Path, devices: Devices) -> None:
    file = open_hearing(forum, tmp_path)
    forum.say(TEXTS)
    other = HearingOfficer(devices.staff(language="en-GB"), forum.officer.office)
    other.log_in()
    known = [*TEXTS, TITLE, OFFICER, "第五届第三次职工代表大会", "第一条 总则", "第三条 附则"]
    known += ["第二条 分配的原则和比例"]
    other.enter("key")
    assert foreign_words(other.page, known) == []
    other.page.get_by_text("Restore a key").click()
    other.page.locator("#backup-file").set_input_files(file)
    other.page.locator("#restore-passphrase").fill(PASSPHRASE)
    other.press("Restore the key")
    expect(other.page.get_by_text("The public key is registered")).to_be_visible()
    other.enter("open")
    other.press("Open 6 comments")
    expect(other.comment("夜班津贴")).to_be_visible()
    assert foreign_words(other.page, known) == []
    other.press("Publish all undecided")
    other.press("Hand in this batch")
    other.press("Yes, put it on record")
    expect(other.total("published")).to_have_text("6")
    for part in ("answer", "minutes", "report"):
        other.enter(part)
        assert foreign_words(other.page, known) == []


def test_a_browser_that_keeps_nothing_makes_no_key(forum: Forum, devices: Devices) -> None:
    context = devices.staff()
    refuse = "Object.defineProperty(window, 'localStorage', {get() { throw new Error('denied'); }})"
    context.add_init_script(refuse)
    other = HearingOfficer(context, forum.officer.office)
    other.log_in()
    other.go(forum.officer.office)
    expect(other.page.get_by_text("这个浏览器不保存数据")).to_be_visible()
    expect(other.page.locator("#part-key")).to_be_hidden()
