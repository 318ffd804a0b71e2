"""What every page reaches for: the database session, the log, and the settings."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from flask import current_app
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import Session

from votesvc.services.sequencer import Log
from votesvc.web.brief import Brief
from votesvc.web.settings import Settings
from votesvc.web.throttle import Throttle
from votesvc.web.turnout import Turnouts

_STATE_SECONDS: Final = 0.5
_LOGIN_BURST: Final = 5
_LOGIN_SECONDS: Final = 10.0

db: Final = SQLAlchemy(disable_autonaming=True)
"""Routes each table to its database by bind key; holds nothing until an app is attached."""


@dataclass(frozen=True, slots=True)
class Installation:
    """What `create_app` leaves in `app.extensions["votesvc"]`."""

    settings: Settings
    log: Log | None
    """The log's writer; None where the anonymous side is not served."""
    titles: Callable[[], Mapping[str, str]]
    """The public titles of all congresses by uuid, for pages that may not read the agenda.

    Empty where only names are served.
    """
    logins: Throttle = field(default_factory=lambda: Throttle(_LOGIN_BURST, _LOGIN_SECONDS))
    """The brake on guessing passwords."""
    states: Brief[bytes] = field(default_factory=lambda: Brief(_STATE_SECONDS))
    """The state of each congress as last sent to phones."""
    turnouts: Turnouts = field(default_factory=Turnouts)
    """Presence and returned ballots as the log tells them, for the projector."""


def installation() -> Installation:
    """Return the installation the current request belongs to."""
    found: Installation = current_app.extensions["votesvc"]
    return found


def current_session() -> Session:
    """Return the request's session; services commit it, and the request's end closes it."""
    return db.session()


def current_log() -> Log:
    """Return the log's writer; only for pages of the anonymous side and the console."""
    log = installation().log
    if log is None:
        message = "this process does not serve the log"
        raise RuntimeError(message)
    return log
