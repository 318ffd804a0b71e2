"""The public front door and the help page."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.services.story import Story
from tests.web.staged import stage
from votesvc.domain.items import motion
from votesvc.services import agenda


@pytest.fixture
def story(app: Flask) -> Iterator[Story]:
    """Give a congress that is ready to vote."""
    yield from stage(app)


def test_without_a_congress_the_front_page_says_so(app: Flask) -> None:
    assert "还没有大会" in app.test_client().get("/").text


def test_the_front_page_lists_what_is_on_record_and_no_draft(app: Flask, story: Story) -> None:
    story.ready_item(motion("已就绪的议题", ["一"]))
    agenda.create_item(story.session, story.congress, motion("还在草拟的议题", ["一"]))
    page = app.test_client().get("/").text
    assert "已就绪的议题" in page
    assert "还在草拟的议题" not in page
    assert f"/c/{story.congress}/audit" in page


def test_titles_are_text_and_cannot_turn_the_line_around(app: Flask, story: Story) -> None:
    # Letters of a script that runs from right to left need no mark to do so.
    story.ready_item(motion("<img src=x>אבג", ["一"]))
    page = app.test_client().get("/").text
    assert "<img" not in page
    assert ">&lt;img src=x&gt;אבג</bdi>" in page


def test_help_says_what_is_not_protected(app: Flask) -> None:
    page = app.test_client().get("/help").text
    assert 'id="limits"' in page
    for limit in ("HTTPS", "网络地址", "冒领", "卖票", "监票人串通"):
        assert limit in page
