"""Before the opening and after the announcement, on the item's page."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from flask import Flask

from tests.services.hearing_story import SPEC, Talk
from tests.services.story import CHOICE, NOW, Story
from tests.web.browser import Browser
from tests.web.hall import Hall
from tests.web.staged import stage
from tests.web.test_preset_item import fill
from votesvc.services import hearing_setup

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
    organiser.get(address).submit("/post", place="<b>公开栏", days="7")
    assert "不少于 7 天" in organiser.text
    result = organiser.get(f"/c/{story.congress}/result/{item}").text
    assert "<bdi>&lt;b&gt;公开栏</bdi>" in result
    assert "意见箱" not in result
    box = Talk(story).announce(replace(SPEC, kind="box"))
    hearing_setup.open_hearing(story.session, story.log, box.hearing, NOW)
    assert "有异议：写到意见箱" in organiser.get(f"/c/{story.congress}/result/{item}").text
    paper = organiser.get(f"/c/{story.congress}/papers/{item}/posting").text
    assert "（不少于" not in paper
