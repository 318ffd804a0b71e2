"""The power goes between any two commits of a step: doing the step again completes it."""

import pytest

from tests.services.people import ROLL, Device
from tests.services.power import (
    MOST_COMMITS,
    Step,
    check_public_record,
    interrupted_everywhere,
    killed_before_commit,
    types,
)
from tests.services.story import BOOTH, BY, MOTION, NOW, Story
from votesvc.crypto.group import random_scalar
from votesvc.crypto.trustees import single_public
from votesvc.services import agenda, auditing, counting, roll as rolls, rounds, setup

YES = [[1, 0, 0], [1, 0, 0]]


def item_with_power_cuts(story: Story, device: Device, number: int) -> bool:
    """Play an item whose every step dies before commit `number`; return whether any had so many."""
    item = agenda.create_item(story.session, story.congress, MOTION)

    def take(step: Step, state: str) -> bool:
        def done() -> bool:
            return agenda.item(story.session, item).state == state

        return interrupted_everywhere(story, number, step, done)

    died = take(lambda s, log: setup.prepare(s, log, item, NOW), "ready")
    died |= take(lambda s, log: setup.open_issuing(s, log, item, NOW), "issuing")
    agenda.propose(story.session, item, "open", BY[0])
    died |= take(lambda s, log: rounds.open_ballot(s, log, item, BY, NOW), "open")
    story.cast(story.request(device, item, *YES))
    agenda.propose(story.session, item, "close", BY[0])
    died |= take(lambda s, log: rounds.close_ballot(s, log, item, BY, NOW), "closed")
    for owner in (1, 2):
        share = story.share(item, owner)
        counting.submit_share(story.session, story.log, item, owner, share)
    died |= take(lambda s, log: counting.announce(s, log, item, BY[0], NOW), "announced")
    view = agenda.item(story.session, item)
    assert (view.present, view.issued, view.returned) == (1, 1, 1)
    return died


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_every_step_of_an_item_survives_a_power_cut_at_every_commit(story: Story) -> None:
    device = story.device("1001")
    for number in range(1, MOST_COMMITS):
        if not item_with_power_cuts(story, device, number):
            break
    else:
        pytest.fail("a step commits more often than this test looks")
    assert number > 2
    written = types(story)
    for kind in ("item", "issue-opened", "opened", "ballot", "closed", "tally", "announced"):
        assert written.count(kind) == number
    check_public_record(story)


def void_with_power_cuts(story: Story, number: int) -> bool:
    """Declare a round void, dying before commit `number`; return whether it had so many."""
    item = story.open_item()
    agenda.propose(story.session, item, "void", BY[0], "停电")
    return interrupted_everywhere(
        story,
        number,
        lambda s, log: rounds.void_round(s, log, item, "停电", BY, NOW),
        lambda: agenda.item(story.session, item).state == "void",
    )


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_a_round_declared_void_survives_a_power_cut_at_every_commit(story: Story) -> None:
    for number in range(1, MOST_COMMITS):
        if not void_with_power_cuts(story, number):
            break
    assert types(story).count("void") == number
    check_public_record(story)


def board_with_power_cuts(story: Story, number: int) -> bool:
    """Fix roll and board of a new congress, each dying before commit `number`."""
    congress = setup.create_congress(story.session, story.log, "另一", BOOTH, NOW)
    assert not rolls.import_roll(story.session, congress, ROLL, "roll.csv").problems
    keys = [single_public(secret, random_scalar()) for secret in story.scrutineers]
    died = interrupted_everywhere(
        story,
        number,
        lambda s, log: setup.fix_roll(s, log, congress, NOW),
        lambda: agenda.congress(story.session, congress).entitled == 3,
    )
    died |= interrupted_everywhere(
        story,
        number,
        lambda s, log: setup.set_board(s, log, congress, keys, NOW),
        lambda: agenda.congress(story.session, congress).owners == 2,
    )
    story.congress = congress
    assert types(story) == ["congress", "roll", "board"]
    return died


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_fixing_roll_and_board_survives_a_power_cut_at_every_commit(story: Story) -> None:
    for number in range(1, MOST_COMMITS):
        if not board_with_power_cuts(story, number):
            break
    assert number > 2
    check_public_record(story)


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_a_congress_that_was_not_finished_is_not_there(story: Story) -> None:
    known = [view.uuid for view in agenda.congresses(story.session)]
    for number in range(1, MOST_COMMITS):
        died = killed_before_commit(
            number,
            story.databases,
            lambda s, log: setup.create_congress(s, log, "另一", BOOTH, NOW),
        )
        story.session.rollback()
        fresh = [view.uuid for view in agenda.congresses(story.session) if view.uuid not in known]
        for congress in fresh:
            assert auditing.checkpoint(story.session, congress)
        if not died:
            assert len(fresh) == 1
            break
        assert fresh == []
