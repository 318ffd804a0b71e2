"""What phones ask for with a pass: redeem it once, and collect blind signatures."""

from datetime import UTC, datetime

from flask import Blueprint, Response, jsonify

from votesvc.crypto.encoding import encode_b64, parse_b64, parse_b64url, parse_hex, parse_uuid
from votesvc.domain.credentials import BALLOT, parse_slot
from votesvc.services import issuing
from votesvc.web.access import holder
from votesvc.web.errors import in_json
from votesvc.web.installation import current_session
from votesvc.web.parse import json_fields

pages = Blueprint("passes", __name__, url_prefix="/pass")

_PASS_BYTES = 20
_DEVICE_BYTES = 32
_RSA_BYTES = 384


@pages.post("/redeem")
@holder
@in_json
def redeem() -> Response:
    """Bind a pass to a device, once; the same device asking again gets the same answer."""
    body = json_fields(**{"pass": str}, device=str)
    parse_b64url(body["pass"], _PASS_BYTES)
    parse_hex(body["device"], _DEVICE_BYTES)
    found = issuing.redeem(current_session(), body["pass"], body["device"], datetime.now(UTC))
    return jsonify(
        congress=found.congress, name=found.name, delegation=found.delegation, group=found.group
    )


@pages.post("/collect")
@holder
@in_json
def collect() -> Response:
    """Sign one blinded credential per pass, item and slot; the same request, the same signature.

    Only the credentials of hearings have `kind` and `slot`.
    """
    body = json_fields({"kind": str, "slot": int}, device_token=str, item=str, blinded=str)
    parse_b64url(body["device_token"], _DEVICE_BYTES)
    item = parse_uuid(body["item"])
    blinded = parse_b64(body["blinded"], _RSA_BYTES)
    slot = parse_slot(body["kind"], body["slot"]) if "kind" in body else BALLOT
    signature = issuing.collect(current_session(), body["device_token"], item, blinded, slot)
    return jsonify(signature=encode_b64(signature))
