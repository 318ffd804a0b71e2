"""The papers of a hearing: minutes, report, what became of the opinions, and the workbook."""

from flask import Response, render_template
from flask_babel import gettext

from votesvc.errors import NotReported
from votesvc.services import speakers
from votesvc.web.access import anonymous
from votesvc.web.hearing_facts import HearingFacts, read_hearing
from votesvc.web.installation import current_session
from votesvc.web.papers.blueprint import pages
from votesvc.web.papers.hearing_tables import (
    adoption_table,
    comments_table,
    figures_table,
    minutes_table,
)
from votesvc.web.workbook import download_workbook


@pages.get("/hearing/<hearing>/minutes")
@anonymous
def minutes(congress: str, hearing: str) -> str:
    """Show the minutes as they are kept so far, with lines for what nobody has recorded."""
    facts = read_hearing(congress, hearing)
    turns = speakers.speakers(current_session(), hearing)
    spoken = [one for one in turns if one.turn == "done"]
    return render_template("papers/minutes.html", facts=facts, spoken=spoken)


@pages.get("/hearing/<hearing>/report")
@anonymous
def hearing_report(congress: str, hearing: str) -> str:
    """Show the report of a hearing."""
    facts = _reported(congress, hearing)
    return render_template("papers/hearing_report.html", facts=facts, table=adoption_table(facts))


@pages.get("/hearing/<hearing>/adoption")
@anonymous
def adoption(congress: str, hearing: str) -> str:
    """Show what became of each opinion, as one table."""
    facts = _reported(congress, hearing)
    return render_template("papers/adoption.html", facts=facts, table=adoption_table(facts))


@pages.get("/hearing/<hearing>/hearing.xlsx")
@anonymous
def hearing_workbook(congress: str, hearing: str) -> Response:
    """Return every table of a hearing as a workbook, as far as the hearing has come."""
    facts = read_hearing(congress, hearing)
    tables = [figures_table(facts), comments_table(facts)]
    if facts.reported is not None:
        tables.insert(1, adoption_table(facts))
    if facts.minutes:
        tables.append(minutes_table(facts))
    return download_workbook(tables, f"{facts.leaf.title} {gettext('听证')}")


def _reported(congress: str, hearing: str) -> HearingFacts:
    facts = read_hearing(congress, hearing)
    if facts.reported is None:
        reason = "the hearing has no report yet"
        raise NotReported(reason)
    return facts
