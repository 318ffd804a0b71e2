"""Items by presets and places: every number in words, and whoever changes one says why."""

import json
from typing import Any

import pytest

from tests.services.hearing_story import SPEC
from tests.web.hall import Hall
from votesvc.domain.rules import Change, ElectionRule, EvaluationRule, MotionRule, asked_in
from votesvc.services import agenda, hearings
from votesvc.services.agenda import ItemView
from votesvc.web.installation import current_session


def form(hall: Hall, preset: str, pack: str = "national") -> str:
    hall.organiser.get(f"{hall.console}/items/new/{pack}/{preset}")
    assert hall.organiser.status == 200, hall.organiser.text
    return f"/items/new/{pack}/{preset}"


def fill(hall: Hall, preset: str, pack: str = "national", **values: Any) -> ItemView | None:
    """Fill in the form of a preset; numbers are given as `pass__op`."""
    named = {
        f"number:{name.replace('__', '.')}" if "__" in name else name: value
        for name, value in values.items()
    }
    hall.organiser.submit(form(hall, preset, pack), **{"title": "表决", **named})
    if hall.organiser.status != 200:
        return None
    with hall.app.app_context():
        return agenda.item(current_session(), hall.organiser.address.rpartition("/")[2])


def test_the_picker_offers_every_preset_at_the_place_used_last(hall: Hall) -> None:
    page = hall.organiser.get(f"{hall.console}/items/new").text
    assert "/items/new/national/P04" in page
    assert "工会委员会委员（差额）" in page
    assert fill(hall, "P02", "shanghai", lines="草案") is not None
    assert "/items/new/shanghai/P04" in hall.organiser.get(f"{hall.console}/items/new").text
    assert "Evaluation of leaders" in hall.organiser.get(f"{hall.console}/items/new?lang=en").text


def test_a_motion_by_a_place_s_rule_shows_words_and_whole_numbers(hall: Hall) -> None:
    hall.fix_roll()
    form(hall, "P01", "shanghai")
    assert "应到 4 人，三分之二以上到会须 3 人；须 2 票赞成" in hall.organiser.text
    assert "上海市职工代表大会条例第三十一条" in hall.organiser.text
    item = fill(hall, "P01", "shanghai", lines="办法", hearing__required="false", reason="已经听证")
    assert item is not None
    assert isinstance(item.spec.rule, MotionRule)
    assert (item.spec.rule.passing.op, item.spec.rule.terms.pack) == ("ge", "shanghai")
    assert "须 2 票赞成（全体应到人数的半数以上）" in hall.organiser.text
    assert "材料送达代表，提前不少于 7 天" in hall.organiser.text
    assert "公示不少于 7 天" in hall.organiser.text


def test_a_matter_that_needs_a_hearing_is_not_made_without_one(hall: Hall) -> None:
    assert fill(hall, "P01", lines="办法") is None
    assert "应当先行听证" in hall.organiser.text
    assert fill(hall, "P01", lines="办法", hearing="nonsense") is None


def test_a_changed_number_is_recorded_with_author_and_reason(hall: Hall) -> None:
    assert fill(hall, "P02", lines="草案", pass__op="gt") is None
    assert "请写明理由" in hall.organiser.text
    item = fill(
        hall, "P02", lines="草案", pass__op="gt", gates__papers__days="10", reason="主席团决定"
    )
    assert item is not None
    assert item.spec.rule.terms.changes == (
        Change("pass.op", "ge", "gt", "周工", "主席团决定"),
        Change("gates.papers.days", "7", "10", "周工", "主席团决定"),
    )
    shown = "通过票数：达到或超过：由 达到（以上） 改为 超过（过）（周工，理由：主席团决定）"
    assert shown in hall.organiser.text


@pytest.mark.parametrize(
    "wrong", [{"pass__num": "0"}, {"pass__num": "x"}, {"pass__op": "eq"}, {"quorum__num": "4"}]
)
def test_an_impossible_number_is_refused_by_its_name(hall: Hall, wrong: dict[str, str]) -> None:
    assert fill(hall, "P02", lines="草案", reason="试试", **wrong) is None
    assert "这个数不可能" in hall.organiser.text


def test_a_number_that_the_preset_does_not_have_is_passed_over(hall: Hall) -> None:
    item = fill(hall, "P02", lines="草案", seats__value="9", pass__source="x")
    assert item is not None
    assert item.spec.rule.terms.changes == ()


def test_an_election_has_candidates_seats_and_room_for_names(hall: Hall) -> None:
    item = fill(hall, "P04", lines="王一\n李二\n张三\n赵四", seats="3")
    assert item is not None
    assert isinstance(item.spec.rule, ElectionRule)
    assert (item.spec.rule.seats, item.spec.rule.writein) == (3, 3)
    assert item.spec.questions[1].answers == ("王一", "李二", "张三", "赵四")
    assert "应选 3 名；每张选票至多选 3 名，多选无效。" in hall.organiser.text


@pytest.mark.parametrize(
    ("preset", "values", "problem"),
    [
        ("P04", {"lines": "甲\n乙\n丙", "seats": "3"}, "候选人不少于 4 名"),
        ("P04", {"lines": "甲\n乙", "seats": ""}, "请填选出几名"),
        ("P04", {"lines": "甲\n乙", "seats": "0"}, "请填选出几名"),
        ("P04", {"lines": "", "seats": "1"}, "至少要写一行"),
        ("P04", {"lines": "甲\n甲", "seats": "1"}, "写了两次"),
        ("P04", {"lines": "甲" * 301, "seats": "1"}, "第 1 行太长"),
        ("P04", {"title": "", "lines": "甲\n乙", "seats": "1"}, "这一栏不能空着"),
        ("P04", {"title": "长" * 301, "lines": "甲\n乙", "seats": "1"}, "太长了"),
        ("P04", {"title": "a\u202eb", "lines": "甲\n乙", "seats": "1"}, "不能使用的字符"),
        ("P17", {"text": "请选", "lines": "甲\n乙", "seats": "3"}, "名额比候选的还多"),
        ("P17", {"lines": "甲\n乙", "seats": "1"}, "这一栏不能空着"),
        ("P02", {"lines": "\n".join(map(str, range(51)))}, "太多了：最多 50 行"),
        ("P10", {"lines": "甲", "dimensions": "德\n德"}, "写了两次"),
    ],
)
def test_a_form_with_something_wrong_is_shown_again(
    hall: Hall, preset: str, values: dict[str, str], problem: str
) -> None:
    assert fill(hall, preset, **values) is None
    assert hall.organiser.status == 400
    assert problem in hall.organiser.text


def test_as_many_candidates_as_seats_need_a_reason(hall: Hall) -> None:
    item = fill(
        hall, "P04", lines="甲\n乙", seats="2", difference__percent="0", reason="上级批准等额"
    )
    assert item is not None
    assert item.spec.rule.terms.changes[0].number == "difference.percent"


def test_one_chair_asks_for_no_number_of_seats(hall: Hall) -> None:
    form(hall, "P05")
    assert 'id="seats"' not in hall.organiser.text
    item = fill(hall, "P05", lines="甲\n乙", shortfall__policy="vacant", reason="本次不补选")
    assert item is not None
    assert isinstance(item.spec.rule, ElectionRule)
    assert (item.spec.rule.seats, item.spec.rule.shortfall) == (1, "vacant")


def test_an_evaluation_has_rows_and_dimensions(hall: Hall) -> None:
    item = fill(hall, "P10", lines="张三\n李四", dimensions="德\n能")
    assert item is not None
    assert isinstance(item.spec.rule, EvaluationRule)
    assert [question.text for question in item.spec.questions] == [
        "张三｜德", "张三｜能", "李四｜德", "李四｜能",
    ]  # fmt: skip
    assert "按 优秀、称职、基本称职、不称职 评议；百分比以有效票为基数" in hall.organiser.text


@pytest.mark.parametrize("preset", ["P11", "P15", "P18"])
def test_polls_and_scores_are_made(hall: Hall, preset: str) -> None:
    item = fill(hall, preset, lines="工会工作")
    assert item is not None
    assert item.spec.rule.preset == preset


def test_a_straw_poll_is_asked_in_a_hearing_that_the_hall_names(hall: Hall) -> None:
    with hall.app.app_context():
        hearing = hearings.create(current_session(), hall.congress, SPEC)
    address = f"{hall.console}/items/new/national/P15?hearing={hearing}"
    page = hall.organiser.get(address).text
    assert "在哪次听证上测评" in page
    assert f'<option value="{hearing}" selected>' in page
    item = fill(hall, "P15", lines="方案", hearing=hearing)
    assert item is not None
    assert (asked_in(item.spec.rule), item.spec.rule.hearing) == (hearing, None)
    page = hall.organiser.text
    assert "在这次听证上测评，不具约束力：" in page
    assert f"/hearings/{hearing}" in page


def test_a_choice_may_be_left_blank_or_not(hall: Hall) -> None:
    item = fill(hall, "P17", text="请选", lines="甲\n乙\n丙", seats="2", least="2")
    assert item is not None
    question = item.spec.questions[0]
    assert (question.minimum, question.maximum) == (2, 2)


@pytest.mark.parametrize("address", ["national/P99", "utopia/P04"])
def test_an_unknown_preset_or_place_is_not_found(hall: Hall, address: str) -> None:
    assert hall.organiser.get(f"{hall.console}/items/new/{address}").status == 404


def test_the_rule_with_its_changes_stands_in_the_log(hall: Hall) -> None:
    hall.fix_roll()
    hall.set_board()
    fill(hall, "P02", lines="草案", pass__op="gt", reason="主席团决定")
    item = hall.organiser.address
    hall.organiser.submit("/prepare")
    assert hall.organiser.status == 200
    uuid = item.rpartition("/")[2]
    leaf = json.loads(hall.organiser.get(f"/c/{hall.congress}/item/{uuid}").page.get_json()["leaf"])
    assert leaf["rule"]["pack"] == "national"
    assert leaf["rule"]["changes"][0]["reason"] == "主席团决定"
