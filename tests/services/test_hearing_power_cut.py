"""The power goes between any two commits of a step of a hearing: doing it again completes it."""

import pytest

from tests.services.hearing_story import SPEC, Talk
from tests.services.power import (
    MOST_COMMITS,
    Step,
    check_public_record,
    interrupted_everywhere,
    killed_before_commit,
    types,
)
from tests.services.story import MOTION, NOW, Story
from votesvc.domain.entries import CommentMade
from votesvc.domain.items import gated
from votesvc.domain.report import Opinion
from votesvc.errors import VotesvcError
from votesvc.services import commenting, gates, hearing_office, hearing_setup, opinions
from votesvc.services.hearing_office import Decision


def hearing_with_power_cuts(talk: Talk, number: int) -> bool:
    """Play a hearing whose every step dies before commit `number`; say if any had so many."""
    story = talk.story

    def take(step: Step, state: str) -> bool:
        return interrupted_everywhere(story, number, step, lambda: talk.view.state == state)

    talk.draft()
    hearing = talk.hearing
    died = take(lambda s, log: hearing_setup.announce(s, log, hearing, NOW), "announced")
    died |= take(lambda s, log: hearing_setup.open_hearing(s, log, hearing, NOW), "open")
    made = [talk.made(person, one) for person in (0, 1) for one in (1, 2, 3)]
    died |= sent_with_power_cuts(talk, number, made[0])
    for one in made[1:]:
        talk.comment(one)
    batch = talk.published(*(one.commitment for one in made))

    def opened() -> bool:
        return {view.state for view in opinions.comments(story.session, hearing)} == {"published"}

    died |= interrupted_everywhere(
        story, number, lambda s, log: hearing_office.open_batch(s, log, hearing, batch, NOW), opened
    )
    died |= take(lambda s, log: hearing_setup.close_hearing(s, log, hearing, NOW), "closed")
    said = [Opinion("意见", (), "adopted", "写入")]
    died |= take(
        lambda s, log: hearing_office.report(s, log, hearing, said, "记录人", NOW), "reported"
    )
    assert (talk.view.issued, talk.view.comments) == (6, 6)
    return died


def sent_with_power_cuts(talk: Talk, number: int, made: CommentMade) -> bool:
    congress = talk.story.congress
    return interrupted_everywhere(
        talk.story,
        number,
        lambda s, log: commenting.comment(s, log, congress, made),
        lambda: commenting.received(talk.story.session, talk.hearing) == 1,
    )


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_every_step_of_a_hearing_survives_a_power_cut_at_every_commit(story: Story) -> None:
    devices = [story.device(number) for number in ("1001", "1002")]
    for number in range(1, MOST_COMMITS):
        if not hearing_with_power_cuts(Talk(story, devices=devices), number):
            break
    assert number > 2
    written = types(story)
    for kind in ("hearing", "hearing-opened", "hearing-closed", "reported"):
        assert written.count(kind) == number
    assert written.count("comment") == written.count("published") == 6 * number
    check_public_record(story)


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_a_killed_service_gave_no_receipt_for_a_comment_that_is_not_there(story: Story) -> None:
    talk = Talk(story).open()
    made = talk.made(0, 1)
    story.session.rollback()
    assert killed_before_commit(
        1, story.databases, lambda s, log: commenting.comment(s, log, story.congress, made)
    )
    story.session.rollback()
    assert commenting.received(story.session, talk.hearing) == 0
    receipt = talk.comment(made)
    assert receipt.tracker == made.commitment


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_an_override_survives_a_power_cut(story: Story) -> None:
    talk = Talk(story).announce()
    item = story.issued_item(gated(MOTION, talk.hearing))

    def overridden() -> bool:
        return gates.override(story.session, item) is not None

    for number in (1, 2):
        interrupted_everywhere(
            story,
            number,
            lambda s, log: (
                hearing_setup.override(s, log, item, "不等报告", "主席团", NOW)
                if gates.override(s, item) is None
                else None
            ),
            overridden,
        )
    assert types(story).count("override") == 1
    check_public_record(story)


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_a_hearing_that_goes_on_makes_a_record_that_is_whole_so_far(story: Story) -> None:
    talk = Talk(story).open()
    made = [talk.say(person, one) for person in range(3) for one in (1, 2)]
    check_public_record(story)
    talk.open_batch(talk.published(*made[:5]))
    talk.support(talk.given(talk.pseudonym(0), made[0]))
    check_public_record(story)
    talk.close()
    talk.open_batch([Decision(made[5], reason="off-topic")])
    check_public_record(story)
    with pytest.raises(VotesvcError):
        talk.made(0, SPEC.per_delegate)
    talk.report(Opinion("意见", tuple(sorted(made[:2])), "partly", "一部分"))
    check_public_record(story)
