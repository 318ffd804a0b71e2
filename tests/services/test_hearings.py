"""Drafts of hearings: what may be changed until they are announced, and their papers."""

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256

import pytest
from sqlalchemy.orm import Session

from tests.databases import Databases
from tests.services.story import BOOTH, MASTER, NOW
from votesvc.crypto.encoding import new_uuid
from votesvc.crypto.sealing import new_officer_key
from votesvc.domain.hearing import HearingState
from votesvc.domain.hearing_spec import MOST_PAPERS, HearingSpec, Officer, Paper
from votesvc.errors import (
    MalformedInput,
    TooManyPapers,
    UnfitPaper,
    UnknownCongress,
    UnknownHearing,
    UnknownPaper,
    WrongState,
)
from votesvc.services import hearings, setup
from votesvc.services.sequencer import Log
from votesvc.storage.hearings import HearingRow, PaperRow

SPEC = HearingSpec(
    kind="hearing",
    title="考勤办法听证会",
    matter="讨论考勤办法。\n必要性、合规性、可行性。",
    clauses=("第一条", "第二条"),
    per_delegate=3,
    marks=True,
    notice_days=7,
    papers=(),
    officers=(Officer("甲", "主持人", recused=False), Officer("乙", "监察人", recused=True)),
)
PDF = b"%PDF-1.7 words"
PNG = b"\x89PNG\r\n\x1a\n picture"
JPEG = b"\xff\xd8\xff\xe0 picture"


@pytest.fixture
def congress(databases: Databases, session: Session) -> str:
    """Give a congress."""
    return setup.create_congress(session, Log(databases.sessions, MASTER), "大会", BOOTH, NOW)


@pytest.fixture
def draft(session: Session, congress: str) -> str:
    """Give a draft."""
    return hearings.create(session, congress, SPEC)


def digests(session: Session) -> set[str]:
    return {row.sha256 for row in session.query(PaperRow)}


def test_draft_is_listed_with_what_it_says(session: Session, congress: str) -> None:
    first = hearings.create(session, congress, SPEC)
    second = hearings.create(session, congress, replace(SPEC, title="意见箱", kind="box"))
    found = hearings.hearings(session, congress)
    assert [(one.hearing, one.number) for one in found] == [(first, 1), (second, 2)]
    view = hearings.hearing(session, first)
    assert view == found[0]
    assert view.spec == SPEC
    assert view.state is HearingState.DRAFT
    assert view.congress == congress
    unset = (view.officer_key, view.position, view.present, view.issued, view.comments)
    assert (*unset, view.reported) == (None,) * 6


def test_unknown_congress_and_hearing_are_refused(session: Session) -> None:
    with pytest.raises(UnknownCongress):
        hearings.create(session, new_uuid(), SPEC)
    for uuid in (new_uuid(), "nonsense", ""):
        with pytest.raises(UnknownHearing):
            hearings.hearing(session, uuid)
        with pytest.raises(UnknownHearing):
            hearings.change(session, uuid, SPEC)


def test_draft_is_changed_and_keeps_its_papers(session: Session, draft: str) -> None:
    hearings.add_paper(session, draft, "办法.pdf", PDF)
    made_up = (Paper("never added.pdf", "ab" * 32, 5),)
    hearings.change(session, draft, replace(SPEC, title="另一题目", papers=made_up))
    spec = hearings.hearing(session, draft).spec
    assert spec.title == "另一题目"
    assert [paper.name for paper in spec.papers] == ["办法.pdf"]


def test_papers_named_in_a_new_draft_are_none_until_they_are_added(
    session: Session, congress: str
) -> None:
    made_up = replace(SPEC, papers=(Paper("a.pdf", "ab" * 32, 5),))
    assert hearings.hearing(session, hearings.create(session, congress, made_up)).spec == SPEC


@pytest.mark.parametrize(
    ("data", "media_type"),
    [(PDF, "application/pdf"), (PNG, "image/png"), (JPEG, "image/jpeg")],
)
def test_paper_is_kept_byte_for_byte_and_named_for_what_it_is(
    session: Session, draft: str, data: bytes, media_type: str
) -> None:
    hearings.add_paper(session, draft, "材料", data)
    [listed] = hearings.hearing(session, draft).spec.papers
    assert listed == Paper("材料", sha256(data).hexdigest(), len(data))
    found = hearings.paper(session, draft, listed.sha256)
    assert (found.paper, found.data, found.media_type) == (listed, data, media_type)


@pytest.mark.parametrize(
    "data",
    [b"", b"<html><script>", b" %PDF-1.7", b"PK\x03\x04", b"%PDF-" + bytes(20 * 1024 * 1024)],
    ids=["empty", "html", "late", "zip", "large"],
)
def test_anything_else_is_no_paper(session: Session, draft: str, data: bytes) -> None:
    with pytest.raises(UnfitPaper):
        hearings.add_paper(session, draft, "材料.pdf", data)
    assert digests(session) == set()


@pytest.mark.parametrize("name", ["../a.pdf", "a\\b.pdf", ".a", "", "a\nb", "a\u202eb", "x" * 121])
def test_paper_with_an_unsafe_name_is_refused(session: Session, draft: str, name: str) -> None:
    with pytest.raises(MalformedInput):
        hearings.add_paper(session, draft, name, PDF)
    assert hearings.hearing(session, draft).spec.papers == ()


def test_paper_of_the_same_name_is_replaced(session: Session, draft: str) -> None:
    hearings.add_paper(session, draft, "材料", PDF)
    hearings.add_paper(session, draft, "材料", PNG)
    [listed] = hearings.hearing(session, draft).spec.papers
    assert digests(session) == {listed.sha256} == {sha256(PNG).hexdigest()}


def test_no_paper_too_many(session: Session, draft: str) -> None:
    for number in range(MOST_PAPERS):
        hearings.add_paper(session, draft, f"{number}.pdf", PDF)
    with pytest.raises(TooManyPapers):
        hearings.add_paper(session, draft, "another.pdf", PDF)
    hearings.add_paper(session, draft, "0.pdf", PNG)
    assert len(hearings.hearing(session, draft).spec.papers) == MOST_PAPERS


def test_bytes_of_a_paper_go_with_the_last_hearing_that_offers_them(
    session: Session, congress: str, draft: str
) -> None:
    other = hearings.create(session, congress, SPEC)
    for hearing in (draft, other):
        hearings.add_paper(session, hearing, "材料", PDF)
    assert len(digests(session)) == 1
    hearings.remove_paper(session, draft, "材料")
    assert len(digests(session)) == 1
    with pytest.raises(UnknownPaper):
        hearings.paper(session, draft, sha256(PDF).hexdigest())
    hearings.delete_draft(session, other)
    assert digests(session) == set()


def test_unknown_papers_are_refused(session: Session, draft: str) -> None:
    with pytest.raises(UnknownPaper):
        hearings.remove_paper(session, draft, "材料")
    for digest in ("ab" * 32, "", "' OR 1"):
        with pytest.raises(UnknownPaper):
            hearings.paper(session, draft, digest)


def test_officer_key_is_sound_and_can_be_replaced(session: Session, draft: str) -> None:
    for key in (new_officer_key().public, new_officer_key().public):
        hearings.set_officer_key(session, draft, key)
        assert hearings.hearing(session, draft).officer_key == key
    for unsound in ("00" * 32, "ff" * 32, "AB" * 32, ""):
        with pytest.raises(MalformedInput):
            hearings.set_officer_key(session, draft, unsound)


def test_deleted_draft_is_gone(session: Session, draft: str) -> None:
    hearings.delete_draft(session, draft)
    with pytest.raises(UnknownHearing):
        hearings.hearing(session, draft)


def test_nothing_changes_once_it_is_announced(session: Session, draft: str) -> None:
    hearings.add_paper(session, draft, "材料", PDF)
    session.get_one(HearingRow, draft).state = HearingState.ANNOUNCED
    session.commit()
    before = hearings.hearing(session, draft)
    changes: list[Callable[[], None]] = [
        lambda: hearings.change(session, draft, replace(SPEC, title="另一题目")),
        lambda: hearings.delete_draft(session, draft),
        lambda: hearings.add_paper(session, draft, "b", PNG),
        lambda: hearings.remove_paper(session, draft, "材料"),
        lambda: hearings.set_officer_key(session, draft, new_officer_key().public),
    ]
    for change in changes:
        with pytest.raises(WrongState):
            change()
    assert hearings.hearing(session, draft) == before
