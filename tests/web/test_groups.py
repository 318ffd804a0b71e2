"""Groups of voters as the organiser, the desk and a phone see them."""

import re
from secrets import token_bytes

import pytest

from tests.web.browser import Browser
from tests.web.hall import Hall
from tests.web.test_attendance import rows
from votesvc.crypto.encoding import hexhash

GROUPED = """姓名,工号,代表团,类别,组别
张伟,10023,一车间,正式,职工代表
张薇,10024,一车间,正式,职工代表
李娜,10518,机关,正式,中层
单雄信,10777,二车间,正式,
王列席,20001,机关,列席,
""".encode()


@pytest.fixture
def grouped(hall: Hall) -> Hall:
    """Give a hall whose fixed roll has two groups."""
    hall.import_roll(GROUPED)
    hall.organiser.submit("/roll/fix")
    return hall


def figures(page: str) -> list[tuple[str, int]]:
    table = page.split('<table class="groups">')[1].split("</table>", maxsplit=1)[0]
    found = re.findall(r'scope="row">(.*?)</th><td class="number">(\d+)', table)
    return [(group, int(count)) for group, count in found]


def test_the_roll_shows_its_groups_before_and_after_it_is_fixed(hall: Hall) -> None:
    page = hall.import_roll(GROUPED).text
    assert figures(page) == [("中层", 1), ("职工代表", 2), ("没有组别", 1)]
    assert "分组计票的测评不能定稿" in page
    assert "各组的人数也写进去" in page
    hall.organiser.submit("/roll/fix")
    fixed = hall.organiser.get(f"{hall.console}/roll").text
    assert figures(fixed) == figures(page)
    assert "<td>职工代表</td>" in fixed


def test_a_roll_without_groups_speaks_of_none(hall: Hall) -> None:
    page = hall.import_roll().text
    assert '<table class="groups">' not in page
    assert "各组的人数" not in page
    assert "组别</th>" not in page


def test_groups_that_look_alike_are_refused_with_both_lines(hall: Hall) -> None:
    page = hall.import_roll(GROUPED.decode().replace("职工代表\n李", "职工 代表\n李").encode())
    assert page.status == 400
    assert "组别和另一行看上去一样" in page.text
    assert "与第 2 行" in page.text


def test_the_desk_sees_the_group_and_what_a_slip_costs(grouped: Hall, desk: Browser) -> None:
    desk.get(f"{grouped.counter}/find", query_string={"q": "李娜"})
    assert "· 中层</span>" in desk.text
    desk.get(f"{grouped.counter}/person/{grouped.member(desk, '李娜')}")
    assert "<dd>中层</dd>" in desk.text
    assert "票签不分组" in desk.text
    desk.get(f"{grouped.counter}/person/{grouped.member(desk, '单雄信')}")
    assert "组别" not in desk.text
    assert "票签不分组" not in desk.text


def test_the_printed_roll_has_a_column_for_groups(grouped: Hall, desk: Browser) -> None:
    desk.get(f"{grouped.counter}/roll")
    table = rows(desk.text)
    assert table[0][5:] == ["组别", "到会"]
    assert [row[5] for row in table[1:]] == ["职工代表", "职工代表", "中层", "", ""]


@pytest.mark.parametrize(("name", "group"), [("李娜", "中层"), ("单雄信", "")])
def test_a_phone_is_told_its_own_group(grouped: Hall, desk: Browser, name: str, group: str) -> None:
    desk.get(f"{grouped.counter}/person/{grouped.member(desk, name)}")
    desk.submit(f"/check-in/{grouped.member(desk, name)}")
    secret = re.search(r'data-link="[^"#]*#([\w-]+)"', desk.text)
    assert secret is not None
    device = hexhash(token_bytes(32))
    phone = grouped.app.test_client()
    answer = phone.post("/pass/redeem", json={"pass": secret.group(1), "device": device})
    assert answer.get_json()["group"] == group
