"""A hearing as people live it: from the announcement to the ballot that waited for the report."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.devices import LAPTOP, PROJECTOR, Devices, TakePicture
from tests.e2e.hall import Hall, verify
from tests.e2e.hearing_phone import ANSWERING, HearingPhone
from tests.e2e.hearings import OFFICER, TITLE, Forum, draft_hearing
from tests.e2e.people import Staff
from tests.e2e.phone import COLLECTED

pytestmark = pytest.mark.xdist_group("story")

BALLOT = "绩效工资分配办法（草案）表决"
QUESTION = "绩效工资分配办法（草案）"
RUDE = "人事科长是个草包。"
SAID = {
    "night": "夜班津贴太低，希望提高到每班六十元。",
    "publish": "分配结果应当按季公布到班组。",
    "trial": "建议先试行半年。",
    "bus": "晚班要有班车。",
}
ANSWER = "一月起提高到每班五十元。"
LATE = "这是截止前最后一条。"


@dataclass
class Hearing:
    """Everybody who has a part in it."""

    forum: Forum
    phones: list[HearingPhone]
    projector: Page
    chair: Staff
    picture: TakePicture
    folder: Path
    ballot: str = ""


def test_a_hearing_goes_from_the_announcement_to_the_ballot_that_waited_for_it(
    hall: Hall, devices: Devices, tmp_path: Path, picture: TakePicture
) -> None:
    own = hall.another_congress()
    forum = draft_hearing(own, devices)
    page = devices.visitor(PROJECTOR).new_page()
    story = Hearing(forum, [], page, own.organiser, picture, tmp_path)
    the_officer_keeps_a_key_and_the_hearing_is_announced(story, devices)
    a_ballot_is_made_to_wait(story)
    delegates_read_what_it_is_about(story, devices)
    they_comment_from_their_phones(story)
    the_officer_opens_in_a_batch(story)
    the_hall_reads_on_the_projector(story)
    delegates_see_what_became_of_it_support_and_reply(story)
    nothing_can_be_reported_while_a_comment_is_sealed(story)
    the_report_answers_every_opinion(story)
    the_ballot_that_waited_is_opened(story)
    the_result_cites_the_report(story)
    a_stranger_reads_and_verifies_it(story, devices)


def the_officer_keeps_a_key_and_the_hearing_is_announced(story: Hearing, devices: Devices) -> None:
    forum, chair = story.forum, story.chair
    officer, page = forum.officer, chair.page
    if OFFICER in page.request.get("/staff/accounts").text():
        officer.log_in()
    else:
        officer.claim(forum.hall.organiser.invite("邀请听证记录人"), OFFICER)
    chair.go(forum.page)
    expect(page.locator(".blocked").first).to_contain_text("公钥")
    officer.make_key()
    officer.save_backup(story.folder / "backup.json")
    officer.register()
    shown = officer.page.locator("#part-key code.print").inner_text()
    chair.go(forum.page)
    assert page.locator("code.print").inner_text().split() == shown.split()
    page.get_by_role("button", name="公告", exact=False).first.click()
    expect(page.locator(".stepper .now")).to_contain_text("已公告")
    story.picture(page, "hearing-01-announced")


def a_ballot_is_made_to_wait(story: Hearing) -> None:
    own, page = story.forum.hall, story.chair.page
    story.chair.go(f"{own.console}/items/new?kind=motion")
    page.locator("#title").fill(BALLOT)
    page.locator("#lines").fill(QUESTION)
    page.locator("#hearing").select_option(label=TITLE)
    story.chair.proceed()
    story.chair.at("草拟")
    story.ballot = page.url.rpartition("/")[2]
    for step in ("prepare", "issue"):
        story.chair.send(f"{own.console}/items/{story.ballot}/{step}", {})
    own.organiser.open_item(own.congress, story.ballot)
    expect(page.locator("main")).to_contain_text("听证报告提交以前，这项表决不能开始投票。")
    expect(page.locator(".blocked")).to_contain_text("听证")
    story.picture(page, "hearing-02-gate")


def delegates_read_what_it_is_about(story: Hearing, devices: Devices) -> None:
    own = story.forum.hall
    for _ in range(3):
        phone = HearingPhone(devices.phone())
        phone.scan(own.new_pass())
        phone.sees(COLLECTED)
        story.phones.append(phone)
    first = story.phones[0]
    first.press(f"打开 {TITLE}")
    expect(first.page.locator(".lead")).to_have_text("现在还不能提意见。")
    first.write(SAID["night"], clause=2, marks={"必要性": 5})
    story.picture(first.page, "hearing-03-draft")


def they_comment_from_their_phones(story: Hearing) -> None:
    page = story.chair.page
    story.chair.go(story.forum.page)
    page.get_by_role("button", name="开始征集", exact=False).first.click()
    expect(page.locator(".stepper .now")).to_contain_text("征集意见")
    first, second, third = story.phones
    first.preview()
    expect(first.page.locator("[data-action=send]")).not_to_have_attribute("aria-disabled", "true")
    first.send()
    story.picture(first.page, "hearing-04-sealed")
    first.page.go_back()
    first.sees(TITLE)
    first.say(SAID["publish"], clause=2)
    for phone, texts in ((second, [SAID["trial"], SAID["bus"]]), (third, [RUDE])):
        phone.enter(TITLE)
        phone.may_say(3, 3)
        for text in texts:
            phone.say(text)
    expect(page.locator("[data-figure=received]")).to_have_text("5")


def the_officer_opens_in_a_batch(story: Hearing) -> None:
    officer = story.forum.officer
    officer.enter("open")
    officer.page.get_by_role("button", name="开启 5 条意见").click()
    officer.decide(RUDE, "侮辱谩骂")
    officer.press("本页没有决定的都公布")
    story.picture(officer.page, "hearing-05-opened")
    officer.hand_in()
    expect(officer.total("published")).to_have_text("4")
    officer.enter("answer")
    night = officer.comment(SAID["night"])
    night.locator("summary").click()
    night.get_by_label("答复的内容").fill(ANSWER)
    night.get_by_label("谁答复").fill("工会主席 王某")
    night.get_by_role("button", name="提交答复").click()
    expect(night.locator(".reply")).to_contain_text(ANSWER)


def the_hall_reads_on_the_projector(story: Hearing) -> None:
    forum, page = story.forum, story.chair.page
    screen = story.projector
    screen.goto(f"/c/{forum.hall.congress}/hearing/{forum.hearing}/screen")
    expect(screen.locator("#screen")).to_contain_text("收到意见")
    story.chair.go(f"{forum.page}/hall")
    entry = page.locator(".comment-list li", has_text="夜班津贴")
    if not entry.is_visible():
        page.locator(".comment-list summary").click()
    entry.get_by_role("button").click()
    expect(screen.locator("#screen")).to_contain_text(SAID["night"])
    story.picture(screen, "hearing-06-projector")


def delegates_see_what_became_of_it_support_and_reply(story: Hearing) -> None:
    first, second, third = story.phones
    expect(first.page.locator(".sheets")).to_contain_text("已原文公布", timeout=30_000)
    first.page.locator(".sheets button").first.tap()
    first.becomes("已原文公布")
    expect(first.page.locator(".reply")).to_contain_text(ANSWER)
    story.picture(first.page, "hearing-07-answered")
    expect(third.page.locator(".sheets")).to_contain_text("不予公布：侮辱谩骂", timeout=30_000)
    for phone in (second, third):
        phone.read_opinions(4)
        night = phone.opinion(SAID["night"])
        night.get_by_role("button", name="附议").tap()
        expect(night).to_contain_text("您已附议")
    expect(third.opinion(SAID["night"])).to_contain_text("2 人附议", timeout=30_000)
    story.picture(third.page, "hearing-08-opinions")
    third.opinion(SAID["bus"]).get_by_role("button", name="回应").tap()
    third.sees(ANSWERING)
    third.area.fill(LATE)
    third.preview()
    third.send()


def nothing_can_be_reported_while_a_comment_is_sealed(story: Hearing) -> None:
    page, officer = story.chair.page, story.forum.officer
    story.chair.go(story.forum.page)
    page.get_by_role("button", name="截止", exact=False).first.click()
    expect(page.locator(".stepper .now")).to_contain_text("已截止")
    part = officer.enter("report")
    expect(part).to_contain_text("还缺：")
    expect(part.get_by_role("button", name="提交听证报告")).to_be_hidden()
    officer.enter("open")
    officer.page.get_by_role("button", name="开启 1 条意见").click()
    officer.decide(LATE, "公布")
    officer.hand_in()
    expect(officer.total("published")).to_have_text("5")
    story.phones[2].becomes("已原文公布")


def the_report_answers_every_opinion(story: Hearing) -> None:
    officer = story.forum.officer
    officer.enter("answer")
    merge(story, [SAID["night"]], "夜班津贴")
    merge(story, [SAID["publish"]], "公开分配结果")
    merge(story, [SAID["trial"], SAID["bus"], LATE], "其他建议")
    part = officer.enter("report")
    decisions = {"夜班津贴": "部分采纳", "公开分配结果": "采纳", "其他建议": "不采纳"}
    for number, (title, decision) in enumerate(decisions.items()):
        opinion = part.locator("li.opinion").nth(number)
        opinion.get_by_label(decision, exact=True).check()
        opinion.get_by_label("理由和办法").fill(f"{title}：已经研究。")
    part.get_by_role("button", name="提交听证报告").click()
    part.get_by_role("button", name="确认，写进公开记录").click()
    expect(part).to_contain_text(f"{OFFICER} 于")
    first = story.phones[0]
    expect(first.page.locator(".fate .reported")).to_contain_text("部分采纳", timeout=30_000)
    first.back()
    expect(first.page.locator(".lead")).to_have_text("听证报告已经作出。")
    expect(first.page.locator(".reported")).to_have_count(3)
    story.picture(first.page, "hearing-09-report")
    story.chair.go(f"{story.forum.page}/hall")
    story.chair.page.get_by_role("button", name="意见采纳情况").click()
    expect(story.projector.locator("ol.adopted")).to_contain_text("夜班津贴")
    story.picture(story.projector, "hearing-10-adopted")


def merge(story: Hearing, texts: list[str], title: str) -> None:
    """Let the officer make one opinion of some comments."""
    officer = story.forum.officer
    for text in texts:
        officer.comment(text).get_by_role("checkbox").check()
    officer.page.locator("#merge-title").fill(title)
    officer.press("归并")
    expect(officer.comment(texts[0])).to_contain_text(f"已归入：{title}")


def the_ballot_that_waited_is_opened(story: Hearing) -> None:
    own = story.forum.hall
    own.organiser.propose(own.congress, story.ballot)
    own.chief.confirm(own.congress, story.ballot, "投票")
    first, second, third = story.phones
    for phone in (first, second, third):
        # They were reading: the phones turn to the ballot by themselves.
        phone.sees(BALLOT)
    story.picture(second.page, "hearing-11-ballot")
    for phone, answer in ((first, "赞成"), (second, "赞成"), (third, "反对")):
        phone.vote([[answer]])


def the_result_cites_the_report(story: Hearing) -> None:
    own, page = story.forum.hall, story.projector
    own.close(story.ballot)
    own.decrypt()
    own.organiser.step(own.congress, story.ballot, "已宣布")
    page.goto(f"/c/{own.congress}/result/{story.ballot}")
    expect(page.locator(".heard")).to_contain_text(f"听证报告：“{TITLE}”")
    story.picture(page, "hearing-12-result")


def a_stranger_reads_and_verifies_it(story: Hearing, devices: Devices) -> None:
    forum = story.forum
    page = devices.visitor(LAPTOP).new_page()
    page.goto(f"/c/{forum.hall.congress}/hearing/{forum.hearing}")
    for text in (*SAID.values(), ANSWER, LATE, "侮辱谩骂"):
        expect(page.locator("main")).to_contain_text(text)
    expect(page.locator("main")).not_to_contain_text(RUDE)
    story.picture(page, "hearing-13-public")
    record = story.folder / "record.zip"
    record.write_bytes(page.request.get(f"/c/{forum.hall.congress}/record.zip").body())
    verify(record)
