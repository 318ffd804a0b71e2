"""The steps of a congress happen in order, by two people where it matters, and can be resumed."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import delete

from tests.services.people import checked_in_device, member
from tests.services.story import BOOTH, BY, CHOICE, MOTION, NOW, Story
from votesvc.crypto.blind_rsa import parse_public_key
from votesvc.crypto.encoding import new_uuid
from votesvc.crypto.group import random_scalar
from votesvc.crypto.trustees import parse_trustees, single_public
from votesvc.domain.contest import contest_election
from votesvc.domain.entries import Closed, Voided, parse_entry
from votesvc.domain.lifecycle import State
from votesvc.errors import (
    BoardFixed,
    InvalidProof,
    InvalidTrustees,
    IssuingClosed,
    MalformedInput,
    NoBoard,
    NotProposed,
    NoVoters,
    RollAlreadyFixed,
    RollNotFixed,
    SamePerson,
    UnknownCongress,
    UnknownItem,
    WrongState,
)
from votesvc.services import (
    agenda,
    auditing,
    checkin,
    counting,
    issuing,
    roll as rolls,
    rounds,
    setup,
)
from votesvc.storage.agenda import ItemRow
from votesvc.storage.passes import CollectedRow

YES = [[1, 0, 0], [1, 0, 0]]


def types(story: Story) -> list[str]:
    """Return the types of all entries in the log."""
    leaves = auditing.entries(story.session, story.congress, 0, 500)
    return [parse_entry(leaf).type for leaf in leaves]


def state(story: Story, item: str) -> State:
    return agenda.item(story.session, item).state


# --- Congress -------------------------------------------------------------------------------------


def test_congress_begins_with_itself_its_roll_and_its_board(story: Story) -> None:
    assert types(story) == ["congress", "roll", "board"]
    view = agenda.congress(story.session, story.congress)
    assert (view.title, view.entitled, view.owners) == ("工会代表大会", 3, 2)
    assert view.origin == f"votesvc/{story.congress}"
    assert agenda.congresses(story.session) == [view]


def test_congresses_are_listed_in_the_order_they_were_made(story: Story) -> None:
    other = setup.create_congress(story.session, story.log, "另一", BOOTH, NOW)
    listed = agenda.congresses(story.session)
    assert [view.uuid for view in listed] == [story.congress, other]
    assert (listed[1].entitled, listed[1].trustees, listed[1].owners) == (None, None, 0)


@pytest.mark.parametrize("title", ["", " ", "a\x00", "x" * 301])
def test_congress_needs_a_readable_title(story: Story, title: str) -> None:
    with pytest.raises(MalformedInput):
        setup.create_congress(story.session, story.log, title, BOOTH, NOW)


def test_roll_and_board_are_logged_once(story: Story) -> None:
    with pytest.raises(RollAlreadyFixed):
        setup.fix_roll(story.session, story.log, story.congress, NOW)
    key = single_public(random_scalar(), random_scalar())
    with pytest.raises(BoardFixed):
        setup.set_board(story.session, story.log, story.congress, [key], NOW)
    assert types(story) == ["congress", "roll", "board"]


def test_roll_fixed_just_before_a_power_cut_is_logged_afterwards(story: Story) -> None:
    congress = setup.create_congress(story.session, story.log, "另一", BOOTH, NOW)
    with pytest.raises(NoVoters):
        setup.fix_roll(story.session, story.log, congress, NOW)
    roll = "姓名,工号,代表团,类别\n王,1,一,正式\n".encode()
    rolls.import_roll(story.session, congress, roll, "roll.csv")
    rolls.fix_roll(story.session, congress)
    assert agenda.congress(story.session, congress).entitled is None
    setup.fix_roll(story.session, story.log, congress, NOW)
    assert agenda.congress(story.session, congress).entitled == 1


@pytest.mark.parametrize("keys", [[], ["x"], [["Single", {}]]])
def test_board_needs_keys_that_prove_themselves(story: Story, keys: list[object]) -> None:
    congress = setup.create_congress(story.session, story.log, "另一", BOOTH, NOW)
    with pytest.raises((MalformedInput, InvalidTrustees, InvalidProof)):
        setup.set_board(story.session, story.log, congress, keys, NOW)  # type: ignore[arg-type]


def test_unknown_congress_is_refused(story: Story) -> None:
    key = single_public(random_scalar(), random_scalar())
    refused: list[Callable[[], object]] = [
        lambda: setup.set_board(story.session, story.log, new_uuid(), [key], NOW),
        lambda: setup.fix_roll(story.session, story.log, new_uuid(), NOW),
        lambda: agenda.create_item(story.session, new_uuid(), MOTION),
        lambda: agenda.congress(story.session, new_uuid()),
    ]
    for act in refused:
        with pytest.raises(UnknownCongress):
            act()


# --- Items ----------------------------------------------------------------------------------------


def test_draft_can_be_deleted_and_nothing_else(story: Story) -> None:
    draft = agenda.create_item(story.session, story.congress, MOTION)
    ready = story.ready_item(CHOICE)
    assert [view.title for view in agenda.items(story.session, story.congress)] == [
        "表决事项",
        "节目评选",
    ]
    agenda.delete_draft(story.session, draft)
    assert [view.item for view in agenda.items(story.session, story.congress)] == [ready]
    with pytest.raises(WrongState):
        agenda.delete_draft(story.session, ready)
    with pytest.raises(UnknownItem):
        agenda.delete_draft(story.session, draft)
    with pytest.raises(UnknownItem):
        setup.prepare(story.session, story.log, draft, NOW)


def test_ready_item_is_what_anyone_can_rebuild_from_its_parts(story: Story) -> None:
    item = story.ready_item(CHOICE)
    view = agenda.item(story.session, item)
    congress = agenda.congress(story.session, story.congress)
    election = contest_election(
        item,
        CHOICE,
        congress.origin,
        parse_trustees(congress.trustees or b"").public_key,
        parse_public_key(view.public_key or b""),
    )
    assert view.election == election.encoded
    assert (view.kind, view.state, view.spec) == ("choose", State.READY, CHOICE)
    proof = auditing.item_proof(story.session, story.log, story.congress, item)
    assert b'"type":"item"' in proof.leaf


def test_item_waits_for_the_roll_and_the_board(story: Story) -> None:
    congress = setup.create_congress(story.session, story.log, "另一", BOOTH, NOW)
    item = agenda.create_item(story.session, congress, MOTION)
    with pytest.raises(RollNotFixed):
        setup.prepare(story.session, story.log, item, NOW)
    roll = "姓名,工号,代表团,类别\n王,1,一,正式\n".encode()
    rolls.import_roll(story.session, congress, roll, "roll.csv")
    setup.fix_roll(story.session, story.log, congress, NOW)
    with pytest.raises(NoBoard):
        setup.prepare(story.session, story.log, item, NOW)


def test_every_step_is_refused_out_of_turn(story: Story) -> None:
    session, log = story.session, story.log
    steps: dict[str, Callable[[str], object]] = {
        "prepare": lambda item: setup.prepare(session, log, item, NOW),
        "issue": lambda item: setup.open_issuing(session, log, item, NOW),
        "open": lambda item: rounds.open_ballot(session, log, item, BY, NOW),
        "close": lambda item: rounds.close_ballot(session, log, item, BY, NOW),
        "propose-open": lambda item: agenda.propose(session, item, "open", BY[0]),
        "propose-close": lambda item: agenda.propose(session, item, "close", BY[0]),
        "void": lambda item: rounds.void(session, log, item, "改期", BY[0], NOW),
    }
    allowed = {
        "draft": ["prepare"],
        "ready": ["issue"],
        "issuing": ["open", "propose-open", "void"],
        "open": ["close", "propose-close", "void"],
        "closed": ["void"],
        "counted": ["void"],
        "announced": [],
    }
    item = agenda.create_item(session, story.congress, MOTION)
    moves: list[tuple[str, Callable[[], object]]] = [
        ("draft", lambda: steps["prepare"](item)),
        ("ready", lambda: steps["issue"](item)),
        ("issuing", lambda: story.open(item)),
        ("open", lambda: story.close(item)),
        ("closed", lambda: story.count(item)),
        ("counted", lambda: counting.announce(session, log, item, BY[0], NOW)),
        ("announced", lambda: None),
    ]
    for expected, move in moves:
        assert state(story, item) == expected
        for name, step in steps.items():
            if name not in allowed[expected]:
                with pytest.raises(WrongState):
                    step(item)
        assert state(story, item) == expected
        move()


# --- Two people -----------------------------------------------------------------------------------


@pytest.mark.parametrize("action", ["open", "close"])
def test_opening_and_closing_need_a_proposal_and_another_person(story: Story, action: str) -> None:
    item = story.issued_item()
    act = rounds.open_ballot
    if action == "close":
        story.open(item)
        act = rounds.close_ballot
    before = state(story, item)
    with pytest.raises(NotProposed):
        act(story.session, story.log, item, BY, NOW)
    agenda.propose(story.session, item, action, "别人")
    agenda.propose(story.session, item, action, BY[0])
    assert agenda.proposal(story.session, item) == agenda.Proposal(item, action, BY[0])
    with pytest.raises(NotProposed):
        act(story.session, story.log, item, ("别人", BY[1]), NOW)
    with pytest.raises(SamePerson):
        act(story.session, story.log, item, (BY[0], BY[0]), NOW)
    assert state(story, item) == before
    act(story.session, story.log, item, BY, NOW)
    assert state(story, item) != before
    assert agenda.proposal(story.session, item) is None


def test_declined_proposal_is_gone(story: Story) -> None:
    item = story.issued_item()
    agenda.propose(story.session, item, "open", BY[0])
    agenda.decline(story.session, item)
    agenda.decline(story.session, item)
    with pytest.raises(NotProposed):
        rounds.open_ballot(story.session, story.log, item, BY, NOW)


@pytest.mark.parametrize("action", ["prepare", "announce", "", "x"])
def test_only_what_takes_two_people_is_proposed(story: Story, action: str) -> None:
    with pytest.raises(MalformedInput):
        agenda.propose(story.session, story.ready_item(), action, BY[0])


def test_refused_proposal_leaves_no_lock_behind(story: Story) -> None:
    item = story.ready_item()
    with pytest.raises(WrongState):
        agenda.propose(story.session, item, "close", BY[0])
    setup.open_issuing(story.session, story.log, item, NOW)
    story.open(item)


# --- Issuing, closing and voiding -----------------------------------------------------------------


def test_closing_writes_counts_list_and_tally_in_one_go(story: Story) -> None:
    devices = [story.device("1001"), story.device("1002")]
    item = story.open_item()
    story.cast(story.request(devices[0], item, *YES))
    story.request(devices[1], item, *YES)
    story.close(item)
    view = agenda.item(story.session, item)
    assert (view.present, view.issued, view.returned) == (2, 2, 1)
    assert types(story)[-3:] == ["closed", "issued", "tally"]
    assert types(story)[3:] == [
        "item", "checkin", "issue-opened", "checkin", "opened", "ballot",
        "closed", "issued", "tally",
    ]  # fmt: skip
    row = story.session.get_one(ItemRow, item)
    assert len((row.issued_list or "").splitlines()) == 2


def test_nothing_is_issued_after_closing(story: Story) -> None:
    late = story.device("1001")
    item = story.open_item()
    key = agenda.item(story.session, item).public_key
    assert key is not None
    story.close(item)
    with pytest.raises(IssuingClosed):
        story.request(late, item, *YES)


def test_late_delegates_collect_while_the_item_is_open(story: Story) -> None:
    item = story.open_item()
    story.cast(story.request(story.device("1002"), item, *YES))
    story.close(item)
    assert agenda.item(story.session, item).present == 1


def test_closing_interrupted_between_roll_and_log_is_completed(story: Story) -> None:
    device = story.device("1001")
    item = story.open_item()
    story.cast(story.request(device, item, *YES))
    # The roll's side has stopped issuing, then the power went.
    issuing.close_issuing(story.session, item)
    checked_in_device(story.session, story.congress, "1002")
    story.close(item)
    view = agenda.item(story.session, item)
    assert (view.present, view.issued, view.returned) == (1, 1, 1)
    assert state(story, item) is State.CLOSED


def test_issuing_opened_just_before_a_power_cut_is_logged_afterwards(story: Story) -> None:
    item = story.ready_item()
    issuing.open_issuing(story.session, item)
    setup.open_issuing(story.session, story.log, item, NOW)
    assert state(story, item) is State.ISSUING


def test_more_ballots_than_credentials_make_the_round_void_by_itself(story: Story) -> None:
    device = story.device("1001")
    item = story.open_item()
    story.cast(story.request(device, item, *YES))
    # As if the issuing records had been lost, or ballots been made without them.
    story.session.execute(delete(CollectedRow))
    story.session.commit()
    story.close(item)
    assert state(story, item) is State.VOID
    leaves = auditing.entries(story.session, story.congress, 0, 500)
    closed, _, void = map(parse_entry, leaves[-3:])
    assert isinstance(closed, Closed)
    assert (closed.issued, closed.returned) == (0, 1)
    assert isinstance(void, Voided)
    assert void.by == "votesvc"
    with pytest.raises(WrongState):
        counting.submit_share(story.session, story.log, item, 1, b"{}")


def test_presence_is_logged_as_it_is_at_each_opening(story: Story) -> None:
    story.device("1001")
    item = story.issued_item()
    story.device("1002")
    checkin.leave(story.session, member(story.session, story.congress, "1001"), NOW)
    story.device("a-7")
    story.open(item)
    leaves = auditing.entries(story.session, story.congress, 0, 500)
    present = [leaf for leaf in leaves if b'"type":"checkin"' in leaf]
    assert [b'"present":1' in present[0], b'"present":2' in present[1]] == [True, True]


def test_clock_put_back_breaks_nothing(story: Story) -> None:
    earlier = NOW - timedelta(days=3)
    item = story.issued_item()
    agenda.propose(story.session, item, "open", BY[0])
    rounds.open_ballot(story.session, story.log, item, BY, earlier)
    agenda.propose(story.session, item, "close", BY[0])
    rounds.close_ballot(story.session, story.log, item, BY, earlier - timedelta(days=1))
    story.announce(item)
    assert state(story, item) is State.ANNOUNCED
