"""What anyone may check: the log in plain words, receipts, and everything as files.

No view here has a session or a cookie, or causes a log line: who looks up which receipt is
nobody's business.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, Final, cast

from flask import Blueprint, Response, jsonify, render_template, request, send_file

from votesvc.crypto.encoding import parse_uuid
from votesvc.crypto.merkle import leaf_hash
from votesvc.domain.electorate import titled
from votesvc.domain.entries import BallotCast, Entry, parse_entry
from votesvc.domain.rules import family_of
from votesvc.errors import MalformedInput, Unknown, UnknownEntry, UnknownItem
from votesvc.services import agenda, auditing
from votesvc.services.agenda import CongressView, ItemView
from votesvc.services.sequencer import Receipt
from votesvc.web.access import anonymous
from votesvc.web.errors import in_json
from votesvc.web.installation import current_session
from votesvc.web.logroom import current_log
from votesvc.web.parse import MEGABYTE, query_integer, query_text
from votesvc.web.seal import Seal, read_seal

pages = Blueprint("audit", __name__)

_PAGE: Final = 200
_LONGEST_QUESTION: Final = 200
_IN_MEMORY: Final = 8 * MEGABYTE


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table: an entry, or a run of ballots of one item (`first` to `last`)."""

    first: int
    last: int
    entry: Entry

    @property
    def count(self) -> int:
        """How many entries the row stands for."""
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a receipt look-up: what was asked, and the receipt if there is one."""

    tracker: str
    receipt: Receipt | None


@pages.app_template_filter("moment")
def show_moment(moment: datetime) -> str:
    """Return a time as the clock on the hall's wall shows it, with the zone of that clock."""
    local = moment.astimezone()
    zone = local.strftime("%z")
    return f"{local:%Y-%m-%d %H:%M:%S} (UTC{zone[:3]}:{zone[3:]})"


@pages.get("/c/<congress>/audit")
@anonymous
def overview(congress: str) -> str:
    """Show the log in plain words, the checkpoint, the files, and the receipt look-up."""
    session = current_session()
    found = agenda.congress(session, congress)
    seal = _seal(found)
    start = _first_of_page(seal.size)
    leaves = auditing.entries(session, congress, start, min(start + _PAGE, seal.size))
    items = [item for item in agenda.items(session, congress) if item.position is not None]
    return render_template(
        "audit/log.html",
        congress=found,
        seal=seal,
        lines=_lines(start, leaves),
        items=items,
        titles=_titles(items),
        starts=range(0, seal.size, _PAGE),
        start=start,
        found=_look_up(congress),
    )


@pages.get("/c/<congress>/audit/<int:index>")
@anonymous
def entry(congress: str, index: int) -> str:
    """Show one entry: what it says, its exact bytes and its hash."""
    session = current_session()
    found = agenda.congress(session, congress)
    seal = _seal(found)
    if index >= seal.size:
        raise UnknownEntry
    leaf = auditing.entries(session, congress, index, index + 1)[0]
    return render_template(
        "audit/entry.html",
        congress=found,
        seal=seal,
        line=Line(index, index, parse_entry(leaf)),
        titles=_titles(agenda.items(session, congress)),
        leaf=leaf.decode(),
        leaf_hash=leaf_hash(leaf).hex(),
    )


@pages.get("/c/<congress>/log")
@anonymous
@in_json
def log(congress: str) -> Response:
    """Return up to 500 leaves as the exact strings they are."""
    start, end = query_integer("start"), query_integer("end")
    session = current_session()
    agenda.congress(session, congress)
    leaves = auditing.entries(session, congress, start, end)
    return jsonify(entries=[leaf.decode() for leaf in leaves])


@pages.get("/c/<congress>/checkpoint")
@anonymous
def checkpoint(congress: str) -> Response:
    """Return the latest signed checkpoint as text."""
    session = current_session()
    agenda.congress(session, congress)
    return Response(auditing.checkpoint(session, congress), mimetype="text/plain")


@pages.get("/c/<congress>/record.zip")
@anonymous
def record(congress: str) -> Response:
    """Return the whole public record as one file."""
    session = current_session()
    agenda.congress(session, congress)
    # Flask closes the file when the answer is sent.
    out = cast("BinaryIO", SpooledTemporaryFile(_IN_MEMORY))  # noqa: SIM115
    auditing.write_record(session, congress, out)
    out.seek(0)
    name = f"votesvc-{congress}.zip"
    return send_file(out, mimetype="application/zip", as_attachment=True, download_name=name)


@pages.get("/c/<congress>/bel/<item>.bel")
@anonymous
def archive(congress: str, item: str) -> Response:
    """Return one announced ballot in the form that belenios-tool reads."""
    session = current_session()
    if agenda.item(session, parse_uuid(item)).congress != congress:
        raise UnknownItem
    response = Response(auditing.archive(session, item), mimetype="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="{item}.bel"'
    return response


def _seal(found: CongressView) -> Seal:
    return read_seal(auditing.checkpoint(current_session(), found.uuid), found.vkey)


def _titles(items: Sequence[ItemView]) -> Mapping[str, str]:
    """Return the titles of items, and those of families, by their uuids."""
    families = {family_of(item.spec.rule) or item.item: item.title for item in items}
    return {**families, **{item.item: titled(item.title, item.spec.rule) for item in items}}


def _first_of_page(size: int) -> int:
    """Return where the asked page begins; without a wish, the first page."""
    start = query_integer("start") if "start" in request.args else 0
    if start and start >= size:
        raise UnknownEntry
    return start - start % _PAGE


def _look_up(congress: str) -> Found | None:
    """Answer the look-up form: letters that nobody was given are simply not found."""
    if "tracker" not in request.args:
        return None
    tracker = "".join(query_text("tracker", _LONGEST_QUESTION).split())
    try:
        receipt = auditing.receipt(current_session(), current_log(), congress, tracker)
    except (Unknown, MalformedInput):
        return Found(tracker, None)
    return Found(tracker, receipt)


def _lines(start: int, leaves: list[bytes]) -> list[Line]:
    """Return the rows for these leaves, with ballots of one item that follow each other as one."""
    lines: list[Line] = []
    for index, leaf in enumerate(leaves, start):
        entry = parse_entry(leaf)
        before = lines[-1].entry if lines else None
        if (
            isinstance(entry, BallotCast)
            and isinstance(before, BallotCast)
            and entry.item == before.item
        ):
            lines[-1] = Line(lines[-1].first, index, entry)
        else:
            lines.append(Line(index, index, entry))
    return lines
