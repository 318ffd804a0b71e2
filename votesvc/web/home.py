"""The public front door: which congresses there are, and how anonymity works."""

from flask import Blueprint, render_template

from votesvc.services import agenda, hearings
from votesvc.web.access import anonymous
from votesvc.web.families import fold
from votesvc.web.installation import current_session

pages = Blueprint("home", __name__)


@pages.get("/")
@anonymous
def home() -> str:
    """List the congresses, newest first, with what is public of each."""
    session = current_session()
    congresses = [
        (
            congress,
            [
                shown.item
                for shown in fold(agenda.items(session, congress.uuid))
                if shown.item.position is not None
            ],
            [one for one in hearings.hearings(session, congress.uuid) if one.position is not None],
        )
        for congress in reversed(agenda.congresses(session))
    ]
    return render_template("home/home.html", congresses=congresses)


@pages.get("/help")
@anonymous
def explain() -> str:
    """Say in plain words how anonymity works and what it does not protect."""
    return render_template("home/help.html")
