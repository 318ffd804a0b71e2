"""The staff's door: set-up link, invitations, login, and the list of accounts."""

from typing import Final

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from votesvc.errors import VotesvcError, WrongPassword
from votesvc.services import accounts
from votesvc.web import access
from votesvc.web.access import organiser, setup, staff
from votesvc.web.installation import current_session, installation
from votesvc.web.links import absolute
from votesvc.web.parse import form_text
from votesvc.web.wording import wording

pages = Blueprint("staff", __name__, url_prefix="/staff")

_LONGEST_PASSWORD = 1000
# A second organiser comes from the command line, by whoever looks after the server.
_INVITED_HERE: Final[dict[str, accounts.Role]] = {
    "chief": "chief",
    "desk": "desk",
    "officer": "officer",
}

Answer = str | tuple[str, int] | Response


def load_account(identifier: int) -> accounts.Account | None:
    """Find the account behind a session."""
    return accounts.get_account(current_session(), identifier)


@pages.app_context_processor
def _for_templates() -> dict[str, str]:
    who = access.account_or_none()
    return {} if who is None else {"home_link": _home(who.role)}


@pages.route("/setup/<token>", methods=["GET", "POST"], endpoint="setup")
@pages.route("/invite/<token>", methods=["GET", "POST"], endpoint="invite")
@setup
def claim(token: str) -> Answer:
    """Let the holder of a one-time link choose a name and a password."""
    session = current_session()
    role = accounts.invited_role(session, token)
    if request.method == "GET":
        return render_template("staff/claim.html", role=role, name="", problem=None)
    name = form_text("name")
    password = _password("password")
    if password != _password("again"):
        problem = gettext("两次输入的密码不一样。")
        return render_template("staff/claim.html", role=role, name=name, problem=problem), 400
    try:
        who = accounts.claim(session, token, name, password)
    except VotesvcError as refusal:
        session.rollback()
        status, problem = wording(refusal)
        return render_template("staff/claim.html", role=role, name=name, problem=problem), status
    access.log_in(who)
    return redirect(_home(who.role))


@pages.route("/login", methods=["GET", "POST"])
@setup
def login() -> Answer:
    """Let an account in by name and password."""
    after = request.args.get("next", "")
    if request.method == "GET":
        return render_template("staff/login.html", name="", problem=None, after=after)
    name = form_text("name")
    brake = installation().logins
    seconds = brake.wait(name)
    if seconds:
        problem = gettext("尝试太多次。请等 %(seconds)s 秒再试。", seconds=seconds)
        return render_template("staff/login.html", name=name, problem=problem, after=after), 429
    try:
        who = accounts.authenticate(current_session(), name, _password("password"))
    except WrongPassword as refusal:
        status, problem = wording(refusal)
        return render_template("staff/login.html", name=name, problem=problem, after=after), status
    brake.forgive(name)
    access.log_in(who)
    return redirect(after if _is_ours(after) else _home(who.role))


@pages.post("/logout")
@staff
def logout() -> Response:
    """End the session."""
    access.log_out()
    return redirect(url_for("staff.login"))


@pages.get("/accounts")
@staff
def account_list() -> str:
    """Show who has an account, to everybody who has one: no account can be slipped in unseen."""
    return _account_list()


@pages.post("/accounts/invite")
@organiser
def new_invitation() -> str:
    """Make a one-time link for one of the roles invited here, and show it once."""
    role = _INVITED_HERE.get(request.form.get("role", ""))
    if role is None:
        abort(400)
    token = accounts.invite(current_session(), role)
    return _account_list(role, absolute(url_for("staff.invite", token=token)))


@pages.post("/accounts/<int:number>/disable")
@organiser
def disable(number: int) -> Answer:
    """Let nobody use an account any more; it stays in the list."""
    try:
        accounts.disable(current_session(), number)
    except VotesvcError as refusal:
        current_session().rollback()
        status, problem = wording(refusal)
        return _account_list(problem=problem), status
    return redirect(url_for("staff.account_list"))


def _account_list(
    invited: str | None = None, link: str | None = None, problem: str | None = None
) -> str:
    found = accounts.list_accounts(current_session())
    return render_template(
        "staff/accounts.html", accounts=found, invited=invited, link=link, problem=problem
    )


def _password(field: str) -> str:
    # Not stripped: a blank at the end is part of the password.
    return request.form.get(field, "")[:_LONGEST_PASSWORD]


def _home(role: str) -> str:
    served = "console.home" in current_app.view_functions
    if role == "officer":
        return url_for("console.officer_home" if served else "staff.account_list")
    if role == "desk" or not served:
        return url_for("desk.choose")
    return url_for("console.home")


def _is_ours(path: str) -> bool:
    return path.startswith("/staff/") and "\\" not in path and "//" not in path
