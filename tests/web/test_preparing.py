"""Before the opening and after the announcement, on the item's page."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from flask import Flask

from tests.services.story import CHOICE, Story
from tests.web.browser import Browser
from tests.web.hall import Hall
from tests.web.staged import stage
from tests.web.test_preset_item import fill
from votesvc.crypto.sealing import new_officer_key
from votesvc.services import hearings

PDF = b"%PDF-1.7 receipt"


def ready(hall: Hall) -> str:
    """Return the address of a collective contract that waits for papers and a quorum."""
    hall.fix_roll()
    hall.set_board()
    item = fill(hall, "P02", lines="集体合同草案")
    assert item is not None
    hall.organiser.submit("/prepare")
    return f"{hall.console}/items/{item.item}"


def record(hall: Hall, address: str, gate: str, days: int, data: bytes = PDF) -> None:
    day = (datetime.now(UTC) - timedelta(days=days)).date().isoformat()
    hall.organiser.get(address)
    form = next(one for one in hall.organiser.forms() if one.action.endswith(f"/gates/{gate}"))
    body = {**form.fields, "day": day, "document": (BytesIO(data), "回执.pdf")}
    page = hall.organiser._client.post(form.action, data=body, follow_redirects=True)
    hall.organiser._show(page)


def test_preparations_are_recorded_with_a_document_and_open_the_gate(hall: Hall) -> None:
    address = ready(hall)
    assert "材料送达代表，提前不少于 7 天" in hall.organiser.text
    assert "到会人数达到法定人数" in hall.organiser.text
    record(hall, address, "papers", 8)
    record(hall, address, "consultation", 3)
    assert hall.organiser.text.count("回执.pdf") == 2
    page = hall.organiser.get(f"{address}/gates/papers").page
    assert page.data == PDF
    assert page.headers["Content-Disposition"].startswith("attachment")
    hall.organiser.get(address).submit("/issue")
    assert "还缺：到会人数达到法定人数" in hall.organiser.text
    assert "提出开始投票</button>" not in hall.organiser.text


def test_papers_that_are_too_young_are_told(hall: Hall) -> None:
    address = ready(hall)
    record(hall, address, "papers", 1)
    assert "还没有满 7 天" in hall.organiser.text


def test_a_preparation_needs_a_day_and_a_fit_document(hall: Hall) -> None:
    address = ready(hall)
    hall.organiser.get(address).submit("/gates/papers", day="2026-01-01")
    assert "请附上证明这一步的文件" in hall.organiser.text
    hall.organiser.get(address).submit("/gates/papers", day="gestern", document=PDF)
    assert "请写明哪一天做的" in hall.organiser.text
    record(hall, address, "papers", 8, b"MZ")
    assert hall.organiser.status in {400, 409, 413}
    assert hall.organiser.get(f"{address}/gates/papers").status == 404
    assert hall.organiser.get(f"{address}/gates/weather").status == 400


def test_the_presidium_s_decision_stands_on_the_page(hall: Hall) -> None:
    address = ready(hall)
    hall.organiser.submit(
        "/override", text="主席团决定先行表决", by="大会主席团", decided="yes", forever="yes"
    )
    assert "未完成前置程序" in hall.organiser.text
    assert "主席团决定先行表决" in hall.organiser.text
    hall.organiser.get(address).submit("/issue")
    assert "提出开始投票</button>" in hall.organiser.text
    assert "未完成前置程序" in hall.organiser.get(f"/c/{hall.congress}/screen").text


def test_what_belongs_to_another_congress_is_not_found(
    hall: Hall, enter: Callable[[str], Browser]
) -> None:
    address = ready(hall)
    item = address.rpartition("/")[2]
    wrong = f"/staff/c/{'1' * 22}/items/{item}"
    assert hall.organiser.get(f"{wrong}/gates/papers").status == 404
    hall.organiser.get(address)
    assert hall.organiser.send(f"{wrong}/follow").status_code == 404
    assert hall.organiser.send(f"{address}/follow").status_code == 409
    posted = hall.organiser.send(f"{address}/post", place="公开栏", days="7")
    assert posted.status_code == 409
    assert hall.organiser.send(f"{address}/post", place="", days="7").status_code == 400


@pytest.fixture
def story(app: Flask) -> Iterator[Story]:
    yield from stage(app)


def test_a_tie_is_followed_by_a_run_off_at_the_press_of_a_button(
    organiser: Browser, story: Story
) -> None:
    item = story.whole_vote(CHOICE, [[1, 1, 0, 0]], [[0, 1, 1, 0]])
    address = f"/staff/c/{story.congress}/items/{item}"
    page = organiser.get(address)
    assert "须在下列的人中再次投票，名额 1 个" in page.text
    page.submit("/follow")
    assert "节目评选（再次投票）" in page.text
    assert "得票最多的前 1 名入选" in page.text
    assert "已经列入议程" in organiser.get(address).text


def test_a_posting_stands_on_the_result_page(organiser: Browser, story: Story) -> None:
    item = story.whole_vote(CHOICE, [[1, 1, 0, 0]])
    address = f"/staff/c/{story.congress}/items/{item}"
    assert 'name="box"' not in organiser.get(address).text
    organiser.submit("/post", place="<b>公开栏", days="7", objections="")
    assert "请选一个异议箱，或者写明异议向哪里提出。" in organiser.text
    organiser.get(address).submit("/post", place="<b>公开栏", days="7", objections="<b>办公室")
    assert "不少于 7 天" in organiser.text
    result = organiser.get(f"/c/{story.congress}/result/{item}").text
    assert "<bdi>&lt;b&gt;公开栏</bdi>" in result
    assert "<bdi>&lt;b&gt;办公室</bdi>" in result
    paper = organiser.get(f"/c/{story.congress}/papers/{item}/posting").text
    assert "（不少于" not in paper


def test_a_box_is_drafted_gets_its_key_and_is_opened_with_the_posting(
    organiser: Browser, story: Story
) -> None:
    item = story.whole_vote(CHOICE, [[1, 1, 0, 0]])
    address = f"/staff/c/{story.congress}/items/{item}"
    organiser.get(address).submit("/box")
    assert "对「节目评选」的公示提出异议" in organiser.text
    assert "要用作公示的异议箱，不必在这里公告" in organiser.text
    box = organiser.address.rpartition("/")[2]
    page = organiser.get(address).text
    assert "异议箱还差听证记录人的公钥" in page
    assert "起草异议箱" not in page
    assert 'name="box"' not in page
    officer = new_officer_key()
    hearings.set_officer_key(story.session, box, officer.public)
    key = officer.public[:4]
    assert re.search(f'<option value="{box}" selected>[^<]*（{key} ', organiser.get(address).text)
    organiser.submit("/post", place="公开栏", days="7", box=box)
    assert "去看异议箱" in organiser.text
    view = hearings.hearing(story.session, box)
    assert view.state == "open"
    assert "“节目评选”的投票结果在公开栏公示" in view.spec.matter
    page = organiser.get(f"/staff/c/{story.congress}/hearings/{box}").text
    assert "这是公示的异议箱，公示期满以后截止。" in page
    assert "第二天起才能截止" in page
    assert "截止征集</button>" not in page
    refused = organiser.send(f"/staff/c/{story.congress}/hearings/{box}/close")
    assert refused.status_code == 409


def test_a_long_title_still_makes_a_title_for_its_box(organiser: Browser, story: Story) -> None:
    item = story.whole_vote(replace(CHOICE, title="长" * 300), [[1, 1, 0, 0]])
    organiser.get(f"/staff/c/{story.congress}/items/{item}").submit("/box")
    title = hearings.hearings(story.session, story.congress)[0].spec.title
    assert len(title) == 300
    assert title.endswith("…」的公示提出异议")
