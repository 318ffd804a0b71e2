"""Congresses for the tests of the services."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from tests.databases import Databases
from tests.services.people import ROLL
from tests.services.story import MASTER, Story
from votesvc.crypto.encoding import new_uuid
from votesvc.services import roll as rolls
from votesvc.services.sequencer import Log


@pytest.fixture
def congress(session: Session) -> str:
    """Give a congress whose roll of three delegates and an observer is fixed."""
    uuid = new_uuid()
    rolls.start_roll(session, uuid)
    assert not rolls.import_roll(session, uuid, ROLL, "roll.csv").problems
    rolls.fix_roll(session, uuid)
    return uuid


@pytest.fixture
def story(databases: Databases, session: Session) -> Iterator[Story]:
    """Give a congress whose roll is fixed and whose board is set."""
    log = Log(databases.sessions, MASTER, pause=0.005)
    yield Story(databases, session, log).begin()
    log.close()
