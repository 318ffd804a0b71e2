"""The hearing officer's page, which works on the officer's own device, and its public key.

The device keeps the private key and reads the public log by itself; the server never sees it.
"""

from typing import Final

from flask import Response, jsonify, render_template

from votesvc.services import agenda, hearings
from votesvc.web.access import account, officer
from votesvc.web.console.blueprint import pages
from votesvc.web.console.hearing import hearing_of
from votesvc.web.errors import in_json
from votesvc.web.installation import current_session
from votesvc.web.parse import json_fields

_OFFICE: Final = "/c/<congress>/hearings/<hearing>/office"


@pages.get(_OFFICE)
@officer
def office(congress: str, hearing: str) -> str:
    """Show the officer's page; what it holds comes from the log and from the device."""
    return render_template(
        "console/office.html",
        congress=agenda.congress(current_session(), congress),
        hearing=hearing_of(congress, hearing),
        officer_name=account().name,
    )


@pages.post(f"{_OFFICE}/key")
@officer
@in_json
def register_key(congress: str, hearing: str) -> Response:
    """Take the public key of the officer's device for a draft."""
    hearing_of(congress, hearing)
    fields = json_fields(key=str)
    hearings.set_officer_key(current_session(), hearing, fields["key"])
    return jsonify({})
