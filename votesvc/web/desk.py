"""The check-in desk: find a person, check in, show the one-time pass or hand out a slip."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from votesvc.crypto.encoding import is_uuid
from votesvc.errors import UnknownCongress, UnknownMember, VotesvcError
from votesvc.services import checkin, roll
from votesvc.services.checkin import CheckedIn
from votesvc.services.roll import MemberView
from votesvc.web.access import desk
from votesvc.web.errors import in_json
from votesvc.web.installation import current_session, installation
from votesvc.web.links import absolute
from votesvc.web.parse import form_integer, query_text
from votesvc.web.wording import wording

pages = Blueprint("desk", __name__, url_prefix="/staff/desk")

_LONGEST_QUERY = 60
_MOST_SLIPS = 200

Answer = str | tuple[str, int] | AnyResponse


@pages.before_request
def look_at_the_address() -> None:
    """Refuse what could name no congress before a database is asked for it."""
    congress = (request.view_args or {}).get("congress")
    if congress is not None and not is_uuid(congress):
        reason = "there is no such congress"
        raise UnknownCongress(reason)


@pages.get("/")
@desk
def choose() -> AnyResponse | str:
    """Go to the only congress there is, or let the desk choose."""
    titles = installation().titles()
    if len(titles) == 1:
        return redirect(url_for("desk.counter", congress=next(iter(titles))))
    return render_template("desk/choose.html", titles=titles)


@pages.get("/<congress>/")
@desk
def counter(congress: str) -> str:
    """Show the search box, what it finds, and how many are here."""
    query = query_text("q", _LONGEST_QUERY)
    titles = installation().titles()
    if titles and congress not in titles:
        reason = "there is no such congress"
        raise UnknownCongress(reason)
    session = current_session()
    found = checkin.find(session, congress, query) if query else []
    return render_template(
        "desk/counter.html",
        congress=congress,
        title=titles.get(congress),
        query=query,
        counts=roll.counts(session, congress),
        found=found,
        # A badge reader types the number and Enter: Enter again then checks in.
        alone=len(found) == 1,
    )


@pages.get("/<congress>/find")
@desk
def find(congress: str) -> str:
    """Return the results alone, for the search box to refresh while somebody types."""
    query = query_text("q", _LONGEST_QUERY)
    found = checkin.find(current_session(), congress, query) if query else []
    return render_template("desk/results.html", congress=congress, query=query, found=found)


@pages.get("/<congress>/person/<int:member>")
@desk
def person(congress: str, member: int) -> str:
    """Show one person and what can be done for them."""
    return _person(congress, _member(congress, member))


@pages.get("/<congress>/person/<int:member>/pass")
@desk
@in_json
def pass_state(congress: str, member: int) -> Response:
    """Tell the page that shows a pass whether a phone has taken it."""
    return jsonify(state=_member(congress, member).pass_state)


@pages.post("/<congress>/check-in/<int:member>")
@desk
def check_in(congress: str, member: int) -> Answer:
    """Check somebody in and show the pass; a second time, say so and show no pass."""

    def act() -> Answer:
        done = checkin.check_in(current_session(), congress, member, datetime.now(UTC))
        if done.pass_secret is not None:
            return _pass(congress, done.member, done.pass_secret)
        return _person(congress, done.member, news=_news(done))

    return _or_refusal(congress, member, act)


@pages.post("/<congress>/pass/<int:member>")
@desk
def new_pass(congress: str, member: int) -> Answer:
    """Replace a pass that was lost or not scanned, and show the new one."""
    who = _member(congress, member)

    def act() -> Answer:
        secret = checkin.renew_pass(current_session(), member, datetime.now(UTC))
        return _pass(congress, who, secret)

    return _or_refusal(congress, member, act)


@pages.post("/<congress>/undo/<int:member>")
@desk
def undo(congress: str, member: int) -> Answer:
    """Take back the check-in of the wrong person: the pass dies and they count as not here."""
    _member(congress, member)

    def act() -> Answer:
        session = current_session()
        checkin.revoke_pass(session, member)
        gone = checkin.leave(session, member, datetime.now(UTC))
        return _person(congress, gone, news="undone")

    return _or_refusal(congress, member, act)


@pages.post("/<congress>/leave/<int:member>")
@desk
def leave(congress: str, member: int) -> Answer:
    """Record that somebody has left early."""
    _member(congress, member)

    def act() -> Answer:
        gone = checkin.leave(current_session(), member, datetime.now(UTC))
        return _person(congress, gone, news="left")

    return _or_refusal(congress, member, act)


@pages.post("/<congress>/slip/<int:member>")
@desk
def hand_out_slip(congress: str, member: int) -> Answer:
    """Record that a delegate has drawn a printed slip, and nothing of which one."""
    _member(congress, member)

    def act() -> Answer:
        who = checkin.hand_out_slip(current_session(), member, datetime.now(UTC))
        return _person(congress, who, news="slip")

    return _or_refusal(congress, member, act)


@pages.get("/<congress>/slips")
@desk
def ask_for_slips(congress: str) -> str:
    """Ask how many slips to print."""
    return _ask_for_slips(congress, wrong=False)


@pages.post("/<congress>/slips")
@desk
def print_slips(congress: str) -> Answer:
    """Make slips and show them once, as A4 pages to print and cut."""
    count = form_integer("count")
    if count is None or not 1 <= count <= _MOST_SLIPS:
        page = render_template(
            "desk/ask_slips.html", congress=congress, most=_MOST_SLIPS, wrong=True
        )
        return page, 400
    secrets = checkin.make_slips(current_session(), congress, count)
    return render_template(
        "desk/slips.html",
        congress=congress,
        title=installation().titles().get(congress),
        links=[_phone_link(secret) for secret in secrets],
    )


def _news(done: CheckedIn) -> str:
    """Say why a check-in made no pass: here already, without a vote, or back again."""
    if done.repeated:
        return "repeated"
    return "back" if done.member.category.votes else "observer"


def _ask_for_slips(congress: str, *, wrong: bool) -> str:
    return render_template("desk/ask_slips.html", congress=congress, most=_MOST_SLIPS, wrong=wrong)


def _or_refusal(congress: str, member: int, act: Callable[[], Answer]) -> Answer:
    """Do `act`; a refusal is told on the person's own page, where the next step is."""
    try:
        return act()
    except UnknownMember:
        raise
    except VotesvcError as refusal:
        current_session().rollback()
        status, problem = wording(refusal)
        return _person(congress, _member(congress, member), problem=problem), status


def _member(congress: str, member: int) -> MemberView:
    found = [one for one in roll.members(current_session(), congress) if one.id == member]
    if not found:
        reason = "nobody on this congress's roll has this number"
        raise UnknownMember(reason)
    return found[0]


def _person(
    congress: str, who: MemberView, news: str | None = None, problem: str | None = None
) -> str:
    return render_template(
        "desk/person.html", congress=congress, who=who, news=news, problem=problem
    )


def _pass(congress: str, who: MemberView, secret: str) -> str:
    return render_template(
        "desk/pass.html",
        congress=congress,
        who=who,
        link=_phone_link(secret),
        minutes=checkin.PASS_LIFETIME // timedelta(minutes=1),
    )


def _phone_link(secret: str) -> str:
    # The fragment stays in the phone: browsers do not send it. The page belongs to the other side.
    return f"{absolute('/p')}#{secret}"
