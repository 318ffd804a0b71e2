"""The papers of one item: specimen, report of the count, resolution, posting, and the workbook."""

from flask import Response, render_template
from flask_babel import gettext

from votesvc.domain.outcome import ElectionOutcome, MotionOutcome
from votesvc.errors import NothingPassed
from votesvc.web.access import anonymous
from votesvc.web.item_facts import file_name, read_announced, read_finished, read_item
from votesvc.web.papers.blueprint import pages
from votesvc.web.papers.count_tables import numbers_table, result_tables
from votesvc.web.papers.line_tables import line_names
from votesvc.web.workbook import download_workbook


@pages.get("/<item>/specimen")
@anonymous
def specimen(congress: str, item: str) -> str:
    """Show the paper that a delegate fills in, marked as a specimen."""
    return render_template("papers/specimen.html", facts=read_item(congress, item))


@pages.get("/<item>/report")
@anonymous
def report(congress: str, item: str) -> str:
    """Show the report of the count for the scrutineers to sign; of a void round, that it is."""
    facts = read_finished(congress, item)
    outcome, names = facts.outcome, []
    if isinstance(outcome, ElectionOutcome):
        names = line_names(facts.item.spec, outcome)
    return render_template(
        "papers/report.html", facts=facts, tables=result_tables(facts), names=names
    )


@pages.get("/<item>/report.xlsx")
@anonymous
def report_workbook(congress: str, item: str) -> Response:
    """Return the tables of the report as a workbook."""
    facts = read_finished(congress, item)
    tables = [*result_tables(facts), numbers_table(facts)]
    return download_workbook(tables, file_name(facts, gettext("计票结果")))


@pages.get("/<item>/resolution")
@anonymous
def resolution(congress: str, item: str) -> str:
    """Show the resolution on a motion of which something passed; raise `NothingPassed`."""
    facts = read_announced(congress, item)
    outcome = facts.outcome
    if not isinstance(outcome, MotionOutcome) or not any(
        decision.passed for decision in outcome.decisions
    ):
        reason = "nothing was passed that could be resolved"
        raise NothingPassed(reason)
    return render_template("papers/resolution.html", facts=facts, outcome=outcome)


@pages.get("/<item>/posting")
@anonymous
def posting(congress: str, item: str) -> str:
    """Show the notice by which a result is posted."""
    facts = read_announced(congress, item)
    return render_template("papers/posting.html", facts=facts, tables=result_tables(facts))
