"""Leaves of an election in which names can be written in (protocol 4.1)."""

from dataclasses import dataclass
from typing import ClassVar

from votesvc.domain.entries.entry import ItemEntry
from votesvc.domain.forms import (
    Count,
    ExactJson,
    Names,
    NameVotes,
    Owner,
    Text,
    Time,
    TwoPeople,
    Words,
)


@dataclass(frozen=True, slots=True)
class Shuffled(ItemEntry):
    """One block of slips in an order that nobody can trace, with the proof; from 0."""

    type: ClassVar[str] = "shuffled"
    block: Count
    slips: ExactJson


@dataclass(frozen=True, slots=True)
class Reshuffled(ItemEntry):
    """One block of slips as a scrutineer shuffled it again on the own device, signed."""

    type: ClassVar[str] = "reshuffled"
    owner: Owner
    block: Count
    slips: ExactJson
    signature: ExactJson


@dataclass(frozen=True, slots=True)
class SlipShareMade(ItemEntry):
    """One scrutineer's partial decryption of a block of shuffled slips."""

    type: ClassVar[str] = "slip-share"
    block: Count
    owner: Owner
    factors: ExactJson


@dataclass(frozen=True, slots=True)
class NamesWritten(ItemEntry):
    """The names that were written in, with their ballots, and how many marks are void."""

    type: ClassVar[str] = "written"
    names: NameVotes
    void: Count


@dataclass(frozen=True, slots=True)
class NamesMerged(ItemEntry):
    """Two people found that these spellings are one name, and said why.

    `votes` are the ballots that `into` has then.
    """

    type: ClassVar[str] = "merged"
    into: Words
    names: Names
    votes: Count
    reason: Text
    by: TwoPeople
    time: Time
