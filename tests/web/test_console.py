"""Preparing a congress on the console."""

from pathlib import Path

import pytest
from flask import Flask

from tests.web.browser import Browser
from tests.web.hall import Hall, open_hall, public_keys


def test_a_congress_without_a_title_is_refused(organiser: Browser) -> None:
    organiser.get("/staff/new").submit("/new", title="  ")
    assert organiser.status == 400


def test_the_title_is_shown_as_text_never_as_markup(app: Flask, organiser: Browser) -> None:
    hall = open_hall(app, organiser, "<b>大会</b> {{ 1 }}")
    assert "&lt;b&gt;大会&lt;/b&gt; {{ 1 }}" in hall.organiser.get(f"{hall.console}/").text
    assert "<b>大会" not in hall.organiser.get("/staff/").text


def test_bad_lines_are_listed_with_number_and_reason_and_nothing_is_imported(hall: Hall) -> None:
    lines = ("张伟,1,甲,正式", "李娜,1,甲,正式", ",3,甲,正式", "=cmd,4,甲,正式", "王五,5,甲,来宾")
    page = hall.import_roll("\n".join(("姓名,工号,代表团,类别", *lines)).encode())
    assert page.status == 400
    assert "一个人也没有导入" in page.text
    for line, reason in (
        ("3", "工号重复（与第 2 行相同）"),
        ("4", "没有姓名"),
        ("5", "像公式"),
        ("6", "类别不认识"),
    ):
        assert f'<th scope="row" class="number">{line}</th>' in page.text
        assert reason in page.text
    assert "确定名册" not in hall.organiser.get(f"{hall.console}/roll").text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "请先选择|没有一行|表头|不能当作"),
        (b"\x00\x01\x02" * 100, "编码|不能当作|既不是|第一行"),
        (b"a,b,c,d\n1,2,3,4\n", "第一行必须写明四列"),
    ],
)
def test_a_file_that_is_no_roll_is_refused_in_words(hall: Hall, data: bytes, words: str) -> None:
    page = hall.import_roll(data)
    assert page.status == 400
    assert any(word in page.text for word in words.split("|")), page.text


def test_a_roll_beyond_five_megabytes_is_refused(hall: Hall) -> None:
    page = hall.organiser.send_raw(
        f"{hall.console}/roll", b"x" * (5 * 1024 * 1024 + 1), "multipart/form-data; boundary=x"
    )
    assert page.status_code == 413


def test_gb18030_is_read(hall: Hall) -> None:
    page = hall.import_roll("姓名,工号,代表团,类别\n张伟,1,甲,正式\n".encode("gb18030"))
    assert "其中正式代表 1 人" in page.text


def test_fixing_the_roll_is_final(hall: Hall) -> None:
    assert hall.fix_roll().status == 200
    assert "已确定，应到 4 人" in hall.organiser.text
    page = hall.organiser.get(f"{hall.console}/roll")
    assert "不能再改" in page.text
    assert page.send(f"{hall.console}/roll/fix").status_code in (302, 409)


def test_keys_are_shown_as_fingerprints_before_they_are_registered(hall: Hall) -> None:
    page = hall.organiser.get(f"{hall.console}/keys").submit("/keys/check", pasted=public_keys())
    assert page.text.count('<code class="print">') == 2
    page.submit("/keys")
    assert "2 位监票人" in page.text
    again = page.get(f"{hall.console}/keys")
    assert "不能再改" in again.text
    assert again.send(f"{hall.console}/keys", pasted=public_keys()).status_code == 409


def test_keys_may_be_uploaded_as_files(hall: Hall) -> None:
    page = hall.organiser.get(f"{hall.console}/keys")
    page.submit("/keys/check", files=public_keys().encode(), pasted="")
    assert page.text.count('<code class="print">') == 2


@pytest.mark.parametrize(
    "pasted",
    [
        "",
        "nonsense",
        "[]",
        '["Single",{}]',
        public_keys().replace('"challenge":"', '"challenge":"1'),
    ],
)
def test_keys_that_do_not_prove_themselves_are_refused_and_kept_in_the_form(
    hall: Hall, pasted: str
) -> None:
    page = hall.organiser.get(f"{hall.console}/keys").submit("/keys/check", pasted=pasted)
    assert page.status == 400
    assert page.forms()[-1].fields["pasted"].strip() == pasted


def test_a_motion_has_one_question_a_line(hall: Hall) -> None:
    hall.new_motion("第一项", "第二项", "  ", "第三项")
    for words in ("第一项", "第二项", "第三项", "赞成", "反对", "弃权", "草拟"):
        assert words in hall.organiser.text


def test_a_choice_has_limits_and_candidates(hall: Hall) -> None:
    page = hall.organiser.get(f"{hall.console}/items/new?kind=choose")
    page.submit(
        "/items/new",
        title="评选",
        text="选两个",
        lines="甲\n乙\n<i>丙</i>",
        minimum="0",
        maximum="2",
    )
    assert "选 0 至 2 个" in page.text
    assert "&lt;i&gt;丙&lt;/i&gt;" in page.text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"title": ""}, "这一栏不能空着"),
        ({"title": "长" * 301}, "太长了"),
        ({"lines": "甲\n乙\n甲"}, "写了两次"),
        ({"lines": ""}, "至少要写一行"),
        ({"lines": "长" * 301}, "第 1 行太长"),
        ({"lines": "\n".join(map(str, range(201)))}, "最多 200 行"),
        ({"maximum": "3"}, "1 到 2 之间"),
        ({"maximum": "0"}, "1 到 2 之间"),
        ({"maximum": "x"}, "1 到 2 之间"),
        ({"minimum": "2", "maximum": "1"}, "最少选几个"),
        ({"minimum": "-1"}, "最少选几个"),
    ],
)
def test_a_form_that_is_refused_keeps_what_was_typed(
    hall: Hall, change: dict[str, str], words: str
) -> None:
    typed = {
        "title": "评选",
        "text": "选",
        "lines": "甲\n乙",
        "minimum": "0",
        "maximum": "1",
    } | change
    page = hall.organiser.get(f"{hall.console}/items/new?kind=choose").submit("/items/new", **typed)
    assert page.status == 400
    assert words in page.text
    fields = page.forms()[-1].fields
    assert {name: fields[name] for name in typed} == typed


def test_a_draft_is_deleted(hall: Hall) -> None:
    hall.new_motion()
    hall.organiser.submit("/delete")
    assert "还没有议题" in hall.organiser.text


def test_a_draft_says_what_is_missing_before_it_can_be_ready(hall: Hall) -> None:
    hall.new_motion()
    assert "名册还没有确定" in hall.organiser.text
    assert "监票人钥匙还没有就绪" in hall.organiser.text
    item = hall.organiser.address
    assert hall.organiser.send(f"{item}/prepare").status_code == 409


def test_the_rule_is_shown_in_words_and_as_whole_numbers(hall: Hall) -> None:
    hall.new_motion()
    assert "代表三分之二以上到会，方可表决；赞成票达到全体应到人数的过半数，即为通过。" in (
        hall.organiser.text
    )
    hall.fix_roll()
    hall.set_board()
    hall.new_motion()
    assert "应到 4 人，三分之二以上到会须 3 人；须 3 票赞成" in hall.organiser.text


def test_an_item_of_another_congress_is_not_found(hall: Hall) -> None:
    item = hall.new_motion()
    other = open_hall(hall.app, hall.organiser, "另一次大会")
    page = other.organiser.get(f"{other.console}/items/{item}")
    assert page.status == 404
    page.get(f"{other.console}/items/new?kind=motion")
    assert page.send(f"{other.console}/items/{item}/prepare").status_code == 404


def test_the_desk_sees_no_way_to_change_anything(hall: Hall, desk: Browser) -> None:
    hall.new_motion()
    page = desk.get(hall.organiser.address)
    assert page.status == 200
    assert [form.action for form in page.forms()] == ["/staff/logout"]


def test_the_overview_follows_who_is_here(hall: Hall) -> None:
    hall.fix_roll()
    live = hall.organiser.get(f"{hall.console}/live").page.json
    assert live == {"version": "", "entitled": 4, "present": 0, "observers": 0}
    hall.new_motion()
    live = hall.organiser.get(f"{hall.console}/live").page.json
    assert live is not None
    assert live["version"] == "draft"


@pytest.mark.parametrize("title", ["长" * 301, "甲\x07乙", "甲\u202e乙", "甲\u200b乙"])
def test_a_title_that_could_not_stand_in_the_log_is_refused(organiser: Browser, title: str) -> None:
    assert organiser.get("/staff/new").submit("/new", title=title).status in (400, 413)


def test_words_that_could_not_stand_in_the_log_are_refused(hall: Hall) -> None:
    page = hall.organiser.get(f"{hall.console}/items/new?kind=motion")
    for lines in ("甲\x07乙", "甲\u2066乙", "甲\ufeff"):
        page.submit("/items/new", title="薪酬", lines=lines)
        assert page.status == 400
        assert "不能使用的字符" in page.text


def test_a_congress_cannot_begin_before_the_booth_is_built(
    organiser: Browser, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("votesvc.web.assets._STATIC", tmp_path)
    organiser.get("/staff/new").submit("/new", title="大会")
    assert organiser.status == 409
    assert "还没有构建" in organiser.text
