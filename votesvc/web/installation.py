"""What every page reaches for: the database session, the log, and the settings."""

from dataclasses import dataclass, field
from typing import Final

from flask import current_app
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import Session

from votesvc.services.sequencer import Log
from votesvc.web.brief import Brief
from votesvc.web.settings import Settings

_STATE_SECONDS: Final = 0.5

db: Final = SQLAlchemy(disable_autonaming=True)
"""Routes each table to its database by bind key; holds nothing until an app is attached."""


@dataclass(frozen=True, slots=True)
class Installation:
    """What `create_app` leaves in `app.extensions["votesvc"]`."""

    settings: Settings
    log: Log | None
    """The log's writer; None where the anonymous side is not served."""
    states: Brief[bytes] = field(default_factory=lambda: Brief(_STATE_SECONDS))
    """The state of each congress as last sent to phones."""


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
