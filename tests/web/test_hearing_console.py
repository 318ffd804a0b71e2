"""Preparing a hearing on the console: draft, papers, key, announcement, opening and closing."""

import re
from collections.abc import Callable

import pytest

from tests.web.browser import Browser
from tests.web.hall import Hall, open_hall
from votesvc.crypto.sealing import new_officer_key

PDF = b"%PDF-1.7\n..."
PNG = b"\x89PNG\r\n\x1a\n..."
FORM = {
    "title": "绩效工资分配办法听证会",
    "matter": "就《绩效工资分配办法（草案）》征求意见。\n共两条。",
    "lines": "第一条 总则\n第二条  分配",
    "per_delegate": "3",
    "notice_days": "7",
    "name-0": "王主席",
    "name-1": "李记录",
}


def new_hearing(hall: Hall, kind: str = "hearing", **change: str) -> str:
    """Draft a hearing through its form and return its uuid."""
    hall.organiser.get(f"{hall.console}/hearings/new?kind={kind}")
    hall.organiser.submit("/hearings/new", **(FORM | change))
    assert hall.organiser.status == 200, hall.organiser.text
    return hall.organiser.address.rpartition("/")[2]


def page_of(hall: Hall, hearing: str) -> str:
    return f"{hall.console}/hearings/{hearing}"


def register(officer: Browser, hall: Hall, hearing: str) -> str:
    """Register a key from the officer's device and return it."""
    key = new_officer_key().public
    office = f"{page_of(hall, hearing)}/office"
    answer = officer.post_json(f"{office}/key", {"key": key}, at=office)
    assert answer.status_code == 200, answer.text
    return key


def test_a_draft_shows_what_was_typed_and_can_be_changed(hall: Hall) -> None:
    hearing = new_hearing(hall)
    page = hall.organiser
    for words in ("绩效工资分配办法听证会", "共两条。", "第一条 总则", "第二条 分配", "草拟"):
        assert words in page.text
    assert "主持人</bdi>：<bdi>王主席" in page.text
    assert "决策发言人" not in page.text, "a role without a name is nobody"
    assert "<dd>3</dd>" in page.text
    assert "7 天" in page.text
    page.get(f"{page_of(hall, hearing)}/edit")
    fields = page.forms()[-1].fields
    assert fields["matter"].strip() == FORM["matter"]
    assert fields["name-1"] == "李记录"
    page.submit("/edit", title="改过的名称", lines="", **{"recused-0": "yes"})
    assert "改过的名称" in page.text
    assert "王主席</bdi> <strong>（回避）" in page.text
    assert "第一条 总则" not in page.text


@pytest.mark.parametrize(
    ("kind", "days", "marked"),
    [("hearing", "7", True), ("comments", "0", False), ("box", "0", False)],
)
def test_each_kind_begins_with_what_is_usual(
    hall: Hall, kind: str, days: str, marked: bool
) -> None:
    page = hall.organiser.get(f"{hall.console}/hearings/new?kind={kind}")
    fields = page.forms()[-1].fields
    assert (fields["per_delegate"], fields["notice_days"]) == ("3", days)
    assert ('value="yes" checked' in page.text) is marked


def test_the_kind_is_asked_first_and_an_unknown_one_again(hall: Hall) -> None:
    for query in ("", "?kind=x"):
        page = hall.organiser.get(f"{hall.console}/hearings/new{query}")
        assert all(kind in page.text for kind in ("听证会", "会前意见征集", "意见箱"))
    hall.organiser.get(f"{hall.console}/hearings/new?kind=box")
    assert hall.organiser.send(f"{hall.console}/hearings/new", kind="x").status_code == 400


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"title": ""}, "这一栏不能空着"),
        ({"title": "长" * 301}, "最多 300 个字"),
        ({"title": "甲\u202e乙"}, "不能使用的字符"),
        ({"matter": ""}, "这一栏不能空着"),
        ({"matter": "长" * 10_001}, "最多 10000 个字"),
        ({"matter": "甲\x07乙"}, "不能使用的字符"),
        ({"lines": "\n".join(map(str, range(201)))}, "最多 200 行"),
        ({"lines": "甲\n" + "长" * 301}, "第 2 行太长"),
        ({"lines": "甲\n乙\n丙\u200b丁"}, "第 3 行有不能使用的字符"),
        ({"per_delegate": "0"}, "1 到 10 之间"),
        ({"per_delegate": "11"}, "1 到 10 之间"),
        ({"per_delegate": "x"}, "1 到 10 之间"),
        ({"notice_days": "366"}, "0 到 365 之间"),
        ({"notice_days": ""}, "0 到 365 之间"),
        ({"role-0": ""}, "请写明“王主席”在会上做什么"),
        ({"name-0": "长" * 301}, "姓名或职责太长"),
    ],
)
def test_a_form_that_is_refused_keeps_what_was_typed(
    hall: Hall, change: dict[str, str], words: str
) -> None:
    page = hall.organiser.get(f"{hall.console}/hearings/new?kind=hearing")
    typed = FORM | change
    page.submit("/hearings/new", **typed)
    assert page.status == 400
    assert words in page.text
    fields = page.forms()[-1].fields
    kept = ("title", "matter", "per_delegate", "notice_days", "name-1")
    assert [fields[name].strip() for name in kept] == [typed[name] for name in kept]


def test_hostile_words_are_shown_as_text(hall: Hall) -> None:
    new_hearing(hall, title="<script>x</script>", matter='"><img src=x onerror=y> {{ 7*7 }}')
    page = hall.organiser
    assert "&lt;script&gt;x" in page.text
    assert "&lt;img src=x onerror=y&gt; {{ 7*7 }}" in page.text
    assert "<script>x" not in page.text
    assert "&lt;script&gt;x" in page.get(f"{hall.console}/").text


def test_papers_are_added_replaced_downloaded_and_removed(hall: Hall) -> None:
    hearing = new_hearing(hall)
    page = hall.organiser
    page.upload("/papers", "papers", [("草案.pdf", PDF), ("目录/图.png", PNG)])
    assert "草案.pdf" in page.text
    assert "<bdi>图.png</bdi>" in page.text
    page.upload("/papers", "papers", [("草案.pdf", PDF + b"2")])
    assert page.text.count("<bdi>草案.pdf</bdi>") == 1
    link = next(part.split('"')[0] for part in page.text.split('href="') if "/papers/" in part)
    file = page.get(link).page
    assert file.data.startswith((b"%PDF", b"\x89PNG"))
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    page.get(page_of(hall, hearing)).submit("/papers/remove", name="草案.pdf")
    assert "草案.pdf" not in page.text
    assert page.send(f"{page_of(hall, hearing)}/papers/remove", name="x").status_code == 404


@pytest.mark.parametrize(
    ("name", "data", "status", "words"),
    [
        ("a.html", b"<html>", 409, "只收 PDF、PNG 和 JPEG"),
        ("a.pdf", PDF + bytes(20 * 1024 * 1024), 409, "不超过 20 MB"),
        ("甲\u202e乙.pdf", PDF, 400, "文件名太长"),
        (".hidden.pdf", PDF, 400, "文件名太长"),
        ("长" * 121 + ".pdf", PDF, 400, "文件名太长"),
    ],
)
def test_a_paper_that_does_not_fit_is_refused_by_name(
    hall: Hall, name: str, data: bytes, status: int, words: str
) -> None:
    new_hearing(hall)
    hall.organiser.upload("/papers", "papers", [(name, data)])
    assert hall.organiser.status == status
    assert words in hall.organiser.text
    assert "没有材料" in hall.organiser.text


def test_uploading_nothing_is_told(hall: Hall) -> None:
    hearing = new_hearing(hall)
    assert hall.organiser.send(f"{page_of(hall, hearing)}/papers").status_code == 400


def test_a_draft_waits_for_the_officers_key(hall: Hall, officer: Browser) -> None:
    hearing = new_hearing(hall)
    page = hall.organiser
    assert "听证记录人还没有在自己的设备上生成并登记公钥" in page.text
    assert page.send(f"{page_of(hall, hearing)}/announce").status_code == 409
    key = register(officer, hall, hearing)
    page.get(page_of(hall, hearing))
    assert " ".join(key[i : i + 4] for i in range(0, 24, 4)) in page.text
    assert "还没有附上材料" in page.text
    page.submit("/announce")
    assert "已公告" in page.text
    assert page.send(f"{page_of(hall, hearing)}/papers/remove", name="x").status_code == 409
    assert page.send(f"{page_of(hall, hearing)}/delete").status_code == 409
    assert "修改内容" not in page.text


def test_a_key_that_is_none_is_refused(hall: Hall, officer: Browser) -> None:
    office = f"{page_of(hall, new_hearing(hall))}/office"
    for key in ("", "ab", "00" * 32, "AB" * 32, "zz" * 32):
        assert officer.post_json(f"{office}/key", {"key": key}, at=office).status_code == 400
    answer = officer.post_json(f"{office}/key", {"key": 1}, at=office)
    assert answer.status_code == 400
    assert answer.json is not None
    assert answer.json["error"] == "malformed-input"


def test_opening_before_the_notice_is_over_is_warned_of_and_possible(
    hall: Hall, officer: Browser
) -> None:
    hearing = new_hearing(hall)
    register(officer, hall, hearing)
    page = hall.organiser.get(page_of(hall, hearing)).submit("/announce")
    assert "名册还没有确定" in page.text
    assert page.send(f"{page_of(hall, hearing)}/open").status_code == 409
    hall.fix_roll()
    page.get(page_of(hall, hearing))
    assert "按公告的天数" in page.text
    assert "公告期还没有满" in page.text
    assert "还没有一位正式代表签到" in page.text
    page.submit("/open")
    assert "征集意见" in page.text
    live = page.get(f"{page_of(hall, hearing)}/live").page.json
    assert live is not None
    assert live.pop("version").startswith("open.")
    assert live == {"received": 0, "unopened": 0, "published": 0, "withheld": 0}
    page.get(page_of(hall, hearing)).submit("/close")
    assert "等待听证记录人提交听证报告" in page.text


def test_without_notice_there_is_nothing_to_warn_of(hall: Hall, officer: Browser) -> None:
    hall.fix_roll()
    hearing = new_hearing(hall, "box", notice_days="0", **{"role-1": "联系人"})
    register(officer, hall, hearing)
    page = hall.organiser.get(page_of(hall, hearing)).submit("/announce")
    assert "公告期还没有满" not in page.text
    page.submit("/open")
    assert "意见箱可以一直开着" in page.text


def test_a_draft_is_deleted(hall: Hall) -> None:
    new_hearing(hall)
    hall.organiser.submit("/delete")
    assert "还没有听证" in hall.organiser.text


def test_the_overview_lists_hearings_and_follows_them(hall: Hall) -> None:
    new_hearing(hall)
    page = hall.organiser.get(f"{hall.console}/")
    assert "绩效工资分配办法听证会" in page.text
    live = page.get(f"{hall.console}/live").page.json
    assert live is not None
    assert live["version"] == "draft"


def test_a_hearing_of_another_congress_is_not_found(hall: Hall, officer: Browser) -> None:
    hearing = new_hearing(hall)
    other = open_hall(hall.app, hall.organiser, "另一次大会")
    page = other.organiser.get(page_of(other, hearing))
    assert page.status == 404
    page.get(f"{other.console}/hearings/new?kind=box")
    for step in ("announce", "open", "close", "delete", "edit", "papers", "papers/remove"):
        assert page.send(f"{page_of(other, hearing)}/{step}").status_code == 404, step
    assert page.get(f"{page_of(other, hearing)}/edit").status == 404
    assert page.get(f"{page_of(other, hearing)}/papers/{'ab' * 32}").status == 404
    assert officer.get(f"{page_of(other, hearing)}/office").status == 404
    office = f"{page_of(hall, hearing)}/office"
    answer = officer.post_json(f"{page_of(other, hearing)}/office/key", {"key": "x"}, at=office)
    assert answer.status_code == 404


@pytest.mark.parametrize("role", ["chief", "desk", "officer"])
def test_others_look_and_change_nothing(
    hall: Hall, enter: Callable[[str], Browser], role: str
) -> None:
    hearing = new_hearing(hall)
    page = enter(role).get(page_of(hall, hearing))
    assert page.status == 200
    assert [form.action for form in page.forms()] == ["/staff/logout"]
    assert "等待工作人员" in page.text


def test_the_officer_lands_on_the_only_hearing_or_on_the_list(hall: Hall, officer: Browser) -> None:
    assert officer.address == "/staff/hearings"
    assert "还没有听证" in officer.text
    hearing = new_hearing(hall)
    assert officer.get("/staff/").address == f"{page_of(hall, hearing)}/office"
    new_hearing(hall, "box", title="意见箱", **{"role-1": "联系人"})
    page = officer.get("/staff/hearings")
    assert f"{page_of(hall, hearing)}/office" in page.text
    assert "第五届职工代表大会" in page.text


KNOWN = (
    *(
        FORM["title"],
        "第五届职工代表大会",
        "第一条 总则",
        "第二条 分配",
        "王主席",
        "李记录",
        "周工",
    ),
    *("主持人", "记录人", "决策发言人", "监察人", "中文", "薪酬办法", "草案"),
    *FORM["matter"].splitlines(),
)


def foreign(page: Browser) -> list[str]:
    """Return the Chinese words of a page, apart from what people typed."""
    text = page.text
    for known in sorted(KNOWN, key=len, reverse=True):
        text = text.replace(known, "")
    return re.findall("[\u3400-\u9fff]+", text)


def test_the_pages_of_hearings_speak_english(hall: Hall, officer: Browser) -> None:
    hall.fix_roll()
    hearing = new_hearing(hall)
    register(officer, hall, hearing)
    page, here = hall.organiser.get("/staff/?lang=en"), page_of(hall, hearing)
    new = f"{hall.console}/hearings/new"
    for address in (f"{hall.console}/", here, f"{here}/edit", new, f"{new}?kind=box"):
        assert foreign(page.get(address)) == [], address
    page.submit("/hearings/new", title="", per_delegate="x")
    assert foreign(page) == []
    for step in ("/announce", "/open", "/close"):
        page.get(here).submit(step)
        assert page.status == 200
        assert foreign(page) == [], step
    assert foreign(officer.get(f"{here}/office?lang=en")) == []
    assert foreign(officer.get("/staff/hearings")) == []
