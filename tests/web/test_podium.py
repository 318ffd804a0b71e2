"""The projector of a hearing."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from tests.services.story import Story
from tests.web.hearing_stage import Room, hold, whole, written
from tests.web.staged import stage
from votesvc.services import speakers
from votesvc.web.podium import pieces


@pytest.fixture
def story(app: Flask) -> Iterator[Story]:
    """Give a congress that is ready to vote."""
    yield from stage(app)


def screen(app: Flask, room: Room, query: str = "") -> str:
    page = app.test_client().get(f"{room.path}/screen{query}")
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert "\u202e" not in page.text
    return page.text


def show(story: Story, room: Room, view: str, number: int = 0) -> None:
    speakers.show(story.session, room.hearing, view, number)


def stage_of(page: str) -> str:
    found = re.search(r'class="stage stage-(\w+)"', page)
    assert found is not None
    return found[1]


def test_at_first_the_projector_shows_the_figures(app: Flask, story: Story) -> None:
    room = whole(story)
    page = screen(app, room)
    assert stage_of(page) == "figures"
    found = re.findall(r'class="count"><dt>([^<]+)</dt><dd>(\d+)</dd>', page)
    assert found == [("收到意见", "6"), ("公布", "5"), ("不予公布", "1"), ("附议", "4")]
    assert f"{room.path}</p>" in page


def test_the_projector_shows_one_comment_with_its_answers(app: Flask, story: Story) -> None:
    room = hold(story)
    ids = room.receive(*(written(f"意见{n}", n % 3) for n in range(1, 6)))
    room.publish(*ids)
    room.reply(sorted(ids)[1], "已经研究。")
    room.support(sorted(ids)[1], "一", "二")
    show(story, room, "comment", 2)
    page = screen(app, room)
    assert stage_of(page) == "comment"
    assert "意见 2 / 5" in page
    assert "附议 2" in page
    assert "已经研究。" in page
    assert page.count('class="said"') == 1
    shown = room.texts[sorted(ids)[1]].decode()
    assert re.findall(r'class="said"><bdi>([^<]+)<', page)[0] in shown


def test_a_comment_that_is_not_there_gives_way_to_the_figures(app: Flask, story: Story) -> None:
    room = whole(story)
    for number in (0, 6, 1000):
        show(story, room, "comment", number)
        assert stage_of(screen(app, room)) == "figures"


def test_nothing_sealed_or_withheld_is_on_the_wall(app: Flask, story: Story) -> None:
    room = whole(story)
    for view, number in (("figures", 0), ("comment", 5), ("speakers", 0), ("opinions", 0)):
        show(story, room, view, number)
        assert "辱骂的话" not in screen(app, room)


def test_the_projector_shows_who_speaks_how_long_and_who_is_next(app: Flask, story: Story) -> None:
    room = hold(story)
    now = datetime.now(UTC)
    first, *_ = [
        speakers.add(story.session, room.hearing, name, side, 3)
        for name, side in (("张<b>三", "for"), ("李四", "for"), ("王五", "for"), ("赵六", "other"))
    ]
    page = screen(app, room)
    assert stage_of(page) == "figures"
    speakers.start(story.session, room.hearing, first, now - timedelta(seconds=130))
    page = screen(app, room)
    assert stage_of(page) == "speakers"
    assert "张&lt;b&gt;三" in page
    assert 'class="clock short"' in page
    assert re.search(r'data-left="(49|50)" data-running', page)
    assert re.findall(r"<li><bdi>([^<]+)</bdi>", page) == ["李四", "王五", "赵六"]
    assert "两方人数相差较大" in page
    speakers.stop(story.session, room.hearing, first, now)
    page = screen(app, room)
    assert "请准备发言" in page
    assert 'class="clock' not in page


def test_the_clock_has_three_states_with_a_word_and_a_shape_each(app: Flask, story: Story) -> None:
    room = hold(story)
    uuid = speakers.add(story.session, room.hearing, "张三", "against", 3)
    for gone, state in ((10, "plenty"), (121, "short"), (181, "over"), (500, "over")):
        start = datetime.now(UTC) - timedelta(seconds=gone)
        speakers.start(story.session, room.hearing, uuid, start)
        page = screen(app, room)
        assert f'class="clock {state}"' in page
        assert page.count("clock-word") == 3
        assert "clock-shape" in page
        speakers.stop(story.session, room.hearing, uuid, start)


def test_the_report_is_on_the_wall_once_it_is_there(app: Flask, story: Story) -> None:
    room = hold(story)
    show(story, room, "opinions")
    assert "听证报告还没有提交。" in screen(app, room)


def test_the_wall_says_what_became_of_each_opinion(app: Flask, story: Story) -> None:
    room = whole(story)
    show(story, room, "opinions")
    page = screen(app, room)
    assert page.count('class="opinion-title"') == 4
    assert page.count('class="decision rejected"') == 2


def test_the_screen_can_be_dark(app: Flask, story: Story) -> None:
    room = hold(story)
    assert 'class="page-screen dark"' in screen(app, room, "?dark=1")
    assert 'class="page-screen"' in screen(app, room, "?dark=%00")


def test_the_projector_is_told_of_every_change_and_of_nothing_else(
    app: Flask, story: Story
) -> None:
    room = hold(story)
    client = app.test_client()
    seen: list[str] = []

    def look() -> int:
        known = {"If-None-Match": seen[-1]} if seen else {}
        answer = client.get(f"{room.path}/live", headers=known)
        if answer.status_code == 200:
            seen.append(answer.headers["ETag"])
        return answer.status_code

    assert look() == 200
    assert look() == 304
    uuid = speakers.add(story.session, room.hearing, "张三", "for", 3)
    assert look() == 200
    speakers.start(story.session, room.hearing, uuid, datetime.now(UTC))
    assert look() == 200
    assert look() == 304
    room.receive(written("意见"))
    assert look() == 200
    show(story, room, "opinions")
    assert look() == 200
    assert look() == 304
    assert len(set(seen)) == 5


def test_an_unknown_hearing_has_no_screen(app: Flask, story: Story) -> None:
    client = app.test_client()
    assert client.get(f"/c/{story.congress}/hearing/{'3' * 22}/screen").status_code == 404
    assert client.get(f"/c/{'3' * 22}/hearing/{'3' * 22}/live").status_code == 404


@pytest.mark.parametrize(
    "text",
    [
        "一句。",
        "一句。两句！",
        "没有句号" * 300,
        "长句，" * 100 + "。短句。",
        "\n\n甲\n\n",
        "a. b. c." * 90,
    ],
)
def test_a_text_is_cut_into_pieces_and_nothing_is_lost(text: str) -> None:
    found = list(pieces(text))
    assert "".join(found) == text
    assert all(0 < len(piece) <= 480 for piece in found)


def test_pieces_end_with_a_sentence_where_they_can() -> None:
    text = "这是一个有些长的句子，用来看看怎样断开。" * 40
    assert all(piece.endswith("。") for piece in pieces(text))
