"""The steps of an item, one view each, so that each declares who may take it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from flask import redirect, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from votesvc.errors import NotProposed, VotesvcError
from votesvc.services import agenda, counting, rounds, setup
from votesvc.services.agenda import Proposal
from votesvc.web.access import account, chief, organiser
from votesvc.web.console.blueprint import pages
from votesvc.web.console.item import show_item
from votesvc.web.families import read_shown
from votesvc.web.installation import current_session
from votesvc.web.logroom import current_log
from votesvc.web.parse import form_text
from votesvc.web.wording import wording

_ITEM: Final = "/c/<congress>/items/<item>"
_LONGEST_REASON: Final = 1000

Answer = tuple[str, int] | Response


@pages.post(f"{_ITEM}/prepare")
@organiser
def prepare(congress: str, item: str) -> Answer:
    """Turn a draft into a ready item."""
    return take_step(
        congress,
        item,
        lambda: setup.prepare(current_session(), current_log(), item, datetime.now(UTC)),
    )


@pages.post(f"{_ITEM}/delete")
@organiser
def delete(congress: str, item: str) -> Answer:
    """Remove a draft."""
    done = take_step(congress, item, lambda: agenda.delete_draft(current_session(), item))
    if isinstance(done, Response):
        return redirect(url_for("console.overview", congress=congress))
    return done


@pages.post(f"{_ITEM}/issue")
@organiser
def issue(congress: str, item: str) -> Answer:
    """Let phones collect."""
    return take_step(
        congress,
        item,
        lambda: setup.open_issuing(current_session(), current_log(), item, datetime.now(UTC)),
    )


@pages.post(f"{_ITEM}/propose-open")
@organiser
def propose_open(congress: str, item: str) -> Answer:
    """Propose to open; the chief scrutineer decides."""
    return _propose(congress, item, "open")


@pages.post(f"{_ITEM}/propose-close")
@organiser
def propose_close(congress: str, item: str) -> Answer:
    """Propose to close; the chief scrutineer decides."""
    return _propose(congress, item, "close")


@pages.post(f"{_ITEM}/confirm-open")
@chief
def confirm_open(congress: str, item: str) -> Answer:
    """Open what the organiser has proposed to open."""
    return _confirm(congress, item, "open", rounds.open_ballot)


@pages.post(f"{_ITEM}/confirm-close")
@chief
def confirm_close(congress: str, item: str) -> Answer:
    """Close what the organiser has proposed to close."""
    return _confirm(congress, item, "close", rounds.close_ballot)


@pages.post(f"{_ITEM}/decline")
@chief
def decline(congress: str, item: str) -> Answer:
    """Send a proposal back; nothing has happened then."""
    return take_step(congress, item, lambda: agenda.decline(current_session(), item))


@pages.post(f"{_ITEM}/announce")
@organiser
def announce(congress: str, item: str) -> Answer:
    """Publish the result."""
    by, now = account().name, datetime.now(UTC)
    return take_step(
        congress,
        item,
        lambda: counting.announce(current_session(), current_log(), item, by, now),
    )


@pages.post(f"{_ITEM}/void")
@organiser
def void(congress: str, item: str) -> Answer:
    """Declare a round void that was never opened, for a reason that stays on record."""
    by, now = account().name, datetime.now(UTC)
    return _with_reason(
        congress,
        item,
        lambda reason: rounds.void(current_session(), current_log(), item, reason, by, now),
    )


@pages.post(f"{_ITEM}/propose-void")
@organiser
def propose_void(congress: str, item: str) -> Answer:
    """Propose to declare the round void for a reason; the chief scrutineer decides."""
    name = account().name
    return _with_reason(
        congress,
        item,
        lambda reason: agenda.propose(current_session(), item, "void", name, reason),
    )


@pages.post(f"{_ITEM}/confirm-void")
@chief
def confirm_void(congress: str, item: str) -> Answer:
    """Declare the round void for the very reason that the chief scrutineer was shown."""
    chief_name = account().name

    def confirm(reason: str) -> None:
        by = (_proposal(item, "void").by, chief_name)
        now = datetime.now(UTC)
        rounds.void_round(current_session(), current_log(), item, reason, by, now)

    return _with_reason(congress, item, confirm)


def _propose(congress: str, item: str, action: str) -> Answer:
    name = account().name
    return take_step(congress, item, lambda: agenda.propose(current_session(), item, action, name))


def _confirm(congress: str, item: str, action: str, act: Callable[..., None]) -> Answer:
    chief_name = account().name

    def confirm() -> None:
        by = (_proposal(item, action).by, chief_name)
        act(current_session(), current_log(), item, by, datetime.now(UTC))

    return take_step(congress, item, confirm)


def _proposal(item: str, action: str) -> Proposal:
    proposal = agenda.proposal(current_session(), item)
    if proposal is None or proposal.action != action:
        reason = "nobody proposes this step now"
        raise NotProposed(reason)
    return proposal


def _with_reason(congress: str, item: str, act: Callable[[str], None]) -> Answer:
    """Take a step for the reason in the form, or say that one is needed."""
    reason = " ".join(form_text("reason", _LONGEST_REASON).split())
    if not reason:
        return show_item(congress, item, gettext("作废必须写明原因。")), 400
    return take_step(congress, item, lambda: act(reason))


def take_step(congress: str, item: str, act: Callable[[], None]) -> Answer:
    """Take a step and go back to the item; a refusal is told on the item's own page.

    Raises `UnknownItem` for an item of another congress.
    """
    read_shown(congress, item)
    try:
        act()
    except VotesvcError as refusal:
        current_session().rollback()
        status, problem = wording(refusal)
        return show_item(congress, item, problem), status
    return redirect(url_for("console.item_page", congress=congress, item=item))
