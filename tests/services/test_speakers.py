"""Who speaks in the hall, for how long, and what the projector shows."""

from datetime import timedelta

import pytest

from tests.services.hearing_story import Talk
from tests.services.story import NOW, Story
from votesvc.errors import MalformedInput, UnknownHearing, UnknownSpeaker, WrongState
from votesvc.services import speakers
from votesvc.services.speakers import Shown

Hall = tuple[Story, str]


@pytest.fixture
def hall(story: Story) -> Hall:
    """Give a story and a hearing that is announced."""
    return story, Talk(story).announce().hearing


def names(hall: Hall) -> list[str]:
    story, hearing = hall
    return [one.name for one in speakers.speakers(story.session, hearing)]


def queue(hall: Hall, *people: str) -> list[str]:
    story, hearing = hall
    return [speakers.add(story.session, hearing, name, "for", 3) for name in people]


def turns(hall: Hall) -> list[tuple[str, int]]:
    story, hearing = hall
    return [(one.turn, one.used) for one in speakers.speakers(story.session, hearing)]


def test_people_speak_in_the_order_in_which_they_were_added(hall: Hall) -> None:
    queue(hall, "甲", "乙", "丙")
    assert names(hall) == ["甲", "乙", "丙"]


def test_a_turn_is_moved_by_one_place_and_not_beyond_the_ends(hall: Hall) -> None:
    story, hearing = hall
    first, _, third = queue(hall, "甲", "乙", "丙")
    speakers.move(story.session, hearing, third, -1)
    assert names(hall) == ["甲", "丙", "乙"]
    speakers.move(story.session, hearing, first, -1)
    assert names(hall) == ["甲", "丙", "乙"]
    speakers.move(story.session, hearing, first, 1)
    assert names(hall) == ["丙", "甲", "乙"]
    speakers.move(story.session, hearing, first, 2)
    assert names(hall) == ["丙", "甲", "乙"]


def test_the_clock_runs_while_somebody_speaks(hall: Hall) -> None:
    story, hearing = hall
    [first] = queue(hall, "甲")
    speakers.start(story.session, hearing, first, NOW)
    [turn] = speakers.speakers(story.session, hearing)
    assert turn.turn == "speaking"
    assert turn.left(NOW) == 180
    assert turn.left(NOW + timedelta(seconds=181)) == -1
    assert turn.left(NOW - timedelta(seconds=5)) == 180
    speakers.stop(story.session, hearing, first, NOW + timedelta(seconds=100))
    assert turns(hall) == [("done", 100)]
    [turn] = speakers.speakers(story.session, hearing)
    assert turn.left(NOW + timedelta(hours=1)) == 80


def test_whoever_starts_stops_the_one_before(hall: Hall) -> None:
    story, hearing = hall
    first, second = queue(hall, "甲", "乙")
    speakers.start(story.session, hearing, first, NOW)
    speakers.start(story.session, hearing, second, NOW + timedelta(seconds=30))
    assert turns(hall) == [("done", 30), ("speaking", 0)]


def test_a_turn_that_is_over_can_go_on(hall: Hall) -> None:
    story, hearing = hall
    [first] = queue(hall, "甲")
    speakers.start(story.session, hearing, first, NOW)
    speakers.stop(story.session, hearing, first, NOW + timedelta(seconds=30))
    speakers.start(story.session, hearing, first, NOW + timedelta(minutes=5))
    speakers.stop(story.session, hearing, first, NOW + timedelta(minutes=6))
    assert turns(hall) == [("done", 90)]


def test_starting_or_stopping_twice_changes_nothing(hall: Hall) -> None:
    story, hearing = hall
    [first] = queue(hall, "甲")
    speakers.stop(story.session, hearing, first, NOW)
    assert turns(hall) == [("waiting", 0)]
    speakers.start(story.session, hearing, first, NOW)
    speakers.start(story.session, hearing, first, NOW + timedelta(seconds=10))
    speakers.stop(story.session, hearing, first, NOW + timedelta(seconds=20))
    speakers.stop(story.session, hearing, first, NOW + timedelta(seconds=50))
    assert turns(hall) == [("done", 20)]


def test_only_who_has_not_spoken_is_taken_off_the_list(hall: Hall) -> None:
    story, hearing = hall
    first, second = queue(hall, "甲", "乙")
    speakers.start(story.session, hearing, first, NOW)
    with pytest.raises(WrongState):
        speakers.remove(story.session, hearing, first)
    speakers.stop(story.session, hearing, first, NOW)
    with pytest.raises(WrongState):
        speakers.remove(story.session, hearing, first)
    speakers.remove(story.session, hearing, second)
    assert names(hall) == ["甲"]


@pytest.mark.parametrize(
    ("name", "side", "minutes"),
    [
        ("", "for", 3),
        (" 甲", "for", 3),
        ("甲\u202e", "for", 3),
        ("甲\n乙", "for", 3),
        ("长" * 81, "for", 3),
        ("甲", "maybe", 3),
        ("甲", "", 3),
        ("甲", "for", 0),
        ("甲", "for", 61),
    ],
)
def test_a_turn_that_nobody_could_read_is_refused(
    hall: Hall, name: str, side: str, minutes: int
) -> None:
    story, hearing = hall
    with pytest.raises(MalformedInput):
        speakers.add(story.session, hearing, name, side, minutes)
    assert names(hall) == []


def test_the_queue_has_an_end(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speakers, "MOST_SPEAKERS", 2)
    queue(hall, "甲", "乙")
    with pytest.raises(WrongState):
        queue(hall, "丙")


def test_a_draft_has_no_speakers_and_no_projector(hall: Hall) -> None:
    story, _ = hall
    draft = Talk(story).draft().hearing
    with pytest.raises(WrongState):
        speakers.add(story.session, draft, "甲", "for", 3)
    with pytest.raises(WrongState):
        speakers.show(story.session, draft, "figures", 0)


def test_a_hearing_or_turn_that_does_not_exist_is_refused(hall: Hall) -> None:
    story, hearing = hall
    [first] = queue(hall, "甲")
    with pytest.raises(UnknownHearing):
        speakers.add(story.session, "3" * 22, "甲", "for", 3)
    other = Talk(story).announce().hearing
    for place, turn in ((other, first), (hearing, "3" * 22), (hearing, "nonsense")):
        with pytest.raises(UnknownSpeaker):
            speakers.start(story.session, place, turn, NOW)
        with pytest.raises(UnknownSpeaker):
            speakers.remove(story.session, place, turn)


def test_the_projector_shows_the_figures_until_it_is_turned(hall: Hall) -> None:
    story, hearing = hall
    assert speakers.shown(story.session, hearing) == Shown("figures", 0)
    speakers.show(story.session, hearing, "comment", 3)
    assert speakers.shown(story.session, hearing) == Shown("comment", 3)
    [first] = queue(hall, "甲")
    speakers.start(story.session, hearing, first, NOW)
    assert speakers.shown(story.session, hearing) == Shown("speakers", 0)
    for view, number in (("nonsense", 0), ("", 0), ("comment", -1)):
        with pytest.raises(MalformedInput):
            speakers.show(story.session, hearing, view, number)
