"""How scrutineers hand in their decryption shares: anybody may try, the proof decides."""

from flask import Blueprint, Response, jsonify

from votesvc.crypto.encoding import parse_uuid
from votesvc.errors import UnknownItem
from votesvc.services import agenda, counting
from votesvc.web.access import anonymous
from votesvc.web.errors import in_json
from votesvc.web.installation import current_session
from votesvc.web.logroom import current_log
from votesvc.web.parse import MEGABYTE, at_most, json_fields

pages = Blueprint("scrutineer", __name__)


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
