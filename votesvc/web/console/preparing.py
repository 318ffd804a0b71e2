"""What is done before a ballot, with its document, and after its result: posting, what follows."""

from datetime import UTC, date, datetime
from io import BytesIO
from typing import Final

from flask import redirect, request, send_file, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from votesvc.domain.entries import Posted
from votesvc.domain.hearing_spec import HearingSpec
from votesvc.domain.preparation import day_of, last_day
from votesvc.domain.rules.terms import parse_gate_kind
from votesvc.errors import VotesvcError
from votesvc.services import agenda, following, hearing_setup, hearings, preparing
from votesvc.services.hearings import MOST_PAPER_BYTES
from votesvc.web.access import account, organiser, staff
from votesvc.web.console.blueprint import pages
from votesvc.web.console.item import show_item
from votesvc.web.console.steps import take_step
from votesvc.web.console.surroundings import box_title
from votesvc.web.families import read_shown
from votesvc.web.installation import current_session
from votesvc.web.logroom import current_log
from votesvc.web.paperwork import show_day
from votesvc.web.parse import MEGABYTE, at_most, form_text
from votesvc.web.wording import wording

_ITEM: Final = "/c/<congress>/items/<item>"
_LONGEST_LINE: Final = 300
_PER_DELEGATE: Final = 3

Answer = tuple[str, int] | Response


@pages.post(f"{_ITEM}/gates/<gate>")
@organiser
@at_most(MOST_PAPER_BYTES + MEGABYTE)
def prepare_gate(congress: str, item: str, gate: str) -> Answer:
    """Record that something was done on a day, with the document that shows it."""
    kind, by, now = parse_gate_kind(gate), account().name, datetime.now(UTC)
    file, day = request.files.get("document"), _day(form_text("day", 20))
    if file is None or not file.filename:
        return show_item(congress, item, gettext("请附上证明这一步的文件。")), 400
    if day is None:
        return show_item(congress, item, gettext("请写明哪一天做的。")), 400
    name, data = file.filename, file.read(MOST_PAPER_BYTES + 1)
    return take_step(
        congress,
        item,
        lambda: preparing.prepare_gate(
            current_session(), current_log(), item, kind, day, name, data, by, now
        ),
    )


@pages.get(f"{_ITEM}/gates/<gate>")
@staff
def gate_document(congress: str, item: str, gate: str) -> Response:
    """Hand out the document that shows that something was done."""
    read_shown(congress, item)
    found = preparing.document(current_session(), item, parse_gate_kind(gate))
    return send_file(
        BytesIO(found.data),
        mimetype=found.media_type,
        as_attachment=True,
        download_name=found.name,
        max_age=0,
    )


@pages.post(f"{_ITEM}/post")
@organiser
def post_result(congress: str, item: str) -> Answer:
    """Record that the result is posted from now on, and open the box for objections to it."""
    place, objections = _line("place"), _line("objections")
    days, box = form_text("days", 4), form_text("box", 30)
    if not place or not (days.isascii() and days.isdigit()):
        return show_item(congress, item, gettext("请写明公示的地方和天数。")), 400
    entry = Posted(item, place, int(days), box, objections, account().name, datetime.now(UTC))
    return take_step(
        congress,
        item,
        lambda: hearing_setup.post(current_session(), current_log(), entry, _box_matter(entry)),
    )


@pages.post(f"{_ITEM}/box")
@organiser
def draft_box(congress: str, item: str) -> Answer:
    """Draft a box for objections to the posting, and go to it: its officer makes the key next."""
    session = current_session()
    title = box_title(read_shown(congress, item).item)
    spec = HearingSpec(
        kind="box",
        title=title,
        matter=title,
        clauses=(),
        per_delegate=_PER_DELEGATE,
        marks=False,
        notice_days=0,
        papers=(),
        officers=(),
    )
    box = hearings.create(session, congress, spec)
    return redirect(url_for("console.hearing_page", congress=congress, hearing=box))


def _box_matter(entry: Posted) -> str:
    """Say in the box's announcement what objections are wanted to, and until when."""
    return str(
        gettext(
            "“%(title)s”的投票结果在%(place)s公示，从 %(start)s 到 %(until)s（含当天）。"
            "对结果有异议的，请写明哪里不对、为什么，不要写姓名。"
            "每一条都会有下落：公布并答复，或者写明理由不予公布。",
            title=agenda.item(current_session(), entry.item).title,
            place=entry.place,
            start=show_day(day_of(entry.time)),
            until=show_day(last_day(entry)),
        )
    )


def _line(name: str) -> str:
    return " ".join(form_text(name, _LONGEST_LINE).split())


@pages.post(f"{_ITEM}/follow")
@organiser
def follow(congress: str, item: str) -> Answer:
    """Draft the ballot that the outcome asks for, and go to it."""
    session = current_session()
    read_shown(congress, item)
    try:
        child = following.draft_following(session, item)
    except VotesvcError as refusal:
        session.rollback()
        status, problem = wording(refusal)
        return show_item(congress, item, problem), status
    return redirect(url_for("console.item_page", congress=congress, item=child))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
