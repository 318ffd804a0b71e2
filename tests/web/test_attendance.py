"""Papers with names: for the desk and the organiser, and for nobody else."""

import re
from io import BytesIO

from flask import Flask
from openpyxl import load_workbook

from tests.web.browser import Browser
from tests.web.hall import Hall

PAPERS = ("sign-in", "sign-in.xlsx", "roll", "roll.xlsx")


def rows(page: str) -> list[list[str]]:
    found = re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)
    return [
        [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)]
        for row in found
    ]


def sheet(browser: Browser, address: str) -> list[list[object]]:
    browser.get(address)
    assert browser.status == 200
    assert browser.page.headers["Content-Disposition"].startswith("attachment;")
    assert browser.page.headers["Cache-Control"] == "no-store"
    book = load_workbook(BytesIO(browser.page.data))
    return [[cell.value for cell in row] for row in book.worksheets[0]]


def test_the_sheet_to_sign_in_on_names_everybody_and_leaves_room(hall: Hall, desk: Browser) -> None:
    hall.fix_roll()
    desk.get(f"{hall.counter}/sign-in")
    table = rows(desk.text)
    assert table[0] == ["序号", "姓名", "工号", "代表团", "类别", "签名", "备注"]
    assert table[1] == ["1", "张伟", "10023", "一车间", "正式代表", "", ""]
    assert table[5] == ["5", "王列席", "20001", "机关", "列席", "", ""]
    assert len(table) == 6
    assert "应到正式代表 4 人" in desk.text
    assert "第五届职工代表大会" in desk.text
    filled = [[value or "" for value in row] for row in sheet(desk, f"{hall.counter}/sign-in.xlsx")]
    assert [[str(value) for value in row] for row in filled] == table


def test_the_roll_says_who_is_here_and_who_has_left(hall: Hall, desk: Browser) -> None:
    hall.fix_roll()
    for name in ("张伟", "李娜"):
        desk.get(f"{hall.counter}/person/{hall.member(desk, name)}")
        desk.submit(f"/check-in/{hall.member(desk, name)}")
    left = hall.member(desk, "李娜")
    desk.get(f"{hall.counter}/person/{left}").submit(f"/leave/{left}")
    table = rows(desk.get(f"{hall.counter}/roll").text)
    assert [row[1::4] for row in table] == [
        ["姓名", "到会"],
        ["张伟", "已签到"],
        ["张薇", ""],
        ["李娜", "已离会"],
        ["单雄信", ""],
        ["王列席", ""],
    ]
    assert "应到正式代表 4 人，实到 1 人" in desk.text
    assert sheet(desk, f"{hall.counter}/roll.xlsx")[3] == [
        3,
        "李娜",
        "10518",
        "机关",
        "正式代表",
        "已离会",
    ]


def test_a_roll_that_is_not_fixed_says_so(hall: Hall) -> None:
    hall.import_roll()
    assert "名册还没有确定" in hall.organiser.get(f"{hall.counter}/roll").text


def test_there_is_no_sheet_without_a_roll(hall: Hall) -> None:
    for paper in PAPERS:
        assert hall.organiser.get(f"{hall.counter}/{paper}").status == 404
        assert hall.organiser.get(f"/staff/desk/{'3' * 22}/{paper}").status == 404
        assert hall.organiser.get(f"/staff/desk/nonsense/{paper}").status == 404


def test_papers_with_names_open_for_desk_and_organiser_alone(
    app: Flask, hall: Hall, chief: Browser
) -> None:
    hall.fix_roll()
    for paper in PAPERS:
        assert hall.organiser.get(f"{hall.counter}/{paper}").status == 200
        assert chief.get(f"{hall.counter}/{paper}").status == 403
        assert app.test_client().get(f"{hall.counter}/{paper}").status_code == 302


def test_the_counter_leads_to_both_papers(hall: Hall) -> None:
    hall.fix_roll()
    page = hall.organiser.get(f"{hall.counter}/").text
    assert f'href="{hall.counter}/sign-in"' in page
    assert f'href="{hall.counter}/roll"' in page
