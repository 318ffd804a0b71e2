"""What phones ask for without a name: the state of a congress, proofs, and casting a ballot.

No view here has a session, reads or sets a cookie, or causes a log line. Answers are functions of
the public log alone, so two phones that ask the same thing get the same bytes.
"""

import json

from flask import Blueprint, Response, jsonify, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from votesvc.crypto.encoding import hexhash, parse_b64, parse_uuid
from votesvc.services import auditing, voting
from votesvc.services.voting import CastRequest
from votesvc.web.access import anonymous
from votesvc.web.answers import proof_json, receipt_json
from votesvc.web.errors import in_json
from votesvc.web.installation import current_session
from votesvc.web.logroom import current_log, log_room
from votesvc.web.parse import MEGABYTE, at_most, json_fields, query_integer, query_text

pages = Blueprint("booth", __name__)

_PREFIX_BYTES = 32
_TOKEN_BYTES = 384
# That of a comment is its commitment in hexadecimal digits.
_TRACKER_LETTERS = 64


@pages.get("/p")
@anonymous
def phone() -> str:
    """Show the phone's page; the pass is in the fragment, which never reaches the server."""
    return render_template("booth/phone.html")


@pages.get("/c/<congress>/state")
@anonymous
@in_json
def state(congress: str) -> AnyResponse:
    """Return what every phone follows, or 304 when nothing has changed."""
    body = log_room().states.get(congress, lambda: _state(congress))
    response = Response(body, mimetype="application/json")
    # The hash that phones expect: they send no other tag back, so that none can mark a phone.
    response.set_etag(hexhash(body))
    return response.make_conditional(request)


def _state(congress: str) -> bytes:
    found = voting.public_state(current_session(), congress)
    items = [
        {
            "item": item.item,
            "state": item.state,
            "index": item.index,
            "title": item.title,
            **({} if item.group is None else {"group": item.group, "family": item.family}),
        }
        for item in found.items
    ]
    hearings = [
        {
            "item": one.hearing,
            "state": one.state,
            "index": one.index,
            "title": one.title,
            "kind": one.kind,
        }
        for one in found.hearings
    ]
    return json.dumps(
        {
            "congress": found.congress,
            "title": found.title,
            "origin": found.origin,
            "vkey": found.vkey,
            "size": found.size,
            "checkpoint": found.checkpoint,
            "items": items,
            "hearings": hearings,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()


@pages.get("/c/<congress>/item/<item>")
@anonymous
@in_json
def item_leaf(congress: str, item: str) -> Response:
    """Return the leaf of an item or hearing with its proof against the latest checkpoint."""
    return proof_json(auditing.item_proof(current_session(), current_log(), congress, item))


@pages.get("/c/<congress>/board")
@anonymous
@in_json
def board_leaf(congress: str) -> Response:
    """Return a board of scrutineers with its inclusion proof against the latest checkpoint.

    It is the last one before the log position `before`, or the last of all.
    """
    before = query_integer("before") if "before" in request.args else None
    return proof_json(auditing.board_proof(current_session(), current_log(), congress, before))


@pages.get("/c/<congress>/leaf/<int:index>")
@anonymous
@in_json
def leaf(congress: str, index: int) -> Response:
    """Return any leaf with its inclusion proof against the latest checkpoint."""
    return proof_json(auditing.leaf_proof(current_session(), current_log(), congress, index))


@pages.get("/c/<congress>/consistency")
@anonymous
@in_json
def consistency(congress: str) -> Response:
    """Prove that a later size of the log extends an earlier one."""
    old, new = query_integer("old"), query_integer("new")
    proof = auditing.consistency(current_session(), current_log(), congress, old, new)
    return jsonify(consistency=list(proof))


@pages.post("/c/<congress>/cast")
@anonymous
@in_json
@at_most(MEGABYTE)
def cast(congress: str) -> Response:
    """Put a ballot into the log and return its receipt; the same ballot again, the same receipt."""
    body = json_fields(item=str, ballot=str, prefix=str, token=str, pairs=list)
    request_to_cast = CastRequest(
        item=parse_uuid(body["item"]),
        ballot=body["ballot"].encode(),
        prefix=parse_b64(body["prefix"], _PREFIX_BYTES),
        token=parse_b64(body["token"], _TOKEN_BYTES),
        pairs=body["pairs"],
    )
    return receipt_json(voting.cast(current_session(), current_log(), congress, request_to_cast))


@pages.get("/c/<congress>/receipt")
@anonymous
@in_json
def receipt(congress: str) -> Response:
    """Return the receipt of a ballot or comment, exactly as its phone was given it."""
    tracker = query_text("tracker", _TRACKER_LETTERS)
    return receipt_json(auditing.receipt(current_session(), current_log(), congress, tracker))
