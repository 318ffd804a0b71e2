"""The projector and the page of a result."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask

from tests.services.story import CHOICE, MOTION, NOW, Story
from tests.web.staged import stage
from votesvc.services import setup


@pytest.fixture
def story(app: Flask) -> Iterator[Story]:
    """Give a congress that is ready to vote."""
    yield from stage(app)


def _screen(app: Flask, story: Story, query: str = "") -> str:
    page = app.test_client().get(f"/c/{story.congress}/screen{query}")
    assert page.status_code == 200
    return page.text


def _counts(page: str) -> dict[str, int]:
    found = re.findall(r'class="count"><dt>([^<]+)</dt><dd>(\d+)</dd>', page)
    return {name: int(number) for name, number in found}


def test_the_screen_follows_an_item_from_issuing_to_its_result(app: Flask, story: Story) -> None:
    device = story.device("1001")
    assert "请签到，扫码领票" in _screen(app, story)
    item = story.issued_item(MOTION)
    assert 'stage-issuing"' in _screen(app, story)
    assert _counts(_screen(app, story)) == {"应到": 3, "实到（已记录）": 1}
    story.open(item)
    assert _counts(_screen(app, story)) == {"应到": 3, "实到（已记录）": 1, "收回选票": 0}
    story.cast(story.request(device, item, [1, 0, 0], [0, 1, 0]))
    page = _screen(app, story)
    assert 'stage-open"' in page
    assert _counts(page)["收回选票"] == 1
    story.close(item)
    page = _screen(app, story)
    assert 'stage-closed"' in page
    assert _counts(page) == {"应到": 3, "实到": 1, "发出选票": 1, "收回选票": 1}
    story.announce(item)
    page = _screen(app, story)
    assert 'stage-announced"' in page
    assert "须 2 票赞成" in page


def test_nothing_of_a_count_is_shown_before_the_announcement(app: Flask, story: Story) -> None:
    device = story.device("1001")
    item = story.open_item(MOTION)
    story.cast(story.request(device, item, [1, 0, 0], [0, 1, 0]))
    story.close(item)
    story.count(item)
    page = _screen(app, story)
    assert "计票完成，监票人正在核对、签字" in page
    assert "赞成" not in page
    answer = app.test_client().get(f"/c/{story.congress}/result/{item}")
    assert answer.status_code == 409
    assert "须" not in answer.text


def test_the_screen_turns_to_the_item_of_the_latest_step(app: Flask, story: Story) -> None:
    first = story.whole_vote(MOTION, [[1, 0, 0], [0, 1, 0]])
    second = story.open_item(CHOICE)
    assert "节目评选" in _screen(app, story)
    assert 'stage-open"' in _screen(app, story)
    story.void(second, "停电")
    assert 'stage-void"' in _screen(app, story)
    assert 'stage-announced"' in _screen(app, story, f"?item={first}")


def test_the_screen_can_be_dark_and_keeps_its_item(app: Flask, story: Story) -> None:
    item = story.ready_item(MOTION)
    assert 'class="page-screen"' in _screen(app, story)
    page = _screen(app, story, f"?dark=1&item={item}")
    assert 'class="page-screen dark"' in page
    assert f'href="/c/{story.congress}/screen?item={item}"' in page


@pytest.mark.parametrize("query", ["?item=nonsense", "?item=", "?dark=%00", "?item=%22%3E%3Cb%3E"])
def test_a_nonsense_wish_is_passed_over(app: Flask, story: Story, query: str) -> None:
    assert "<b>" not in _screen(app, story, query)


def test_a_result_shows_numbers_threshold_words_and_the_checkpoint(
    app: Flask, story: Story
) -> None:
    item = story.whole_vote(
        MOTION, [[1, 0, 0], [0, 1, 0]], [[1, 0, 0], [0, 0, 1]], [[0, 1, 0], [1, 0, 0]]
    )
    page = app.test_client().get(f"/c/{story.congress}/result/{item}").text
    assert _counts(page) == {"应到": 3, "实到": 3, "发出选票": 3, "收回选票": 3}
    assert re.findall(r'class="votes">(\d+)<', page) == ["2", "1", "0", "1", "1", "1"]
    assert "过半数通过：须 2 票赞成（应到 3 人）" in page
    assert re.findall(r'class="verdict (\w+)"', page) == ["passed", "failed"]
    assert "未通过" in page
    assert '<line class="threshold" x1="666"' in page
    assert '<rect class="fill" x="0" y="0" width="666"' in page
    assert 'class="qr"' in page
    assert len(re.findall(r"<span>[0-9a-f]{4}</span>", page)) == 16


def test_a_choice_is_ranked_and_a_tie_at_the_last_place_is_said(app: Flask, story: Story) -> None:
    item = story.whole_vote(CHOICE, [[1, 1, 0, 0]], [[1, 0, 1, 0]], [[1, 0, 0, 0]])
    page = app.test_client().get(f"/c/{story.congress}/result/{item}").text
    assert re.findall(r'class="number rank">(\d+)<', page) == ["1", "2", "2", "4"]
    assert page.count("入选") == 1
    assert page.count("＝ 票数相等") == 2
    assert "还有 1 个名额，2 项票数相等" in page


def test_a_result_is_not_shown_under_another_congress(app: Flask, story: Story) -> None:
    item = story.whole_vote(MOTION, [[1, 0, 0], [0, 1, 0]])
    other = setup.create_congress(story.session, story.log, "另一个大会", "ab" * 32, NOW)
    assert app.test_client().get(f"/c/{other}/result/{item}").status_code == 404


def test_public_pages_carry_no_inline_style_or_script(app: Flask, story: Story) -> None:
    item = story.whole_vote(MOTION, [[1, 0, 0], [0, 1, 0]])
    here = f"/c/{story.congress}"
    client = app.test_client()
    for path in ("/", "/help", "/p", f"{here}/audit", f"{here}/audit/0", f"{here}/screen"):
        page = client.get(path).text
        assert " style=" not in page
        assert not re.search(r"<script(?! type=\"application/json\")(?![^>]*\ssrc=)", page)
        assert not re.search(r"\son\w+=", page)
    assert " style=" not in client.get(f"{here}/result/{item}").text


def test_the_checkpoint_of_a_result_stays_when_the_log_goes_on(app: Flask, story: Story) -> None:
    first = story.whole_vote(MOTION, [[1, 0, 0], [0, 1, 0]])
    page = f"/c/{story.congress}/result/{first}"
    before = _root(app.test_client().get(page).text)
    assert before == _root(_screen(app, story, f"?item={first}"))
    story.open_item(CHOICE)
    assert _root(app.test_client().get(page).text) == before
    assert _root(_screen(app, story, f"?item={first}")) == before


def _root(page: str) -> str:
    found = re.search(r'class="root"[^>]*>(.*?)</dd>', page, re.DOTALL)
    assert found is not None
    return found[1]
