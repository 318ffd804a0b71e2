"""What phones ask about hearings without a name: commenting, supporting, opinions and papers.

As in `booth`, no view has a session, reads or sets a cookie, or causes a log line.
"""

import json
from io import BytesIO

from flask import Blueprint, Response, request, send_file
from werkzeug.wrappers import Response as AnyResponse

from votesvc.crypto.encoding import JsonValue, hexhash, parse_b64, parse_uuid
from votesvc.domain.entries import CommentMade, SupportGiven
from votesvc.domain.forms import format_time
from votesvc.errors import UnknownHearing
from votesvc.services import auditing, commenting, hearings, opinions
from votesvc.services.hearings import PaperFile
from votesvc.services.opinions import CommentView
from votesvc.web.access import anonymous
from votesvc.web.answers import proof_json, receipt_json
from votesvc.web.errors import in_json
from votesvc.web.installation import current_session
from votesvc.web.logroom import current_log, log_room
from votesvc.web.parse import json_fields

pages = Blueprint("hearing", __name__)

_PREFIX_BYTES = 32
_TOKEN_BYTES = 384
# A paper is looked at by programs of all kinds: as a page it would be allowed nothing at all.
_PAPER_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"
# It is named by its hash, and will not change.
_PAPER_CACHING = "public, max-age=86400, immutable"


@pages.post("/c/<congress>/comment")
@anonymous
@in_json
def comment(congress: str) -> Response:
    """Put a sealed comment into the log and return its receipt; the same again, the same."""
    body = json_fields(
        item=str, key=str, prefix=str, token=str, commitment=str, sealed=str, signature=str
    )
    made = CommentMade(
        item=parse_uuid(body["item"]),
        key=body["key"],
        prefix=parse_b64(body["prefix"], _PREFIX_BYTES),
        token=parse_b64(body["token"], _TOKEN_BYTES),
        commitment=body["commitment"],
        sealed=parse_b64(body["sealed"]),
        signature=parse_b64(body["signature"]),
    )
    return receipt_json(commenting.comment(current_session(), current_log(), congress, made))


@pages.post("/c/<congress>/support")
@anonymous
@in_json
def support(congress: str) -> Response:
    """Log that a pseudonym supports a published comment; the same again, the same receipt."""
    body = json_fields(item=str, key=str, prefix=str, token=str, commitment=str, signature=str)
    given = SupportGiven(
        item=parse_uuid(body["item"]),
        key=body["key"],
        prefix=parse_b64(body["prefix"], _PREFIX_BYTES),
        token=parse_b64(body["token"], _TOKEN_BYTES),
        commitment=body["commitment"],
        signature=parse_b64(body["signature"]),
    )
    return receipt_json(commenting.support(current_session(), current_log(), congress, given))


@pages.get("/c/<congress>/hearing/<hearing>/opinions")
@anonymous
@in_json
def opinion_list(congress: str, hearing: str) -> AnyResponse:
    """Return every comment and what became of it, or 304 when nothing has changed.

    Always all of them: who asks for one would show which one is theirs.
    """
    body = log_room().opinions.get(f"{congress} {hearing}", lambda: _opinions(congress, hearing))
    response = Response(body, mimetype="application/json")
    response.set_etag(hexhash(body))
    return response.make_conditional(request)


@pages.get("/c/<congress>/hearing/<hearing>/report")
@anonymous
@in_json
def report_leaf(congress: str, hearing: str) -> Response:
    """Return the leaf of the report with its proof against the latest checkpoint."""
    return proof_json(auditing.report_proof(current_session(), current_log(), congress, hearing))


@pages.get("/c/<congress>/paper/<hearing>/<digest>")
@anonymous
def paper(congress: str, hearing: str, digest: str) -> AnyResponse:
    """Hand out a paper of an announced hearing as a file to be saved."""
    found = log_room().papers.get(
        f"{congress} {hearing} {digest}", lambda: _paper(congress, hearing, digest)
    )
    response = send_file(
        BytesIO(found.data),
        mimetype=found.media_type,
        as_attachment=True,
        download_name=found.paper.name,
        etag=digest,
    )
    response.headers["Content-Security-Policy"] = _PAPER_POLICY
    response.headers["Cache-Control"] = _PAPER_CACHING
    return response


def _paper(congress: str, hearing: str, digest: str) -> PaperFile:
    _check_public(congress, hearing)
    return hearings.paper(current_session(), hearing, digest)


def _check_public(congress: str, hearing: str) -> None:
    view = hearings.hearing(current_session(), hearing)
    if view.congress != congress or view.position is None:
        reason = "no such hearing is on record"
        raise UnknownHearing(reason)


def _opinions(congress: str, hearing: str) -> bytes:
    _check_public(congress, hearing)
    listed = [_opinion(one) for one in opinions.comments(current_session(), hearing)]
    return json.dumps({"opinions": listed}, ensure_ascii=False, separators=(",", ":")).encode()


def _opinion(one: CommentView) -> dict[str, JsonValue]:
    shared: dict[str, JsonValue] = {
        "commitment": one.commitment,
        "state": one.state,
        "supports": one.supports,
        "replies": [
            {"text": reply.text, "by": reply.by, "time": format_time(reply.time)}
            for reply in one.replies
        ],
    }
    if one.state == "withheld":
        return {**shared, "reason": one.reason}
    if one.state == "published":
        return {
            **shared,
            "text": one.text,
            "clause": one.clause,
            "marks": list(one.marks),
            "reply_to": one.reply_to,
        }
    return shared
