"""What every page reaches for: the database session and the settings.

Nothing here knows the log, so that the pages with names cannot come near a ballot.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from flask import current_app
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import Session

from votesvc.web.settings import Settings
from votesvc.web.throttle import Throttle

_LOGIN_BURST: Final = 5
_LOGIN_SECONDS: Final = 10.0

db: Final = SQLAlchemy(disable_autonaming=True)
"""Routes each table to its database by bind key; holds nothing until an app is attached."""


@dataclass(frozen=True, slots=True)
class Installation:
    """What `create_app` leaves in `app.extensions["votesvc"]`."""

    settings: Settings
    titles: Callable[[], Mapping[str, str]]
    """The public titles of all congresses by uuid, for pages that may not read the agenda.

    Empty where only names are served.
    """
    logins: Throttle = field(default_factory=lambda: Throttle(_LOGIN_BURST, _LOGIN_SECONDS))
    """The brake on guessing passwords."""


def installation() -> Installation:
    """Return the installation the current request belongs to."""
    found: Installation = current_app.extensions["votesvc"]
    return found


def current_session() -> Session:
    """Return the request's session; services commit it, and the request's end closes it."""
    return db.session()
