"""Leading a key ceremony: propose and confirm it, show invitations, follow the rounds, stop it."""

from collections.abc import Callable
from datetime import UTC, datetime

from flask import Response as AnyResponse, jsonify, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from votesvc.errors import UnknownCeremony, VotesvcError
from votesvc.services import agenda, ceremony as ceremonies
from votesvc.services.ceremony import CeremonyView
from votesvc.web.access import account, chief, organiser, staff
from votesvc.web.console.blueprint import pages
from votesvc.web.console.keys import Draft, show_keys, version_of
from votesvc.web.errors import in_json
from votesvc.web.installation import current_session
from votesvc.web.logroom import current_log
from votesvc.web.parse import form_integer, form_text
from votesvc.web.wording import wording

_KEYS = "/c/<congress>/keys"
_LONGEST_NAMES = 2000
_LONGEST_REASON = 300

Answer = str | tuple[str, int] | Response


@pages.get(f"{_KEYS}/live")
@staff
@in_json
def keys_live(congress: str) -> AnyResponse:
    """Return the version of the page of the scrutineers' keys."""
    found = ceremonies.ceremonies(current_session(), congress)
    return jsonify(version=version_of(found))


@pages.post(f"{_KEYS}/propose")
@organiser
def propose_keys(congress: str) -> Answer:
    """Propose who shall share the key, and how many of them are enough."""
    threshold = form_integer("threshold") or 0
    names = [" ".join(line.split()) for line in form_text("names", _LONGEST_NAMES).splitlines()]
    given = [name for name in names if name]
    by = account().name
    return _do(
        congress,
        lambda: ceremonies.propose(current_session(), congress, threshold, given, by),
        Draft(threshold, "\n".join(given)),
    )


@pages.post(f"{_KEYS}/decline")
@chief
def decline_keys(congress: str) -> Answer:
    """Send the proposal back; nothing has happened then."""
    return _do(congress, lambda: ceremonies.decline(current_session(), congress))


@pages.post(f"{_KEYS}/<ceremony>/confirm")
@chief
def confirm_keys(congress: str, ceremony: str) -> Answer:
    """Let the very ceremony begin that the chief scrutineer was shown."""
    by = account().name
    return _do(
        congress,
        lambda: ceremonies.confirm(
            current_session(), current_log(), _of(congress, ceremony).uuid, by
        ),
    )


@pages.post(f"{_KEYS}/<ceremony>/invite/<int:seat>")
@organiser
def invite_scrutineer(congress: str, ceremony: str, seat: int) -> Answer:
    """Show a fresh invitation to a seat; the one before is void from then on."""
    found = _of(congress, ceremony)
    try:
        secret = ceremonies.invite(current_session(), current_log(), found.uuid, seat)
    except VotesvcError as refusal:
        status, problem = wording(refusal)
        return show_keys(congress, problem), status
    return render_template(
        "console/seat.html",
        congress=agenda.congress(current_session(), congress),
        ceremony=found,
        seat=found.seats[seat - 1],
        path=f"/k#{secret}",
    )


@pages.get(f"{_KEYS}/<ceremony>/seat/<int:seat>/live")
@staff
@in_json
def seat_live(congress: str, ceremony: str, seat: int) -> AnyResponse:
    """Return whether a device has taken the seat."""
    found = _of(congress, ceremony)
    joined = any(one.seat == seat and one.joined for one in found.seats)
    return jsonify(version="joined" if joined else "waiting")


@pages.post(f"{_KEYS}/<ceremony>/stop")
@organiser
def stop_keys(congress: str, ceremony: str) -> Answer:
    """End a ceremony without a key, for a reason."""
    found = _of(congress, ceremony)
    reason = " ".join(form_text("reason", _LONGEST_REASON).split())
    if not reason:
        return show_keys(congress, gettext("请写明为什么停止。")), 400
    now = datetime.now(UTC)
    return _do(
        congress,
        lambda: ceremonies.stop(current_session(), current_log(), found.uuid, reason, now),
    )


def _of(congress: str, ceremony: str) -> CeremonyView:
    found = ceremonies.ceremony(current_session(), ceremony)
    if found.congress != congress:
        reason = "the ceremony belongs to another congress"
        raise UnknownCeremony(reason)
    return found


def _do(congress: str, act: Callable[[], object], draft: Draft | None = None) -> Answer:
    """Take a step and go back to the page of the keys; a refusal is told there."""
    try:
        act()
    except VotesvcError as refusal:
        current_session().rollback()
        status, problem = wording(refusal)
        return show_keys(congress, problem, draft or Draft()), status
    return redirect(url_for("console.keys_page", congress=congress))
