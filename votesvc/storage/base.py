"""Two databases, one for names and one for ballots, and how both are opened."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, MetaData, create_engine, event, make_url
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker

# Names of constraints are spelled out so that both databases and later migrations agree on them.
_NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
_BUSY_MILLISECONDS = 20_000
_SHORT_MILLISECONDS = 1_000
_LARGEST_POOL = 32


class RollBase(DeclarativeBase):
    """Tables with names: accounts, roll, check-in, passes, issued credentials."""

    metadata = MetaData(info={"bind_key": "roll"}, naming_convention=_NAMING)


class BoardBase(DeclarativeBase):
    """Tables without names: the public agenda, the log and what ballots leave behind."""

    metadata = MetaData(info={"bind_key": "board"}, naming_convention=_NAMING)


def engine_options(url: str) -> dict[str, Any]:
    """Return what `create_engine` (or a Flask-SQLAlchemy bind) needs beside the address."""
    if make_url(url).get_backend_name() == "sqlite":
        return {
            "pool_size": _LARGEST_POOL,
            "connect_args": {"timeout": _BUSY_MILLISECONDS / 1000},
        }
    return {"pool_size": 5, "max_overflow": _LARGEST_POOL - 5, "pool_pre_ping": True}


def prepare_engine(engine: Engine) -> Engine:
    """Make every SQLite connection durable, patient and strict; leave PostgreSQL as it is."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_pragmas)
    return engine


def open_engine(url: str) -> Engine:
    """Return an engine for one of the two databases."""
    return prepare_engine(create_engine(url, **engine_options(url)))


def open_sessions(roll: Engine | None, board: Engine | None) -> Callable[[], Session]:
    """Return a maker of sessions that routes each table to its own database.

    A side that is served elsewhere is None, and its tables are then out of reach.
    """
    binds: dict[Any, Engine] = {}
    if roll is not None:
        binds[RollBase] = roll
    if board is not None:
        binds[BoardBase] = board
    return sessionmaker(binds=binds)


def forget_overwritten(session: Session, mapper: type[DeclarativeBase]) -> None:
    """Empty the write-ahead log of the database of `mapper`, which still holds earlier contents.

    Only on SQLite, and only if whoever is reading or writing there is done within a second;
    otherwise a later call does it. On PostgreSQL this is up to vacuum.
    """
    engine = session.get_bind(mapper=mapper).engine
    if engine.dialect.name != "sqlite":
        return
    with engine.connect() as connection:
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {_SHORT_MILLISECONDS}")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}")


def _set_pragmas(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    # Waiting comes first, since switching to WAL takes a lock itself.
    cursor.execute(f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    # FULL syncs the WAL at every commit: a receipt outlives a power cut.
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    # What is deleted is overwritten, so that an erased private key does not linger in free pages.
    cursor.execute("PRAGMA secure_delete = ON")
    cursor.close()
