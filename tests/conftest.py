"""The databases every test of storage, services and web runs on: SQLite and PostgreSQL alike."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import count
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import settings
from sqlalchemy import Engine, text
from sqlalchemy.orm import DeclarativeBase, Session

from tests import postgres
from tests.databases import Databases
from votesvc.crypto.blind_rsa import load_private_key, new_private_key
from votesvc.services import issuing, issuing_keys
from votesvc.storage.base import BoardBase, RollBase, open_engine, open_sessions
from votesvc.storage.schema import create_board_tables, create_roll_tables

# How long an example takes depends on what else the machine is doing.
settings.register_profile("votesvc", deadline=None)
settings.load_profile("votesvc")


MOST_KEYS = 24
"""So many credential keys are made at most: more than any one test has items and hearings."""


@pytest.fixture(scope="session", autouse=True)
def credential_keys() -> Iterator[None]:
    """Let tests have each other's credential keys, in turn: to make and to check one takes long."""
    made, turns = lru_cache(maxsize=None)(lambda _: new_private_key()), count()
    checked = lru_cache(maxsize=None)(load_private_key)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(issuing_keys, "new_private_key", lambda: made(next(turns) % MOST_KEYS))
        for service in (issuing, issuing_keys):
            patch.setattr(service, "load_private_key", checked)
        yield


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
