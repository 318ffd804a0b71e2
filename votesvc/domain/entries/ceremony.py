"""Leaves of the ceremony in which scrutineers make their key (protocol 3.1)."""

from dataclasses import dataclass
from typing import ClassVar

from votesvc.domain.entries.entry import Entry
from votesvc.domain.forms import Text, Time, TwoPeople, Uuid
from votesvc.domain.key_forms import Evidence, Place, Seats, Threshold


@dataclass(frozen=True, slots=True)
class KeyCommitments(Entry):
    """Everybody has pledged: keys and polynomials of all seats are fixed from here on."""

    type: ClassVar[str] = "key-commitments"
    ceremony: Uuid
    threshold: Threshold
    seats: Seats
    by: TwoPeople
    time: Time


@dataclass(frozen=True, slots=True)
class KeyStopped(Entry):
    """The ceremony ended without a key.

    Where seat `seat` complained of seat `dealer`, `evidence` is the complaint and the deal.
    """

    type: ClassVar[str] = "key-stopped"
    ceremony: Uuid
    seat: Place
    dealer: Place
    evidence: Evidence
    reason: Text
    time: Time
