"""The server's clock may jump either way: nobody loses a vote, and the record stands."""

import io
from datetime import UTC, datetime, timedelta
from zipfile import ZipFile

import pytest

from tests.services.people import member, new_device
from tests.services.story import BY, MOTION, NOW, Story
from votesvc.domain.record import check_record
from votesvc.errors import PassExpired
from votesvc.services import agenda, auditing, checkin, counting, issuing, rounds, setup

YES = [[1, 0, 0], [1, 0, 0]]
FAR = timedelta(days=4000)
JUMPS = {
    "back": [-FAR, -2 * FAR, -3 * FAR, -FAR],
    "forward": [FAR, 2 * FAR, 3 * FAR, FAR],
    "to and fro": [FAR, -FAR, FAR, -FAR],
    "to 1970": [datetime(1970, 1, 1, tzinfo=UTC) - NOW] * 4,
}


@pytest.mark.parametrize("jumps", JUMPS.values(), ids=JUMPS.keys())
def test_a_congress_goes_on_and_its_record_verifies(story: Story, jumps: list[timedelta]) -> None:
    issued, opened, closed, announced = (NOW + jump for jump in jumps)
    device = story.device("1001")
    item = story.ready_item(MOTION)
    setup.open_issuing(story.session, story.log, item, issued)
    agenda.propose(story.session, item, "open", BY[0])
    rounds.open_ballot(story.session, story.log, item, BY, opened)
    receipt = story.cast(story.request(device, item, *YES))
    agenda.propose(story.session, item, "close", BY[0])
    rounds.close_ballot(story.session, story.log, item, BY, closed)
    story.count(item)
    counting.announce(story.session, story.log, item, BY[0], announced)
    tracker = receipt.tracker
    again = auditing.receipt(story.session, story.log, story.congress, tracker)
    assert again == receipt
    out = io.BytesIO()
    auditing.write_record(story.session, story.congress, out)
    with ZipFile(out) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    [counted] = check_record(files, lambda _: None)
    assert counted.result.counts == ((1, 0, 0), (1, 0, 0))


def test_a_pass_in_use_survives_a_jump_and_one_not_yet_scanned_is_renewed(story: Story) -> None:
    session, congress = story.session, story.congress
    who = member(session, congress, "1001")
    later = NOW + FAR
    shown = checkin.check_in(session, congress, who, NOW).pass_secret
    assert shown is not None
    device = new_device()
    with pytest.raises(PassExpired):
        issuing.redeem(session, shown, device.shown, later)
    fresh = checkin.renew_pass(session, who, later)
    # The clock is put right again: a pass made in the future is good at once.
    assert issuing.redeem(session, fresh, device.shown, NOW).congress == congress
    assert issuing.redeem(session, fresh, device.shown, later).congress == congress
    item = story.open_item(MOTION)
    assert story.cast(story.request(device, item, *YES)).item == item
