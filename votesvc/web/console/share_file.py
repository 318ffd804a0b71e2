"""Taking the file that a scrutineer made offline: names shuffled or opened, shares of the count."""

from collections.abc import Collection
from dataclasses import dataclass

from flask import request
from werkzeug.wrappers import Response

from votesvc.crypto.encoding import as_text, parse_json
from votesvc.errors import MalformedInput
from votesvc.services import agenda, counting, shuffles, slips
from votesvc.web.access import staff
from votesvc.web.console.blueprint import pages
from votesvc.web.console.steps import take_step
from votesvc.web.installation import current_session
from votesvc.web.logroom import current_log
from votesvc.web.parse import LARGEST_SHUFFLE, at_most

Answer = tuple[str, int] | Response


@dataclass(frozen=True, slots=True)
class Shuffle:
    """The slips of an election as a scrutineer shuffled them, and its place in the chain."""

    place: int
    made: list[shuffles.Made]


Handed = tuple[int, bytes | list[bytes] | Shuffle]
"""Owner, and the factors of a share, the shares of the slips of an election, or a shuffle."""


@pages.post("/c/<congress>/items/<item>/share")
@staff
@at_most(LARGEST_SHUFFLE)
def share(congress: str, item: str) -> Answer:
    """Take the file that a scrutineer made offline; the proof inside decides, not who brings it."""

    def take() -> None:
        file = request.files.get("share")
        data = b"" if file is None else file.read(LARGEST_SHUFFLE)
        session, log = current_session(), current_log()
        family = {view.item for view in agenda.family(session, item)}
        for one, (owner, handed) in _shares_in(data, family):
            if isinstance(handed, Shuffle):
                shuffles.submit_shuffle(session, log, one, owner, handed.place, handed.made)
            elif isinstance(handed, bytes):
                counting.submit_share(session, log, one, owner, handed)
            else:
                slips.submit_slip_shares(session, log, one, owner, handed)

    return take_step(congress, item, take)


def _shares_in(data: bytes, items: Collection[str]) -> list[tuple[str, Handed]]:
    """Return every share for one of `items` in a file of `scrutineer decrypt --out`.

    The file holds one share per line, for as many items as were closed.
    """
    found: list[tuple[str, Handed]] = []
    for line in data.splitlines():
        match parse_json(line, LARGEST_SHUFFLE):
            case {"item": str(of), "owner": int(owner), "factors": str(factors), **rest} if (
                not rest and type(owner) is int
            ):
                found.append((of, (owner, factors.encode())))
            case {"item": str(of), "owner": int(owner), "shares": list(shares), **rest} if (
                not rest and type(owner) is int
            ):
                found.append((of, (owner, [as_text(one).encode() for one in shares])))
            case {
                "item": str(of),
                "owner": int(owner),
                "place": int(place),
                "blocks": list(blocks),
                **rest,
            } if not rest and type(owner) is int and type(place) is int:
                found.append((of, (owner, Shuffle(place, shuffles.parse_blocks(blocks)))))
            case _:
                reason = "the file does not hold shares"
                raise MalformedInput(reason)
    wanted = [(of, handed) for of, handed in found if of in items]
    if not wanted:
        reason = "the file holds no share for this item"
        raise MalformedInput(reason)
    return wanted
