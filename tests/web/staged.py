"""A congress in the databases of a running application, played on the services."""

from collections.abc import Iterator

from flask import Flask

from tests.databases import Databases
from tests.services.people import ROLL
from tests.services.story import Story
from votesvc.storage.base import open_sessions
from votesvc.web.installation import db
from votesvc.web.logroom import log_room


def stage(app: Flask, people: bytes = ROLL) -> Iterator[Story]:
    """Give a congress whose roll is fixed and whose board is set, and close it afterwards."""
    with app.app_context():
        engines = db.engines
        log = log_room().log
    roll, board = engines["roll"], engines["board"]
    sessions = open_sessions(roll, board)
    databases = Databases("sqlite", str(roll.url), str(board.url), roll, board, sessions)
    with sessions() as session:
        yield Story(databases, session, log, roll=people).begin()
