"""The papers around an election: notice of candidates, method, and requests to the higher union."""

from flask import render_template

from votesvc.errors import NoElection
from votesvc.services import agenda
from votesvc.web.access import anonymous
from votesvc.web.families import planned_titles
from votesvc.web.installation import current_session
from votesvc.web.item_facts import ItemFacts, read_item
from votesvc.web.papers.blueprint import pages
from votesvc.web.papers.count_tables import result_tables


@pages.get("/convening")
@anonymous
def convening(congress: str) -> str:
    """Show the request to hold the congress, with what is on its agenda by now."""
    found = agenda.congress(current_session(), congress)
    items = agenda.items(current_session(), congress)
    titles = planned_titles(one for one in items if one.position is not None)
    return render_template("papers/convening.html", congress=found, titles=titles)


@pages.get("/<item>/candidates")
@anonymous
def candidates(congress: str, item: str) -> str:
    """Show the notice by which the candidates of an election are posted."""
    return render_template("papers/candidates.html", facts=_election(congress, item))


@pages.get("/<item>/method")
@anonymous
def method(congress: str, item: str) -> str:
    """Show the method of an election, filled in from its rule, for the congress to adopt."""
    return render_template("papers/method.html", facts=_election(congress, item))


@pages.get("/<item>/request")
@anonymous
def request(congress: str, item: str) -> str:
    """Show the request to approve the candidates or, after the announcement, the result."""
    facts = _election(congress, item)
    tables = [] if facts.announced is None else result_tables(facts)
    return render_template("papers/request.html", facts=facts, tables=tables)


def _election(congress: str, item: str) -> ItemFacts:
    facts = read_item(congress, item)
    if facts.item.kind != "election":
        reason = "only an election has this paper"
        raise NoElection(reason)
    return facts
