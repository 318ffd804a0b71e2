"""The leaves of the log: one class per type, one canonical spelling each (protocol 7).

`Opened(item=..., by=..., time=...).encoded` builds a leaf, `parse_entry` reads one. An entry that
exists has been checked for form: every field has its type, range and single spelling. What it
says about other entries is the business of `votesvc.domain.record`.
"""

from votesvc.domain.entries.ceremony import KeyCommitments, KeyStopped
from votesvc.domain.entries.congress import Board, CheckIn, Congress, Note, Roll
from votesvc.domain.entries.entry import Entry, ItemEntry
from votesvc.domain.entries.gates import Posted, Prepared
from votesvc.domain.entries.groups import RollGroups, Weighed
from votesvc.domain.entries.hearings import (
    CommentMade,
    Hearing,
    HearingClosed,
    HearingOpened,
    MinutesKept,
    Published,
    Replied,
    Reported,
    SupportGiven,
    Withheld,
)
from votesvc.domain.entries.items import (
    Announced,
    BallotCast,
    Closed,
    Issued,
    IssueOpened,
    Item,
    Opened,
    OutcomeStated,
    Overridden,
    ResultMade,
    ShareMade,
    Signed,
    TallyMade,
    Voided,
)
from votesvc.domain.entries.reading import parse_entry
from votesvc.domain.entries.write_ins import (
    NamesMerged,
    NamesWritten,
    Reshuffled,
    Shuffled,
    SlipShareMade,
)

__all__ = [
    "Announced",
    "BallotCast",
    "Board",
    "CheckIn",
    "Closed",
    "CommentMade",
    "Congress",
    "Entry",
    "Hearing",
    "HearingClosed",
    "HearingOpened",
    "IssueOpened",
    "Issued",
    "Item",
    "ItemEntry",
    "KeyCommitments",
    "KeyStopped",
    "MinutesKept",
    "NamesMerged",
    "NamesWritten",
    "Note",
    "Opened",
    "OutcomeStated",
    "Overridden",
    "Posted",
    "Prepared",
    "Published",
    "Replied",
    "Reported",
    "Reshuffled",
    "ResultMade",
    "Roll",
    "RollGroups",
    "ShareMade",
    "Shuffled",
    "Signed",
    "SlipShareMade",
    "SupportGiven",
    "TallyMade",
    "Voided",
    "Weighed",
    "Withheld",
    "parse_entry",
]
