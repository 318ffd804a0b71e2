"""A roll is taken as a whole or not at all, and never again once it is fixed."""

import contextlib
import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime

import openpyxl
import pytest
from hypothesis import given, settings, strategies as st
from sqlalchemy.orm import Session

from tests.services.people import ROLL
from votesvc.crypto.encoding import new_uuid
from votesvc.domain.roll import Category, Problem, read_rows
from votesvc.errors import (
    EmptyRoll,
    MissingRollHeader,
    NoVoters,
    RollAlreadyFixed,
    RollTooLarge,
    UnknownCongress,
    UnknownRollEncoding,
    UnknownRollFormat,
    VotesvcError,
)
from votesvc.services.roll import Counts, counts, fix_roll, import_roll, members, start_roll
from votesvc.services.roll_file import MOST_BYTES, open_roll

HEADER = ("姓名", "工号", "代表团", "类别")


def workbook(*rows: Sequence[object]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


@pytest.fixture
def empty(session: Session) -> str:
    """Give a congress that has no roll yet."""
    uuid = new_uuid()
    start_roll(session, uuid)
    start_roll(session, uuid)
    return uuid


def test_roll_is_imported_and_counted(session: Session, empty: str) -> None:
    report = import_roll(session, empty, ROLL, "roll.csv")
    assert (report.total, report.voters, report.problems) == (4, 3, ())
    assert counts(session, empty) == Counts(3, 0, 0, fixed=False)
    assert [(row.name, row.category, row.pass_state) for row in members(session, empty)] == [
        ("王小明", Category.DELEGATE, "none"),
        ("单雄信", Category.DELEGATE, "none"),
        ("Ann Smith", Category.DELEGATE, "none"),
        ("李观察", Category.OBSERVER, "none"),
    ]


def test_bad_line_leaves_the_earlier_roll_untouched(session: Session, empty: str) -> None:
    import_roll(session, empty, ROLL, "roll.csv")
    bad = "姓名,工号,代表团,类别\n赵,1,一团,正式\n=cmd,2,一团,正式\n".encode()
    assert import_roll(session, empty, bad, "b.csv").problems == (Problem(3, "formula", "=cmd"),)
    assert counts(session, empty).entitled == 3


def test_importing_again_replaces_the_roll_until_it_is_fixed(session: Session, empty: str) -> None:
    import_roll(session, empty, ROLL, "roll.csv")
    shorter = "姓名,工号,代表团,类别\n王小明,1001,一团,正式\n".encode()
    import_roll(session, empty, shorter, "roll.csv")
    assert len(members(session, empty)) == 1
    fixed = fix_roll(session, empty)
    assert fixed.entitled == 1
    assert len(fixed.members_hash) == 64
    assert fix_roll(session, empty) == fixed
    with pytest.raises(RollAlreadyFixed):
        import_roll(session, empty, ROLL, "roll.csv")
    assert counts(session, empty) == Counts(1, 0, 0, fixed=True)


def test_equal_rolls_have_different_hashes(session: Session, empty: str) -> None:
    other = new_uuid()
    start_roll(session, other)
    for congress in (empty, other):
        import_roll(session, congress, ROLL, "roll.csv")
    assert fix_roll(session, empty).members_hash != fix_roll(session, other).members_hash


def test_roll_without_voters_cannot_be_fixed(session: Session, empty: str) -> None:
    with pytest.raises(NoVoters):
        fix_roll(session, empty)
    import_roll(session, empty, "姓名,工号,代表团,类别\n客,1,,特邀\n".encode(), "r.csv")
    with pytest.raises(NoVoters):
        fix_roll(session, empty)


def test_roll_of_an_unknown_congress_is_refused(session: Session) -> None:
    with pytest.raises(UnknownCongress):
        import_roll(session, new_uuid(), ROLL, "roll.csv")
    with pytest.raises(UnknownCongress):
        fix_roll(session, new_uuid())
    assert counts(session, new_uuid()) == Counts(0, 0, 0, fixed=False)


# --- Files ----------------------------------------------------------------------------------------


def names(data: bytes) -> list[str]:
    lines, problems = read_rows(open_roll(data))
    assert not problems
    return [line.name for line in lines]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_csv_is_read_in_every_usual_form(encoding: str, delimiter: str, end: str) -> None:
    rows = [HEADER, ("王小明", "1", "一团", "正式"), ('"李, ""四"""', "2", "二团", "列席")]
    if delimiter != ",":
        rows[2] = ('"李; \t""四"""'.replace("\t", ""), "2", "二团", "列席")
    text = end.join(delimiter.join(row) for row in rows)
    assert names(text.encode(encoding))[0] == "王小明"
    assert len(names(text.encode(encoding))) == 2


def test_line_numbers_are_those_of_the_file_even_after_a_quoted_line_break() -> None:
    text = '姓名,工号,代表团,类别\n"王\n明",1,一,正式\n,2,一,正式\n'
    _, problems = read_rows(open_roll(text.encode()))
    assert problems == (
        Problem(2, "control-characters", "王�明"),
        Problem(4, "missing-name", ""),
    )


def test_open_quote_is_named_as_a_cell_that_cannot_be_read() -> None:
    text = '姓名,工号,代表团,类别\n"王,1,一,正式\n'
    _, problems = read_rows(open_roll(text.encode()))
    assert problems == (Problem(2, "unreadable-cell", ""),)


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b" \r\n\r\n", b"\x00" * 100])
def test_empty_file_is_called_empty(data: bytes) -> None:
    with pytest.raises(EmptyRoll):
        open_roll(data)


def test_file_with_a_header_alone_is_called_empty(session: Session, empty: str) -> None:
    with pytest.raises(EmptyRoll):
        import_roll(session, empty, "姓名,工号,代表团,类别\n".encode(), "r.csv")


@pytest.mark.parametrize(
    "data",
    [
        "姓名,工号".encode("utf-16"),
        b"\xff\xff\xff",
        b"\xef\xbb\xbf\xff\xff",
        b"name\x00,x",
        b"\xef\xbb\xbfname\x00,x",
    ],
)
def test_other_encodings_are_called_unknown(data: bytes) -> None:
    with pytest.raises(UnknownRollEncoding):
        list(open_roll(data))


@pytest.mark.parametrize(
    "data",
    [
        b"\xd0\xcf\x11\xe0old excel",
        b"%PDF-1.7",
        b"PK\x03\x04 not really",
        zipped(a=b"nothing of a workbook"),
        workbook(HEADER)[:-40],
    ],
)
def test_other_formats_are_called_unknown(data: bytes) -> None:
    with pytest.raises(UnknownRollFormat):
        list(open_roll(data))


def test_file_of_another_table_has_no_header() -> None:
    with pytest.raises(MissingRollHeader):
        read_rows(open_roll(b"a,b,c,d\n1,2,3,4\n"))


@pytest.mark.parametrize(
    "data",
    [
        b"x" * (MOST_BYTES + 1),
        b"a,b\n" * 20_001,
        b"," * 60,
        zipped(a=b"\x00" * 25 * 1024 * 1024),
        zipped(**{f"part{number}": b"" for number in range(501)}),
    ],
)
def test_huge_file_is_refused_before_it_is_read_whole(data: bytes) -> None:
    assert len(data) <= MOST_BYTES + 1
    with pytest.raises(RollTooLarge):
        list(open_roll(data))


def test_longest_table_is_read() -> None:
    assert len(list(open_roll(b"a,b\n" * 20_000))) == 20_000


def test_workbook_is_read_with_numbers_as_staff_numbers() -> None:
    data = workbook(
        ("姓名", "工号", "代表团", "类别", "备注"),
        ("王小明", 1001, "一团", "正式", "x"),
        ("李四", 1002.0, "二团", "列席"),
        (None, None),
        ("赵五", "0103", None, "特邀"),
    )
    lines, problems = read_rows(open_roll(data))
    assert not problems
    assert [(line.line, line.staff_no) for line in lines] == [
        (2, "1001"),
        (3, "1002"),
        (5, "0103"),
    ]


def test_workbook_with_formulas_dates_and_other_values_is_refused_by_line() -> None:
    data = workbook(
        HEADER,
        ("=1+1", "1", "一团", "正式"),
        ("=cmd|' /C calc'!A0", "2", "一团", "正式"),
        (datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None), "3", "一团", "正式"),
        ("王", True, "一团", "正式"),
        ("王", 1.5, "一团", "正式"),
        ("王", "4", "一团", "正式", "beyond"),
    )
    _, problems = read_rows(open_roll(data))
    assert [(problem.line, problem.reason) for problem in problems] == [
        (2, "formula"),
        (3, "formula"),
        (4, "unreadable-cell"),
        (5, "unreadable-cell"),
        (6, "unreadable-cell"),
        (7, "wrong-number-of-columns"),
    ]


def test_workbook_too_wide_or_too_long_is_refused() -> None:
    with pytest.raises(RollTooLarge):
        list(open_roll(workbook(["x"] * 61)))
    with pytest.raises(RollTooLarge):
        list(open_roll(workbook(*([("x",)] * 20_001))))


def test_entities_in_a_workbook_are_not_expanded() -> None:
    bomb = (
        b'<!DOCTYPE x [<!ENTITY a "'
        + b"a" * 10_000
        + b'">'
        + b"".join(
            b'<!ENTITY %c "%s">' % (98 + level, b"&%c;" % (97 + level) * 100) for level in range(4)
        )
    )
    source = zipfile.ZipFile(io.BytesIO(workbook(HEADER, ("王", "1", "一", "正式"))))
    parts = {name: source.read(name) for name in source.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    parts["xl/worksheets/sheet1.xml"] = bomb + b"]>" + sheet.replace(b"<t>1</t>", b"<t>&e;</t>")
    with pytest.raises(UnknownRollFormat):
        list(open_roll(zipped(**parts)))


SOUND = workbook(HEADER, ("王", "1", "一", "正式"))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2**16), st.integers(0, 255)), min_size=1, max_size=8))
def test_damaged_workbook_is_read_or_refused(changes: list[tuple[int, int]]) -> None:
    data = bytearray(SOUND)
    for place, value in changes:
        data[place % len(data)] = value
    with contextlib.suppress(VotesvcError):
        read_rows(open_roll(bytes(data)))
