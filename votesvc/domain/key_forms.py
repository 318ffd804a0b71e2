"""How the values of a key ceremony are spelled in its log entries (see `forms`)."""

from dataclasses import dataclass, field
from typing import Annotated, Any

from votesvc.crypto.encoding import JsonValue, as_list, as_natural, as_text, exact_fields
from votesvc.crypto.seat_keys import MOST_SEATS
from votesvc.domain.forms import Form
from votesvc.domain.words import check_words
from votesvc.errors import MalformedInput


@dataclass(frozen=True, slots=True)
class SeatPledge:
    """Who sits in a seat, and the exact bytes of the pledge that came from there, as text."""

    name: str
    pledge: str = field(repr=False)

    def to_json(self) -> JsonValue:
        """Return the seat as it stands in the log."""
        return {"name": self.name, "pledge": self.pledge}


def check_names(names: tuple[str, ...]) -> None:
    """Raise `MalformedInput` unless every name is one clean line and no two are the same."""
    for name in names:
        check_words(name)
    if len(set(names)) != len(names):
        reason = "two scrutineers have the same name"
        raise MalformedInput(reason)


def _seats(value: JsonValue) -> tuple[SeatPledge, ...]:
    seats = []
    for item in as_list(value):
        fields = exact_fields(item, ("name", "pledge"))
        seats.append(SeatPledge(as_text(fields["name"]), as_text(fields["pledge"])))
    if not 1 <= len(seats) <= MOST_SEATS:
        reason = "a ceremony has no seats or too many"
        raise MalformedInput(reason)
    check_names(tuple(seat.name for seat in seats))
    return tuple(seats)


def _show_seats(seats: Any) -> JsonValue:
    return [seat.to_json() for seat in seats]


def _evidence(value: JsonValue) -> tuple[str, ...]:
    texts = tuple(as_text(text) for text in as_list(value))
    if len(texts) not in (0, 2):
        reason = "evidence is a complaint and a deal, or nothing"
        raise MalformedInput(reason)
    return texts


def _number(lowest: int) -> Form:
    def parse(value: JsonValue) -> int:
        number = as_natural(value)
        if not lowest <= number <= MOST_SEATS:
            reason = "a ceremony has no seat of this number"
            raise MalformedInput(reason)
        return number

    return Form(int, parse)


Seats = Annotated[tuple[SeatPledge, ...], Form(_show_seats, _seats)]
Evidence = Annotated[tuple[str, ...], Form(list, _evidence)]
Threshold = Annotated[int, _number(1)]
Place = Annotated[int, _number(0)]
