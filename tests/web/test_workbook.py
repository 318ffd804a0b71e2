"""Workbooks that are downloaded: numbers stay numbers, and text stays text whatever it is."""

import zipfile
from io import BytesIO

import pytest
from flask import Flask
from openpyxl import load_workbook

from votesvc.web.plain import plain
from votesvc.web.tables import Cell, Table, percent
from votesvc.web.workbook import XLSX, download_workbook, write_workbook

HOSTILE = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1+1",
    "\n=1+1",
    " =1+1",
    "\u3000=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://elsewhere","here")',
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
)
HARMLESS = ("赞成", "12", "1e5", "TRUE", "#N/A", "#REF!", "'quoted", "2026-11-22", "<b>&amp;</b>")


def cells(*texts: Cell) -> Table:
    return Table("表", ("一",), tuple((text,) for text in texts), (20,))


def read(table: Table) -> list[tuple[object, str, bool]]:
    """Return value, type and mark of every cell below the head."""
    sheet = load_workbook(BytesIO(write_workbook([table]))).worksheets[0]
    return [
        (row[0].value, row[0].data_type, bool(row[0].quotePrefix))
        for row in sheet.iter_rows(min_row=2)
    ]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_begins_like_a_formula_is_text_and_marked_as_such(text: str) -> None:
    assert read(cells(text)) == [(text, "s", True)]


@pytest.mark.parametrize("text", HARMLESS)
def test_other_text_is_text_too(text: str) -> None:
    assert read(cells(text)) == [(text, "s", False)]


def test_no_file_holds_a_formula_or_a_link() -> None:
    data = write_workbook([cells(*HOSTILE, *HARMLESS)])
    with zipfile.ZipFile(BytesIO(data)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml")
        names = book.namelist()
    assert b"<f>" not in sheet
    assert b"<f " not in sheet
    assert b"hyperlink>" not in sheet
    assert not any("externalLink" in name or "vba" in name for name in names)


def test_numbers_stay_numbers() -> None:
    assert read(cells(0, 12, 2**53)) == [(0, "n", False), (12, "n", False), (2**53, "n", False)]


def test_signs_that_hide_or_turn_text_are_shown() -> None:
    texts = [
        value for value, _, _ in read(cells("甲\u202e乙", "甲\u200b乙", "甲\x00乙", "甲\x1b[2J"))
    ]
    assert texts == ["甲\ufffd乙", "甲\ufffd乙", "甲\ufffd乙", "甲\ufffd[2J"]


def test_a_carriage_return_neither_starts_a_line_nor_hides_a_formula() -> None:
    assert read(cells("\r=1+1", "甲\r\n乙")) == [("\n=1+1", "s", True), ("甲\n乙", "s", False)]


def test_text_that_looks_like_an_escape_of_the_format_is_not_taken_for_one() -> None:
    # A spreadsheet reads _x005F_ as the line below, and so shows what was written.
    assert read(cells("_x003D_1+1", "a_b")) == [
        ("_x005F_x003D_1+1", "s", False),
        ("a_b", "s", False),
    ]


def test_rare_letters_and_line_ends_come_back() -> None:
    assert read(cells("𠮷野家 😀\n第二行")) == [("𠮷野家 😀\n第二行", "s", False)]


def test_each_table_is_a_sheet_whose_head_is_repeated_on_a4() -> None:
    tables = [
        Table("结果[1]:*?/\\'" + "长" * 40, ("项", "票"), (("甲", 1),), (30, 8)),
        Table("概况", ("项",), (), (12,)),
    ]
    book = load_workbook(BytesIO(write_workbook(tables)))
    first, second = book.worksheets
    assert first.title == "结果 1" + " " * 7 + "长" * 20
    assert second.title == "概况"
    assert [cell.value for cell in first[1]] == ["项", "票"]
    assert first.print_title_rows == "$1:$1"
    assert first.page_setup.paperSize == 9
    assert first.column_dimensions["A"].width == 30


def test_a_row_of_another_width_is_refused() -> None:
    with pytest.raises(ValueError, match="another width"):
        Table("表", ("一", "二"), (("甲",),), (10, 10))
    with pytest.raises(ValueError, match="another width"):
        Table("表", ("一",), (("甲",),), (10, 10))


def test_a_text_that_no_cell_can_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="longer than a cell"):
        write_workbook([cells("长" * 32_768)])


def test_a_download_is_saved_under_a_harmless_name(app: Flask) -> None:
    with app.test_request_context():
        answer = download_workbook([cells("甲")], '../决议 "一"\r\nSet-Cookie: a=b')
    assert answer.mimetype == XLSX
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment;")
    assert "filename*=UTF-8''%E5%86%B3%E8%AE%AE_%E4%B8%80_Set-Cookie_a_b.xlsx" in disposition
    assert "Set-Cookie" not in answer.headers


def test_a_name_without_a_letter_is_that_of_the_service(app: Flask) -> None:
    with app.test_request_context():
        answer = download_workbook([cells("甲")], "///")
    assert "votesvc.xlsx" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [
        (127, 137, "92.70%"),
        (137, 141, "97.16%"),
        (1, 3, "33.33%"),
        (2, 3, "66.67%"),
        (1, 200, "0.50%"),
        (1, 20_000, "0.01%"),
        (0, 5, "0.00%"),
        (5, 5, "100.00%"),
        (0, 0, "—"),
    ],
)
def test_a_part_is_said_with_two_decimals(part: int, whole: int, words: str) -> None:
    assert percent(part, whole) == words


def test_plain_text_keeps_its_lines_and_its_blanks() -> None:
    assert plain("　　甲\r\n乙\r丙\t丁") == "　　甲\n乙\n丙\t丁"
    assert plain("\u2066甲\u2069\u2028\ue000\ufeff") == "\ufffd甲\ufffd\ufffd\ufffd\ufffd"
