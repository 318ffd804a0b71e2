"""How the values of a hearing are spelled in its log entries (see `forms`)."""

from collections.abc import Callable
from typing import Annotated, Any

from votesvc.crypto.encoding import (
    JsonValue,
    as_list,
    as_natural,
    as_object,
    as_text,
    encode_b64,
    parse_b64,
)
from votesvc.crypto.sealing import SEALED_SIZES, SIGNATURE_LENGTH
from votesvc.domain import hearing_spec
from votesvc.domain.forms import Form, parse_text
from votesvc.domain.hearing_spec import (
    MOST_NOTICE_DAYS,
    MOST_PER_DELEGATE,
    Officer,
    Paper,
    parse_flag,
    parse_hearing_kind,
    parse_officer,
    parse_paper,
)
from votesvc.domain.report import REASONS, Opinion, parse_opinion
from votesvc.errors import MalformedInput


def _same(value: Any) -> JsonValue:
    result: JsonValue = value
    return result


def _between(lowest: int, highest: int) -> Form:
    def parse(value: JsonValue) -> int:
        number = as_natural(value)
        if not lowest <= number <= highest:
            reason = "a number is out of range"
            raise MalformedInput(reason)
        return number

    return Form(_same, parse)


def _list_of(parse_one: Callable[[JsonValue], Any]) -> Form:
    def show(values: Any) -> JsonValue:
        return [value.to_json() for value in values]

    def parse(value: JsonValue) -> tuple[Any, ...]:
        return tuple(parse_one(one) for one in as_list(value))

    return Form(show, parse)


def _clauses(value: JsonValue) -> tuple[str, ...]:
    return tuple(parse_text(clause) for clause in as_list(value))


def _sealed(value: JsonValue) -> bytes:
    sealed = parse_b64(as_text(value))
    if len(sealed) not in SEALED_SIZES:
        reason = "a sealed comment does not have one of the four sizes"
        raise MalformedInput(reason)
    return sealed


def _signature(value: JsonValue) -> bytes:
    return parse_b64(as_text(value), SIGNATURE_LENGTH)


def _reason(value: JsonValue) -> str:
    if value not in REASONS:
        reason = "a comment is withheld for an unknown reason"
        raise MalformedInput(reason)
    return as_text(value)


def _withheld(value: JsonValue) -> dict[str, int]:
    counts = {_reason(name): as_natural(count) for name, count in as_object(value).items()}
    if 0 in counts.values():
        reason = "a reason is named for which nothing is withheld"
        raise MalformedInput(reason)
    return counts


HearingKind = Annotated[hearing_spec.HearingKind, Form(_same, parse_hearing_kind)]
PerDelegate = Annotated[int, _between(1, MOST_PER_DELEGATE)]
Days = Annotated[int, _between(0, MOST_NOTICE_DAYS)]
Flag = Annotated[bool, Form(_same, parse_flag)]
Clauses = Annotated[tuple[str, ...], Form(list, _clauses)]
Papers = Annotated[tuple[Paper, ...], _list_of(parse_paper)]
Officers = Annotated[tuple[Officer, ...], _list_of(parse_officer)]
Sealed = Annotated[bytes, Form(encode_b64, _sealed)]
Signature = Annotated[bytes, Form(encode_b64, _signature)]
Reason = Annotated[str, Form(_same, _reason)]
Opinions = Annotated[tuple[Opinion, ...], _list_of(parse_opinion)]
WithheldCounts = Annotated[dict[str, int], Form(_same, _withheld)]
