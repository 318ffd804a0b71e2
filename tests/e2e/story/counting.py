"""The count, the announcement, and the stranger who believes nobody."""

import json
import zipfile
from collections import Counter
from pathlib import Path

from playwright.sync_api import APIRequestContext, Page, expect

from tests.e2e.ballots import ANSWERS, CHOICE_VOTES, MOTION_VOTES, QUESTIONS, SHOWS, totals
from tests.e2e.devices import PROJECTOR
from tests.e2e.hall import decrypt, verify
from tests.e2e.people import read_code
from tests.e2e.story.cast import Story

NEEDED = 4
"""More than half of the seven who are entitled."""
_SECRET = {"share", "result", "outcome", "announced"}


def nothing_is_public_before_the_announcement(story: Story) -> None:
    server = f"{story.server.url}{story.public}"
    story.organiser.open_item(story.congress, story.items["motion"])
    for handed_in, key in enumerate(story.keys):
        story.organiser.at("截止")
        expect(story.organiser.page.locator(".owners .done")).to_have_count(handed_in)
        decrypt(key, server)
    # The organiser's page follows the count by itself.
    story.organiser.at("已计票")
    stranger = story.devices.visitor().request
    assert not _SECRET & set(logged_types(stranger, story))
    for item in story.items.values():
        assert stranger.get(f"{story.public}/result/{item}").status in {404, 409}
        assert stranger.get(f"{story.public}/bel/{item}.bel").status in {404, 409}
    record = story.folder / "early.zip"
    record.write_bytes(stranger.get(f"{story.public}/record.zip").body())
    with zipfile.ZipFile(record) as archive:
        assert not [name for name in archive.namelist() if name.endswith(".bel")]
        assert b'"type":"result"' not in archive.read("log.jsonl")


def logged_types(stranger: APIRequestContext, story: Story) -> Counter[str]:
    """Return how many entries of each type the public log has."""
    size = stranger.get(f"{story.public}/state").json()["size"]
    leaves = stranger.get(f"{story.public}/log?start=0&end={size}").json()["entries"]
    return Counter(str(json.loads(leaf)["type"]) for leaf in leaves)


def everybody_sees_the_result(story: Story) -> None:
    hall = story.devices.visitor(PROJECTOR).new_page()
    hall.goto(f"{story.public}/screen")
    story.picture(hall, "screen-counted")
    for item in story.items.values():
        story.organiser.open_item(story.congress, item)
        story.picture(story.organiser.page, f"console-count-{item[:4]}")
        story.organiser.proceed()
        story.organiser.at("已宣布")

    page = story.devices.visitor().new_page()
    page.goto(f"{story.public}/result/{story.items['motion']}")
    the_motion_is_counted_right(page)
    story.picture(page, "result-motion")
    page.goto(f"{story.public}/result/{story.items['choose']}")
    the_choice_is_counted_right(page)
    story.picture(page, "result-choose")

    # The projector follows by itself; kept on one item it shows that one.
    expect(hall.locator(".ranking")).to_be_visible()
    story.picture(hall, "screen-choose")
    hall.goto(f"{story.public}/screen?item={story.items['motion']}")
    the_motion_is_counted_right(hall)
    assert read_code(hall).startswith(f"votesvc/{story.congress}\n")
    story.picture(hall, "screen-motion")


def the_motion_is_counted_right(page: Page) -> None:
    """See that the page shows the sum of what was marked, and what it means."""
    expect(page.locator(".threshold-words")).to_contain_text(f"须 {NEEDED} 票赞成")
    questions = page.locator(".question")
    expect(questions).to_have_count(len(QUESTIONS))
    for number, text in enumerate(QUESTIONS):
        counted = totals(MOTION_VOTES, number)
        sheet = questions.nth(number)
        expect(sheet.locator("h2")).to_have_text(text)
        assert sheet.locator(".votes").all_inner_texts() == [str(counted[a]) for a in ANSWERS]
        passed = "通过" if counted["赞成"] >= NEEDED else "未通过"
        expect(sheet.locator(".verdict")).to_have_text(passed)
        expect(sheet.locator(".threshold")).to_have_count(1)


def the_choice_is_counted_right(page: Page) -> None:
    """See that every candidate has the sum of the marks."""
    counted = totals(CHOICE_VOTES, 0)
    rows = page.locator(".ranking tbody tr")
    shown = {
        row.locator("bdi").inner_text(): row.locator(".votes").inner_text() for row in rows.all()
    }
    assert shown == {show: str(counted[show]) for show in SHOWS}


def a_stranger_verifies_everything(story: Story) -> None:
    phone = story.phones["李秀英"]
    expect(phone.page.locator(".agenda-item a:visible")).to_have_count(len(story.items))
    phone.page.locator("details.more summary").tap()
    phone.page.get_by_role("link", name="打开公开记录").tap()
    expect(phone.page.locator("#found")).to_contain_text("这张选票在票箱里")
    expect(phone.page.locator("#own-check")).to_contain_text("收录证明和签名都对")
    story.picture(phone.page, "phone-audit")

    page = story.devices.visitor().new_page()
    page.goto(f"{story.public}/audit")
    for tracker in story.trackers:
        assert page.request.get(f"{story.public}/receipt", params={"tracker": tracker}).ok
    for tracker in list(story.trackers)[:2]:
        page.locator("#tracker").fill(tracker)
        page.get_by_role("button", name="查", exact=True).click()
        expect(page.locator("#own-check")).to_contain_text("收录证明和签名都对")
    page.locator("#tracker").fill("A" * 43)
    page.get_by_role("button", name="查", exact=True).click()
    expect(page.locator(".answer")).to_contain_text("记录里没有这个回执码")
    story.picture(page, "audit")

    record = download(page, "record.zip", story.folder / "record.zip")
    verify(record)
    for number, link in enumerate(page.get_by_role("link", name="存档（.bel）").all()):
        with page.expect_download() as loading:
            link.click()
        archive = story.folder / f"{number}.bel"
        loading.value.save_as(archive)
        verify(archive)


def download(page: Page, name: str, target: Path) -> Path:
    """Save what the link of that name gives."""
    with page.expect_download() as loading:
        page.get_by_role("link", name=name).click()
    loading.value.save_as(target)
    return target
