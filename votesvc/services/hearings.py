"""Hearings before they are announced, and as everybody may see them afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256

from sqlalchemy.orm import Session

from votesvc.crypto.encoding import canonical_json, is_uuid, new_uuid, parse_canonical_json
from votesvc.crypto.sealing import check_officer_public
from votesvc.domain.hearing import HearingState
from votesvc.domain.hearing_spec import MOST_PAPERS, HearingSpec, Paper, parse_hearing_spec
from votesvc.errors import TooManyPapers, UnfitPaper, UnknownHearing, UnknownPaper, WrongState
from votesvc.services import agenda
from votesvc.storage import hearings as table

MOST_PAPER_BYTES = 20 * 1024 * 1024

_BEGINNINGS = {
    b"%PDF-": "application/pdf",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
}


@dataclass(frozen=True, slots=True)
class HearingView:
    """A hearing as everybody may see it (drafts are for the organiser's pages).

    `position` is the log position of its leaf, None while it is a draft. `present` is A, `issued`
    the credentials for comments, `comments` their number: None until the hearing is closed.
    `reported` is the log position of the report, None before it.
    """

    hearing: str
    congress: str
    number: int
    state: HearingState
    spec: HearingSpec
    officer_key: str | None
    position: int | None
    present: int | None
    issued: int | None
    comments: int | None
    reported: int | None


@dataclass(frozen=True, slots=True)
class PaperFile:
    """A paper with its bytes and the media type that they begin like."""

    paper: Paper
    data: bytes
    media_type: str


def hearings(session: Session, congress: str) -> list[HearingView]:
    """Return the hearings of a congress in the order they were made."""
    return [_view(row) for row in table.hearings(session, congress)]


def hearing(session: Session, uuid: str) -> HearingView:
    """Return one hearing, or raise `UnknownHearing`."""
    return _view(hearing_row(session, uuid))


def create(session: Session, congress: str, spec: HearingSpec) -> str:
    """Make a draft and return its uuid; papers are added afterwards. Raises UnknownCongress."""
    agenda.congress_row(session, congress)
    uuid = new_uuid()
    session.add(
        table.HearingRow(
            uuid=uuid,
            congress=congress,
            number=table.next_hearing_number(session, congress),
            spec=_encode(replace(spec, papers=())),
        )
    )
    session.commit()
    return uuid


def change(session: Session, hearing: str, spec: HearingSpec) -> None:
    """Change all of a draft but its papers, whatever `spec` says of them. Raises WrongState."""
    row = _locked_draft(session, hearing)
    row.spec = _encode(replace(spec, papers=read_spec(row.spec).papers))
    session.commit()


def delete_draft(session: Session, hearing: str) -> None:
    """Remove a draft; anything further is on record and raises `WrongState`."""
    row = _locked_draft(session, hearing)
    papers = read_spec(row.spec).papers
    session.delete(row)
    session.flush()
    _drop_unused(session, papers)
    session.commit()


def add_paper(session: Session, hearing: str, name: str, data: bytes) -> None:
    """Add a paper to a draft; one of the same name is replaced.

    Raises UnfitPaper unless it is a PDF, PNG or JPEG of at most 20 MB, MalformedInput for a name
    that is no plain file name, TooManyPapers and WrongState.
    """
    if len(data) > MOST_PAPER_BYTES or media_type(data) is None:
        reason = "a paper is too large, or none of the three kinds"
        raise UnfitPaper(reason)
    paper = Paper(name, sha256(data).hexdigest(), len(data))
    row = _locked_draft(session, hearing)
    spec = read_spec(row.spec)
    others = tuple(one for one in spec.papers if one.name != name)
    if len(others) == MOST_PAPERS:
        session.rollback()
        reason = "a hearing has no room for another paper"
        raise TooManyPapers(reason)
    row.spec = _encode(replace(spec, papers=(*others, paper)))
    session.flush()
    table.keep_paper(session, paper.sha256, data)
    _drop_unused(session, spec.papers)
    session.commit()


def remove_paper(session: Session, hearing: str, name: str) -> None:
    """Take a paper from a draft. Raises UnknownPaper, WrongState."""
    row = _locked_draft(session, hearing)
    spec = read_spec(row.spec)
    others = tuple(one for one in spec.papers if one.name != name)
    if others == spec.papers:
        session.rollback()
        reason = "the draft has no paper of this name"
        raise UnknownPaper(reason)
    row.spec = _encode(replace(spec, papers=others))
    session.flush()
    _drop_unused(session, spec.papers)
    session.commit()


def paper(session: Session, hearing: str, digest: str) -> PaperFile:
    """Return a paper that a hearing offers, by its SHA-256 in hex. Raises UnknownPaper."""
    offered = read_spec(hearing_row(session, hearing).spec).papers
    found = next((one for one in offered if one.sha256 == digest), None)
    data = None if found is None else table.paper_data(session, digest)
    if found is None or data is None:
        reason = "the hearing offers no paper with this hash"
        raise UnknownPaper(reason)
    return PaperFile(found, data, media_type(data) or "application/octet-stream")


def set_officer_key(session: Session, hearing: str, key_hex: str) -> None:
    """Set the key to which comments of a draft will be sealed; a later one replaces it.

    Raises WrongState, and MalformedInput for a key one cannot seal to.
    """
    check_officer_public(key_hex)
    row = _locked_draft(session, hearing)
    row.officer_key = key_hex
    session.commit()


def hearing_row(session: Session, uuid: str) -> table.HearingRow:
    """Return the hearing as it stands in the database now, or raise `UnknownHearing`."""
    row = session.get(table.HearingRow, uuid, populate_existing=True) if is_uuid(uuid) else None
    if row is None:
        reason = "there is no such hearing"
        raise UnknownHearing(reason)
    return row


def locked_hearing(session: Session, uuid: str) -> table.HearingRow:
    """Return the hearing, locked until the transaction ends, or raise `UnknownHearing`."""
    row = table.lock_hearing(session, uuid) if is_uuid(uuid) else None
    if row is None:
        session.rollback()
        reason = "there is no such hearing"
        raise UnknownHearing(reason)
    return row


@lru_cache(maxsize=256)
def read_spec(encoded: bytes) -> HearingSpec:
    """Return a specification as it is stored."""
    return parse_hearing_spec(parse_canonical_json(encoded))


def _encode(spec: HearingSpec) -> bytes:
    return canonical_json(spec.to_json())


def media_type(data: bytes) -> str | None:
    """Return what a file is by its beginning: PDF, PNG or JPEG, or None for anything else."""
    return next((kind for start, kind in _BEGINNINGS.items() if data.startswith(start)), None)


def _locked_draft(session: Session, hearing: str) -> table.HearingRow:
    row = locked_hearing(session, hearing)
    if row.state != HearingState.DRAFT:
        session.rollback()
        reason = "only a draft can be changed"
        raise WrongState(reason)
    return row


def _drop_unused(session: Session, papers: Sequence[Paper]) -> None:
    """Delete the bytes of those of these papers that no hearing offers any more."""
    offered = {one.sha256 for spec in table.specs(session) for one in read_spec(spec).papers}
    for digest in {one.sha256 for one in papers} - offered:
        table.drop_paper(session, digest)


def _view(row: table.HearingRow) -> HearingView:
    return HearingView(
        hearing=row.uuid,
        congress=row.congress,
        number=row.number,
        state=HearingState(row.state),
        spec=read_spec(row.spec),
        officer_key=row.officer_key,
        position=row.position,
        present=row.present,
        issued=row.issued,
        comments=row.comments,
        reported=row.reported,
    )
