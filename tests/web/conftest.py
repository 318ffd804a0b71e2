"""A whole application over two empty databases, and people who are logged in to it.

The stores have tests of their own on SQLite and PostgreSQL; here one story is played on both.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from typing_extensions import override
from werkzeug.security import generate_password_hash

from tests.web.browser import Browser
from tests.web.hall import Hall, open_hall
from votesvc.services import accounts
from votesvc.web.app import Settings, create_app
from votesvc.web.installation import current_session, db
from votesvc.web.logroom import close_log_room

PASSWORD = "correct horse battery"
ROLES: dict[str, accounts.Role] = {role: role for role in accounts.ROLES}
NAMES = {"organiser": "周工", "chief": "吴总监", "desk": "郑签到", "officer": "李记录"}


class _Compiled(BytecodeCache):
    """Templates compiled once for all applications of a test run."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    @override
    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    @override
    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key] = bucket.bytecode_to_string()


_COMPILED = _Compiled()


@pytest.fixture(scope="session", autouse=True)
def passwords() -> Iterator[None]:
    """Let equal passwords have one hash: to make one takes a tenth of a second."""
    with pytest.MonkeyPatch.context() as patch:
        hashed = lru_cache(maxsize=None)(generate_password_hash)
        patch.setattr(accounts, "generate_password_hash", hashed)
        yield


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """Give the application with both sides, on the embedded databases."""
    yield from running(Settings(data=tmp_path / "data", pause=0.0))


def running(settings: Settings) -> Iterator[Flask]:
    """Give an application, and close what it has opened afterwards."""
    app = create_app(settings)
    app.jinja_env.bytecode_cache = _COMPILED
    yield app
    close_log_room(app)
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture
def enter(app: Flask) -> Callable[[str], Browser]:
    """Give a way to log in as a role, by an invitation, as people do."""

    def enter_as(role: str) -> Browser:
        with app.app_context():
            token = accounts.invite(current_session(), ROLES[role])
        browser = Browser(app).get(f"/staff/invite/{token}")
        browser.submit(token, name=NAMES[role], password=PASSWORD, again=PASSWORD)
        assert browser.status == 200, browser.text
        return browser

    return enter_as


@pytest.fixture
def organiser(enter: Callable[[str], Browser]) -> Browser:
    return enter("organiser")


@pytest.fixture
def chief(enter: Callable[[str], Browser]) -> Browser:
    return enter("chief")


@pytest.fixture
def desk(enter: Callable[[str], Browser]) -> Browser:
    return enter("desk")


@pytest.fixture
def officer(enter: Callable[[str], Browser]) -> Browser:
    return enter("officer")


@pytest.fixture
def hall(app: Flask, organiser: Browser) -> Hall:
    """Give a congress without a roll."""
    return open_hall(app, organiser)
