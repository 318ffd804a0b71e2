"""The scrutineers' keys of a congress: each board holds for the items that come after it."""

from dataclasses import asdict, dataclass

from sqlalchemy.orm import Session

from votesvc.errors import NoBoard
from votesvc.services import agenda
from votesvc.storage import agenda as table, scrutineers


@dataclass(frozen=True, slots=True)
class Board:
    """Scrutineers' keys, the log position of their leaf, and the ceremony that made them."""

    position: int
    trustees: bytes
    ceremony: str | None


def keep_board(
    inner: Session, congress: str, trustees: bytes, position: int, ceremony: str | None
) -> None:
    """Store the board whose leaf is being appended at `position`; it holds for later items."""
    row = agenda.congress_row(inner, congress)
    kept = [Board(position, trustees, ceremony)]
    earlier = scrutineers.board_before(inner, congress, position)
    if row.trustees is not None and row.board_position is not None and earlier is None:
        # Congresses of 0.1.0 have one board, which stood beside the congress alone.
        kept.insert(0, Board(row.board_position, row.trustees, None))
    row.trustees, row.board_position = trustees, position
    inner.add_all(scrutineers.ScrutineersRow(congress=congress, **asdict(one)) for one in kept)


def board_for(session: Session, item: table.ItemRow) -> Board:
    """Return the board that holds for an item on record: the last before its leaf.

    Raises NoBoard.
    """
    row = None
    if item.position is not None:
        row = scrutineers.board_before(session, item.congress, item.position)
    if row is not None:
        return Board(row.position, row.trustees, row.ceremony)
    # As above: a congress of 0.1.0 that has had no other board since.
    congress = agenda.congress_row(session, item.congress)
    if congress.trustees is None or congress.board_position is None:
        reason = "the item has no scrutineers yet"
        raise NoBoard(reason)
    return Board(congress.board_position, congress.trustees, None)
