"""A form that is half filled in goes over to another place or procedure, and loses nothing."""

from typing import Any

import pytest

from tests.web.browser import Browser, Form
from tests.web.hall import Hall
from votesvc.domain.rules import Change, ElectionRule, MotionRule
from votesvc.services import agenda
from votesvc.services.agenda import ItemView
from votesvc.web.installation import current_session


def opened(hall: Hall, address: str) -> Browser:
    hall.fix_roll()
    hall.organiser.get(f"{hall.console}/items/new/{address}")
    assert hall.organiser.status == 200, hall.organiser.text
    return hall.organiser


def shown(hall: Hall) -> Form:
    """Return the form now shown, as it would be sent."""
    return next(form for form in hall.organiser.forms() if "from" in form.fields)


def made(hall: Hall) -> ItemView:
    with hall.app.app_context():
        return agenda.item(current_session(), hall.organiser.address.rpartition("/")[2])


def changing(**numbers: str) -> dict[str, Any]:
    return {f"number:{name.replace('__', '.')}": value for name, value in numbers.items()}


def test_another_place_keeps_what_was_typed_and_says_which_numbers_changed(hall: Hall) -> None:
    page = opened(hall, "national/P01")
    page.submit("/chongqing/P01", title="考勤办法", lines="第一项\n第二项", reason="主席团")
    assert page.address.endswith("/items/new/chongqing/P01")
    form = shown(hall)
    assert form.action.endswith("/items/new/chongqing/P01")
    assert form.fields["title"] == "考勤办法"
    assert form.fields["lines"].splitlines() == ["第一项", "第二项"]
    assert form.fields["reason"] == "主席团"
    assert "随规定变了的数" in page.text
    assert "材料送达代表：提前几天：由 7 改为 5" in page.text
    assert "公示不少于几天：由 7 改为 15" in page.text
    assert "公示不少于 15 天" in page.text


def test_a_number_that_somebody_changed_stays_changed_at_another_place(hall: Hall) -> None:
    page = opened(hall, "national/P02")
    page.submit("/chongqing/P02", title="合同", lines="草案", **changing(posting__days="20"))
    assert "您改过的数，仍照您改的" in page.text
    assert "公示不少于几天：20" in page.text
    assert "公示不少于几天：由" not in page.text
    assert shown(hall).fields["number:posting.days"] == "20"
    page.submit("/chongqing/P02", reason="多公示几天", **changing(posting__days="20"))
    rule = made(hall).spec.rule
    assert isinstance(rule, MotionRule)
    assert rule.terms.pack == "chongqing"
    assert rule.terms.changes == (Change("posting.days", "15", "20", "周工", "多公示几天"),)


def test_a_number_changed_to_what_the_other_place_has_is_no_change_any_more(hall: Hall) -> None:
    page = opened(hall, "national/P02")
    page.submit("/chongqing/P02", **changing(posting__days="15"))
    assert "您改过的数" not in page.text
    assert shown(hall).fields["number:posting.days"] == "15"


def test_another_procedure_keeps_rows_seats_and_numbers_that_it_has(hall: Hall) -> None:
    page = opened(hall, "national/P04")
    rows = "王一\n李二\n张三\n赵四\n孙五"
    numbers = changing(writein__slots="1", quorum__num="3", quorum__den="4")
    page.submit("/national/P02", title="选举", lines=rows, seats="3", **numbers)
    assert "随规定变了的数" not in page.text
    assert "法定人数的分母：4" in page.text
    assert "您改过的数，这里用不上" in page.text
    assert "可以另写的姓名数：1" in page.text
    page.submit("/national/P04", **changing(quorum__num="3", quorum__den="4"))
    assert shown(hall).fields["seats"] == "3"
    page.submit("/national/P04", reason="从严", **changing(quorum__num="3", quorum__den="4"))
    item = made(hall)
    assert isinstance(item.spec.rule, ElectionRule)
    assert item.spec.rule.seats == 3
    assert item.spec.questions[1].answers == tuple(rows.split("\n"))


def test_what_a_procedure_does_not_ask_comes_back_with_one_that_does(hall: Hall) -> None:
    page = opened(hall, "national/P10")
    page.submit("/national/P17", title="评议", lines="张三", dimensions="德\n德")
    page.submit("/national/P02", text="请选", least="1")
    assert "还没有建立" not in page.text
    page.submit("/national/P10")
    form = shown(hall)
    assert form.fields["dimensions"].split() == ["德", "德"]
    assert (form.fields["text"], form.fields["least"]) == ("请选", "1")


def test_one_chair_has_no_seats_to_carry_over(hall: Hall) -> None:
    page = opened(hall, "national/P05")
    page.submit("/national/P04", lines="甲\n乙")
    assert shown(hall).fields["seats"] == ""
    page.submit("/national/P17", seats="2")
    assert shown(hall).fields["seats"] == "2"


@pytest.mark.parametrize("came", ["utopia/P02", "national/P99", "P02"])
def test_a_form_from_nowhere_is_not_found(hall: Hall, came: str) -> None:
    page = opened(hall, "national/P02")
    page.submit("/shanghai/P02", **{"from": came})
    assert page.status == 404
