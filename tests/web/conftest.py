"""A whole application over two empty databases, and people who are logged in to it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import Databases
from tests.web.browser import Browser
from votesvc.services import accounts
from votesvc.web.app import Settings, create_app
from votesvc.web.installation import current_session, db

PASSWORD = "correct horse battery"
NAMES = {"organiser": "周工", "chief": "吴总监", "desk": "郑签到"}


@pytest.fixture
def app(databases: Databases, tmp_path: Path) -> Iterator[Flask]:
    """Give the application with both sides."""
    yield from running(
        Settings(
            data=tmp_path / "data",
            roll_url=databases.roll_url,
            board_url=databases.board_url,
            pause=0.0,
        )
    )


def running(settings: Settings) -> Iterator[Flask]:
    """Give an application, and close what it has opened afterwards."""
    app = create_app(settings)
    yield app
    log = app.extensions["votesvc"].log
    if log is not None:
        log.close()
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture
def enter(app: Flask) -> Callable[[str], Browser]:
    """Give a way to log in as a role, by an invitation, as people do."""

    def enter_as(role: str) -> Browser:
        with app.app_context():
            token = accounts.invite(current_session(), accounts.ROLES[_index(role)])
        browser = Browser(app).get(f"/staff/invite/{token}")
        browser.submit(token, name=NAMES[role], password=PASSWORD, again=PASSWORD)
        assert browser.status == 200, browser.text
        return browser

    return enter_as


def _index(role: str) -> int:
    return [*accounts.ROLES].index(role)  # type: ignore[arg-type]


@pytest.fixture
def organiser(enter: Callable[[str], Browser]) -> Browser:
    return enter("organiser")


@pytest.fixture
def chief(enter: Callable[[str], Browser]) -> Browser:
    return enter("chief")


@pytest.fixture
def desk(enter: Callable[[str], Browser]) -> Browser:
    return enter("desk")
