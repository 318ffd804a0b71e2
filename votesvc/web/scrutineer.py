"""The scrutineer's page, and what is handed in for everybody to see: shares and cosignatures."""

from typing import Final

from flask import Blueprint, Response, jsonify, render_template

from votesvc.crypto.encoding import as_text, parse_uuid
from votesvc.errors import UnknownItem
from votesvc.services import agenda, counting, shuffles, slips as slip_shares, witnesses
from votesvc.web.access import anonymous
from votesvc.web.errors import in_json
from votesvc.web.installation import current_session
from votesvc.web.logroom import current_log
from votesvc.web.parse import LARGEST_SHUFFLE, MEGABYTE, at_most, json_fields

pages = Blueprint("scrutineer", __name__)

# Ten thousand ballots with three slots.
_LARGEST_SHARES: Final = 8 * MEGABYTE


@pages.get("/k")
@anonymous
def device() -> str:
    """Show the scrutineer's page; the invitation in the fragment never reaches the server."""
    return render_template("scrutineer/device.html")


@pages.post("/c/<congress>/share")
@anonymous
@in_json
@at_most(MEGABYTE)
def share(congress: str) -> Response:
    """Take one scrutineer's share for one item; it is checked before anything is kept."""
    body = json_fields(item=str, owner=int, factors=str)
    item = parse_uuid(body["item"])
    session = current_session()
    if agenda.item(session, item).congress != congress:
        raise UnknownItem
    counting.submit_share(session, current_log(), item, body["owner"], body["factors"].encode())
    return jsonify(item=item, owner=body["owner"])


@pages.post("/c/<congress>/reshuffle")
@anonymous
@in_json
@at_most(LARGEST_SHUFFLE)
def reshuffle(congress: str) -> Response:
    """Take the names written in as one scrutineer shuffled them; checked before they are logged."""
    body = json_fields(item=str, owner=int, place=int, blocks=list)
    item, made = parse_uuid(body["item"]), shuffles.parse_blocks(body["blocks"])
    session = current_session()
    if agenda.item(session, item).congress != congress:
        raise UnknownItem
    owner, place = body["owner"], body["place"]
    shuffles.submit_shuffle(session, current_log(), item, owner, place, made)
    return jsonify(item=item, owner=owner)


@pages.post("/c/<congress>/slips")
@anonymous
@in_json
@at_most(_LARGEST_SHARES)
def slips(congress: str) -> Response:
    """Take one scrutineer's shares of the names written in; checked before anything is kept."""
    body = json_fields(item=str, owner=int, shares=list)
    item, shares = parse_uuid(body["item"]), [as_text(one).encode() for one in body["shares"]]
    session = current_session()
    if agenda.item(session, item).congress != congress:
        raise UnknownItem
    slip_shares.submit_slip_shares(session, current_log(), item, body["owner"], shares)
    return jsonify(item=item, owner=body["owner"])


@pages.post("/c/<congress>/cosign")
@anonymous
@in_json
def cosign(congress: str) -> Response:
    """Take the line that a scrutineer's device has put below a checkpoint it has checked."""
    body = json_fields(checkpoint=str)
    found = witnesses.cosign(current_session(), current_log(), congress, body["checkpoint"])
    return jsonify(witness=found.witness, size=found.size)
