"""Leaves of an item of the agenda, from its election to the announcement of its result.

Ballots carry no time, no address and no counter.
"""

from dataclasses import dataclass
from typing import ClassVar

from votesvc.domain.entries.entry import ItemEntry
from votesvc.domain.forms import (
    Count,
    Digest,
    ExactJson,
    Fingerprint,
    JsonList,
    JsonObject,
    KindForm,
    Owner,
    Prefix,
    RuleForm,
    Spki,
    Text,
    Time,
    Token,
    TwoPeople,
    Words,
)
from votesvc.domain.rules import Figures


@dataclass(frozen=True, slots=True)
class Item(ItemEntry):
    """An item is ready: its election, credential key and rule will not change any more."""

    type: ClassVar[str] = "item"
    kind: KindForm
    title: Words
    election: ExactJson
    phi: Fingerprint
    public_key: Spki
    rule: RuleForm
    time: Time


@dataclass(frozen=True, slots=True)
class IssueOpened(ItemEntry):
    """Phones may collect their credentials for the item."""

    type: ClassVar[str] = "issue-opened"
    time: Time


@dataclass(frozen=True, slots=True)
class Opened(ItemEntry):
    """Organiser and chief scrutineer opened the item."""

    type: ClassVar[str] = "opened"
    by: TwoPeople
    time: Time


@dataclass(frozen=True, slots=True)
class BallotCast(ItemEntry):
    """One accepted ballot with its credential."""

    type: ClassVar[str] = "ballot"
    ballot: ExactJson
    prefix: Prefix
    token: Token
    pairs: JsonList


@dataclass(frozen=True, slots=True)
class Closed(ItemEntry):
    """Organiser and chief scrutineer closed the item: A, I and R."""

    type: ClassVar[str] = "closed"
    by: TwoPeople
    present: Count
    issued: Count
    returned: Count
    time: Time

    def figures(self, entitled: int) -> Figures:
        """Return what a rule counts from, of a roll with N entitled."""
        return Figures.of_round(entitled, self.present, self.issued, self.returned)


@dataclass(frozen=True, slots=True)
class Issued(ItemEntry):
    """The length and hash of the published list of issued credentials.

    Of an item its ballots', of a hearing its comments'.
    """

    type: ClassVar[str] = "issued"
    count: Count
    issued_list: Digest
    time: Time


@dataclass(frozen=True, slots=True)
class TallyMade(ItemEntry):
    """The encrypted sum of the item's ballots."""

    type: ClassVar[str] = "tally"
    tally: ExactJson


@dataclass(frozen=True, slots=True)
class ShareMade(ItemEntry):
    """One scrutineer's partial decryption."""

    type: ClassVar[str] = "share"
    owner: Owner
    factors: ExactJson


@dataclass(frozen=True, slots=True)
class ResultMade(ItemEntry):
    """The decrypted counts."""

    type: ClassVar[str] = "result"
    result: ExactJson


@dataclass(frozen=True, slots=True)
class OutcomeStated(ItemEntry):
    """What follows from the counts by the item's rule."""

    type: ClassVar[str] = "outcome"
    outcome: JsonObject


@dataclass(frozen=True, slots=True)
class Signed(ItemEntry):
    """A scrutineer signed the entry with the counts."""

    type: ClassVar[str] = "signed"
    owner: Owner
    signature: ExactJson


@dataclass(frozen=True, slots=True)
class Announced(ItemEntry):
    """The chair announced the result."""

    type: ClassVar[str] = "announced"
    by: Words
    time: Time


@dataclass(frozen=True, slots=True)
class Voided(ItemEntry):
    """The round is void and stays in the log as such."""

    type: ClassVar[str] = "void"
    reason: Text
    by: Words
    time: Time


@dataclass(frozen=True, slots=True)
class Overridden(ItemEntry):
    """The presidium decided that the ballot need not wait for its hearing's report."""

    type: ClassVar[str] = "override"
    text: Text
    by: Words
    time: Time
