"""The list of congresses, a new one, and the overview of one with its preparation as a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from flask import Response as AnyResponse, jsonify, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from votesvc.errors import VotesvcError
from votesvc.services import agenda, ceremony as ceremonies, hearings, roll, setup
from votesvc.services.agenda import CongressView, ItemView
from votesvc.services.ceremony import CeremonyView
from votesvc.services.hearings import HearingView
from votesvc.services.roll import Counts
from votesvc.web.access import account, organiser, staff
from votesvc.web.assets import bundle_hash
from votesvc.web.console.blueprint import pages
from votesvc.web.errors import in_json
from votesvc.web.families import fold
from votesvc.web.installation import current_session
from votesvc.web.logroom import current_log
from votesvc.web.parse import form_text
from votesvc.web.wording import wording

_BOOTH_SCRIPT: Final = "dist/booth.js"

_PROPOSED: Final = frozenset({"issuing", "open", "closed", "counted", "signed"})
_OVER: Final = frozenset({"announced", "void"})

Answer = str | tuple[str, int] | Response


@dataclass(frozen=True, slots=True)
class Stage:
    """One thing to prepare: whether it is done, what there is of it, and where to do it.

    `asks_chief` tells that it waits for the chief scrutineer's confirmation.
    """

    name: str
    done: bool
    facts: str
    href: str
    asks_chief: bool = False


@pages.get("/")
@staff
def home() -> Answer:
    """List the congresses; desk and hearing officer go straight to their own pages."""
    if account().role == "desk":
        return redirect(url_for("desk.choose"))
    if account().role == "officer":
        return redirect(url_for("console.officer_home"))
    return render_template("console/home.html", congresses=agenda.congresses(current_session()))


@pages.get("/new")
@organiser
def new() -> str:
    """Ask for the title of a new congress."""
    return render_template("console/new.html", title="", problem=None)


@pages.post("/new")
@organiser
def create() -> Answer:
    """Create a congress; its log begins with the hash of the booth's script as served."""
    title = " ".join(form_text("title", 300).split())
    if not title:
        return _refused(title, gettext("请写上大会的名称。"), 400)
    try:
        booth = bundle_hash(_BOOTH_SCRIPT)
    except FileNotFoundError:
        return _refused(title, gettext("投票页的程序还没有构建，现在不能建立大会。"), 409)
    try:
        uuid = setup.create_congress(
            current_session(), current_log(), title, booth, datetime.now(UTC)
        )
    except VotesvcError as refusal:
        status, problem = wording(refusal)
        return _refused(title, problem, status)
    return redirect(url_for("console.overview", congress=uuid))


def _refused(title: str, problem: str, status: int) -> tuple[str, int]:
    return render_template("console/new.html", title=title, problem=problem), status


@pages.get("/c/<congress>/")
@staff
def overview(congress: str) -> str:
    """Show one congress: what is prepared, what comes next, the agenda, the public links."""
    session = current_session()
    found = agenda.congress(session, congress)
    items = [shown.item for shown in fold(agenda.items(session, congress))]
    counts = roll.counts(session, congress)
    heard = hearings.hearings(session, congress)
    proposals = _proposals(items)
    stages = _stages(found, counts, items)
    next_stage = next((stage for stage in stages if not stage.done), None)
    under_way = (item for item in items if item.state not in _OVER)
    return render_template(
        "console/overview.html",
        congress=found,
        counts=counts,
        items=items,
        hearings=heard,
        stages=stages,
        next_stage=next_stage,
        next_item=next(under_way, None) if next_stage is None else None,
        proposals=proposals,
        version=_version(items, proposals, heard),
    )


@pages.get("/c/<congress>/live")
@staff
@in_json
def overview_live(congress: str) -> AnyResponse:
    """Return who is here, and the version of the overview that this belongs to."""
    session = current_session()
    agenda.congress(session, congress)
    counts = roll.counts(session, congress)
    items = [shown.item for shown in fold(agenda.items(session, congress))]
    return jsonify(
        version=_version(items, _proposals(items), hearings.hearings(session, congress)),
        entitled=counts.entitled,
        present=counts.present,
        observers=counts.observers,
    )


def _proposals(items: list[ItemView]) -> dict[str, str]:
    """Return what waits for a second person, by item."""
    session = current_session()
    waiting = (agenda.proposal(session, item.item) for item in items if item.state in _PROPOSED)
    return {one.item: one.action for one in waiting if one is not None}


def _version(items: list[ItemView], proposals: dict[str, str], heard: Sequence[HearingView]) -> str:
    """Changes whenever the overview has to be drawn anew, rather than only its figures."""
    states = [f"{item.state}{proposals.get(item.item, '')}" for item in items]
    return " ".join([*states, *(hearing.state for hearing in heard)])


def _stages(found: CongressView, counts: Counts, items: list[ItemView]) -> tuple[Stage, ...]:
    here = found.uuid
    facts = {"entitled": counts.entitled}
    if found.entitled is not None:
        roll_facts = gettext("已确定，应到 %(entitled)s 人", **facts)
    elif counts.entitled:
        roll_facts = gettext("已导入 %(entitled)s 位正式代表，还没有确定", **facts)
    else:
        roll_facts = gettext("还没有导入")
    ceremony = next(iter(ceremonies.ceremonies(current_session(), here)), None)
    return (
        Stage(
            gettext("名册"),
            found.entitled is not None,
            roll_facts,
            url_for("console.roll_page", congress=here),
        ),
        Stage(
            gettext("监票人钥匙"),
            found.trustees is not None,
            _board_facts(found, ceremony),
            url_for("console.keys_page", congress=here),
            asks_chief=ceremony is not None and ceremony.state == "proposed",
        ),
        Stage(
            gettext("议题"),
            bool(items),
            gettext("%(count)s 项", count=len(items)),
            url_for("console.new_item", congress=here),
        ),
    )


def _board_facts(found: CongressView, ceremony: CeremonyView | None) -> str:
    if ceremony is not None and ceremony.state == "proposed":
        return str(gettext("已提出，等待总监票人确认"))
    if ceremony is not None and ceremony.running:
        return str(gettext("监票人正在生成钥匙"))
    if found.trustees is None:
        return str(gettext("还没有登记"))
    if found.needed < found.owners:
        return str(
            gettext(
                "%(count)s 位监票人，任意 %(needed)s 位可以开票",
                count=found.owners,
                needed=found.needed,
            )
        )
    return str(gettext("%(count)s 位监票人", count=found.owners))
