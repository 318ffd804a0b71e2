"""What is done before a ballot, with its document, and after its result: posting, what follows."""

from datetime import UTC, date, datetime
from io import BytesIO
from typing import Final

from flask import redirect, request, send_file, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from votesvc.domain.rules.terms import parse_gate_kind
from votesvc.errors import UnknownItem, VotesvcError
from votesvc.services import agenda, following, preparing
from votesvc.services.hearings import MOST_PAPER_BYTES
from votesvc.web.access import account, organiser, staff
from votesvc.web.console.blueprint import pages
from votesvc.web.console.item import show_item
from votesvc.web.console.steps import take_step
from votesvc.web.installation import current_session
from votesvc.web.logroom import current_log
from votesvc.web.parse import MEGABYTE, at_most, form_text
from votesvc.web.wording import wording

_ITEM: Final = "/c/<congress>/items/<item>"
_LONGEST_PLACE: Final = 300

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
    if agenda.item(current_session(), item).congress != congress:
        reason = "the item belongs to another congress"
        raise UnknownItem(reason)
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
    """Record that the result is posted from now on."""
    place = " ".join(form_text("place", _LONGEST_PLACE).split())
    days, by, now = form_text("days", 4), account().name, datetime.now(UTC)
    if not place or not (days.isascii() and days.isdigit()):
        return show_item(congress, item, gettext("请写明公示的地方和天数。")), 400
    return take_step(
        congress,
        item,
        lambda: preparing.post(current_session(), current_log(), item, place, int(days), by, now),
    )


@pages.post(f"{_ITEM}/follow")
@organiser
def follow(congress: str, item: str) -> Answer:
    """Draft the ballot that the outcome asks for, and go to it."""
    session = current_session()
    if agenda.item(session, item).congress != congress:
        reason = "the item belongs to another congress"
        raise UnknownItem(reason)
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
