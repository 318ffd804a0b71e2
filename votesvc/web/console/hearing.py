"""One hearing: where it stands, the one next step, and the live figures."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import Response, jsonify, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from votesvc.domain.entries import Hearing, parse_entry
from votesvc.errors import UnknownHearing
from votesvc.services import agenda, auditing, hearing_figures, hearings, preparing, roll
from votesvc.services.agenda import CongressView
from votesvc.services.hearing_figures import HearingFigures
from votesvc.services.hearings import HearingView
from votesvc.web.access import account, officer, staff
from votesvc.web.console.blueprint import pages
from votesvc.web.console.next_hearing_step import STATES, Situation, next_hearing_step
from votesvc.web.errors import in_json
from votesvc.web.installation import current_session

_PRINT: slice = slice(0, 24)
_PIECE = 4


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the page of a hearing shows, read once."""

    congress: CongressView
    hearing: HearingView
    figures: HearingFigures
    situation: Situation

    @property
    def version(self) -> str:
        """Changes whenever the page has to be drawn anew, rather than only its figures."""
        return f"{self.hearing.state}.{self.hearing.officer_key or ''}"


@pages.get("/hearings")
@officer
def officer_home() -> str | AnyResponse:
    """Lead the hearing officer to the one hearing there is, or list them by congress."""
    session = current_session()
    listed = [
        (congress, hearings.hearings(session, congress.uuid))
        for congress in agenda.congresses(session)
    ]
    found = [one for _, here in listed for one in here]
    if len(found) == 1:
        [only] = found
        return redirect(url_for("console.office", congress=only.congress, hearing=only.hearing))
    return render_template("console/hearings.html", listed=[one for one in listed if one[1]])


@pages.get("/c/<congress>/hearings/<hearing>")
@staff
def hearing_page(congress: str, hearing: str) -> str:
    """Show one hearing."""
    return show_hearing(congress, hearing)


@pages.get("/c/<congress>/hearings/<hearing>/live")
@staff
@in_json
def hearing_live(congress: str, hearing: str) -> Response:
    """Return the figures, and the version of the page they belong to."""
    facts = read_hearing(congress, hearing)
    return jsonify(
        version=facts.version,
        received=facts.figures.received,
        unopened=facts.figures.unopened,
        published=facts.figures.published,
        withheld=facts.figures.withheld,
    )


def show_hearing(congress: str, hearing: str, problem: str | None = None) -> str:
    """Return the page of a hearing; `problem` says why a step was refused."""
    facts = read_hearing(congress, hearing)
    return render_template(
        "console/hearing.html",
        congress=facts.congress,
        hearing=facts.hearing,
        figures=facts.figures,
        in_order=facts.situation.in_order,
        version=facts.version,
        step=next_hearing_step(account().role, facts.hearing, facts.situation),
        states=STATES,
        key_print=key_print(facts.hearing.officer_key),
        problem=problem,
    )


def read_hearing(congress: str, hearing: str) -> Facts:
    """Read a hearing with its figures; raise `UnknownHearing` when it belongs elsewhere."""
    session = current_session()
    found = hearing_of(congress, hearing)
    counts = roll.counts(session, congress)
    figures = hearing_figures.figures(session, hearing)
    now, posting = datetime.now(UTC), preparing.posted_with(session, hearing)
    return Facts(
        congress=agenda.congress(session, congress),
        hearing=found,
        figures=figures,
        situation=Situation(
            roll_fixed=counts.fixed,
            present=counts.present,
            unopened=figures.unopened,
            in_order=(_announced(found) or now) + timedelta(days=found.spec.notice_days),
            now=now,
            posted_until=None if posting is None else posting.until,
        ),
    )


def hearing_of(congress: str, hearing: str) -> HearingView:
    """Return a hearing of this congress, or raise `UnknownHearing`."""
    found = hearings.hearing(current_session(), hearing)
    if found.congress != congress:
        reason = "the hearing belongs to another congress"
        raise UnknownHearing(reason)
    return found


def key_print(key: str | None) -> str:
    """Return what people compare aloud of an officer's public key: its first 24 digits."""
    digits = (key or "")[_PRINT]
    return " ".join(digits[i : i + _PIECE] for i in range(0, len(digits), _PIECE))


def _announced(hearing: HearingView) -> datetime | None:
    """Return when a hearing was announced, as its leaf says; None for a draft."""
    if hearing.position is None:
        return None
    [leaf] = auditing.entries(
        current_session(), hearing.congress, hearing.position, hearing.position + 1
    )
    entry = parse_entry(leaf)
    return entry.time if isinstance(entry, Hearing) else None
