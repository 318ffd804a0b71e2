"""The organiser's steps of a hearing, and its papers while it is a draft."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Final

from flask import Response as AnyResponse, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from votesvc.errors import MalformedInput, VotesvcError
from votesvc.services import hearing_setup, hearings
from votesvc.services.hearings import MOST_PAPER_BYTES
from votesvc.web.access import organiser, staff
from votesvc.web.console.blueprint import pages
from votesvc.web.console.hearing import hearing_of, show_hearing
from votesvc.web.installation import current_session
from votesvc.web.logroom import current_log
from votesvc.web.parse import MEGABYTE, at_most, form_text
from votesvc.web.wording import wording

_HEARING: Final = "/c/<congress>/hearings/<hearing>"
_AT_ONCE: Final = 100 * MEGABYTE
_LONGEST_NAME: Final = 500

Answer = tuple[str, int] | Response


@pages.post(f"{_HEARING}/announce")
@organiser
def announce_hearing(congress: str, hearing: str) -> Answer:
    """Put the hearing on record."""
    return _step(congress, hearing, hearing_setup.announce)


@pages.post(f"{_HEARING}/open")
@organiser
def open_hearing(congress: str, hearing: str) -> Answer:
    """Let phones collect and comment."""
    return _step(congress, hearing, hearing_setup.open_hearing)


@pages.post(f"{_HEARING}/close")
@organiser
def close_hearing(congress: str, hearing: str) -> Answer:
    """Take no more comments."""
    return _step(congress, hearing, hearing_setup.close_hearing)


@pages.post(f"{_HEARING}/delete")
@organiser
def delete_hearing(congress: str, hearing: str) -> Answer:
    """Remove a draft."""
    done = _take(congress, hearing, lambda: hearings.delete_draft(current_session(), hearing))
    if isinstance(done, Response):
        return redirect(url_for("console.overview", congress=congress))
    return done


@pages.post(f"{_HEARING}/papers")
@organiser
@at_most(_AT_ONCE)
def add_papers(congress: str, hearing: str) -> Answer:
    """Add papers to a draft, each of at most 20 MB; what stands before a bad one is kept."""
    files = [file for file in request.files.getlist("papers") if file.filename]
    hearing_of(congress, hearing)
    if not files:
        return show_hearing(congress, hearing, gettext("请先选择一个文件。")), 400
    for file in files:
        # Some browsers send the folder as well.
        name = PurePosixPath(file.filename or "").name
        try:
            data = file.read(MOST_PAPER_BYTES + 1)
            hearings.add_paper(current_session(), hearing, name, data)
        except MalformedInput:
            current_session().rollback()
            problem = gettext("“%(name)s”：文件名太长，或者有不能使用的字符。", name=name)
            return show_hearing(congress, hearing, problem), 400
        except VotesvcError as refusal:
            current_session().rollback()
            status, why = wording(refusal)
            problem = gettext("“%(name)s”：%(why)s", name=name, why=why)
            return show_hearing(congress, hearing, problem), status
    return redirect(url_for("console.hearing_page", congress=congress, hearing=hearing))


@pages.post(f"{_HEARING}/papers/remove")
@organiser
def remove_paper(congress: str, hearing: str) -> Answer:
    """Take a paper from a draft."""
    name = form_text("name", _LONGEST_NAME)
    return _take(congress, hearing, lambda: hearings.remove_paper(current_session(), hearing, name))


@pages.get(f"{_HEARING}/papers/<sha256>")
@staff
def staff_paper(congress: str, hearing: str, sha256: str) -> AnyResponse:
    """Return a paper as a download, also of a draft."""
    hearing_of(congress, hearing)
    found = hearings.paper(current_session(), hearing, sha256)
    response = AnyResponse(found.data, mimetype=found.media_type)
    response.headers.set("Content-Disposition", "attachment", filename=found.paper.name)
    return response


def _step(congress: str, hearing: str, act: Callable[..., None]) -> Answer:
    now = datetime.now(UTC)
    return _take(congress, hearing, lambda: act(current_session(), current_log(), hearing, now))


def _take(congress: str, hearing: str, act: Callable[[], None]) -> Answer:
    """Take a step and go back to the hearing; a refusal is told on the hearing's own page."""
    hearing_of(congress, hearing)
    try:
        act()
    except VotesvcError as refusal:
        current_session().rollback()
        status, problem = wording(refusal)
        return show_hearing(congress, hearing, problem), status
    return redirect(url_for("console.hearing_page", congress=congress, hearing=hearing))
