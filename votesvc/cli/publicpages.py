"""A congress's public pages over HTTP, as a scrutineer's machine uses them."""

import http.client
import json
import re
from http import HTTPStatus
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from votesvc.crypto.encoding import BASE58, UUID_LENGTH, JsonValue, as_object, as_text, parse_json
from votesvc.errors import MalformedInput, Refused, TooLarge, VotesvcError

_ADDRESS = re.compile(rf"https?://[^/?#\s]+(/[^?#\s]*)?/c/[{BASE58}]{{{UUID_LENGTH}}}/?")
_TIMEOUT_SECONDS = 60
_LARGEST_RECORD = 1 << 30
_LARGEST_ANSWER = 65_536
_LARGEST_JSON = 1_048_576
_LARGEST_LEAF = 4 * _LARGEST_JSON


class Answered(Refused):
    """The service refuses; `status` and `code` are those of its answer."""

    def __init__(self, reason: str, status: int, code: str) -> None:
        """Keep the answer beside the reason."""
        super().__init__(reason)
        self.status, self.code = status, code


class Unreachable(VotesvcError):
    """The service cannot be reached, or breaks off."""


def parse_address(text: str) -> str:
    """Return the address of a congress's public pages, which ends in /c/ and its uuid."""
    if not _ADDRESS.fullmatch(text):
        reason = "the address must look like http://HOST:PORT/c/CONGRESS"
        raise MalformedInput(reason)
    return text.rstrip("/")


def download_record(address: str) -> bytes:
    """Return the congress's record.zip as it is now; nothing in it is checked yet."""
    data = _exchange(Request(f"{address}/record.zip"), _LARGEST_RECORD + 1)  # noqa: S310  parsed
    if len(data) > _LARGEST_RECORD:
        reason = "the record is larger than any congress's"
        raise TooLarge(reason)
    return data


def send_share(address: str, share: JsonValue, page: str = "share") -> None:
    """Hand in a share; raise `Refused` with the service's reason if it is not taken.

    Shuffles go to the page `reshuffle`, the shares of slips to `slips`.
    """
    body = json.dumps(share, ensure_ascii=False, separators=(",", ":")).encode()
    headers = {"Content-Type": "application/json", "Accept-Language": "en"}
    _exchange(Request(f"{address}/{page}", body, headers), _LARGEST_ANSWER)  # noqa: S310  parsed


def read_leaf(address: str, index: int) -> bytes | None:
    """Return the leaf at a place of the log, as the service says it; None where there is none."""
    try:
        body = _exchange(Request(f"{address}/leaf/{index}"), _LARGEST_LEAF)  # noqa: S310  parsed
    except Answered as refusal:
        if refusal.status == HTTPStatus.NOT_FOUND:
            return None
        raise
    return as_text(as_object(parse_json(body, _LARGEST_LEAF))["leaf"]).encode()


def exchange(address: str, body: bytes | None = None) -> bytes:
    """Return the answer to a GET, or to a POST of JSON; raise `Refused` for a refusal.

    The address must be one that was parsed.
    """
    headers = {"Content-Type": "application/json", "Accept-Language": "en"}
    return _exchange(Request(address, body, headers), _LARGEST_JSON)  # noqa: S310  parsed


def _exchange(request: Request, most: int) -> bytes:
    try:
        with urlopen(request, timeout=_TIMEOUT_SECONDS) as answer:  # noqa: S310  parsed
            body = bytes(answer.read(most))
            if len(body) < most and answer.length:
                raise http.client.IncompleteRead(body, answer.length)
            return body
    except HTTPError as refusal:
        raise _answered(refusal) from None
    except (OSError, http.client.HTTPException) as error:
        reason = f"the service cannot be reached: {getattr(error, 'reason', error)}"
        raise Unreachable(reason) from None


def _answered(refusal: HTTPError) -> Answered:
    with refusal:
        try:
            said = as_object(parse_json(refusal.read(_LARGEST_ANSWER)))
            code, message = as_text(said["error"]), as_text(said["message"])
        except (MalformedInput, KeyError, OSError):
            return Answered(f"the service answers with status {refusal.code}", refusal.code, "")
        return Answered(f"the service answers: {message}", refusal.code, code)
