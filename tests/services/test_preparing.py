"""What is done before a ballot and after its result is written with its document, once."""

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pytest

from tests.services.story import BY, CHOICE, ELECTION_RULE, NOW, Story
from votesvc.cli.unpack import unzip
from votesvc.domain.items import election, motion
from votesvc.domain.record import check_record
from votesvc.domain.rules import Fraction, Gate, MotionRule, Posting, Terms
from votesvc.errors import (
    AlreadyPrepared,
    MalformedInput,
    NoSuchGate,
    NotCounted,
    NothingFollows,
    NothingToOverride,
    NotPrepared,
    UnfitPaper,
    UnknownPaper,
    WrongState,
)
from votesvc.services import (
    agenda,
    auditing,
    following,
    gates,
    hearing_setup,
    preparing,
    setup,
)

PDF = b"%PDF-1.7 receipt"
TODAY = date(2026, 11, 22)
WEEK = timedelta(days=7)
TERMS = Terms(gates=(Gate("papers", 7), Gate("quorum")), posting=Posting(7, 3))
RULE = MotionRule("P01", Fraction(2, 3, "ge"), Fraction(1, 2, "gt"), terms=TERMS)
GATED = motion("办法", ["办法草案"], RULE)


def prepare(
    story: Story, item: str, *, gate: str = "papers", day: date = TODAY - WEEK,
    name: str = "回执.pdf", data: bytes = PDF,
) -> None:  # fmt: skip
    preparing.prepare_gate(
        story.session, story.log, item, gate, day, name, data, BY[0], NOW,  # type: ignore[arg-type]
    )  # fmt: skip


def full_hall(story: Story) -> None:
    for number in ("1001", "1002", "a-7"):
        story.device(number)


def test_a_ballot_waits_for_its_papers_and_its_quorum(story: Story) -> None:
    item = story.issued_item(GATED)
    with pytest.raises(NotPrepared):
        story.open(item)
    prepare(story, item)
    with pytest.raises(NotPrepared):
        story.open(item)
    full_hall(story)
    story.open(item)
    assert agenda.item(story.session, item).state == "open"


def test_papers_of_yesterday_are_not_early_enough(story: Story) -> None:
    full_hall(story)
    item = story.issued_item(GATED)
    prepare(story, item, day=TODAY - timedelta(days=1))
    with pytest.raises(NotPrepared):
        story.open(item)


def test_a_document_is_kept_and_handed_out(story: Story) -> None:
    item = story.ready_item(GATED)
    prepare(story, item)
    [view] = preparing.prepared(story.session, item)
    assert (view.gate, view.day, view.name) == ("papers", TODAY - WEEK, "回执.pdf")
    found = preparing.document(story.session, item, "papers")
    assert (found.name, found.media_type, found.data) == ("回执.pdf", "application/pdf", PDF)
    with pytest.raises(UnknownPaper):
        preparing.document(story.session, item, "notice")


def test_the_presidium_may_decide_not_to_wait_and_only_while_something_is_missing(
    story: Story,
) -> None:
    item = story.issued_item(GATED)
    hearing_setup.override(story.session, story.log, item, "不等材料", "主席团", NOW)
    assert gates.override(story.session, item) is not None
    with pytest.raises(NothingToOverride):
        hearing_setup.override(story.session, story.log, item, "不等材料", "主席团", NOW)
    story.open(item)
    other = story.ready_item(GATED)
    prepare(story, other)
    full_hall(story)
    with pytest.raises(NothingToOverride):
        hearing_setup.override(story.session, story.log, other, "不等材料", "主席团", NOW)


def test_what_the_rule_does_not_ask_for_is_refused(story: Story) -> None:
    item = story.ready_item(GATED)
    with pytest.raises(NoSuchGate):
        prepare(story, item, gate="notice")
    with pytest.raises(NoSuchGate):
        prepare(story, item, day=TODAY + timedelta(days=1))
    with pytest.raises(MalformedInput):
        prepare(story, item, gate="quorum")
    with pytest.raises(MalformedInput):
        prepare(story, item, name="../x.pdf")
    for data in (b"MZ", b"", PDF + bytes(20 * 1024 * 1024)):
        with pytest.raises(UnfitPaper):
            prepare(story, item, data=data)
    prepare(story, item)
    with pytest.raises(AlreadyPrepared):
        prepare(story, item)


def test_nothing_is_prepared_for_a_draft_or_an_open_ballot(story: Story) -> None:
    draft = agenda.create_item(story.session, story.congress, GATED)
    with pytest.raises(WrongState):
        prepare(story, draft)
    full_hall(story)
    item = story.issued_item(GATED)
    prepare(story, item)
    story.open(item)
    with pytest.raises(WrongState):
        prepare(story, item)


def test_equal_votes_make_a_draft_of_the_run_off_once(story: Story) -> None:
    open_item = story.open_item(CHOICE)
    with pytest.raises(NotCounted):
        following.draft_following(story.session, open_item)
    assert following.following(story.session, open_item) is None
    item = story.whole_vote(replace(CHOICE, title="评选"), [[1, 1, 0, 0]], [[0, 1, 1, 0]])
    found = following.following(story.session, item)
    assert found is not None
    assert (found[0].kind, found[0].seats, found[1]) == ("run-off", 1, ["合唱", "相声"])
    child = following.draft_following(story.session, item)
    assert following.child_of(story.session, item) == child
    spec = agenda.item(story.session, child).spec
    assert (spec.rule.preset, spec.rule.terms.parent) == ("P21", item)
    with pytest.raises(NothingFollows):
        following.draft_following(story.session, item)


def test_a_void_run_off_may_be_drafted_again(story: Story) -> None:
    item = story.whole_vote(CHOICE, [[1, 1, 0, 0]], [[0, 1, 1, 0]])
    child = following.draft_following(story.session, item)
    agenda.delete_draft(story.session, child)
    assert following.draft_following(story.session, item) != child


def test_nothing_follows_from_a_settled_choice(story: Story) -> None:
    item = story.whole_vote(CHOICE, [[1, 1, 0, 0]])
    assert following.following(story.session, item) is None
    with pytest.raises(NothingFollows):
        following.draft_following(story.session, item)


def test_too_few_elected_make_a_draft_that_the_record_accepts(story: Story) -> None:
    rule = replace(ELECTION_RULE, writein=0)
    paper = [[1, 0, 0], [0, 1, 0]]
    item = story.whole_vote(election("选举", ["丁一", "王五", "张三"], rule), paper, paper)
    found = following.following(story.session, item)
    assert found is not None
    assert (found[0].kind, found[0].seats, found[1]) == ("reballot", 1, ["王五", "张三"])
    child = following.draft_following(story.session, item)
    setup.prepare(story.session, story.log, child, NOW)
    out = BytesIO()
    auditing.write_record(story.session, story.congress, out)
    check_record(unzip(out.getvalue()), lambda _: None)
