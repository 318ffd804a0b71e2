"""Names written in: one person says that spellings are one name, another confirms it."""

from datetime import UTC, datetime
from typing import Final

from flask import request
from werkzeug.wrappers import Response

from votesvc.domain.write_ins import Merge
from votesvc.services import write_ins
from votesvc.web.access import account, chief, organiser
from votesvc.web.console.blueprint import pages
from votesvc.web.console.steps import take_step
from votesvc.web.installation import current_session
from votesvc.web.parse import form_text

_ITEM: Final = "/c/<congress>/items/<item>"
_LONGEST_REASON: Final = 1000
_LONGEST_NAME: Final = 60

Answer = tuple[str, int] | Response


@pages.post(f"{_ITEM}/propose-merge")
@organiser
def propose_merge(congress: str, item: str) -> Answer:
    """Say that some spellings are one name."""
    into, reason = form_text("into", _LONGEST_NAME), form_text("reason", _LONGEST_REASON)
    names = {name for name in request.form.getlist("names")[:100] if name != into}
    merge = Merge(into, tuple(sorted(names)))

    def propose() -> None:
        write_ins.propose_merge(current_session(), item, merge, reason, account().name)

    return take_step(congress, item, propose)


@pages.post(f"{_ITEM}/confirm-merge")
@chief
def confirm_merge(congress: str, item: str) -> Answer:
    """Agree with what the organiser proposed."""
    by = form_text("first"), account().name

    def confirm() -> None:
        write_ins.confirm_merge(current_session(), item, by, datetime.now(UTC))

    return take_step(congress, item, confirm)


@pages.post(f"{_ITEM}/decline-merge")
@chief
def decline_merge(congress: str, item: str) -> Answer:
    """Drop what the organiser proposed."""
    return take_step(congress, item, lambda: write_ins.decline_merge(current_session(), item))
