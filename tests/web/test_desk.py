"""The check-in desk, as a person with a tablet uses it."""

import re

import pytest

from tests.web.browser import Browser
from tests.web.hall import Hall


@pytest.fixture
def ready(hall: Hall) -> Hall:
    hall.fix_roll()
    return hall


def _check_in(hall: Hall, desk: Browser, name: str) -> str:
    member = hall.member(desk, name)
    desk.submit(f"/check-in/{member}")
    return member


@pytest.mark.parametrize("query", ["张伟", "zw", "10023", "张"])
def test_people_are_found_by_name_initials_or_staff_number(
    ready: Hall, desk: Browser, query: str
) -> None:
    desk.get(f"{ready.counter}/find", query_string={"q": query})
    assert "张伟" in desk.text
    assert "李娜" not in desk.text


def test_one_person_found_is_checked_in_by_enter(ready: Hall, desk: Browser) -> None:
    assert desk.get(f"{ready.counter}/?q=10023").text.count("autofocus") == 1
    assert "autofocus" in desk.text.split('class="people"')[1]
    assert "autofocus" not in desk.get(f"{ready.counter}/?q=100").text.split('class="people"')[1]


def test_nobody_found_says_how_to_look_otherwise(ready: Hall, desk: Browser) -> None:
    desk.get(f"{ready.counter}/", query_string={"q": "<script>"})
    assert "没有找到" in desk.text
    assert "<script>" not in desk.text.split("<main")[1].split("</main")[0]


def test_checking_in_shows_the_pass_as_a_qr_and_counts(ready: Hall, desk: Browser) -> None:
    _check_in(ready, desk, "张伟")
    assert '<svg class="qr"' in desk.text
    assert "张伟" in desk.text
    assert "换下一位" in desk.text
    desk.get(f"{ready.counter}/")
    assert re.search(r"实到</dt><dd>1<", desk.text)


def test_a_second_check_in_says_so_and_shows_no_pass(ready: Hall, desk: Browser) -> None:
    member = _check_in(ready, desk, "张伟")
    desk.get(f"{ready.counter}/")
    desk.get(f"{ready.counter}/person/{member}")
    again = desk.send(f"{ready.counter}/check-in/{member}")
    assert "已经签到过了" in again.text
    assert '<svg class="qr"' not in again.text


def test_a_new_pass_is_offered_with_what_is_lost(ready: Hall, desk: Browser) -> None:
    member = _check_in(ready, desk, "张伟")
    desk.get(f"{ready.counter}/person/{member}")
    assert "旧的签到码立刻作废" in desk.text
    desk.submit(f"/pass/{member}")
    assert '<svg class="qr"' in desk.text


def test_an_observer_checks_in_without_a_pass(ready: Hall, desk: Browser) -> None:
    _check_in(ready, desk, "王列席")
    assert "没有表决权" in desk.text
    assert '<svg class="qr"' not in desk.text


def test_the_wrong_person_is_taken_back(ready: Hall, desk: Browser) -> None:
    member = _check_in(ready, desk, "张薇")
    desk.submit(f"/undo/{member}")
    assert "已撤回签到" in desk.text
    desk.get(f"{ready.counter}/")
    assert re.search(r"实到</dt><dd>0<", desk.text)


def test_leaving_early_is_recorded_and_coming_back_too(ready: Hall, desk: Browser) -> None:
    member = _check_in(ready, desk, "李娜")
    desk.get(f"{ready.counter}/person/{member}").submit(f"/leave/{member}")
    assert "已记录离会" in desk.text
    desk.submit(f"/check-in/{member}")
    assert "已重新签到" in desk.text


def test_slips_are_printed_without_names_and_handed_out(ready: Hall, desk: Browser) -> None:
    desk.get(f"{ready.counter}/slips").submit("/slips", count="3")
    assert desk.text.count('<svg class="qr"') == 3
    assert "张伟" not in desk.text
    member = ready.member(desk, "单雄信")
    desk.get(f"{ready.counter}/person/{member}").submit(f"/slip/{member}")
    assert "已记录发出一张票签" in desk.text
    desk.submit(f"/leave/{member}")
    refused = desk.send(f"{ready.counter}/slip/{member}")
    assert refused.status_code == 409
    assert "票签不记名" in refused.text


@pytest.mark.parametrize("count", ["0", "-1", "201", "x", "", "1.5"])
def test_a_senseless_number_of_slips_is_refused(ready: Hall, desk: Browser, count: str) -> None:
    desk.get(f"{ready.counter}/slips").submit("/slips", count=count)
    assert desk.status == 400


def test_more_slips_than_delegates_are_refused_in_words(ready: Hall, desk: Browser) -> None:
    desk.get(f"{ready.counter}/slips").submit("/slips", count="5")
    assert desk.status == 409
    assert "不能多于" in desk.text


def test_nobody_checks_in_before_the_roll_is_fixed(hall: Hall, desk: Browser) -> None:
    hall.import_roll()
    desk.get(f"{hall.counter}/")
    assert "名册还没有确定" in desk.text
    _check_in(hall, desk, "张伟")
    assert desk.status == 409
    assert "请先确定名册" in desk.text


def test_a_person_of_another_congress_is_not_found(ready: Hall, desk: Browser) -> None:
    member = ready.member(desk, "张伟")
    other = f"/staff/desk/{'3' * 22}"
    assert desk.get(f"{other}/").status == 404
    assert desk.get(f"{other}/person/{member}").status == 404
    desk.get(f"{ready.counter}/person/{member}")
    for action in ("check-in", "pass", "undo", "leave", "slip"):
        assert desk.send(f"{other}/{action}/{member}").status_code == 404


def test_the_pass_page_learns_when_a_phone_has_taken_it(ready: Hall, desk: Browser) -> None:
    member = _check_in(ready, desk, "张伟")
    state = desk.get(f"{ready.counter}/person/{member}/pass").page.json
    assert state == {"state": "waiting"}


def test_with_one_congress_the_desk_goes_straight_to_it(ready: Hall, desk: Browser) -> None:
    assert desk.get("/staff/desk/").address == f"{ready.counter}/"
