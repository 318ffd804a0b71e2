"""What is put to a hearing: its matter, clauses and papers, and who may say how much."""

from dataclasses import dataclass
from typing import Literal

from votesvc.crypto.encoding import (
    JsonValue,
    as_list,
    as_natural,
    as_text,
    exact_fields,
    parse_hex,
)
from votesvc.domain.forms import parse_text
from votesvc.domain.words import check_words
from votesvc.errors import MalformedInput

HearingKind = Literal["hearing", "comments", "box"]
"""A hearing (听证会), comments before one (听证会前意见征集), or a standing box (意见箱)."""

MOST_PER_DELEGATE = 10
MOST_NOTICE_DAYS = 365
# A comment can name a thousand.
MOST_CLAUSES = 200
MOST_PAPERS = 50
MOST_OFFICERS = 50
LONGEST_NAME = 120

_SPEC_FIELDS = (
    "clauses", "kind", "marks", "matter", "notice_days", "officers", "papers", "per_delegate",
    "title",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Paper:
    """A file that belongs to a hearing: the name it is offered under, its hash and size."""

    name: str
    sha256: str
    size: int

    def __post_init__(self) -> None:
        """Refuse a name that is no plain file name."""
        check_words(self.name)
        parse_hex(self.sha256, 32)
        if (
            len(self.name) > LONGEST_NAME
            or self.name.startswith(".")
            or set(self.name) & set("/\\")
        ):
            reason = "the name of a paper is not that of a plain file"
            raise MalformedInput(reason)

    def to_json(self) -> JsonValue:
        """Return the paper as it stands in a hearing's log entry."""
        return {"name": self.name, "sha256": self.sha256, "size": self.size}


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody with a part in the hearing; `recused` where they have an interest in the matter."""

    name: str
    role: str
    recused: bool

    def __post_init__(self) -> None:
        """Refuse names and roles nobody could read."""
        check_words(self.name)
        check_words(self.role)

    def to_json(self) -> JsonValue:
        """Return the officer as they stand in a hearing's log entry."""
        return {"name": self.name, "recused": self.recused, "role": self.role}


@dataclass(frozen=True, slots=True)
class HearingSpec:
    """A hearing before it has keys."""

    kind: HearingKind
    title: str
    matter: str
    clauses: tuple[str, ...]
    per_delegate: int
    marks: bool
    notice_days: int
    papers: tuple[Paper, ...]
    officers: tuple[Officer, ...]

    def __post_init__(self) -> None:
        """Refuse texts nobody could read and numbers out of range."""
        for words in (self.title, *self.clauses):
            check_words(words)
        parse_text(self.matter)
        if not 1 <= self.per_delegate <= MOST_PER_DELEGATE:
            reason = "the number of comments per delegate is out of range"
            raise MalformedInput(reason)
        if not 0 <= self.notice_days <= MOST_NOTICE_DAYS:
            reason = "the days of notice are out of range"
            raise MalformedInput(reason)
        self._check_lists()

    def _check_lists(self) -> None:
        lists = (
            (self.clauses, MOST_CLAUSES),
            (self.papers, MOST_PAPERS),
            (self.officers, MOST_OFFICERS),
        )
        if any(len(entries) > most for entries, most in lists):
            reason = "a hearing has too many clauses, papers or officers"
            raise MalformedInput(reason)
        if len({paper.name for paper in self.papers}) != len(self.papers):
            reason = "two papers have the same name"
            raise MalformedInput(reason)

    def to_json(self) -> dict[str, JsonValue]:
        """Return the hearing as it is stored: fields in order, as canonical JSON has them."""
        return {
            "clauses": list(self.clauses),
            "kind": self.kind,
            "marks": self.marks,
            "matter": self.matter,
            "notice_days": self.notice_days,
            "officers": [officer.to_json() for officer in self.officers],
            "papers": [paper.to_json() for paper in self.papers],
            "per_delegate": self.per_delegate,
            "title": self.title,
        }


def parse_hearing_spec(value: JsonValue) -> HearingSpec:
    """Read what `HearingSpec.to_json` wrote; raise `MalformedInput` for anything else."""
    fields = exact_fields(value, _SPEC_FIELDS)
    return HearingSpec(
        kind=parse_hearing_kind(fields["kind"]),
        title=as_text(fields["title"]),
        matter=as_text(fields["matter"]),
        clauses=tuple(as_text(clause) for clause in as_list(fields["clauses"])),
        per_delegate=as_natural(fields["per_delegate"]),
        marks=parse_flag(fields["marks"]),
        notice_days=as_natural(fields["notice_days"]),
        papers=tuple(parse_paper(paper) for paper in as_list(fields["papers"])),
        officers=tuple(parse_officer(officer) for officer in as_list(fields["officers"])),
    )


def parse_hearing_kind(value: JsonValue) -> HearingKind:
    """Read one of the three kinds."""
    match value:
        case "hearing" | "comments" | "box":
            return value
    reason = "a hearing is of an unknown kind"
    raise MalformedInput(reason)


def parse_flag(value: JsonValue) -> bool:
    """Read true or false."""
    if not isinstance(value, bool):
        reason = "expected true or false"
        raise MalformedInput(reason)
    return value


def parse_paper(value: JsonValue) -> Paper:
    """Read what `Paper.to_json` wrote."""
    fields = exact_fields(value, ("name", "sha256", "size"))
    return Paper(as_text(fields["name"]), as_text(fields["sha256"]), as_natural(fields["size"]))


def parse_officer(value: JsonValue) -> Officer:
    """Read what `Officer.to_json` wrote."""
    fields = exact_fields(value, ("name", "recused", "role"))
    return Officer(as_text(fields["name"]), as_text(fields["role"]), parse_flag(fields["recused"]))
