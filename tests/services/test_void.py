"""A round in which ballots may exist is void only by two people who both say why."""

import pytest

from tests.services.story import BY, NOW, Story
from votesvc.domain.entries import Voided, parse_entry
from votesvc.domain.lifecycle import State
from votesvc.errors import IssuingClosed, MalformedInput, NotProposed, SamePerson, WrongState
from votesvc.services import agenda, auditing, counting, issuing, rounds

WHY = "选票印错"


def item_in(story: Story, state: str) -> str:
    """Return an item in this state."""
    item = story.issued_item()
    if state != "issuing":
        story.open(item)
    if state in ("closed", "counted"):
        story.close(item)
    if state == "counted":
        story.count(item)
    assert agenda.item(story.session, item).state == state
    return item


def last(story: Story) -> object:
    return parse_entry(auditing.entries(story.session, story.congress, 0, 500)[-1])


def may_collect(story: Story, item: str) -> bool:
    try:
        issuing.open_issuing(story.session, item)
    except IssuingClosed:
        return False
    return True


def test_one_person_may_do_it_before_the_opening(story: Story) -> None:
    item = item_in(story, "issuing")
    rounds.void(story.session, story.log, item, WHY, BY[0], NOW)
    assert last(story) == Voided(item, WHY, BY[0], NOW)
    assert agenda.item(story.session, item).state is State.VOID
    assert not may_collect(story, item)


@pytest.mark.parametrize("state", ["open", "closed", "counted"])
def test_one_person_alone_may_not_once_ballots_may_exist(story: Story, state: str) -> None:
    item = item_in(story, state)
    with pytest.raises(NotProposed):
        rounds.void(story.session, story.log, item, WHY, BY[0], NOW)
    with pytest.raises(NotProposed):
        rounds.void_round(story.session, story.log, item, WHY, BY, NOW)
    agenda.propose(story.session, item, "void", BY[0], WHY)
    with pytest.raises(NotProposed):
        rounds.void(story.session, story.log, item, WHY, BY[0], NOW)
    with pytest.raises(SamePerson):
        rounds.void_round(story.session, story.log, item, WHY, (BY[0], BY[0]), NOW)
    assert agenda.item(story.session, item).state == state
    # A refusal must not have ended the issuing of a round that goes on.
    assert may_collect(story, item) is (state == "open")


@pytest.mark.parametrize("state", ["open", "closed", "counted"])
def test_two_people_may_for_the_reason_that_both_have_seen(story: Story, state: str) -> None:
    item = item_in(story, state)
    agenda.propose(story.session, item, "void", BY[0], WHY)
    with pytest.raises(NotProposed):
        rounds.void_round(story.session, story.log, item, "结果不好", BY, NOW)
    with pytest.raises(NotProposed):
        rounds.void_round(story.session, story.log, item, WHY, ("别人", BY[1]), NOW)
    rounds.void_round(story.session, story.log, item, WHY, BY, NOW)
    assert last(story) == Voided(item, WHY, "王主持、监票甲", NOW)
    assert agenda.item(story.session, item).state is State.VOID
    assert agenda.proposal(story.session, item) is None
    assert not may_collect(story, item)
    with pytest.raises(WrongState):
        rounds.void_round(story.session, story.log, item, WHY, BY, NOW)


def test_what_was_proposed_before_the_count_lapses_with_it(story: Story) -> None:
    item = item_in(story, "closed")
    agenda.propose(story.session, item, "void", BY[0], WHY)
    story.count(item)
    assert agenda.proposal(story.session, item) is None
    with pytest.raises(NotProposed):
        rounds.void_round(story.session, story.log, item, WHY, BY, NOW)


def test_an_announced_result_stays(story: Story) -> None:
    item = item_in(story, "counted")
    agenda.propose(story.session, item, "void", BY[0], WHY)
    counting.announce(story.session, story.log, item, BY[0], NOW)
    assert agenda.proposal(story.session, item) is None
    with pytest.raises(WrongState):
        rounds.void_round(story.session, story.log, item, WHY, BY, NOW)
    with pytest.raises(WrongState):
        agenda.propose(story.session, item, "void", BY[0], WHY)


@pytest.mark.parametrize("reason", ["", " ", "a\x00", "\x1b[2J", "x" * 10_001])
def test_a_reason_that_could_not_stand_in_the_log_is_not_proposed(
    story: Story, reason: str
) -> None:
    item = item_in(story, "open")
    with pytest.raises(MalformedInput):
        agenda.propose(story.session, item, "void", BY[0], reason)
    with pytest.raises(MalformedInput):
        agenda.propose(story.session, item, "close", BY[0], "warum")
    assert agenda.proposal(story.session, item) is None


def test_voiding_interrupted_between_roll_and_log_is_completed(story: Story) -> None:
    item = item_in(story, "open")
    agenda.propose(story.session, item, "void", BY[0], WHY)
    # The roll's side has stopped issuing, then the power went.
    issuing.close_issuing(story.session, item)
    rounds.void_round(story.session, story.log, item, WHY, BY, NOW)
    assert agenda.item(story.session, item).state is State.VOID
