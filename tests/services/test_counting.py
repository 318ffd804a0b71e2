"""The count opens with the last share that is needed, and the log hears of it at the end."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.services.story import BY, CHOICE, MOTION, NOW, Story
from votesvc.domain.entries import Announced, OutcomeStated, ResultMade, ShareMade, parse_entry
from votesvc.domain.lifecycle import State
from votesvc.domain.outcome import ChooseOutcome, MotionOutcome
from votesvc.errors import (
    InvalidShare,
    MalformedInput,
    NoBoard,
    NotCounted,
    ShareConflict,
    UnknownOwner,
    WrongState,
)
from votesvc.services import agenda, auditing, setup
from votesvc.services.counting import Progress, announce, outcome_view, progress, submit_share

YES = [1, 0, 0]
NO = [0, 1, 0]
ABSTAIN = [0, 0, 1]


@pytest.fixture
def closed(story: Story) -> str:
    """Give a closed motion with two ballots."""
    devices = [story.device("1001"), story.device("1002")]
    item = story.open_item()
    story.cast(story.request(devices[0], item, YES, NO))
    story.cast(story.request(devices[1], item, YES, ABSTAIN))
    story.close(item)
    return item


def test_last_share_opens_the_result_and_nothing_is_public_yet(story: Story, closed: str) -> None:
    size = len(auditing.entries(story.session, story.congress, 0, 500))
    assert progress(story.session, closed) == Progress(2, 2, (), False, (), None)
    submit_share(story.session, story.log, closed, 2, story.share(closed, 2))
    assert progress(story.session, closed) == Progress(2, 2, (2,), False, (), None)
    assert agenda.item(story.session, closed).state is State.CLOSED
    submit_share(story.session, story.log, closed, 1, story.share(closed, 1))
    # Single keys do not sign, so nobody sees the counts before they are announced.
    assert progress(story.session, closed) == Progress(2, 2, (1, 2), False, (), None)
    assert agenda.item(story.session, closed).state is State.COUNTED
    assert len(auditing.entries(story.session, story.congress, 0, 500)) == size
    with pytest.raises(NotCounted):
        outcome_view(story.session, closed)


def test_announcement_publishes_shares_result_and_outcome_together(
    story: Story, closed: str
) -> None:
    story.announce(closed)
    leaves = auditing.entries(story.session, story.congress, 0, 500)[-5:]
    last = [parse_entry(leaf) for leaf in leaves]
    assert [type(entry) for entry in last] == [
        ShareMade,
        ShareMade,
        ResultMade,
        OutcomeStated,
        Announced,
    ]
    view = outcome_view(story.session, closed)
    assert isinstance(view.outcome, MotionOutcome)
    assert (view.entitled, view.item.present, view.item.issued, view.item.returned) == (3, 2, 2, 2)
    assert [decision.passed for decision in view.outcome.decisions] == [True, False]
    assert isinstance(last[3], OutcomeStated)
    assert last[3].outcome == view.outcome.to_json()


def test_choice_is_counted_by_candidate(story: Story) -> None:
    item = story.whole_vote(CHOICE, [[1, 1, 0, 0]], [[1, 0, 0, 0]], [[0, 0, 0, 0]])
    view = outcome_view(story.session, item)
    assert view.counts == ((2, 1, 0, 0),)
    assert isinstance(view.outcome, ChooseOutcome)
    assert view.outcome.chosen == (0, 1)


def test_item_without_any_ballot_is_counted_too(story: Story) -> None:
    item = story.whole_vote(MOTION)
    assert outcome_view(story.session, item).counts == ((0, 0, 0), (0, 0, 0))


def test_nothing_is_counted_before_closing_or_announced_before_the_count(story: Story) -> None:
    item = story.open_item()
    with pytest.raises(WrongState):
        submit_share(story.session, story.log, item, 1, b"{}")
    story.close(item)
    with pytest.raises(WrongState):
        announce(story.session, story.log, item, BY[0], NOW)
    draft = agenda.create_item(story.session, story.congress, MOTION)
    with pytest.raises(WrongState):
        submit_share(story.session, story.log, draft, 1, b"{}")


def test_draft_of_a_congress_without_a_board_has_no_progress(story: Story) -> None:
    congress = setup.create_congress(story.session, story.log, "新", "00" * 32, NOW)
    draft = agenda.create_item(story.session, congress, MOTION)
    with pytest.raises(NoBoard):
        progress(story.session, draft)


def test_same_share_again_changes_nothing_even_later(story: Story, closed: str) -> None:
    first, second = story.share(closed, 1), story.share(closed, 2)
    submit_share(story.session, story.log, closed, 1, first)
    submit_share(story.session, story.log, closed, 1, first)
    submit_share(story.session, story.log, closed, 2, second)
    submit_share(story.session, story.log, closed, 1, first)
    assert progress(story.session, closed).owners_present == (1, 2)


def test_second_share_of_one_scrutineer_is_refused(story: Story, closed: str) -> None:
    submit_share(story.session, story.log, closed, 1, story.share(closed, 1))
    with pytest.raises(ShareConflict):
        submit_share(story.session, story.log, closed, 1, story.share(closed, 1))


@pytest.mark.parametrize("owner", [-1, 0, 3, 2**70])
def test_number_of_nobody_is_refused(story: Story, closed: str, owner: int) -> None:
    with pytest.raises(UnknownOwner):
        submit_share(story.session, story.log, closed, owner, story.share(closed, 1))


def test_share_of_another_scrutineer_or_item_is_refused_and_named(
    story: Story, closed: str
) -> None:
    with pytest.raises(InvalidShare, match="owner 2"):
        submit_share(story.session, story.log, closed, 2, story.share(closed, 1))
    other = story.open_item()
    story.cast(story.request(story.device("a-7"), other, YES, YES))
    story.close(other)
    with pytest.raises(InvalidShare):
        submit_share(story.session, story.log, closed, 1, story.share(other, 1))
    assert progress(story.session, closed).owners_present == ()


@pytest.mark.parametrize("factors", [b"", b"{}", b"[]", b"\xff", b"[" * 1000])
def test_malformed_share_is_refused(story: Story, closed: str, factors: bytes) -> None:
    with pytest.raises(MalformedInput):
        submit_share(story.session, story.log, closed, 1, factors)


def test_share_with_a_field_changed_is_refused(story: Story, closed: str) -> None:
    fields = json.loads(story.share(closed, 1))
    factor = fields["decryption_factors"][0]
    factor[0], factor[1] = factor[1], factor[0]
    with pytest.raises(InvalidShare):
        submit_share(
            story.session, story.log, closed, 1, json.dumps(fields, separators=(",", ":")).encode()
        )


def test_shares_that_come_at_once_open_the_result_once(story: Story, closed: str) -> None:
    shares = [(1, story.share(closed, 1)), (2, story.share(closed, 2))] * 3

    def hand_in(share: tuple[int, bytes]) -> None:
        with story.databases.sessions() as own:
            submit_share(own, story.log, closed, *share)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(hand_in, shares))
    result = agenda.item_row(story.session, closed).result
    assert result == b'{"result":[[2,0,0],[0,1,1]]}'


def test_announced_item_is_not_announced_again(story: Story, closed: str) -> None:
    story.announce(closed)
    with pytest.raises(WrongState):
        announce(story.session, story.log, closed, BY[0], NOW)
