"""The tables as they really are: beside ballots nothing could hold a person or a time.

Each column stands here by name, so that a new one must be thought about.
"""

from pathlib import Path

from sqlalchemy import Engine, inspect, text

from tests.conftest import Databases
from votesvc.storage.base import BoardBase, RollBase, open_engine
from votesvc.storage.schema import create_board_tables, create_roll_tables

BALLOTS = {
    "log_head": {"congress", "size"},
    "log_entry": {"congress", "position", "hash", "leaf"},
    "checkpoint": {"congress", "size", "note"},
    "ballot": {"tracker", "item", "credential", "position"},
}
COLLECTED = {"item", "holder", "pass_id", "request", "answer"}
TELLING_TYPES = {"DATE", "DATETIME", "TIME", "TIMESTAMP", "INET", "CIDR", "MACADDR", "UUID"}


def test_tables_of_ballots_have_these_columns_and_no_others(databases: Databases) -> None:
    board = inspect(databases.board)
    for table, columns in BALLOTS.items():
        assert {column["name"] for column in board.get_columns(table)} == columns


def test_no_column_beside_the_ballots_counts_by_itself_or_knows_the_time(
    databases: Databases,
) -> None:
    board = inspect(databases.board)
    for table in board.get_table_names():
        for column in board.get_columns(table):
            assert type(column["type"]).__name__.upper() not in TELLING_TYPES
            assert column.get("default") is None
            assert not column.get("identity")
            assert column.get("autoincrement") not in {True, "auto"} or not column.get(
                "primary_key"
            )


def test_what_was_issued_is_kept_without_a_time(databases: Databases) -> None:
    columns = inspect(databases.roll).get_columns("collected")
    assert {column["name"] for column in columns} == COLLECTED


def test_no_key_leads_from_one_database_to_the_other(databases: Databases) -> None:
    for engine, base in ((databases.roll, RollBase), (databases.board, BoardBase)):
        tables = set(inspect(engine).get_table_names())
        assert tables == set(base.metadata.tables)
        for table in tables:
            for key in inspect(engine).get_foreign_keys(table):
                assert key["referred_table"] in tables
    assert not set(RollBase.metadata.tables) & set(BoardBase.metadata.tables)


def test_sqlite_keeps_no_hidden_row_numbers(tmp_path: Path) -> None:
    roll = open_engine(f"sqlite:///{tmp_path}/roll.sqlite")
    board = open_engine(f"sqlite:///{tmp_path}/board.sqlite")
    create_roll_tables(roll)
    create_board_tables(board)
    assert all("WITHOUT ROWID" in definition(board, table) for table in BALLOTS)
    assert "WITHOUT ROWID" in definition(roll, "collected")
    roll.dispose()
    board.dispose()


def definition(engine: Engine, table: str) -> str:
    """Return the statement that made a table."""
    with engine.connect() as connection:
        query = text("SELECT sql FROM sqlite_master WHERE name = :table")
        return str(connection.execute(query, {"table": table}).scalar_one())
