"""The page of the scrutineers' keys: the ceremony, and single keys that are made without one.

Single keys are read, shown as fingerprints, and then fixed for good.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from votesvc.crypto.encoding import JsonValue, belenios_json, parse_json
from votesvc.crypto.trustees import join_trustees, parse_trustees
from votesvc.errors import VotesvcError
from votesvc.services import agenda, ceremony as ceremonies, setup
from votesvc.services.ceremony import CeremonyView
from votesvc.web.access import organiser, staff
from votesvc.web.console.blueprint import pages
from votesvc.web.installation import current_session
from votesvc.web.logroom import current_log
from votesvc.web.parse import DEFAULT_LIMIT, form_text
from votesvc.web.wording import wording

_PIECE: Final = 4
_PIECES: Final = 6

Answer = str | tuple[str, int] | Response


@dataclass(frozen=True, slots=True)
class Draft:
    """What the forms show: the threshold and the names to propose, and pasted single keys."""

    threshold: int = 3
    names: str = ""
    pasted: str = ""


@dataclass(frozen=True, slots=True)
class KeyPrint:
    """What people compare aloud: the scrutineer's number and the beginning of the public key.

    Twenty-four hex digits of a point that nobody can choose freely; they stand in the scrutineer's
    own file, so that comparing needs no program.
    """

    owner: int
    print: str


@pages.get("/c/<congress>/keys")
@staff
def keys_page(congress: str) -> str:
    """Show the registered keys, or ask for them."""
    return show_keys(congress)


@pages.post("/c/<congress>/keys/check")
@organiser
def check_keys(congress: str) -> Answer:
    """Check what was pasted or uploaded and show the fingerprints before anything is kept."""
    pasted = form_text("pasted", DEFAULT_LIMIT)
    try:
        keys = _read(pasted)
        trustees = join_trustees(keys)
        prints = key_prints(trustees)
    except VotesvcError as refusal:
        problem = gettext("读不懂这些公钥，或公钥没有通过检验。%(why)s", why=wording(refusal)[1])
        return show_keys(congress, problem, Draft(pasted=pasted)), 400
    text = "\n".join(belenios_json(key).decode() for key in keys)
    return render_template(
        "console/keys_check.html",
        congress=agenda.congress(current_session(), congress),
        prints=prints,
        text=text,
    )


@pages.post("/c/<congress>/keys")
@organiser
def fix_keys(congress: str) -> Answer:
    """Register the keys whose fingerprints were shown; they cannot change any more."""
    pasted = form_text("pasted", DEFAULT_LIMIT)
    try:
        setup.set_board(
            current_session(), current_log(), congress, _read(pasted), datetime.now(UTC)
        )
    except VotesvcError as refusal:
        current_session().rollback()
        status, problem = wording(refusal)
        return show_keys(congress, problem, Draft(pasted=pasted)), status
    return redirect(url_for("console.overview", congress=congress))


def show_keys(congress: str, problem: str | None = None, draft: Draft | None = None) -> str:
    """Return the page of the keys; `problem` says why a step was refused."""
    session = current_session()
    found = agenda.congress(session, congress)
    held = ceremonies.ceremonies(session, congress)
    ready = [one for one in held if one.state == "ready"]
    # Single keys have fingerprints that their owners know; a ceremony checks all by itself.
    single = found.trustees is not None and (not ready or ready[0].board != found.board_position)
    return render_template(
        "console/keys.html",
        congress=found,
        ceremony=held[0] if held else None,
        board=None if single else next(iter(ready), None),
        prints=key_prints(found.trustees) if single and found.trustees else (),
        version=version_of(held),
        problem=problem,
        draft=draft or _as_before(held),
    )


def _as_before(found: list[CeremonyView]) -> Draft:
    """Return the form filled in as for the last ceremony, unless that ended with a key."""
    if not found or found[0].state == "ready":
        return Draft()
    return Draft(found[0].threshold, "\n".join(seat.name for seat in found[0].seats))


def version_of(found: list[CeremonyView]) -> str:
    """Changes whenever the page of the keys has to be drawn anew."""
    if not found:
        return "none"
    done = "".join(
        str(one.joined + one.pledged + one.dealt + one.confirmed) for one in found[0].seats
    )
    return f"{found[0].uuid}.{found[0].state}.{done}"


def key_prints(trustees: bytes) -> tuple[KeyPrint, ...]:
    """Return the fingerprint of every key, once all have proved themselves."""
    keys = parse_trustees(trustees).verification_keys
    return tuple(KeyPrint(owner, _print(key.to_hex())) for owner, key in enumerate(keys, 1))


def _print(public_key: str) -> str:
    return " ".join(public_key[i : i + _PIECE] for i in range(0, _PIECE * _PIECES, _PIECE))


def _read(pasted: str) -> list[JsonValue]:
    return [key for text in (pasted, *_uploads()) for key in _keys_in(text)]


def _uploads() -> Iterator[str]:
    for file in request.files.getlist("files"):
        yield file.read(DEFAULT_LIMIT).decode(errors="replace")


def _keys_in(text: str) -> Iterator[JsonValue]:
    """Yield every key of a pasted text: one per line, or one JSON value over several lines."""
    if not text.strip():
        return
    lines = [line for line in text.splitlines() if line.strip()]
    whole = not all(line.lstrip().startswith("[") and line.rstrip().endswith("]") for line in lines)
    for chunk in [text] if whole else lines:
        value = parse_json(chunk.strip().encode(), DEFAULT_LIMIT)
        if isinstance(value, list) and value and isinstance(value[0], list):
            yield from value
        else:
            yield value
