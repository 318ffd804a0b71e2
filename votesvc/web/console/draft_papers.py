"""Papers that are needed before a ballot is final, drawn from its draft for the staff alone.

Once the draft is final the same papers are public, and these addresses lead there.
"""

from dataclasses import dataclass
from typing import Final

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from votesvc.errors import NoElection
from votesvc.services import agenda
from votesvc.services.agenda import CongressView, ItemView
from votesvc.web.access import staff
from votesvc.web.console.blueprint import pages
from votesvc.web.families import planned_titles, read_shown
from votesvc.web.installation import current_session
from votesvc.web.rule_lines import Known, change_lines, rule_lines
from votesvc.web.wording import say

_DRAFT: Final = "/c/<congress>/items/<item>/draft"


@dataclass(frozen=True, slots=True)
class DraftFacts:
    """What papers tell of a draft; nothing of it is on record yet."""

    congress: CongressView
    item: ItemView
    rule_lines: list[str]
    changes: list[str]
    prepared: tuple[()] = ()
    announced: None = None
    closed: None = None


@pages.get("/c/<congress>/papers/convening")
@staff
def convening(congress: str) -> str:
    """Show the request to hold the congress, with drafts among what is on its agenda."""
    found = agenda.congress(current_session(), congress)
    titles = planned_titles(agenda.items(current_session(), congress))
    return render_template("papers/convening.html", congress=found, titles=titles)


@pages.get(f"{_DRAFT}/specimen")
@staff
def draft_specimen(congress: str, item: str) -> str | Response:
    """Show the paper that a delegate will fill in."""
    return _show("specimen", congress, item)


@pages.get(f"{_DRAFT}/candidates")
@staff
def draft_candidates(congress: str, item: str) -> str | Response:
    """Show the notice by which the candidates are posted."""
    return _show("candidates", congress, item)


@pages.get(f"{_DRAFT}/method")
@staff
def draft_method(congress: str, item: str) -> str | Response:
    """Show the method of an election, for the congress to adopt."""
    return _show("method", congress, item)


@pages.get(f"{_DRAFT}/request")
@staff
def draft_request(congress: str, item: str) -> str | Response:
    """Show the request to approve the candidates."""
    return _show("request", congress, item)


def _show(paper: str, congress: str, item: str) -> str | Response:
    found = read_shown(congress, item).item
    if paper != "specimen" and found.kind != "election":
        reason = "only an election has this paper"
        raise NoElection(reason)
    if found.state != "draft":
        return redirect(url_for(f"papers.{paper}", congress=congress, item=item))
    of, rule = agenda.congress(current_session(), congress), found.spec.rule
    facts = DraftFacts(
        of, found, rule_lines(rule, Known(of.entitled), say), change_lines(rule, say)
    )
    return render_template(f"papers/{paper}.html", facts=facts, draft=True)
