"""Leaves about the congress as a whole: its roll, its scrutineers, who is present."""

from dataclasses import dataclass
from typing import ClassVar

from votesvc.domain.entries.entry import Entry
from votesvc.domain.forms import Count, Digest, ExactJson, Text, Time, Uuid, Words


@dataclass(frozen=True, slots=True)
class Congress(Entry):
    """The first leaf: which congress this is and which booth script it serves."""

    type: ClassVar[str] = "congress"
    congress: Uuid
    title: Words
    booth: Digest
    time: Time


@dataclass(frozen=True, slots=True)
class Roll(Entry):
    """The roll is fixed: N, and the hash of the sorted salted member hashes."""

    type: ClassVar[str] = "roll"
    entitled: Count
    members: Digest
    time: Time


@dataclass(frozen=True, slots=True)
class Board(Entry):
    """The scrutineers' public keys."""

    type: ClassVar[str] = "board"
    trustees: ExactJson
    time: Time


@dataclass(frozen=True, slots=True)
class CheckIn(Entry):
    """A of N are present."""

    type: ClassVar[str] = "checkin"
    entitled: Count
    present: Count
    time: Time


@dataclass(frozen=True, slots=True)
class Note(Entry):
    """A remark of the organiser."""

    type: ClassVar[str] = "note"
    text: Text
    time: Time
