"""Workbooks to download: every cell is a number or a text, and no text is ever a formula."""

import re
from collections.abc import Sequence
from io import BytesIO
from typing import Final

from flask import Response, send_file
from openpyxl import Workbook
from openpyxl.cell import Cell as BookCell, MergedCell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from votesvc.web.tables import Cell, Table

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

# What a spreadsheet takes for the beginning of a formula when the cell is edited, exported or
# imported again; the wide forms are turned into the narrow ones by some programs.
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# How the file format spells a sign that cannot stand in XML. Text that happens to look like it is
# spelled so that it is read back as it was.
_ESCAPE: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_LONGEST_CELL: Final = 32_767
_LONGEST_NAME: Final = 31
_NO_SHEET_NAME: Final = str.maketrans("[]:*?/\\'", "        ")
_LINE: Final = Side(style="thin")
_A4: Final = 9


def write_workbook(tables: Sequence[Table]) -> bytes:
    """Return an XLSX file with one sheet for each table, ready to be printed on A4."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for table in tables:
        _write_sheet(book.create_sheet(_sheet_name(table.name)), table)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def download_workbook(tables: Sequence[Table], name: str) -> Response:
    """Return the tables as a file that the browser saves under `name` and never opens itself."""
    answer = send_file(
        BytesIO(write_workbook(tables)),
        mimetype=XLSX,
        as_attachment=True,
        download_name=f"{_file_name(name)}.xlsx",
    )
    # How long it may be kept is for the page to say: a roll must not be kept at all.
    del answer.headers["Cache-Control"]
    return answer


def _write_sheet(sheet: Worksheet, table: Table) -> None:
    for number, row in enumerate((table.head, *table.rows), 1):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(number, column)
            _fill(cell, value)
            cell.border = Border(top=_LINE, bottom=_LINE, left=_LINE, right=_LINE)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=number == 1)
    for column, width in enumerate(table.widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _fill(cell: BookCell | MergedCell, value: Cell) -> None:
    if isinstance(value, int):
        cell.value = value
        return
    if len(value) > _LONGEST_CELL:
        message = "a text is longer than a cell can hold"
        raise ValueError(message)
    cell.value = _ESCAPE.sub("_x005F_", value)
    # The library takes a leading "=" for a formula and "#N/A" for an error; all is text here.
    cell.data_type = "s"
    if value.lstrip(" \u00a0\u3000").startswith(_FORMULA_STARTS):
        cell.quotePrefix = True


def _sheet_name(name: str) -> str:
    return name.translate(_NO_SHEET_NAME).strip()[:_LONGEST_NAME]


def _file_name(name: str) -> str:
    # What is no letter and no digit might mean something to a file system.
    return re.sub(r"[^\w-]+", "_", name).strip("_")[:100] or "votesvc"
