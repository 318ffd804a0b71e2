"""The public page of a hearing: what was said, what was answered, and what came of it."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from tests.services.hearing_story import SPEC, Talk
from tests.services.story import NOW, Story
from tests.web.hearing_stage import HOSTILE, hold, whole, written
from tests.web.staged import stage
from votesvc.domain.hearing_spec import Paper
from votesvc.services import setup


@pytest.fixture
def story(app: Flask) -> Iterator[Story]:
    """Give a congress that is ready to vote."""
    yield from stage(app)


def get(app: Flask, path: str, status: int = 200) -> str:
    page = app.test_client().get(path)
    assert page.status_code == status, page.text
    return page.text


def counts(page: str) -> dict[str, int]:
    found = re.findall(r'class="count"><dt>([^<]+)</dt><dd>(\d+)</dd>', page)
    return {name: int(number) for name, number in found}


def text_of(page: str) -> str:
    main = page[page.index("<main") : page.index("</main>")]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", main))


def test_a_hearing_that_is_announced_shows_its_matter_papers_and_people(
    app: Flask, story: Story
) -> None:
    talk = Talk(story).announce(
        replace(SPEC, title="听证 <b>甲</b>", papers=(Paper("办法.pdf", "ab" * 32, 1234),))
    )
    page = get(app, f"/c/{story.congress}/hearing/{talk.hearing}")
    assert "已公告" in page
    assert "<b>甲</b>" not in page
    assert counts(page) == {"收到意见": 0, "公布": 0, "不予公布": 0, "附议": 0}
    assert "讨论考勤办法。\n必要性、合规性、可行性。" in page
    assert "乙 （与议题有利害关系，已回避）" in text_of(page)
    assert "还没有公布意见。" in page


def test_a_whole_hearing_is_told_with_its_numbers(app: Flask, story: Story) -> None:
    room = whole(story)
    page = get(app, room.path)
    assert counts(page) == {"收到意见": 6, "公布": 5, "不予公布": 1, "附议": 4}
    text = text_of(page)
    assert "收到 6 条，公布 5 条，不予公布 1 条。不予公布的理由：侮辱谩骂 1。" in text
    assert "实到 3 人，发出意见凭证 7 张，收到意见 6 条" in text
    assert "辱骂的话" not in page
    assert page.count('class="decision ') == 4
    for word in ("adopted", "partly", "rejected"):
        assert f'class="decision {word}"' in page
    assert "另有 1 条公布的意见没有列入任何一项。" in text
    assert "笔录于 2026年11月27日" in text
    assert "补记或补正" in text


def test_comments_stand_in_the_order_of_the_log_with_supports_and_replies(
    app: Flask, story: Story
) -> None:
    room = whole(story)
    page = get(app, room.path)
    ids = re.findall(r'<li class="comment" id="comment-(\d)">', page)
    assert ids == ["1", "2", "3", "4", "5"]
    found = re.search(
        r'<li class="comment" id="comment-\d">((?:(?!</li>).)*加班应当.*?)</li>', page, re.DOTALL
    )
    assert found is not None
    assert "附议 3" in found[1]
    assert "第一条" in found[1]
    assert "必要性 5，合规性 4，可行性 3" in found[1]
    assert "已经研究。\n写入第三条。" in found[1]
    assert found[1].count('class="reply"') == 2
    last = page[page.index('id="comment-5"') :]
    assert "回应第" in last


def test_nothing_hostile_is_alive_on_the_page(app: Flask, story: Story) -> None:
    page = get(app, whole(story).path)
    assert "<script>alert" not in page
    assert "\u202e" not in page
    assert "\u200b" not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;=1+1\ufffd\ufffd𠮷") == 4
    assert HOSTILE not in page


def test_what_is_not_opened_is_counted_and_not_shown(app: Flask, story: Story) -> None:
    room = hold(story)
    room.receive(written("还没有开启的意见"))
    page = get(app, room.path)
    assert "尚未开启 1 条" in page
    assert "还没有开启的意见" not in page


def test_a_draft_and_a_hearing_of_another_congress_are_unknown(app: Flask, story: Story) -> None:
    talk = Talk(story).draft()
    get(app, f"/c/{story.congress}/hearing/{talk.hearing}", 404)
    room = hold(story)
    other = setup.create_congress(story.session, story.log, "另一个大会", "ab" * 32, NOW)
    get(app, f"/c/{other}/hearing/{room.hearing}", 404)
    get(app, f"/c/{story.congress}/hearing/{'3' * 22}", 404)
    get(app, f"/c/{story.congress}/hearing/nonsense", 404)


def test_the_page_sets_no_cookie_and_runs_nothing_inline(app: Flask, story: Story) -> None:
    room = whole(story)
    answer = app.test_client().get(room.path)
    assert "Set-Cookie" not in answer.headers
    assert " style=" not in answer.text
    assert not re.search(r"<script(?![^>]*\ssrc=)", answer.text)


def test_the_front_page_leads_to_the_hearing(app: Flask, story: Story) -> None:
    talk = Talk(story).draft()
    assert talk.hearing not in get(app, "/")
    room = hold(story)
    assert f'href="{room.path}"' in get(app, "/")
