"""All tables of both databases in one place, for whoever creates them."""

from sqlalchemy import Engine

from votesvc.storage import (
    accounts,
    agenda,
    board,
    comments,
    gates,
    hearings,
    passes,
    roll,
    scrutineers,
    slots,
    speakers,
    write_ins,
)
from votesvc.storage.base import BoardBase, RollBase

ROLL_MODULES = (accounts, passes, roll, slots)
BOARD_MODULES = (agenda, board, comments, gates, hearings, scrutineers, speakers, write_ins)


def create_roll_tables(engine: Engine) -> None:
    """Create the tables with names that are missing."""
    RollBase.metadata.create_all(engine)


def create_board_tables(engine: Engine) -> None:
    """Create the tables without names that are missing."""
    BoardBase.metadata.create_all(engine)
