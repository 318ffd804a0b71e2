"""Both databases are opened durable and strict, and every table goes to its own."""

from pathlib import Path
from time import monotonic

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import inspect, select, text, update
from sqlalchemy.exc import IntegrityError, UnboundExecutionError
from sqlalchemy.orm import Session

from tests.databases import Databases
from votesvc.storage.base import (
    engine_options,
    forget_overwritten,
    open_engine,
    open_sessions,
    prepare_engine,
)
from votesvc.storage.board import LogEntryRow, LogHeadRow, lock_log
from votesvc.storage.roll import MemberRow, RollRow, lock_roll
from votesvc.storage.schema import create_board_tables, create_roll_tables


def test_each_table_goes_to_its_own_database(databases: Databases, session: Session) -> None:
    session.add(RollRow(congress="c"))
    session.add(LogHeadRow(congress="c", size=0))
    session.commit()
    with databases.roll.connect() as roll, databases.board.connect() as board:
        assert roll.scalar(text("SELECT count(*) FROM roll")) == 1
        assert board.scalar(text("SELECT count(*) FROM log_head")) == 1
        assert not inspect(roll).has_table("log_head")
        assert not inspect(board).has_table("roll")


def test_side_that_is_served_elsewhere_is_out_of_reach(databases: Databases) -> None:
    with open_sessions(None, databases.board)() as session:
        assert session.scalars(select(LogHeadRow)).all() == []
        with pytest.raises(UnboundExecutionError):
            session.scalars(select(RollRow))
    with open_sessions(databases.roll, None)() as session:
        assert session.scalars(select(RollRow)).all() == []
        with pytest.raises(UnboundExecutionError):
            session.scalars(select(LogHeadRow))


def test_creating_the_tables_again_keeps_what_is_there(
    databases: Databases, session: Session
) -> None:
    session.add(RollRow(congress="c"))
    session.commit()
    create_roll_tables(databases.roll)
    create_board_tables(databases.board)
    assert session.scalar(select(RollRow.congress)) == "c"


def test_emptying_the_write_ahead_log_waits_for_nobody_long(
    databases: Databases, session: Session
) -> None:
    session.add(RollRow(congress="c"))
    session.commit()
    with databases.sessions() as reader:
        assert reader.scalar(select(RollRow.congress)) == "c"
        began = monotonic()
        forget_overwritten(session, RollRow)
        assert monotonic() - began < 10
    forget_overwritten(session, RollRow)
    assert session.scalar(select(RollRow.congress)) == "c"


def test_keys_are_enforced(session: Session) -> None:
    session.add(LogEntryRow(congress="nobody", position=0, hash=b"", leaf=b""))
    with pytest.raises(IntegrityError):
        session.commit()
    session.rollback()
    session.add(
        MemberRow(
            congress="nobody", line=1, name="", staff_no="", delegation="", category="guest",
            sought_name="", sought_staff_no="", initials="",
        )
    )  # fmt: skip
    with pytest.raises(IntegrityError):
        session.commit()


def test_lock_shows_what_another_session_has_committed(databases: Databases) -> None:
    with databases.sessions() as one, databases.sessions() as other:
        one.add(LogHeadRow(congress="c", size=0))
        one.add(RollRow(congress="c"))
        one.commit()
        # Both are known to this session from before.
        assert other.get_one(RollRow, "c").rounds == 0
        assert other.get_one(LogHeadRow, "c").size == 0
        other.rollback()
        one.execute(update(LogHeadRow).values(size=7))
        one.execute(update(RollRow).values(rounds=7))
        one.commit()
        assert lock_log(other, "c") == 7
        locked = lock_roll(other, "c")
        assert locked is not None
        assert locked.rounds == 7
        assert lock_log(other, "unknown") is None
        assert lock_roll(other, "unknown") is None


def test_sqlite_syncs_every_commit_and_waits_for_others(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/x.sqlite")
    with engine.connect() as connection:
        settings = {
            name: connection.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    engine.dispose()
    full = 2
    assert settings == {
        "journal_mode": "wal",
        "synchronous": full,
        "foreign_keys": 1,
        "busy_timeout": 20_000,
    }


def test_flask_sqlalchemy_routes_by_the_same_bind_keys(databases: Databases) -> None:
    app = Flask("test")
    app.config["SQLALCHEMY_BINDS"] = {
        "roll": {"url": databases.roll_url, **engine_options(databases.roll_url)},
        "board": {"url": databases.board_url, **engine_options(databases.board_url)},
    }
    db = SQLAlchemy(disable_autonaming=True)
    db.init_app(app)
    with app.app_context():
        for engine in db.engines.values():
            prepare_engine(engine)
        db.session.add(RollRow(congress="c"))
        db.session.add(LogHeadRow(congress="c", size=3))
        db.session.commit()
        assert lock_log(db.session(), "c") == 3
        assert lock_roll(db.session(), "c") is not None
        db.session.rollback()
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()
    with databases.sessions() as session:
        assert session.get_one(RollRow, "c").congress == "c"
        assert session.get_one(LogHeadRow, "c").size == 3
