"""A scrutineer's device cosigns checkpoints; the record carries what it signed."""

import pytest

from tests.services.crew import Crew
from tests.services.story import MOTION, Story
from tests.services.test_auditing import record
from votesvc.domain.record import check_record
from votesvc.domain.record.steps import Known
from votesvc.errors import InvalidCheckpoint, InvalidRecord
from votesvc.services import auditing, witnesses


def note(story: Story) -> str:
    return auditing.checkpoint(story.session, story.congress)


def test_the_record_carries_the_cosignatures_of_its_checkpoint(story: Story) -> None:
    crew = Crew(story, 2, 3).whole()
    for keys in crew.keys[:2]:
        line = keys.witness.cosign(note(story), 1_795_426_200)
        taken = witnesses.cosign(story.session, story.log, story.congress, line)
        assert taken == witnesses.cosign(story.session, story.log, story.congress, line)
        assert taken.witness == keys.witness.name
    files = record(story)
    check_record(files, lambda _: None, known=Known(cosigned=2))
    with pytest.raises(InvalidRecord):
        check_record(files, lambda _: None, known=Known(cosigned=3))
    # A cosignature stands below its own checkpoint and no other.
    story.ready_item(MOTION)
    with pytest.raises(InvalidRecord):
        check_record(record(story), lambda _: None, known=Known(cosigned=1))


def test_a_later_cosignature_of_the_same_checkpoint_changes_nothing(story: Story) -> None:
    crew = Crew(story, 1, 1).whole()
    for time in (1_795_426_200, 1_795_426_201):
        line = crew.keys[0].witness.cosign(note(story), time)
        witnesses.cosign(story.session, story.log, story.congress, line)
    assert record(story)["checkpoint.txt"].count(crew.keys[0].witness.name.encode()) == 1


def test_what_is_no_cosignature_of_this_log_by_a_scrutineer_is_refused(story: Story) -> None:
    earlier = Crew(story, 1, 1).until_dealt()
    crew = earlier
    crew.confirm(1)
    stranger = Crew(story, 1, 1).propose()
    good = note(story)
    by_a_stranger = stranger.keys[0].witness.cosign(good, 1)
    cosigned = crew.keys[0].witness.cosign(good, 1)
    twice = crew.keys[0].witness.cosign(cosigned, 2)
    size = good.split("\n")[1]
    for bad in (
        good,
        by_a_stranger,
        twice,
        "x",
        cosigned.replace(f"\n{size}\n", f"\n{int(size) - 1}\n", 1),
        cosigned.replace("A", "B"),
    ):
        with pytest.raises(InvalidCheckpoint):
            witnesses.cosign(story.session, story.log, story.congress, bad)
