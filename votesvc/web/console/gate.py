"""The gate of an item: which hearing it waits for, and the presidium's decision not to wait."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from flask import request
from flask_babel import gettext
from werkzeug.wrappers import Response

from votesvc.services import hearing_setup
from votesvc.web.access import organiser
from votesvc.web.console.blueprint import pages
from votesvc.web.console.item import show_item
from votesvc.web.console.steps import take_step
from votesvc.web.installation import current_session
from votesvc.web.logroom import current_log
from votesvc.web.parse import MEGABYTE, at_most, form_text

_LONGEST_TEXT: Final = 10_000
_LONGEST_NAME: Final = 300
_BOTH_LINES: Final = ("decided", "forever")

Answer = tuple[str, int] | Response


@pages.post("/c/<congress>/items/<item>/override")
@organiser
@at_most(MEGABYTE)
def override(congress: str, item: str) -> Answer:
    """Record that the presidium decided not to wait, once both lines are ticked."""
    text = form_text("text", _LONGEST_TEXT)
    by = " ".join(form_text("by", _LONGEST_NAME).split())
    problem = _missing(text, by)
    if problem is not None:
        return show_item(congress, item, problem), 400
    return take_step(congress, item, _decided(item, text, by))


def _decided(item: str, text: str, by: str) -> Callable[[], None]:
    now = datetime.now(UTC)
    return lambda: hearing_setup.override(current_session(), current_log(), item, text, by, now)


def _missing(text: str, by: str) -> str | None:
    if not text:
        return str(gettext("请写上主席团的书面决定。"))
    if not by:
        return str(gettext("请写上谁签署这个决定。"))
    if any(request.form.get(line) != "yes" for line in _BOTH_LINES):
        return str(gettext("两句话都要勾选，才能提交。"))
    return None
