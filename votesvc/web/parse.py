"""What a request may look like before a service sees it: type, size, exactly the known fields."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from flask import current_app, request
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, UnsupportedMediaType

from votesvc.crypto.encoding import JsonValue, parse_json
from votesvc.errors import MalformedInput, TooLarge

View = TypeVar("View", bound=Callable[..., Any])

KILOBYTE = 1024
MEGABYTE = 1024 * KILOBYTE
DEFAULT_LIMIT = 64 * KILOBYTE
# Ten thousand ballots with three slots, as one scrutineer shuffled them.
LARGEST_SHUFFLE = 24 * MEGABYTE
_LIMIT = "__votesvc_limit__"


def at_most(size: int) -> Callable[[View], View]:
    """Let the view read a body of up to `size` bytes instead of the default 64 kB."""

    def mark(view: View) -> View:
        setattr(view, _LIMIT, size)
        return view

    return mark


def limit_body() -> None:
    """Hold the request to its view's limit; runs before anything reads the body."""
    view = current_app.view_functions.get(request.endpoint or "")
    limit: int = getattr(view, _LIMIT, DEFAULT_LIMIT)
    request.max_content_length = limit
    request.max_form_memory_size = limit
    request.max_form_parts = 200
    if request.content_length is not None and request.content_length > limit:
        raise RequestEntityTooLarge


def json_fields(together: Mapping[str, type] | None = None, /, **kinds: type) -> Mapping[str, Any]:
    """Return the body's fields: a JSON object with exactly these names, each of its type.

    Those in `together` may all be there as well, or none of them.

    Raises `UnsupportedMediaType` for any content type but application/json, and `MalformedInput`
    for everything that is not strict JSON or has other fields.
    """
    if request.mimetype != "application/json" or request.mimetype_params:
        raise UnsupportedMediaType
    body = parse_json(request.get_data(cache=False), request.max_content_length or DEFAULT_LIMIT)
    known = {**kinds, **(together or {})}
    if not isinstance(body, dict) or body.keys() not in (kinds.keys(), known.keys()):
        message = "the body is not an object with exactly the expected fields"
        raise MalformedInput(message)
    for name, value in body.items():
        _check_kind(value, known[name])
    return body


def _check_kind(value: JsonValue, kind: type) -> None:
    if type(value) is not kind:
        message = "a field is not of the expected type"
        raise MalformedInput(message)


def query_integer(name: str, least: int = 0, most: int = 2**53) -> int:
    """Return a decimal number from the query string; raise `BadRequest` for anything else."""
    text = request.args.get(name, "")
    if not text.isascii() or not text.isdigit() or len(text) > 16 or str(int(text)) != text:
        raise BadRequest
    value = int(text)
    if not least <= value <= most:
        raise BadRequest
    return value


def query_text(name: str, longest: int) -> str:
    """Return a query parameter, stripped; raise `BadRequest` when it is too long."""
    text = request.args.get(name, "").strip()
    if len(text) > longest:
        raise BadRequest
    return text


def form_text(name: str, longest: int = 200) -> str:
    """Return a form field, stripped, with line ends as "\\n"; raise `TooLarge` when too long."""
    text = request.form.get(name, "").replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(text) > longest:
        message = "a field is longer than allowed"
        raise TooLarge(message)
    return text


def form_integer(name: str) -> int | None:
    """Return a form field as a small number of zero or more; None when it is not one."""
    text = request.form.get(name, "").strip()
    if not text.isascii() or not text.isdigit() or len(text) > 6:
        return None
    return int(text)
