"""The databases every test of storage, services and web runs on: SQLite and PostgreSQL alike."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import settings
from sqlalchemy import Engine, text
from sqlalchemy.orm import DeclarativeBase, Session

from tests import postgres
from tests.databases import Databases
from votesvc.storage.base import BoardBase, RollBase, open_engine, open_sessions
from votesvc.storage.schema import create_board_tables, create_roll_tables

# How long an example takes depends on what else the machine is doing.
settings.register_profile("votesvc", deadline=None)
settings.load_profile("votesvc")


@pytest.fixture(scope="session")
def postgresql() -> Iterator[tuple[str, str]]:
    """Give the addresses of two empty PostgreSQL databases that last as long as the test run."""
    with postgres.run_postgresql() as address:
        folder = Path(parse_qs(urlsplit(address).query)["host"][0])
        with postgres.connect(folder) as connection:
            connection.execute("CREATE DATABASE roll")
            connection.execute("CREATE DATABASE board")
        yield address.format(database="roll"), address.format(database="board")


@pytest.fixture(params=["sqlite", "postgresql"])
def databases(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Databases]:
    """Give two empty databases with all tables, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        urls = (f"sqlite:///{tmp_path}/roll.sqlite", f"sqlite:///{tmp_path}/board.sqlite")
    else:
        urls = request.getfixturevalue("postgresql")
    engines = open_engine(urls[0]), open_engine(urls[1])
    create_roll_tables(engines[0])
    create_board_tables(engines[1])
    if request.param == "postgresql":
        _empty(RollBase, engines[0])
        _empty(BoardBase, engines[1])
    yield Databases(request.param, *urls, *engines, open_sessions(*engines))
    for engine in engines:
        engine.dispose()


@pytest.fixture
def session(databases: Databases) -> Iterator[Session]:
    """Give a session that routes each table to its own database."""
    with databases.sessions() as session:
        yield session


def _empty(base: type[DeclarativeBase], engine: Engine) -> None:
    names = ", ".join(f'"{table}"' for table in base.metadata.tables)
    with engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
