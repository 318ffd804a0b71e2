"""One congress as people live it: from the first link to a result that a stranger has verified."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.e2e.devices import TABLET, Devices, TakePicture
from tests.e2e.people import Chief, Desk, Organiser
from tests.e2e.server import Server
from tests.e2e.story import arriving, counting, preparing, voting
from tests.e2e.story.cast import Story

pytestmark = pytest.mark.xdist_group("story")


def test_a_congress_goes_from_the_first_link_to_a_result_that_a_stranger_verifies(
    fresh_server: Server, browser: Browser, tmp_path: Path, picture: TakePicture
) -> None:
    devices = Devices(browser, fresh_server.url)
    story = Story(
        fresh_server,
        devices,
        tmp_path,
        picture,
        Organiser(devices.staff()),
        Chief(devices.staff()),
        Desk(devices.staff(TABLET)),
    )
    preparing.staff_choose_their_passwords(story)
    preparing.the_roll_is_imported_whole_or_not_at_all(story)
    preparing.the_scrutineers_keys_are_registered(story)
    preparing.two_items_are_prepared(story)
    arriving.delegates_check_in(story)
    arriving.phones_turn_to_the_ballot_by_themselves(story)
    voting.delegates_vote_on_the_motion(story)
    voting.delegates_choose(story)
    counting.nothing_is_public_before_the_announcement(story)
    counting.everybody_sees_the_result(story)
    counting.a_stranger_verifies_everything(story)
    devices.close()
