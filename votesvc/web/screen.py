"""The projector page of a congress, and the page of one result: counts, threshold, checkpoint."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, render_template, request

from votesvc.domain.lifecycle import State
from votesvc.errors import UnknownItem
from votesvc.services import agenda, auditing, counting, gates
from votesvc.services.agenda import CongressView, ItemView
from votesvc.web.access import anonymous
from votesvc.web.figures import Figure, draw
from votesvc.web.installation import current_session
from votesvc.web.item_facts import read_announced
from votesvc.web.logroom import log_room
from votesvc.web.seal import Seal, read_seal
from votesvc.web.turnout import Turnout

pages = Blueprint("screen", __name__)

_FINISHED: Final = frozenset({State.ANNOUNCED, State.VOID})
_VOTED: Final = frozenset({State.OPEN, State.CLOSED, State.COUNTED, State.SIGNED}) | _FINISHED


@dataclass(frozen=True, slots=True)
class Numbers:
    """N, A, I and R as far as they are public; what is not known yet is None.

    `final` tells whether A is that of the close; before, people come in whom the log has not yet.
    """

    entitled: int | None
    present: int | None
    issued: int | None
    returned: int | None
    final: bool


@pages.get("/c/<congress>/screen")
@anonymous
def projector(congress: str) -> str:
    """Show what the hall shall see now; `?item=` keeps to one item, `?dark=1` turns to dark."""
    session = current_session()
    found = agenda.congress(session, congress)
    items = [item for item in agenda.items(session, congress) if item.position is not None]
    seal = _seal(found)
    turnout = _turnout(found, seal.size)
    item = _asked(items) or _foremost(items, turnout)
    return render_template(
        "screen/screen.html",
        congress=found,
        items=items,
        item=item,
        numbers=_numbers(found, item, turnout),
        figure=None if item is None else _figure(item),
        seal=seal if item is None or item.announced is None else _result_seal(found, item),
        gate=None if item is None else gates.gate(session, item.item),
        override=None if item is None else gates.override(session, item.item),
        dark=request.args.get("dark") == "1",
        pinned="item" in request.args,
    )


@pages.get("/c/<congress>/result/<item>")
@anonymous
def result(congress: str, item: str) -> str:
    """Show the result of an announced item; before that there is none to show."""
    session = current_session()
    found = agenda.congress(session, congress)
    shown = agenda.item(session, item)
    if shown.congress != congress:
        raise UnknownItem
    figure = draw(shown.spec, counting.outcome_view(session, item).outcome)
    return render_template(
        "screen/result.html",
        congress=found,
        item=shown,
        numbers=_numbers(found, shown, _turnout(found, _seal(found).size)),
        figure=figure,
        gate=gates.gate(session, item),
        override=gates.override(session, item),
        facts=read_announced(congress, item),
        seal=_result_seal(found, shown),
    )


def _asked(items: Sequence[ItemView]) -> ItemView | None:
    asked = request.args.get("item")
    return next((item for item in items if item.item == asked), None)


def _foremost(items: Sequence[ItemView], turnout: Turnout) -> ItemView | None:
    """Return the item that is being voted on or issued, else that of the latest step, else None."""
    for state in (State.OPEN, State.ISSUING):
        for item in items:
            if item.state == state:
                return item
    return next((item for item in items if item.item == turnout.latest), None)


def _turnout(congress: CongressView, size: int) -> Turnout:
    session = current_session()
    return log_room().turnouts.follow(
        congress.uuid,
        size,
        lambda start, end: auditing.entries(session, congress.uuid, start, end),
    )


def _numbers(congress: CongressView, item: ItemView | None, turnout: Turnout) -> Numbers:
    if item is None:
        return Numbers(congress.entitled, turnout.present, None, None, final=False)
    live = turnout.returned[item.item] if item.state in _VOTED else None
    return Numbers(
        entitled=congress.entitled,
        present=turnout.present if item.present is None else item.present,
        issued=item.issued,
        returned=live if item.returned is None else item.returned,
        final=item.present is not None,
    )


def _figure(item: ItemView) -> Figure | None:
    """Return the figure of an announced item; None for every other state."""
    if item.state != State.ANNOUNCED:
        return None
    return draw(item.spec, counting.outcome_view(current_session(), item.item).outcome)


def _seal(congress: CongressView) -> Seal:
    return read_seal(auditing.checkpoint(current_session(), congress.uuid), congress.vkey)


def _result_seal(congress: CongressView, item: ItemView) -> Seal:
    """Return the checkpoint that covered the announcement first: it stays what it is."""
    return read_seal(auditing.result_checkpoint(current_session(), item.item), congress.vkey)
