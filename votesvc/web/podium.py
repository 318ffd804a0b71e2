"""The projector of a hearing: figures, one comment at a time, who speaks, and the report."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from flask import Blueprint, Response, jsonify, render_template, request

from votesvc.crypto.encoding import is_uuid
from votesvc.errors import UnknownHearing
from votesvc.services import agenda, auditing, speakers
from votesvc.services.speakers import Shown, SpeakerView
from votesvc.web.access import anonymous
from votesvc.web.errors import in_json
from votesvc.web.hearing_facts import CommentFacts, HearingFacts, read_hearing
from votesvc.web.installation import current_session
from votesvc.web.seal import read_seal

pages = Blueprint("podium", __name__, url_prefix="/c/<congress>/hearing/<hearing>")

_PIECE: Final = 160
"""About how many letters of a long text stand together when the screen turns its pages."""
_SENTENCE: Final = re.compile(r"[^。！？；.!?;\n]*(?:[。！？；.!?;]+|\n|$)")


@dataclass(frozen=True, slots=True)
class Queue:
    """Who speaks now, who comes next, and how many speak for and against."""

    speaking: SpeakerView | None
    waiting: tuple[SpeakerView, ...]
    done: int
    supporters: int
    opponents: int


@pages.get("/screen")
@anonymous
def projector(congress: str, hearing: str) -> str:
    """Show what the staff have turned the projector to; `?dark=1` turns to dark."""
    facts = read_hearing(congress, hearing)
    session = current_session()
    shown = speakers.shown(session, hearing)
    comment = _comment(facts, shown)
    return render_template(
        "podium/screen.html",
        facts=facts,
        view="figures" if shown.view == "comment" and comment is None else shown.view,
        comment=comment,
        pieces=pieces,
        queue=read_queue(speakers.speakers(session, hearing)),
        now=datetime.now(UTC),
        dark=request.args.get("dark") == "1",
    )


@pages.get("/live")
@anonymous
@in_json
def live(congress: str, hearing: str) -> Response:
    """Return what changes whenever the projector has to be drawn anew, or 304."""
    session = current_session()
    found = agenda.congress(session, congress)
    if not is_uuid(hearing):
        raise UnknownHearing
    size = read_seal(auditing.checkpoint(session, congress), found.vkey).size
    shown = speakers.shown(session, hearing)
    turns = [
        (one.speaker, one.turn, one.seconds, one.used)
        for one in speakers.speakers(session, hearing)
    ]
    answer = jsonify(size=size, view=shown.view, number=shown.number, turns=turns)
    answer.add_etag()
    answer.make_conditional(request)
    return answer


def read_queue(turns: list[SpeakerView]) -> Queue:
    """Return the queue of these turns."""
    return Queue(
        speaking=next((one for one in turns if one.turn == "speaking"), None),
        waiting=tuple(one for one in turns if one.turn == "waiting"),
        done=sum(one.turn == "done" for one in turns),
        supporters=sum(one.side == "for" for one in turns),
        opponents=sum(one.side == "against" for one in turns),
    )


def pieces(text: str) -> Iterator[str]:
    """Yield a text in pieces that end with a sentence or a line, none much longer than a page."""
    piece = ""
    for sentence in _SENTENCE.findall(text):
        if piece and len(piece) + len(sentence) > _PIECE:
            yield piece
            piece = ""
        piece += sentence
        while len(piece) > 2 * _PIECE:
            yield piece[:_PIECE]
            piece = piece[_PIECE:]
    if piece:
        yield piece


def _comment(facts: HearingFacts, shown: Shown) -> CommentFacts | None:
    if shown.view != "comment" or not 1 <= shown.number <= len(facts.comments):
        return None
    return facts.comments[shown.number - 1]
