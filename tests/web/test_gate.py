"""A ballot that waits for a hearing: choosing it, what pages say, the presidium's override."""

import pytest

from tests.web.browser import Browser
from tests.web.hall import Hall, open_hall
from tests.web.test_hearing_console import new_hearing, page_of, register

DECISION = "情况紧急，主席团决定不经听证。\n<b>决议第 7 号</b>"
OVERRIDE = {"text": DECISION, "by": "大会主席团 王某", "decided": "yes", "forever": "yes"}


def gated_item(hall: Hall, hearing: str) -> str:
    """Draft a motion that waits for the hearing and return its uuid."""
    hall.organiser.get(f"{hall.console}/items/new?kind=motion")
    hall.organiser.submit("/items/new", title="薪酬办法", lines="草案", hearing=hearing)
    assert hall.organiser.status == 200, hall.organiser.text
    return hall.organiser.address.rpartition("/")[2]


def waiting_item(hall: Hall, officer: Browser) -> tuple[str, str]:
    """Bring an item as far as issuing that waits for an announced hearing."""
    hall.fix_roll()
    hall.set_board()
    hearing = new_hearing(hall)
    register(officer, hall, hearing)
    hall.organiser.get(page_of(hall, hearing)).submit("/announce")
    item = gated_item(hall, hearing)
    for step in ("/prepare", "/issue"):
        hall.organiser.submit(step)
        assert hall.organiser.status == 200, hall.organiser.text
    return hearing, item


def test_a_ballot_without_hearings_is_asked_for_none(hall: Hall) -> None:
    page = hall.organiser.get(f"{hall.console}/items/new?kind=motion")
    assert "前置听证" not in page.text


def test_the_form_offers_hearings_but_no_standing_box(hall: Hall) -> None:
    hearing = new_hearing(hall)
    box = new_hearing(hall, "box", title="长期意见箱", **{"role-1": "联系人"})
    page = hall.organiser.get(f"{hall.console}/items/new?kind=choose")
    assert hearing in page.text
    assert box not in page.text


@pytest.mark.parametrize("hearing", ["x", "3" * 22])
def test_a_hearing_that_is_not_offered_is_refused(hall: Hall, hearing: str) -> None:
    new_hearing(hall)
    page = hall.organiser.get(f"{hall.console}/items/new?kind=motion")
    page.submit("/items/new", title="薪酬办法", lines="草案", hearing=hearing)
    assert page.status == 400
    assert "没有这次听证" in page.text


def test_a_draft_whose_hearing_is_not_announced_says_so(hall: Hall) -> None:
    gated_item(hall, new_hearing(hall))
    page = hall.organiser
    item = page.address
    assert "前置听证还没有公告" in page.text
    assert "绩效工资分配办法听证会" in page.text
    assert "不经听证" not in page.text
    hall.fix_roll()
    hall.set_board()
    assert page.send(f"{item}/prepare").status_code == 409


def test_what_waits_is_not_opened_and_says_for_what(
    hall: Hall, officer: Browser, chief: Browser
) -> None:
    hearing, item = waiting_item(hall, officer)
    page = hall.organiser
    assert "前置听证的报告，或者主席团不经听证的书面决定" in page.text
    assert page_of(hall, hearing) in page.text
    # Somebody goes past the page.
    assert page.send(f"{page.address}/propose-open").status_code == 302
    chief.get(f"{hall.console}/items/{item}").submit("/confirm-open")
    assert chief.status == 409
    assert "须先有听证报告" in chief.text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"text": ""}, "请写上主席团的书面决定"),
        ({"text": "长" * 10_001}, ""),
        ({"by": ""}, "请写上谁签署"),
        ({"decided": ""}, "两句话都要勾选"),
        ({"forever": ""}, "两句话都要勾选"),
        ({"text": "甲\x07乙"}, "格式不对"),
        ({"by": "甲\u0007"}, "格式不对"),
    ],
)
def test_an_override_that_is_not_whole_is_refused(
    hall: Hall, officer: Browser, change: dict[str, str], words: str
) -> None:
    waiting_item(hall, officer)
    page = hall.organiser
    answer = page.send(f"{page.address}/override", **(OVERRIDE | change))
    assert answer.status_code in (400, 413)
    assert words in answer.text
    assert "未完成前置程序</strong>" not in page.get(page.address).text


def test_an_override_opens_the_way_and_is_seen_for_ever(
    hall: Hall, officer: Browser, chief: Browser
) -> None:
    _, item = waiting_item(hall, officer)
    page = hall.organiser
    at = page.address
    page.submit("/override", **OVERRIDE)
    assert page.status == 200, page.text
    assert "未完成前置程序</strong>" in page.text
    assert "&lt;b&gt;决议第 7 号&lt;/b&gt;" in page.text
    assert "大会主席团 王某" in page.text
    assert "请注意：未完成前置程序" in page.text
    assert page.send(f"{at}/override", **OVERRIDE).status_code == 409
    page.submit("/propose-open")
    chief.get(f"{hall.console}/items/{item}")
    assert "未完成前置程序" in chief.text
    chief.submit("/confirm-open")
    assert chief.status == 200, chief.text
    screen = Browser(hall.app).get(f"/c/{hall.congress}/screen")
    assert "未完成前置程序" in screen.text


def test_what_waits_for_nothing_cannot_be_overridden(hall: Hall) -> None:
    hall.new_motion()
    page = hall.organiser
    assert page.send(f"{page.address}/override", **OVERRIDE).status_code == 409


def test_the_chief_scrutineer_sees_the_gate_and_no_form(
    hall: Hall, officer: Browser, chief: Browser
) -> None:
    _, item = waiting_item(hall, officer)
    page = chief.get(f"{hall.console}/items/{item}")
    assert "听证报告提交以前，这项表决不能开始投票" in page.text
    assert "主席团决定不经听证" not in page.text


def test_an_item_of_another_congress_is_not_overridden(hall: Hall, officer: Browser) -> None:
    _, item = waiting_item(hall, officer)
    other = open_hall(hall.app, hall.organiser, "另一次大会")
    page = other.organiser.get(f"{other.console}/items/new?kind=motion")
    path = f"{other.console}/items/{item}/override"
    assert page.send(path, **OVERRIDE).status_code == 404
