"""Who may open a view: every view declares it once, and one hook enforces it before any view runs.

The declaration is a mark on the function itself, so the order of decorators does not matter and
`declared_access` can refuse an application with an undeclared view. This module is the only one
that touches the session, and it knows nothing of where accounts are stored: the staff pages hand
it a loader. Views of the anonymous side meet neither session nor cookie.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol, TypeVar

import flask
from flask import Flask, abort, current_app, redirect, request, url_for
from flask_login import LoginManager, current_user, login_user, logout_user
from flask_wtf.csrf import CSRFProtect, generate_csrf
from werkzeug.wrappers import Response

View = TypeVar("View", bound=Callable[..., Any])


class Access(Enum):
    """The doors of the house; each view has exactly one."""

    ANONYMOUS = "anonymous"
    """Anybody. No session, no cookie, no log line."""
    HOLDER = "holder"
    """A phone that proves itself by a pass or a device token in the request's body. No session."""
    SETUP = "setup"
    """Whoever is not logged in yet: set-up link, invitation, login."""
    STAFF = "staff"
    """Any account that is logged in."""
    DESK = "desk"
    """The check-in desk, and the organiser who helps out."""
    ORGANISER = "organiser"
    """The organiser alone."""
    CHIEF = "chief"
    """The chief scrutineer alone."""
    OFFICER = "officer"
    """The hearing officer alone."""
    FLOOR = "floor"
    """Whoever runs the hall during a hearing: the organiser or the hearing officer."""


WITHOUT_SESSION = frozenset({Access.ANONYMOUS, Access.HOLDER})

_ROLES = {
    Access.STAFF: frozenset({"organiser", "chief", "desk", "officer"}),
    Access.DESK: frozenset({"desk", "organiser"}),
    Access.ORGANISER: frozenset({"organiser"}),
    Access.CHIEF: frozenset({"chief"}),
    Access.OFFICER: frozenset({"officer"}),
    Access.FLOOR: frozenset({"organiser", "officer"}),
}
_MARK = "__votesvc_access__"


class StaffAccount(Protocol):
    """What this module must know of an account."""

    @property
    def id(self) -> int:
        """The account's number."""

    @property
    def role(self) -> str:
        """One of organiser, chief, desk, officer."""

    @property
    def name(self) -> str:
        """The name typed at login, shown on pages and written into the log."""


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """The account behind the current request, in the form Flask-Login asks for."""

    account: StaffAccount
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False

    def get_id(self) -> str:
        """Return what the session keeps of the account."""
        return str(self.account.id)


def _declare(access: Access, view: View) -> View:
    if hasattr(view, _MARK):
        message = f"view {view.__name__} declares its access twice"
        raise TypeError(message)
    setattr(view, _MARK, access)
    return view


def anonymous(view: View) -> View:
    """Open `view` to anybody, without session, cookie or log line."""
    return _declare(Access.ANONYMOUS, view)


def holder(view: View) -> View:
    """Open `view` to a phone that shows a pass or device token in the body."""
    return _declare(Access.HOLDER, view)


def setup(view: View) -> View:
    """Open `view` to whoever is not logged in yet."""
    return _declare(Access.SETUP, view)


def staff(view: View) -> View:
    """Open `view` to every account that is logged in."""
    return _declare(Access.STAFF, view)


def desk(view: View) -> View:
    """Open `view` to the check-in desk and the organiser."""
    return _declare(Access.DESK, view)


def organiser(view: View) -> View:
    """Open `view` to the organiser alone."""
    return _declare(Access.ORGANISER, view)


def chief(view: View) -> View:
    """Open `view` to the chief scrutineer alone."""
    return _declare(Access.CHIEF, view)


def officer(view: View) -> View:
    """Open `view` to the hearing officer alone."""
    return _declare(Access.OFFICER, view)


def floor(view: View) -> View:
    """Open `view` to the organiser and to the hearing officer."""
    return _declare(Access.FLOOR, view)


def declared_access(view: Callable[..., Any]) -> Access:
    """Return the one access that `view` declares; raise `TypeError` when it declares none."""
    access = getattr(view, _MARK, None)
    if not isinstance(access, Access):
        message = f"view {getattr(view, '__name__', view)!r} does not declare who may open it"
        raise TypeError(message)
    return access


def current_access() -> Access | None:
    """Return the access of the view that answers this request; None when nothing matched."""
    if request.endpoint is None:
        return None
    return declared_access(current_app.view_functions[request.endpoint])


def account() -> StaffAccount:
    """Return the account that is logged in; only for views open to staff."""
    logged_in: LoggedIn = current_user._get_current_object()  # noqa: SLF001
    return logged_in.account


def account_or_none() -> StaffAccount | None:
    """Return the account that is logged in, or None; never looks for one outside staff pages."""
    access = current_access()
    if access is None or access in WITHOUT_SESSION or not current_user.is_authenticated:
        return None
    return account()


def log_in(who: StaffAccount) -> None:
    """Begin a fresh session for `who`; whatever the session held before is gone, save language."""
    language = flask.session.get("lang")  # noqa: TID251
    flask.session.clear()  # noqa: TID251
    if language:
        flask.session["lang"] = language  # noqa: TID251
    login_user(LoggedIn(who))


def log_out() -> None:
    """End the session."""
    logout_user()
    flask.session.clear()  # noqa: TID251


def remembered_language() -> str | None:
    """Return the language chosen earlier on a staff page; None outside staff pages."""
    return flask.session.get("lang")  # noqa: TID251


def remember_language(language: str) -> None:
    """Keep `language` for later staff pages; does nothing where there is no session."""
    access = current_access()
    if access is not None and access not in WITHOUT_SESSION:
        flask.session["lang"] = language  # noqa: TID251


def guard(app: Flask, load: Callable[[int], StaffAccount | None] | None) -> None:
    """Enforce the declarations of `app`; `load` finds an account by its identifier.

    Raises `TypeError` when a view declares nothing; call it after the last view is registered.
    Forgery tokens are checked wherever a session exists, and only there.
    """
    for view in app.view_functions.values():
        declared_access(view)
    manager = LoginManager()
    manager.session_protection = None
    manager.init_app(app, add_context_processor=False)
    manager.user_loader(lambda identifier: _load(load, identifier))
    csrf = CSRFProtect(app)
    app.context_processor(_for_templates)

    @app.before_request
    def enforce() -> Response | None:
        access = current_access()
        if access is None or access in WITHOUT_SESSION:
            return None
        csrf.protect()
        if access is Access.SETUP:
            return None
        if not current_user.is_authenticated:
            return _to_login()
        if account().role not in _ROLES[access]:
            abort(403)
        return None


def _for_templates() -> dict[str, Any]:
    access = current_access()
    with_session = access is not None and access not in WITHOUT_SESSION
    return {
        "account": account_or_none() if with_session else None,
        "csrf": generate_csrf if with_session else None,
    }


def _load(load: Callable[[int], StaffAccount | None] | None, identifier: str) -> LoggedIn | None:
    found = None if load is None or not identifier.isdecimal() else load(int(identifier))
    return None if found is None else LoggedIn(found)


def _to_login() -> Response:
    if request.method != "GET" or request.accept_mimetypes.best == "application/json":
        abort(401)
    return redirect(url_for("staff.login", next=request.path))
