"""A congress to attack."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from tests.databases import Databases
from tests.services.story import MASTER, Story
from votesvc.services.sequencer import Log


@pytest.fixture
def story(databases: Databases, session: Session) -> Iterator[Story]:
    """Give a congress whose roll is fixed and whose board is set."""
    log = Log(databases.sessions, MASTER, pause=0.005)
    yield Story(databases, session, log).begin()
    log.close()
