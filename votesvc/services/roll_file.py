"""Opening a roll file: CSV in the encodings that office programs write, or an XLSX workbook."""

import csv
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from itertools import islice
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from votesvc.domain.roll import Row
from votesvc.errors import EmptyRoll, RollTooLarge, UnknownRollEncoding, UnknownRollFormat

MOST_BYTES = 4 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 60
_MOST_UNPACKED = 24 * 1024 * 1024
_MOST_PARTS = 500
_LONGEST_CELL = 4096
_ENCODINGS = ("utf-8-sig", "gb18030")
_UTF8_MARK = b"\xef\xbb\xbf"
_ZIP_START = b"PK\x03\x04"
# What the libraries let through when a workbook is damaged.
_BROKEN = (
    ArithmeticError, AttributeError, EOFError, InvalidFileException, LookupError, OSError,
    ParseError, RuntimeError, TypeError, ValueError, struct.error, zipfile.BadZipFile, zlib.error,
)  # fmt: skip
# Files that are often renamed to .csv by hand, and cannot be read as one.
_FOREIGN_STARTS = (b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"\x1f\x8b", b"Rar!")


def open_roll(data: bytes) -> Iterator[Row]:
    """Yield the rows of a roll file with their line numbers, reading no more than the limits.

    The content decides, not the file's name. Raises EmptyRoll, RollTooLarge, UnknownRollEncoding
    and UnknownRollFormat.
    """
    if len(data) > MOST_BYTES:
        reason = "the roll file has too many bytes"
        raise RollTooLarge(reason)
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        reason = "the roll file is empty"
        raise EmptyRoll(reason)
    if data.startswith(_ZIP_START):
        return _bounded(_xlsx_rows(data))
    if data.startswith(_FOREIGN_STARTS):
        reason = "the roll file is neither text nor an XLSX workbook"
        raise UnknownRollFormat(reason)
    return _bounded(_csv_rows(_decode(data)))


def _bounded(rows: Iterator[Row]) -> Iterator[Row]:
    for count, (number, cells) in enumerate(rows):
        if count >= MOST_ROWS or len(cells) > MOST_COLUMNS:
            reason = "the roll file has too many rows or columns"
            raise RollTooLarge(reason)
        yield number, cells


def _decode(data: bytes) -> str:
    for encoding in _ENCODINGS[: 1 if data.startswith(_UTF8_MARK) else 2]:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    reason = "the roll file is neither UTF-8 nor GB18030"
    raise UnknownRollEncoding(reason)


def _csv_rows(text: str) -> Iterator[Row]:
    # newline="" keeps the line ends for the reader; a lone CR ends a line on old systems.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    start = 1
    try:
        for cells in reader:
            yield start, cells
            start = reader.line_num + 1
    except csv.Error:
        # An open quote or a cell beyond the reader's limit.
        yield start, [None]


def _delimiter(text: str) -> str:
    header = next((line for line in text.splitlines() if line.strip()), "")
    return max(",;\t", key=header.count)


def _xlsx_rows(data: bytes) -> Iterator[Row]:
    _check_unpacked_size(data)
    width = 0
    # Formulas come as their text, which the reading of rows refuses; nothing is calculated.
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        rows = book.worksheets[0].iter_rows(values_only=True, max_col=MOST_COLUMNS + 1)
        for number, values in enumerate(islice(rows, MOST_ROWS + 1), start=1):
            cells = _trimmed([_cell_text(value) for value in values])
            # The header line comes first and says how wide the table is.
            width = width or len(cells)
            yield number, cells + [""] * (width - len(cells))
    except _BROKEN as error:
        reason = "the workbook cannot be read"
        raise UnknownRollFormat(reason) from error


def _check_unpacked_size(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            sizes = [part.file_size for part in parts.infolist()]
    except _BROKEN as error:
        reason = "the workbook cannot be opened"
        raise UnknownRollFormat(reason) from error
    # Unpacking stops at the size a part declares, so the declared sizes bound the memory.
    if len(sizes) > _MOST_PARTS or sum(sizes) > _MOST_UNPACKED:
        reason = "the workbook unpacks to too many bytes"
        raise RollTooLarge(reason)


def _cell_text(value: object) -> str | None:
    if value is None:
        return ""
    if isinstance(value, str):
        return value[:_LONGEST_CELL]
    # Office programs turn a staff number into a number; 1001.0 is 1001 again.
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return None


def _trimmed(cells: list[str | None]) -> list[str | None]:
    while cells and cells[-1] == "":
        cells.pop()
    return cells
