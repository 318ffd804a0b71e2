"""The hall during a hearing: what the projector shows, who speaks, what is kept as minutes."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from flask import Response as AnyResponse, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from votesvc.errors import MalformedInput, VotesvcError
from votesvc.services import hearing_office, speakers
from votesvc.services.speakers import MOST_MINUTES, SIDES
from votesvc.web.access import account, floor
from votesvc.web.console.blueprint import pages
from votesvc.web.errors import in_json
from votesvc.web.hearing_facts import read_hearing
from votesvc.web.installation import current_session
from votesvc.web.logroom import current_log
from votesvc.web.parse import form_integer, form_text
from votesvc.web.wording import wording

_HALL: Final = "/c/<congress>/hearings/<hearing>/hall"
_LONGEST_TEXT: Final = 8000
_LONGEST_NAME: Final = 80
_MINUTES: Final = 5
_PREVIEW: Final = 60

Answer = str | tuple[str, int] | Response


@pages.get(_HALL)
@floor
def hall(congress: str, hearing: str) -> str:
    """Show what can be done in the hall."""
    return _page(congress, hearing)


@pages.get(f"{_HALL}/live")
@floor
@in_json
def hall_live(congress: str, hearing: str) -> AnyResponse:
    """Return the version of the page, which changes when it has to be drawn anew."""
    return jsonify(version=_version(congress, hearing))


@pages.post(f"{_HALL}/show")
@floor
def show(congress: str, hearing: str) -> Answer:
    """Turn the projector."""
    view, number = form_text("view"), form_integer("number")
    return _take(
        congress,
        hearing,
        "projector",
        lambda: speakers.show(current_session(), hearing, view, number or 0),
    )


@pages.post(f"{_HALL}/speakers")
@floor
def add_speaker(congress: str, hearing: str) -> Answer:
    """Put somebody on the list."""
    name = " ".join(form_text("name").split())
    side, minutes = form_text("side"), form_integer("minutes")
    return _take(
        congress,
        hearing,
        "speakers",
        lambda: speakers.add(current_session(), hearing, name, side, minutes or 0),
        gettext("请写上姓名或代号（至多 80 个字），时间 1 至 %(most)s 分钟。", most=MOST_MINUTES),
    )


@pages.post(f"{_HALL}/speakers/<speaker>")
@floor
def turn(congress: str, hearing: str, speaker: str) -> Answer:
    """Start or stop somebody, move them, or take them off the list."""
    session, now = current_session(), datetime.now(UTC)
    actions: dict[str, Callable[[], object]] = {
        "start": lambda: speakers.start(session, hearing, speaker, now),
        "stop": lambda: speakers.stop(session, hearing, speaker, now),
        "up": lambda: speakers.move(session, hearing, speaker, -1),
        "down": lambda: speakers.move(session, hearing, speaker, 1),
        "remove": lambda: speakers.remove(session, hearing, speaker),
    }

    def act() -> None:
        action = actions.get(request.form.get("do", ""))
        if action is None:
            reason = "there is no such action"
            raise MalformedInput(reason)
        action()

    return _take(congress, hearing, "speakers", act)


@pages.post(f"{_HALL}/minutes")
@floor
def keep(congress: str, hearing: str) -> Answer:
    """Keep a question with its answer, or a text, as minutes in the public log."""
    asked, answered = form_text("question", _LONGEST_TEXT), form_text("answer", _LONGEST_TEXT)
    who, by = form_text("asked_by", _LONGEST_NAME), form_text("answered_by", _LONGEST_NAME)
    lines = [_said(gettext("问"), who, asked), _said(gettext("答"), by, answered)]
    lines.append(form_text("text", _LONGEST_TEXT))
    text = "\n".join(line for line in lines if line)
    now = datetime.now(UTC)
    return _take(
        congress,
        hearing,
        "minutes-part",
        lambda: hearing_office.keep_minutes(
            current_session(), current_log(), hearing, text, account().name, now
        ),
        gettext("请写上要记的内容，不能有特殊控制符。"),
    )


def _said(what: str, who: str, text: str) -> str:
    if not text:
        return ""
    if who:
        return str(gettext("%(what)s（%(who)s）：%(text)s", what=what, who=who, text=text))
    return str(gettext("%(what)s：%(text)s", what=what, text=text))


def _take(
    congress: str, hearing: str, part: str, act: Callable[[], object], malformed: str = ""
) -> Answer:
    """Do something in the hall and show the part of the page it belongs to, or say why not."""
    read_hearing(congress, hearing)
    try:
        act()
    except VotesvcError as refusal:
        current_session().rollback()
        status, problem = wording(refusal)
        if isinstance(refusal, MalformedInput) and malformed:
            problem = malformed
        return _page(congress, hearing, problem), status
    return redirect(url_for("console.hall", congress=congress, hearing=hearing, _anchor=part))


def _page(congress: str, hearing: str, problem: str | None = None) -> str:
    session = current_session()
    facts = read_hearing(congress, hearing)
    return render_template(
        "console/hall.html",
        congress=facts.congress,
        facts=facts,
        shown=speakers.shown(session, hearing),
        turns=speakers.speakers(session, hearing),
        sides=SIDES,
        preview=_PREVIEW,
        minutes=_MINUTES,
        now=datetime.now(UTC),
        version=_version(congress, hearing),
        problem=problem,
    )


def _version(congress: str, hearing: str) -> str:
    """Change whenever a comment is opened or answered, or somebody's turn changes."""
    session = current_session()
    facts = read_hearing(congress, hearing)
    shown = speakers.shown(session, hearing)
    answers = sum(len(comment.replies) for comment in facts.comments)
    turns = [f"{one.speaker}{one.turn}" for one in speakers.speakers(session, hearing)]
    figures = (len(facts.comments), answers, len(facts.minutes), shown.view, shown.number)
    return " ".join(map(str, (facts.state, *figures, *turns)))
