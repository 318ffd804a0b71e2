"""What a hearing came to: opinions with their answers, and what became of every comment."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from votesvc.crypto.encoding import JsonValue, as_list, as_text, exact_fields, parse_hex
from votesvc.domain.forms import parse_text
from votesvc.domain.words import check_words
from votesvc.errors import CommentsUnopened, InvalidReport, MalformedInput, NotPublished

REASONS = ("names-a-person", "secret", "insult", "off-topic", "malformed")
"""Why a comment may be withheld."""

DECISIONS = ("adopted", "partly", "rejected")
"""What may become of an opinion: 采纳, 部分采纳, 不采纳."""

MOST_OPINIONS = 1000

_FIELDS = ("comments", "decision", "reason", "title")


@dataclass(frozen=True, slots=True)
class Opinion:
    """One opinion, merged from the published `comments` that share it, and the answer to it.

    An opinion that was voiced in the hall alone has no comments.
    """

    title: str
    comments: tuple[str, ...]
    decision: str
    reason: str

    def __post_init__(self) -> None:
        """Refuse what could not stand in a report."""
        check_words(self.title)
        parse_text(self.reason)
        for commitment in self.comments:
            parse_hex(commitment, 32)
        if list(self.comments) != sorted(set(self.comments)):
            reason = "the comments of an opinion are not distinct and in order"
            raise MalformedInput(reason)
        if self.decision not in DECISIONS:
            reason = "the decision on an opinion is none of the three"
            raise MalformedInput(reason)

    def to_json(self) -> JsonValue:
        """Return the opinion as it stands in a report."""
        return {
            "comments": list(self.comments),
            "decision": self.decision,
            "reason": self.reason,
            "title": self.title,
        }


@dataclass(frozen=True, slots=True)
class Figures:
    """How many comments came and what became of them; `withheld` names only reasons that occur."""

    received: int
    published: int
    withheld: Mapping[str, int]


def parse_opinion(value: JsonValue) -> Opinion:
    """Read what `Opinion.to_json` wrote; raise `MalformedInput` for anything else."""
    fields = exact_fields(value, _FIELDS)
    return Opinion(
        as_text(fields["title"]),
        tuple(as_text(commitment) for commitment in as_list(fields["comments"])),
        as_text(fields["decision"]),
        as_text(fields["reason"]),
    )


def count_fates(
    comments: Collection[str], published: Collection[str], withheld: Mapping[str, str]
) -> Figures:
    """Return the figures of a report on `comments`; `withheld` gives reasons by commitment.

    Raises `CommentsUnopened` while any of them is neither published nor withheld.
    """
    if any(one not in published and one not in withheld for one in comments):
        reason = "a comment is neither published nor withheld"
        raise CommentsUnopened(reason)
    return Figures(len(comments), len(published), dict(Counter(withheld.values())))


def check_figures(stated: Figures, counted: Figures) -> None:
    """Raise `InvalidReport` unless a report states what has been counted."""
    if stated != counted:
        reason = "the numbers of a report are not those of the hearing"
        raise InvalidReport(reason)


def check_opinions(opinions: Sequence[Opinion], published: Collection[str]) -> None:
    """Raise `NotPublished` unless opinions refer to published comments alone."""
    for opinion in opinions:
        if not all(commitment in published for commitment in opinion.comments):
            reason = "an opinion refers to a comment that is not published"
            raise NotPublished(reason)
