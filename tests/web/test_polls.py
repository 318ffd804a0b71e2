"""A straw poll that is asked in a hearing: its counts stand wherever the hearing is told of."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from flask import Flask

from tests.services.hearing_story import Talk
from tests.services.story import Story
from tests.web.browser import Browser
from tests.web.hearing_stage import Room, hold
from tests.web.staged import stage
from votesvc.domain.items import asked_in, graded
from votesvc.domain.rules import PollRule
from votesvc.services import speakers

RULE = PollRule("P15", ("支持", "修改后支持", "不支持"))
ROWS = [["考勤 <b>", "1", "2", "0", "0"], ["加班 <b>", "0", "1", "1", "1"]]


@pytest.fixture
def story(app: Flask) -> Iterator[Story]:
    """Give a congress that is ready to vote."""
    yield from stage(app)


@pytest.fixture
def room(story: Story) -> Room:
    """Give a hearing that is open."""
    return hold(story)


def poll(story: Story, room: Room) -> str:
    """Ask in the hearing, and let three delegates answer; nothing is announced."""
    spec = graded("倾向性测评 <b>", ["考勤 <b>", "加班 <b>"], RULE)
    item = story.open_item(asked_in(spec, room.hearing))
    for device, (first, second) in zip(room.talk.devices, ((1, 2), (2, 0), (2, 3)), strict=True):
        marks = [[int(at == grade) for at in range(4)] for grade in (first, second)]
        story.cast(story.request(device, item, *marks))
    return item


def get(app: Flask, path: str) -> str:
    page = app.test_client().get(path)
    assert page.status_code == 200, page.text
    assert "考勤 <b>" not in page.text
    return page.text


def told(page: str) -> list[list[str]]:
    """Return the rows of the poll's table."""
    table = page.partition("倾向性测评 &lt;b&gt;</bdi></caption>")[2].partition("</table>")[0]
    found = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in table.split("<tr>")[2:]]
    return [[unescape(re.sub("<[^>]*>", "", cell)) for cell in row] for row in found]


def test_the_counts_stand_on_page_projector_and_minutes_once_announced(
    app: Flask, story: Story, room: Room
) -> None:
    assert "修改后支持 <span" in get(app, f"{room.papers}/minutes")
    assert "倾向性测评" not in get(app, room.path)
    item = poll(story, room)
    page = get(app, room.path)
    assert "还没有宣布" in page
    assert told(page) == []
    story.close(item)
    story.announce(item)
    speakers.show(story.session, room.hearing, "polls", 0)
    for path in (room.path, f"{room.papers}/minutes", f"{room.path}/screen"):
        page = get(app, path)
        assert told(page) == ROWS, path
        assert "不具约束力" in page
        assert "实到 3 人，发出选票 3 张，收回 3 张。" in page
    assert "修改后支持 <span" not in get(app, f"{room.papers}/minutes")
    result = get(app, f"/c/{story.congress}/result/{item}")
    assert f'href="{room.path}"' in result
    assert "上测评，不具约束力。" in result


def test_a_poll_of_another_hearing_or_a_void_one_is_not_told_here(
    app: Flask, story: Story, room: Room
) -> None:
    other = Talk(story).announce()
    elsewhere = graded("别处", ["一"], RULE)
    story.open_item(asked_in(elsewhere, other.hearing))
    story.open_item(elsewhere)
    story.void(story.open_item(asked_in(elsewhere, room.hearing)), "试一试")
    assert "别处" not in get(app, room.path)


def test_before_the_announcement_the_wall_says_so(app: Flask, story: Story, room: Room) -> None:
    poll(story, room)
    speakers.show(story.session, room.hearing, "polls", 0)
    assert "测评的结果还没有宣布。" in get(app, f"{room.path}/screen")


def test_the_hall_starts_a_poll_and_turns_the_wall_to_it(
    organiser: Browser, app: Flask, story: Story, room: Room
) -> None:
    address = f"/staff/c/{story.congress}/hearings/{room.hearing}/hall"
    page = organiser.get(address).text
    assert f"/items/new/national/P15?hearing={room.hearing}" in page
    assert 'value="polls"' not in page
    item = poll(story, room)
    page = organiser.get(address).text
    assert f"/staff/c/{story.congress}/items/{item}" in page
    assert 'value="polls"' in page


def test_after_the_report_the_hall_starts_no_poll(
    organiser: Browser, story: Story, room: Room
) -> None:
    room.close()
    room.report()
    page = organiser.get(f"/staff/c/{story.congress}/hearings/{room.hearing}/hall").text
    assert "倾向性测评" in page
    assert "/items/new/national/P15" not in page
