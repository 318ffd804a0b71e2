"""Leaves of a hearing, from its announcement to its report (protocol 8).

Comments and supports carry no time, no address and no counter.
"""

from dataclasses import dataclass
from typing import ClassVar

from votesvc.domain.entries.entry import ItemEntry
from votesvc.domain.forms import Count, Digest, ExactJson, Prefix, Spki, Text, Time, Token, Words
from votesvc.domain.hearing_forms import (
    Clauses,
    Days,
    Flag,
    HearingKind,
    Officers,
    Opinions,
    Papers,
    PerDelegate,
    Reason,
    Sealed,
    Signature,
    WithheldCounts,
)


@dataclass(frozen=True, slots=True)
class Hearing(ItemEntry):
    """A hearing is announced: its matter, keys and rules will not change any more."""

    type: ClassVar[str] = "hearing"
    kind: HearingKind
    title: Words
    matter: Text
    clauses: Clauses
    officer_key: Digest
    comment_key: Spki
    support_key: Spki
    per_delegate: PerDelegate
    marks: Flag
    notice_days: Days
    papers: Papers
    officers: Officers
    time: Time


@dataclass(frozen=True, slots=True)
class HearingOpened(ItemEntry):
    """Phones may collect their credentials for the hearing and comment."""

    type: ClassVar[str] = "hearing-opened"
    time: Time


@dataclass(frozen=True, slots=True)
class CommentMade(ItemEntry):
    """One sealed comment with its credential and the signature by its one-time key."""

    type: ClassVar[str] = "comment"
    key: Digest
    prefix: Prefix
    token: Token
    commitment: Digest
    sealed: Sealed
    signature: Signature


@dataclass(frozen=True, slots=True)
class SupportGiven(ItemEntry):
    """One pseudonym supports one published comment."""

    type: ClassVar[str] = "support"
    key: Digest
    prefix: Prefix
    token: Token
    commitment: Digest
    signature: Signature


@dataclass(frozen=True, slots=True)
class HearingClosed(ItemEntry):
    """No more comments are taken: A, the credentials issued for comments, and the comments."""

    type: ClassVar[str] = "hearing-closed"
    present: Count
    issued: Count
    comments: Count
    time: Time


@dataclass(frozen=True, slots=True)
class Published(ItemEntry):
    """A comment is opened for everybody to read."""

    type: ClassVar[str] = "published"
    commitment: Digest
    plaintext: ExactJson
    time: Time


@dataclass(frozen=True, slots=True)
class Withheld(ItemEntry):
    """A comment is not published, for a reason."""

    type: ClassVar[str] = "withheld"
    commitment: Digest
    reason: Reason
    time: Time


@dataclass(frozen=True, slots=True)
class Replied(ItemEntry):
    """Somebody answers the published comment `to`."""

    type: ClassVar[str] = "reply"
    to: Digest
    text: Text
    by: Words
    time: Time


@dataclass(frozen=True, slots=True)
class MinutesKept(ItemEntry):
    """What was said in the hall, or a correction of it."""

    type: ClassVar[str] = "minutes"
    text: Text
    by: Words
    time: Time


@dataclass(frozen=True, slots=True)
class Reported(ItemEntry):
    """What the hearing came to: every opinion with its answer, and what became of the comments."""

    type: ClassVar[str] = "reported"
    opinions: Opinions
    received: Count
    published: Count
    withheld: WithheldCounts
    by: Words
    time: Time
