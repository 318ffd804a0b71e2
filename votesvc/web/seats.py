"""What a scrutineer's device asks for with its token: the ceremony, the count, the signature.

No view here has a session or causes a log line (protocol 3.3).
"""

from collections.abc import Mapping
from datetime import UTC, datetime

from flask import Blueprint, Response, jsonify

from votesvc.crypto.encoding import parse_b64url, parse_hex, parse_uuid
from votesvc.services import seats, signing
from votesvc.services.ceremony import INVITATION_BYTES
from votesvc.services.seats import TOKEN_BYTES, Status
from votesvc.services.signing import Count
from votesvc.web.access import holder
from votesvc.web.errors import in_json
from votesvc.web.installation import current_session
from votesvc.web.logroom import current_log
from votesvc.web.parse import json_fields

pages = Blueprint("seats", __name__, url_prefix="/k")

_DEVICE_BYTES = 32


@pages.post("/join")
@holder
@in_json
def join() -> Response:
    """Bind a seat to a device, once; the same device asking again gets the same answer."""
    body = json_fields(invitation=str, device=str)
    parse_b64url(body["invitation"], INVITATION_BYTES)
    parse_hex(body["device"], _DEVICE_BYTES)
    return _status(seats.join(current_session(), current_log(), body["invitation"], body["device"]))


@pages.post("/status")
@holder
@in_json
def status() -> Response:
    """Return how far the ceremony is."""
    return _status(seats.status(current_session(), _token(json_fields(device_token=str))))


@pages.post("/pledge")
@holder
@in_json
def pledge() -> Response:
    """Take the message of round 1."""
    body = json_fields(device_token=str, pledge=str)
    data, now = body["pledge"].encode(), datetime.now(UTC)
    return _status(seats.pledge(current_session(), current_log(), _token(body), data, now))


@pages.post("/deal")
@holder
@in_json
def deal() -> Response:
    """Take the message of round 2."""
    body = json_fields(device_token=str, deal=str)
    data = body["deal"].encode()
    return _status(seats.deal(current_session(), current_log(), _token(body), data))


@pages.post("/deals")
@holder
@in_json
def deals() -> Response:
    """Return what everybody dealt, once all have."""
    return jsonify(deals=seats.deals(current_session(), _token(json_fields(device_token=str))))


@pages.post("/confirm")
@holder
@in_json
def confirm() -> Response:
    """Take the verification key that round 3 ends with."""
    body = json_fields(device_token=str, verification_key=str)
    data, now = body["verification_key"].encode(), datetime.now(UTC)
    return _status(seats.confirm(current_session(), current_log(), _token(body), data, now))


@pages.post("/complain")
@holder
@in_json
def complain() -> Response:
    """Take a complaint about a share; one that holds ends the ceremony."""
    body = json_fields(device_token=str, complaint=str)
    data, now = body["complaint"].encode(), datetime.now(UTC)
    return _status(seats.complain(current_session(), current_log(), _token(body), data, now))


@pages.post("/count")
@holder
@in_json
def count() -> Response:
    """Return the count of an item to a scrutineer of its board, the result included."""
    body = json_fields(device_token=str, item=str)
    return _count(signing.count(current_session(), _token(body), parse_uuid(body["item"])))


@pages.post("/sign")
@holder
@in_json
def sign() -> Response:
    """Take a scrutineer's signature on the result of an item."""
    body = json_fields(device_token=str, item=str, signature=str)
    item, data = parse_uuid(body["item"]), body["signature"].encode()
    return _count(signing.sign(current_session(), current_log(), _token(body), item, data))


def _token(body: Mapping[str, str]) -> str:
    token = body["device_token"]
    parse_b64url(token, TOKEN_BYTES)
    return token


def _status(found: Status) -> Response:
    congress, ceremony = found.congress, found.ceremony
    seat, dealer, reason = ceremony.stopped
    return jsonify(
        congress=congress.uuid,
        title=congress.title,
        origin=congress.origin,
        vkey=congress.vkey,
        ceremony=ceremony.uuid,
        threshold=ceremony.threshold,
        seat=found.seat,
        names=[one.name for one in ceremony.seats],
        step=ceremony.state.value,
        joined=[one.joined for one in ceremony.seats],
        pledged=[one.pledged for one in ceremony.seats],
        dealt=[one.dealt for one in ceremony.seats],
        confirmed=[one.confirmed for one in ceremony.seats],
        commitments=-1 if ceremony.commitments is None else ceremony.commitments,
        board=-1 if ceremony.board is None else ceremony.board,
        stopped={"seat": seat, "dealer": dealer, "reason": reason},
    )


def _count(found: Count) -> Response:
    return jsonify(
        item=found.item,
        state=found.state.value,
        needed=found.needed,
        owners=list(found.owners),
        signed=list(found.signed),
        shares=[{"owner": owner, "factors": factors} for owner, factors in found.shares],
        result=found.result,
    )
