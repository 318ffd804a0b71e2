"""Tables that are shown on a page, printed on paper and downloaded as a workbook alike."""

from dataclasses import dataclass

from votesvc.web.plain import plain

Cell = str | int


@dataclass(frozen=True, slots=True)
class Table:
    """A name, one row of heads, and rows as wide as it.

    `widths` are those of the columns in a workbook, in digits. Texts are made plain; whole numbers
    stay numbers, so that a spreadsheet can add them up.
    """

    name: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[int, ...]

    def __post_init__(self) -> None:
        """Refuse rows of another width, and make every text plain."""
        if any(len(row) != len(self.head) for row in (self.widths, *self.rows)):
            message = f"a row of the table {self.name} has another width than its head"
            raise ValueError(message)
        rows = tuple(
            tuple(plain(cell) if isinstance(cell, str) else cell for cell in row)
            for row in self.rows
        )
        object.__setattr__(self, "rows", rows)


def percent(part: int, whole: int) -> str:
    """Return a part of a whole with two decimals, rounded half up; a dash where there is none."""
    if not whole:
        return "—"
    hundredths = (part * 20_000 + whole) // (2 * whole)
    return f"{hundredths // 100}.{hundredths % 100:02d}%"
