"""Any t of n count; the scrutineers see the result first, and sign it before anybody else does."""

import pytest

from tests.services.crew import Crew
from tests.services.story import BY, MOTION, NOW, Story
from tests.services.test_auditing import record
from votesvc.domain.entries import Announced, Signed, parse_entry
from votesvc.domain.record import check_record
from votesvc.errors import (
    InvalidShare,
    InvalidSignature,
    MessageConflict,
    NotCounted,
    NotSigned,
    NotYourItem,
    ShareConflict,
    UnknownOwner,
    UnknownSeat,
    WrongState,
)
from votesvc.services import auditing, counting, signing
from votesvc.storage.scrutineers import SignatureRow

YES, NO = [1, 0, 0], [0, 1, 0]


def closed(story: Story, crew: Crew) -> str:
    """Return a closed motion with two ballots that the board of `crew` counts."""
    devices = [story.device("1001"), story.device("1002")]
    item = story.open_item(MOTION)
    for device in devices:
        story.cast(story.request(device, item, YES, NO))
    story.close(item)
    assert crew.uuid
    return item


def test_any_threshold_counts_while_the_other_devices_are_lost(story: Story) -> None:
    crew = Crew(story, 2, 3).whole()
    item = closed(story, crew)
    crew.count(item, [3])
    assert crew.state(item) == "closed"
    assert signing.count(story.session, crew.keys[2].token, item).result == ""
    crew.count(item, [1])
    assert crew.state(item) == "counted"
    seen = signing.count(story.session, crew.keys[0].token, item)
    assert seen.result == '{"result":[[2,0,0],[0,2,0]]}'
    assert [owner for owner, _ in seen.shares] == [1, 3]
    crew.sign(item, [1, 3])
    assert crew.state(item) == "signed"
    counting.announce(story.session, story.log, item, BY[0], NOW)
    files = record(story)
    [counted] = check_record(files, lambda _: None)
    assert counted.result.counts == ((2, 0, 0), (0, 2, 0))
    last = [parse_entry(leaf) for leaf in auditing.entries(story.session, story.congress, 0, 500)]
    assert [type(entry) for entry in last[-3:]] == [Signed, Signed, Announced]


def test_fewer_than_the_threshold_never_get_a_result(story: Story) -> None:
    crew = Crew(story, 3, 5).whole()
    item = closed(story, crew)
    crew.count(item, [2, 5])
    shown = counting.progress(story.session, item)
    assert (shown.needed, shown.size, shown.owners_present) == (3, 5, (2, 5))
    assert signing.count(story.session, crew.keys[1].token, item).result == ""
    with pytest.raises(WrongState):
        counting.announce(story.session, story.log, item, BY[0], NOW)


def test_a_wrong_share_is_refused_and_its_owner_named(story: Story) -> None:
    crew = Crew(story, 2, 3).whole()
    item = closed(story, crew)
    for owner, seat in ((1, 2), (2, 3)):
        with pytest.raises(InvalidShare) as refused:
            counting.submit_share(story.session, story.log, item, owner, crew.share(item, seat))
        assert refused.value.where[0] == f"owner {owner}"
    with pytest.raises(UnknownOwner):
        counting.submit_share(story.session, story.log, item, 4, crew.share(item, 1))
    crew.count(item, [1])
    # What the same device makes again is the same.
    crew.count(item, [1])
    with pytest.raises(ShareConflict):
        counting.submit_share(story.session, story.log, item, 1, b"{}")


def test_nobody_but_a_scrutineer_sees_the_result_before_it_is_signed(story: Story) -> None:
    crew = Crew(story, 2, 3).whole()
    item = closed(story, crew)
    crew.count(item, [1, 2])
    size = len(auditing.entries(story.session, story.congress, 0, 500))
    assert counting.progress(story.session, item).result is None
    crew.sign(item, [1])
    assert crew.state(item) == "counted"
    assert counting.progress(story.session, item).result is None
    with pytest.raises(NotSigned):
        counting.announce(story.session, story.log, item, BY[0], NOW)
    crew.sign(item, [3])
    assert crew.state(item) == "signed"
    shown = counting.progress(story.session, item)
    assert (shown.signed, shown.result) == ((1, 3), ((2, 0, 0), (0, 2, 0)))
    # Nothing of it is public yet.
    assert len(auditing.entries(story.session, story.congress, 0, 500)) == size
    with pytest.raises(NotCounted):
        counting.outcome_view(story.session, item)


def test_more_may_sign_until_the_announcement_and_none_after_it(story: Story) -> None:
    crew = Crew(story, 2, 3).whole()
    item = closed(story, crew)
    crew.count(item, [1, 2])
    crew.sign(item, [1, 2, 3, 3])
    late = crew.signature(item, 3)
    counting.announce(story.session, story.log, item, BY[0], NOW)
    token = crew.keys[2].token
    assert signing.sign(story.session, story.log, token, item, late).signed == (1, 2, 3)
    last = [parse_entry(leaf) for leaf in auditing.entries(story.session, story.congress, 0, 500)]
    assert [entry.owner for entry in last if isinstance(entry, Signed)] == [1, 2, 3]


def test_a_signature_is_by_this_scrutineer_on_this_result(story: Story) -> None:
    crew = Crew(story, 2, 3).whole()
    item = closed(story, crew)
    token = crew.keys[0].token
    with pytest.raises(WrongState):
        signing.sign(story.session, story.log, token, item, b"{}")
    crew.count(item, [1, 2])
    with pytest.raises(InvalidSignature) as refused:
        signing.sign(story.session, story.log, token, item, crew.signature(item, 2))
    assert refused.value.where[0] == "owner 1"
    crew.sign(item, [1])
    other = crew.story.session.get_one(SignatureRow, (item, 1), populate_existing=True)
    assert other.signature == crew.signature(item, 1)
    other.signature = b"another"
    story.session.commit()
    with pytest.raises(MessageConflict):
        crew.sign(item, [1])


def test_a_result_is_shown_to_the_board_that_counts_it_alone(story: Story) -> None:
    first = Crew(story, 2, 3).whole()
    item = closed(story, first)
    second = Crew(story, 2, 3).whole()
    first.count(item, [1, 2])
    with pytest.raises(NotYourItem):
        signing.count(story.session, second.keys[0].token, item)
    stranger = Crew(story, 2, 3).propose()
    with pytest.raises(UnknownSeat):
        signing.count(story.session, stranger.keys[0].token, item)
    first.sign(item, [1, 2])
    assert first.state(item) == "signed"


def test_a_round_can_be_void_after_it_was_signed(story: Story) -> None:
    crew = Crew(story, 2, 3).whole()
    item = closed(story, crew)
    crew.count(item, [1, 2])
    crew.sign(item, [1, 2])
    story.void(item, "程序有误")
    with pytest.raises(WrongState):
        counting.announce(story.session, story.log, item, BY[0], NOW)
    check_record(record(story), lambda _: None)
