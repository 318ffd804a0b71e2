"""Which credentials a pass collects, and how those that were issued are listed (protocol 6.5)."""

from dataclasses import dataclass
from typing import Literal

from votesvc.crypto.encoding import hexhash
from votesvc.errors import MalformedInput

CredentialKind = Literal["ballot", "comment", "support"]


@dataclass(frozen=True, slots=True)
class Slot:
    """One credential of an item or hearing: of a kind, counted from 1."""

    kind: CredentialKind
    number: int


BALLOT = Slot("ballot", 1)
"""The only credential of an item."""


def parse_slot(kind: str, number: int) -> Slot:
    """Read which credential of a hearing is meant; that it exists is checked where it is issued."""
    if number < 1:
        reason = "credentials are counted from one"
        raise MalformedInput(reason)
    match kind:
        case "comment" | "support":
            return Slot(kind, number)
    reason = "a hearing has credentials for comments and for supports"
    raise MalformedInput(reason)


def issued_ballot(pass_id: str, item: str) -> str:
    """Return what the issued list of an item holds of a pass that has collected."""
    return hexhash(f"{pass_id}|{item}".encode())


def issued_comment(pass_id: str, hearing: str, number: int) -> str:
    """Return what the issued list of a hearing holds of one credential for a comment."""
    return hexhash(f"{pass_id}|{hearing}|{number}".encode())
