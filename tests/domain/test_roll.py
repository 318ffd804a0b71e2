"""Every bad line of a roll is named with its line and reason; good lines come out clean."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from votesvc.crypto.encoding import hexhash
from votesvc.domain.initials import initials
from votesvc.domain.roll import REASONS, Category, Problem, RollLine, members_hash, read_rows
from votesvc.errors import MissingRollHeader

HEADER = ["姓名", "工号", "代表团", "类别"]
GOOD = ["王小明", "1001", "第一代表团", "正式"]


def read(*rows: Sequence[str | None]) -> tuple[list[RollLine], tuple[Problem, ...]]:
    return read_rows(enumerate([HEADER, *rows], start=1))


def test_good_lines_come_out_trimmed_and_typed() -> None:
    lines, problems = read(GOOD, ["　李 四 ", " 1002", "二团", "列席"], ["Bob", "g1", "", "Guest"])
    assert not problems
    assert lines == [
        RollLine(2, "王小明", "1001", "第一代表团", Category.DELEGATE),
        RollLine(3, "李 四", "1002", "二团", Category.OBSERVER),
        RollLine(4, "Bob", "g1", "", Category.GUEST),
    ]
    assert [line.category.votes for line in lines] == [True, False, False]


def test_columns_stand_in_any_order_and_others_are_passed_over() -> None:
    rows = [["No.", "Category", "Staff Number", "Phone", "Name", "Delegation"]]
    rows += [["1", "delegate", "7", "=x", "Ann", "North"]]
    lines, problems = read_rows(enumerate(rows, start=1))
    assert not problems
    assert lines == [RollLine(2, "Ann", "7", "North", Category.DELEGATE)]


def test_a_column_for_the_group_may_be_there_and_a_cell_of_it_may_be_empty() -> None:
    rows = [[*HEADER, "组别"], [*GOOD, " 中层　"], ["李", "2", "二团", "正式", ""]]
    lines, problems = read_rows(enumerate(rows, start=1))
    assert not problems
    assert [line.group for line in lines] == ["中层", ""]


def test_a_column_for_the_group_named_twice_is_refused() -> None:
    with pytest.raises(MissingRollHeader):
        read_rows([(1, [*HEADER, "组别", "group"]), (2, [*GOOD, "甲", "乙"])])


def test_groups_that_look_alike_are_told_by_line() -> None:
    rows = [[*HEADER, "group"], [*GOOD, "Staff 2"], ["李", "2", "二团", "正式", "staff２"]]
    _, problems = read_rows(enumerate(rows, start=1))
    assert problems == (Problem(3, "look-alike-group", "staff２", 2),)
    assert "look-alike-group" in REASONS


@pytest.mark.parametrize("group", ["\u2800", "\u2003职工", "\u3164", "职\u200b工"])
def test_a_group_that_could_not_be_seen_or_told_is_refused(group: str) -> None:
    _, [problem] = read_rows(enumerate([[*HEADER, "group"], [*GOOD, group]], start=1))
    assert problem.reason == "control-characters"


def test_blank_lines_count_but_are_passed_over() -> None:
    rows: list[Sequence[str | None]] = [[""], HEADER, [" ", ""], GOOD]
    assert [line.line for line in read_rows(enumerate(rows, start=1))[0]] == [4]


@pytest.mark.parametrize(
    "header",
    [
        ["姓名", "工号", "代表团"],
        ["姓名", "工号", "代表团", "类别", "name"],
        ["王小明", "1001", "一团", "正式"],
        [None, "工号", "代表团", "类别"],
    ],
)
def test_header_must_name_each_column_once(header: Sequence[str | None]) -> None:
    with pytest.raises(MissingRollHeader):
        read_rows([(1, header), (2, GOOD)])


def test_no_line_at_all_has_no_header() -> None:
    with pytest.raises(MissingRollHeader):
        read_rows([(1, [""]), (2, [])])


@pytest.mark.parametrize(
    ("row", "reason", "value"),
    [
        (["", "1", "一团", "正式"], "missing-name", ""),
        (["王", " ", "一团", "正式"], "missing-staff-number", ""),
        (["王", "1", "", "正式"], "missing-delegation", ""),
        (["王", "1", "一团", ""], "missing-category", ""),
        (["王", "1", "一团", "代表"], "unknown-category", "代表"),
        (["王" * 61, "1", "一团", "正式"], "too-long", "王" * 60),
        (["王", "1" * 41, "一团", "正式"], "too-long", "1" * 41),
        (["王\x07", "1", "一团", "正式"], "control-characters", "王�"),
        (["王\u202e", "1", "一团", "正式"], "control-characters", "王�"),
        (["王\n小", "1", "一团", "正式"], "control-characters", "王�小"),
        (["=cmd|' /C calc'!A0", "1", "一团", "正式"], "formula", "=cmd|' /C calc'!A0"),
        (["+1", "1", "一团", "正式"], "formula", "+1"),
        (["-1", "1", "一团", "正式"], "formula", "-1"),
        (["@SUM(A1)", "1", "一团", "正式"], "formula", "@SUM(A1)"),
        (["＝1", "1", "一团", "正式"], "formula", "＝1"),
        (["王", "=1", "一团", "正式"], "formula", "=1"),
        (["王", "1", "一团"], "wrong-number-of-columns", "3"),
        (["王", "1", "一团", "正式", "x"], "wrong-number-of-columns", "5"),
        (["王", None, "一团", "正式"], "unreadable-cell", ""),
    ],
)
def test_bad_line_is_named_with_its_reason(
    row: Sequence[str | None], reason: str, value: str
) -> None:
    lines, problems = read(GOOD, row)
    assert problems == (Problem(3, reason, value),)
    assert [line.line for line in lines] == [2]
    assert reason in REASONS


def test_second_use_of_a_staff_number_names_the_first_line() -> None:
    _, problems = read(GOOD, ["李", "1002", "二", "正式"], ["赵", " 1001 ", "二", "正式"])
    assert problems == (Problem(4, "duplicate-staff-number", "1001", 2),)


def test_list_of_problems_stops_at_two_hundred() -> None:
    _, problems = read(*[["", "1", "一", "正式"]] * 500)
    assert len(problems) == 200


@given(st.lists(st.lists(st.one_of(st.none(), st.text()), max_size=6), max_size=6))
def test_any_table_is_read_or_refused(rows: list[Sequence[str | None]]) -> None:
    lines, problems = read(*rows)
    assert {problem.reason for problem in problems} <= set(REASONS)
    assert len({line.staff_no for line in lines}) == len(lines)


def test_member_hash_depends_on_salt_and_every_field() -> None:
    line = RollLine(2, "王", "1", "一", Category.DELEGATE)
    others = [
        RollLine(2, "李", "1", "一", Category.DELEGATE),
        RollLine(2, "王", "2", "一", Category.DELEGATE),
        RollLine(2, "王", "1", "二", Category.DELEGATE),
        RollLine(2, "王", "1", "一", Category.GUEST),
        RollLine(2, "王", "1", "一", Category.DELEGATE, "中层"),
        RollLine(2, "王", "1", "一", Category.DELEGATE, "职工代表"),
    ]
    hashes = {line.hash("00"), line.hash("01"), *(other.hash("00") for other in others)}
    assert len(hashes) == 8
    assert RollLine(9, "王", "1", "一", Category.DELEGATE).hash("00") == line.hash("00")


def test_member_hash_without_a_group_has_six_elements_and_with_one_seven() -> None:
    six = b'["votesvc/v1/member","00","W","1","N","delegate"]'
    line = RollLine(2, "W", "1", "N", Category.DELEGATE)
    assert line.hash("00") == hexhash(six)
    seven = six.replace(b'"]', b'","leaders"]')
    assert replace(line, group="leaders").hash("00") == hexhash(seven)


def test_members_hash_is_that_of_the_sorted_list() -> None:
    assert members_hash(["b", "a"]) == members_hash(["a", "b"]) == hexhash(b"a\nb\n")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("王小明", {"wxm"}),
        ("单雄信", {"sxx", "dxx"}),
        ("曾国藩", {"zgf"}),
        ("仇英", {"qy", "cy"}),
        ("阿丽亚·Smith", {"alys"}),
        ("Émile Zola", {"ez"}),
        ("𠮷·12", {"1"}),
        ("！", {""}),
    ],
)
def test_name_is_found_by_initials_in_any_reading(name: str, expected: set[str]) -> None:
    assert expected <= set(initials(name))


def test_readings_of_a_long_name_are_bounded() -> None:
    assert len(initials("单曾仇解查区" * 10)) <= 64
