"""What the hearing officer hands in: opened comments, replies, minutes, and the report.

Everything that comes from the officer's device is checked by the service that logs it.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from flask import Response, jsonify, make_response
from flask_babel import gettext

from votesvc.crypto.encoding import JsonValue
from votesvc.domain.report import Opinion, parse_opinion
from votesvc.errors import MalformedInput
from votesvc.services import hearing_office
from votesvc.services.hearing_office import Decision
from votesvc.web.access import account, officer
from votesvc.web.console.blueprint import pages
from votesvc.web.console.hearing import hearing_of
from votesvc.web.errors import in_json
from votesvc.web.installation import current_session
from votesvc.web.logroom import current_log
from votesvc.web.parse import MEGABYTE, at_most, json_fields

_OFFICE: Final = "/c/<congress>/hearings/<hearing>/office"
# A thousand comments of the largest size, with every sign escaped.
_LARGEST_BATCH: Final = 24 * MEGABYTE
_LARGEST_REPORT: Final = 8 * MEGABYTE


@pages.post(f"{_OFFICE}/batch")
@officer
@in_json
@at_most(_LARGEST_BATCH)
def open_comments(congress: str, hearing: str) -> Response:
    """Publish and withhold what was decided, as one batch."""
    hearing_of(congress, hearing)
    decisions = _decisions(json_fields(decisions=list)["decisions"])
    hearing_office.open_batch(
        current_session(), current_log(), hearing, decisions, datetime.now(UTC)
    )
    return jsonify({})


@pages.post(f"{_OFFICE}/reply")
@officer
@in_json
def reply(congress: str, hearing: str) -> Response:
    """Record somebody's answer to a published comment."""
    hearing_of(congress, hearing)
    fields = json_fields(to=str, text=str, by=str)
    to, text, by = fields["to"], fields["text"], fields["by"]
    hearing_office.reply(current_session(), current_log(), hearing, to, text, by, datetime.now(UTC))
    return jsonify({})


@pages.post(f"{_OFFICE}/minutes")
@officer
@in_json
def keep_minutes(congress: str, hearing: str) -> Response:
    """Record what was said in the hall, or a correction of it, under the officer's own name."""
    hearing_of(congress, hearing)
    text = json_fields(text=str)["text"]
    hearing_office.keep_minutes(
        current_session(), current_log(), hearing, text, account().name, datetime.now(UTC)
    )
    return jsonify({})


@pages.post(f"{_OFFICE}/report")
@officer
@in_json
@at_most(_LARGEST_REPORT)
def report(congress: str, hearing: str) -> Response:
    """Take the report; refused while a comment is neither published nor withheld."""
    hearing_of(congress, hearing)
    listed = json_fields(opinions=list)["opinions"]
    opinions: list[Opinion] = []
    for number, one in enumerate(listed, 1):
        try:
            opinions.append(parse_opinion(one))
        except MalformedInput:
            words = gettext(
                "第 %(number)s 项意见的标题或理由太长，或者有不能使用的字符。", number=number
            )
            return make_response(jsonify(error="malformed-input", message=words), 400)
    hearing_office.report(
        current_session(), current_log(), hearing, opinions, account().name, datetime.now(UTC)
    )
    return jsonify({})


def _decisions(listed: Sequence[JsonValue]) -> list[Decision]:
    """Return what was decided; each is either a plaintext or a reason."""
    found = []
    for one in listed:
        match one:
            case {"commitment": str(commitment), "plaintext": str(plaintext), **rest} if not rest:
                found.append(Decision(commitment, plaintext.encode(), None))
            case {"commitment": str(commitment), "reason": str(reason), **rest} if not rest:
                found.append(Decision(commitment, None, reason))
            case _:
                refusal = "a decision has other fields than it should"
                raise MalformedInput(refusal)
    return found
