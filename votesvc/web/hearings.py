"""The public page of a hearing: what it is about, what was said, and what came of it."""

from flask import Blueprint, render_template

from votesvc.web.access import anonymous
from votesvc.web.hearing_facts import read_hearing

pages = Blueprint("hearings", __name__, url_prefix="/c/<congress>/hearing/<hearing>")


@pages.get("")
@anonymous
def hearing(congress: str, hearing: str) -> str:
    """Show a hearing from its announcement to its report."""
    return render_template("hearings/hearing.html", facts=read_hearing(congress, hearing))
