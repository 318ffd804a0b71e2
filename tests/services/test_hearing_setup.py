"""A hearing is announced, opened and closed; a ballot waits for its report or for an override."""

from dataclasses import replace

import pytest
from sqlalchemy import event

from tests.services.hearing_story import SPEC, Talk
from tests.services.story import MOTION, NOW, Story
from votesvc.crypto.encoding import hexhash, new_uuid, parse_canonical_json
from votesvc.crypto.sealing import new_officer_key
from votesvc.domain.entries import (
    CheckIn,
    Hearing,
    HearingClosed,
    HearingOpened,
    Issued,
    Overridden,
    parse_entry,
)
from votesvc.domain.hearing import HearingState, spec_of
from votesvc.domain.items import asked_in, gated, graded
from votesvc.domain.lifecycle import State
from votesvc.domain.record.layout import issued_list
from votesvc.domain.rules import PollRule
from votesvc.errors import (
    GateClosed,
    HearingNotAnnounced,
    HearingOver,
    MalformedInput,
    NoOfficerKey,
    NothingToOverride,
    RollNotFixed,
    UnknownHearing,
    UnknownItem,
    WrongState,
)
from votesvc.services import agenda, auditing, gates, hearing_setup, hearings, issuing, roll, setup
from votesvc.services.auditing import entries
from votesvc.services.issuing_keys import prepare_hearing
from votesvc.storage.hearings import HearingRow
from votesvc.storage.slots import SlotKeyRow

POLL = graded("倾向性测评", ["方案"], PollRule("P15", ("支持", "不支持")))


@pytest.fixture
def talk(story: Story) -> Talk:
    """Give a story for one hearing."""
    return Talk(story)


def log_types(story: Story) -> list[str]:
    leaves = entries(story.session, story.congress, 0, 500)
    return [str(parse_canonical_json(leaf)["type"]) for leaf in leaves]  # type: ignore[index,call-overload]


def last(story: Story, count: int) -> list[object]:
    leaves = entries(story.session, story.congress, 0, 500)
    return [parse_entry(leaf) for leaf in leaves[-count:]]


# --- Announcing, opening, closing -----------------------------------------------------------------


def test_announcing_logs_what_the_draft_says_under_two_keys(talk: Talk) -> None:
    talk.announce()
    [leaf] = last(talk.story, 1)
    assert isinstance(leaf, Hearing)
    assert spec_of(leaf) == SPEC
    assert leaf.officer_key == talk.officer.public
    assert leaf.comment_key != leaf.support_key
    view = talk.view
    assert view.state is HearingState.ANNOUNCED
    assert view.position == len(log_types(talk.story)) - 1
    proof = auditing.item_proof(
        talk.story.session, talk.story.log, talk.story.congress, view.hearing
    )
    assert (proof.leaf, proof.index) == (leaf.encoded, view.position)


def test_announcing_needs_the_officers_key(talk: Talk) -> None:
    draft = hearings.create(talk.story.session, talk.story.congress, SPEC)
    with pytest.raises(NoOfficerKey):
        hearing_setup.announce(talk.story.session, talk.story.log, draft, NOW)
    assert log_types(talk.story)[-1] == "board"


def test_a_hearing_is_announced_before_the_roll_is_fixed_and_opened_after(story: Story) -> None:
    congress = setup.create_congress(story.session, story.log, "另一次大会", "00" * 32, NOW)
    hearing = hearings.create(story.session, congress, SPEC)
    hearings.set_officer_key(story.session, hearing, new_officer_key().public)
    hearing_setup.announce(story.session, story.log, hearing, NOW)
    with pytest.raises(RollNotFixed):
        hearing_setup.open_hearing(story.session, story.log, hearing, NOW)
    data = "姓名,工号,代表团,类别\n王,1,一,正式\n".encode()
    roll.import_roll(story.session, congress, data, "r.csv")
    setup.fix_roll(story.session, story.log, congress, NOW)
    hearing_setup.open_hearing(story.session, story.log, hearing, NOW)
    assert hearings.hearing(story.session, hearing).state is HearingState.OPEN


def test_opening_logs_who_is_present(talk: Talk) -> None:
    talk.open()
    checkin, opened = last(talk.story, 2)
    assert isinstance(checkin, CheckIn)
    assert (checkin.entitled, checkin.present) == (3, 3)
    assert isinstance(opened, HearingOpened)
    assert opened.item == talk.hearing


def test_closing_logs_numbers_and_list_and_erases_both_keys(talk: Talk) -> None:
    talk.open()
    talk.close()
    closed, issued = last(talk.story, 2)
    assert isinstance(closed, HearingClosed)
    assert (closed.present, closed.issued, closed.comments) == (3, 0, 0)
    assert isinstance(issued, Issued)
    assert (issued.count, issued.issued_list) == (0, hexhash(issued_list([])))
    view = talk.view
    assert (view.present, view.issued, view.comments) == (3, 0, 0)
    assert view.state is HearingState.CLOSED
    keys = talk.story.session.query(SlotKeyRow).all()
    assert [key.private_key for key in keys] == [b"", b""]


def test_every_step_is_refused_out_of_turn(talk: Talk) -> None:
    session, log = talk.story.session, talk.story.log
    steps = (hearing_setup.announce, hearing_setup.open_hearing, hearing_setup.close_hearing)
    talk.draft()
    for allowed in steps:
        before = log_types(talk.story)
        for step in steps:
            if step is not allowed:
                with pytest.raises(WrongState):
                    step(session, log, talk.hearing, NOW)
        assert log_types(talk.story) == before
        allowed(session, log, talk.hearing, NOW)
    for step in steps:
        with pytest.raises(WrongState):
            step(session, log, talk.hearing, NOW)
        with pytest.raises(UnknownHearing):
            step(session, log, new_uuid(), NOW)


def test_closing_interrupted_between_roll_and_log_is_completed(talk: Talk) -> None:
    talk.open()
    issuing.close_issuing(talk.story.session, talk.hearing)
    talk.close()
    assert talk.view.state is HearingState.CLOSED


def test_announcing_interrupted_between_roll_and_log_is_completed_with_later_changes(
    talk: Talk,
) -> None:
    talk.draft()
    session = talk.story.session
    keys = prepare_hearing(session, talk.story.congress, talk.hearing, SPEC.per_delegate)
    hearings.change(session, talk.hearing, replace(SPEC, per_delegate=1))
    hearing_setup.announce(session, talk.story.log, talk.hearing, NOW)
    [leaf] = last(talk.story, 1)
    assert isinstance(leaf, Hearing)
    assert (leaf.per_delegate, leaf.comment_key, leaf.support_key) == (1, *keys)
    slots = {key.kind: key.slots for key in session.query(SlotKeyRow)}
    assert slots == {"comment": 1, "support": 1}


def test_a_draft_that_changes_while_it_is_announced_is_not_logged_half_old_half_new(
    talk: Talk,
) -> None:
    talk.draft()
    story = talk.story

    titles = ["另一题目"]

    def change(_connection: object) -> None:
        # Between the keys, which the roll has just stored, and the log.
        while titles:
            with story.databases.sessions() as other:
                hearings.change(other, talk.hearing, replace(SPEC, title=titles.pop()))

    event.listen(story.databases.roll, "commit", change)
    with pytest.raises(WrongState):
        hearing_setup.announce(story.session, story.log, talk.hearing, NOW)
    assert log_types(story)[-1] == "board"
    hearing_setup.announce(story.session, story.log, talk.hearing, NOW)
    [leaf] = last(story, 1)
    assert isinstance(leaf, Hearing)
    assert leaf.title == "另一题目"


def test_a_draft_is_no_leaf(talk: Talk) -> None:
    talk.draft()
    for congress in (talk.story.congress, new_uuid()):
        with pytest.raises(UnknownItem):
            auditing.item_proof(talk.story.session, talk.story.log, congress, talk.hearing)


# --- The gate -------------------------------------------------------------------------------------


def waiting(talk: Talk) -> str:
    """Return a ballot that is being issued and waits for the hearing."""
    return talk.story.issued_item(gated(MOTION, talk.hearing))


def test_a_gated_ballot_does_not_open_before_the_report(talk: Talk) -> None:
    talk.announce()
    item = waiting(talk)
    before = log_types(talk.story)
    with pytest.raises(GateClosed):
        talk.story.open(item)
    assert log_types(talk.story) == before
    assert agenda.item(talk.story.session, item).state is State.ISSUING
    gate = gates.gate(talk.story.session, item)
    assert gate is not None
    assert (gate.hearing.hearing, gate.override, gate.passed) == (talk.hearing, None, False)
    talk.story.session.get_one(HearingRow, talk.hearing).reported = 5
    talk.story.session.commit()
    talk.story.open(item)
    assert agenda.item(talk.story.session, item).state is State.OPEN


def test_an_override_opens_the_gate_and_stays(talk: Talk) -> None:
    talk.announce()
    item = waiting(talk)
    session, log = talk.story.session, talk.story.log
    hearing_setup.override(session, log, item, "主席团决定:\n不等报告。", "主席团", NOW)
    [leaf] = last(talk.story, 1)
    assert isinstance(leaf, Overridden)
    talk.story.open(item)
    gate = gates.gate(session, item)
    assert gate is not None
    assert gate.passed
    assert gate.override is not None
    assert (gate.override.text, gate.override.by) == ("主席团决定:\n不等报告。", "主席团")
    assert gate.override.time == NOW
    with pytest.raises(NothingToOverride):
        hearing_setup.override(session, log, item, "再来一次", "主席团", NOW)


def test_only_a_waiting_ballot_is_overridden(talk: Talk) -> None:
    talk.announce()
    session, log = talk.story.session, talk.story.log
    draft = agenda.create_item(session, talk.story.congress, gated(MOTION, talk.hearing))
    with pytest.raises(WrongState):
        hearing_setup.override(session, log, draft, "不等", "主席团", NOW)
    ungated = talk.story.issued_item()
    with pytest.raises(NothingToOverride):
        hearing_setup.override(session, log, ungated, "不等", "主席团", NOW)
    assert gates.gate(session, ungated) is None
    item = waiting(talk)
    for text, by in (("", "主席团"), ("不等\x07", "主席团"), ("不等", ""), ("不等", "主\n席")):
        with pytest.raises(MalformedInput):
            hearing_setup.override(session, log, item, text, by, NOW)
    talk.story.session.get_one(HearingRow, talk.hearing).reported = 5
    talk.story.session.commit()
    with pytest.raises(NothingToOverride):
        hearing_setup.override(session, log, item, "不等", "主席团", NOW)


def test_a_ballot_waits_only_for_what_is_announced_in_its_congress(talk: Talk) -> None:
    session, log, congress = talk.story.session, talk.story.log, talk.story.congress
    draft = hearings.create(session, congress, SPEC)
    box = Talk(talk.story).announce(replace(SPEC, kind="box")).hearing
    elsewhere = setup.create_congress(session, log, "另一次大会", "00" * 32, NOW)
    foreign = hearings.create(session, elsewhere, SPEC)
    for hearing, refusal in (
        (draft, HearingNotAnnounced),
        (box, HearingNotAnnounced),
        (foreign, UnknownHearing),
        (new_uuid(), UnknownHearing),
    ):
        for spec in (gated(MOTION, hearing), asked_in(POLL, hearing)):
            item = agenda.create_item(session, congress, spec)
            with pytest.raises(refusal):
                setup.prepare(session, log, item, NOW)
            assert agenda.item(session, item).state is State.DRAFT


def test_a_straw_poll_does_not_wait_for_the_hearing_in_which_it_is_asked(talk: Talk) -> None:
    story = talk.story
    talk.announce()
    item = story.open_item(asked_in(POLL, talk.hearing))
    assert agenda.item(story.session, item).state is State.OPEN
    assert talk.view.reported is None


def test_a_straw_poll_is_not_asked_in_a_hearing_that_is_reported(talk: Talk) -> None:
    story = talk.story
    talk.open()
    item = agenda.create_item(story.session, story.congress, asked_in(POLL, talk.hearing))
    talk.close()
    talk.report()
    with pytest.raises(HearingOver):
        setup.prepare(story.session, story.log, item, NOW)
    assert agenda.item(story.session, item).state is State.DRAFT
