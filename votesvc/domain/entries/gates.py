"""Leaves about what comes before a ballot and after its result: preparations and the posting."""

from dataclasses import dataclass
from typing import ClassVar

from votesvc.domain.entries.entry import ItemEntry
from votesvc.domain.forms import (
    Count,
    Day,
    Days,
    Digest,
    DocumentGate,
    MaybeUuid,
    MaybeWords,
    Time,
    Words,
)


@dataclass(frozen=True, slots=True)
class Prepared(ItemEntry):
    """Something that had to be done before the ballot was done on a day; a document shows it.

    `sha256` and `size` are those of the document, `name` is its file's.
    """

    type: ClassVar[str] = "prepared"
    gate: DocumentGate
    day: Day
    name: Words
    sha256: Digest
    size: Count
    by: Words
    time: Time


@dataclass(frozen=True, slots=True)
class Posted(ItemEntry):
    """The announced result is posted at a place, from now on for at least so many days.

    Objections go into the hearing `box`, or where `objections` says; one of them may be empty.
    """

    type: ClassVar[str] = "posted"
    place: Words
    days: Days
    box: MaybeUuid
    objections: MaybeWords
    by: Words
    time: Time
