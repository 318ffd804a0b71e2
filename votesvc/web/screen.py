"""The projector page of a congress, and the page of one result: counts, threshold, checkpoint."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, render_template, request

from votesvc.domain.lifecycle import State
from votesvc.services import agenda, auditing, counting, gates
from votesvc.services.agenda import CongressView, ItemView
from votesvc.web.access import anonymous
from votesvc.web.families import Shown, fold, read_shown
from votesvc.web.family_tables import family_tables
from votesvc.web.figures import Figure, draw
from votesvc.web.installation import current_session
from votesvc.web.item_facts import read_announced
from votesvc.web.logroom import log_room
from votesvc.web.result_table import draw_weighted
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
    items = [one for one in fold(agenda.items(session, congress)) if one.item.position is not None]
    seal = _seal(found)
    turnout = _turnout(found, seal.size)
    shown = _asked(items) or _foremost(items, turnout)
    item = None if shown is None else shown.item
    source = None if shown is None else shown.source
    return render_template(
        "screen/screen.html",
        congress=found,
        items=[one.item for one in items],
        item=item,
        numbers=_numbers(found, shown, turnout),
        figure=None if shown is None else _figure(shown),
        seal=seal if source is None or source.announced is None else _result_seal(found, source),
        gate=None if source is None else gates.gate(session, source.item),
        override=None if source is None else gates.override(session, source.item),
        dark=request.args.get("dark") == "1",
        pinned="item" in request.args,
    )


@pages.get("/c/<congress>/result/<item>")
@anonymous
def result(congress: str, item: str) -> str:
    """Show the result of an announced item; before that there is none to show.

    What groups of voters came to stands on one page, and each of their items leads to it.
    """
    session = current_session()
    found = agenda.congress(session, congress)
    shown = read_shown(congress, item)
    source = shown.source.item
    facts = read_announced(congress, item)
    return render_template(
        "screen/result.html",
        congress=found,
        item=shown.item,
        members=[one for one in shown.members if one.state == State.ANNOUNCED],
        numbers=_numbers(found, shown, _turnout(found, _seal(found).size)),
        figure=_figure(shown),
        gate=gates.gate(session, source),
        override=gates.override(session, source),
        facts=facts,
        groups=[] if facts.family is None else family_tables(facts.family)[1:],
        seal=_result_seal(found, shown.source),
    )


def _asked(items: Sequence[Shown]) -> Shown | None:
    asked = request.args.get("item")
    return _with(items, asked)


def _with(items: Sequence[Shown], uuid: str | None) -> Shown | None:
    return next((one for one in items if uuid in {item.item for item in one.members}), None)


def _foremost(items: Sequence[Shown], turnout: Turnout) -> Shown | None:
    """Return the item that is being voted on or issued, else that of the latest step, else None."""
    for state in (State.OPEN, State.ISSUING):
        for one in items:
            if one.item.state == state:
                return one
    return _with(items, turnout.latest)


def _turnout(congress: CongressView, size: int) -> Turnout:
    session = current_session()
    return log_room().turnouts.follow(
        congress.uuid,
        size,
        lambda start, end: auditing.entries(session, congress.uuid, start, end),
    )


def _numbers(congress: CongressView, shown: Shown | None, turnout: Turnout) -> Numbers:
    if shown is None:
        return Numbers(congress.entitled, turnout.present, None, None, final=False)
    item, entitled = shown.item, congress.entitled
    present, live = turnout.present, None
    if item.state in _VOTED:
        live = sum(turnout.returned[one.item] for one in shown.members)
    if shown.of_groups:
        electorate = agenda.electorate(current_session(), congress.uuid)
        entitled = sum(electorate.of(one.spec.rule) for one in shown.members)
        # Who is present is logged of all together: where some belong to no group, it is of others.
        present = present if entitled == congress.entitled else None
    return Numbers(
        entitled=entitled,
        present=present if item.present is None else item.present,
        issued=item.issued,
        returned=live if item.returned is None else item.returned,
        final=item.present is not None,
    )


def _figure(shown: Shown) -> Figure | None:
    """Return the figure of an announced item; None for every other state."""
    if shown.item.state != State.ANNOUNCED:
        return None
    session, source = current_session(), shown.source
    if shown.of_groups:
        return draw_weighted(counting.family_view(session, source.item))
    return draw(source.spec, counting.outcome_view(session, source.item).outcome)


def _seal(congress: CongressView) -> Seal:
    return read_seal(auditing.checkpoint(current_session(), congress.uuid), congress.vkey)


def _result_seal(congress: CongressView, item: ItemView) -> Seal:
    """Return the checkpoint that covered the announcement first: it stays what it is."""
    return read_seal(auditing.result_checkpoint(current_session(), item.item), congress.vkey)
