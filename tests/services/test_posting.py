"""A result is posted with a box of its own, which stays open until the posting is over."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest

from tests.services.hearing_story import SPEC, Talk
from tests.services.story import BY, NOW, Story
from votesvc.cli.unpack import unzip
from votesvc.domain.entries import Posted
from votesvc.domain.hearing_spec import HearingKind
from votesvc.domain.items import motion
from votesvc.domain.record import check_record
from votesvc.domain.rules import P01, Posting, Terms
from votesvc.errors import (
    AlreadyPrepared,
    NoOfficerKey,
    NowhereToObject,
    PostedTooEarly,
    PostedTooShort,
    PostingLasts,
    UnfitBox,
    UnknownHearing,
    WrongState,
)
from votesvc.services import auditing, hearing_setup, hearings, preparing, setup

TODAY = date(2026, 11, 22)
RULE = replace(P01, terms=Terms(posting=Posting(7, 3)))


def post(story: Story, item: str, days: int = 7, box: str = "", objections: str = "办公室") -> None:
    entry = Posted(item, "公开栏", days, box, objections, BY[0], NOW)
    hearing_setup.post(story.session, story.log, entry, "请写明哪里不对")


def box_of(story: Story, kind: HearingKind = "box") -> Talk:
    return Talk(story).draft(replace(SPEC, kind=kind, marks=False, clauses=()))


def check(story: Story) -> None:
    out = BytesIO()
    auditing.write_record(story.session, story.congress, out)
    check_record(unzip(out.getvalue()), lambda _: None)


def announced(story: Story) -> str:
    item = story.open_item(motion("办法", ["一"]))
    story.close(item)
    story.announce(item)
    return item


def test_a_result_is_posted_once_and_long_enough(story: Story) -> None:
    item = story.open_item(motion("办法", ["一"], RULE))
    with pytest.raises(WrongState):
        post(story, item)
    story.close(item)
    story.announce(item)
    assert preparing.posting(story.session, item) is None
    with pytest.raises(PostedTooShort):
        post(story, item, days=6)
    early = Posted(item, "公开栏", 7, "", "办公室", BY[0], NOW - timedelta(days=1))
    with pytest.raises(PostedTooEarly):
        hearing_setup.post(story.session, story.log, early, "")
    post(story, item)
    posting = preparing.posting(story.session, item)
    assert posting is not None
    assert (posting.place, posting.days) == ("公开栏", 7)
    with pytest.raises(AlreadyPrepared):
        post(story, item, days=9)
    check(story)


def test_a_posting_tells_from_when_until_when(story: Story) -> None:
    item = announced(story)
    post(story, item, days=3)
    view = preparing.posting(story.session, item)
    until = date(2026, 11, 25)
    assert view == preparing.PostingView("公开栏", 3, TODAY, until, BY[0], None, "办公室")


def test_a_posting_opens_its_box_and_the_box_outlasts_it(story: Story) -> None:
    item = announced(story)
    talk = box_of(story)
    [free] = preparing.free_boxes(story.session, story.congress)
    assert free.hearing == talk.hearing
    assert preparing.posted_with(story.session, talk.hearing) is None
    post(story, item, box=talk.hearing, objections="")
    assert (talk.view.state, talk.view.spec.matter) == ("open", "请写明哪里不对")
    assert preparing.free_boxes(story.session, story.congress) == []
    posting = preparing.posting(story.session, item)
    assert posting == preparing.posted_with(story.session, talk.hearing)
    assert posting is not None
    assert (posting.box, posting.objections) == (talk.hearing, "")
    talk.devices = [story.device("1002")]
    talk.say(0, 1, "计数不对")
    last = datetime(2026, 11, 29, 15, 59, tzinfo=UTC)
    with pytest.raises(PostingLasts):
        hearing_setup.close_hearing(story.session, story.log, talk.hearing, last)
    # A refused closing has not stopped issuing.
    talk.say(0, 2, "还有一处")
    over = last + timedelta(minutes=1)
    hearing_setup.close_hearing(story.session, story.log, talk.hearing, over)
    assert talk.view.comments == 2
    check(story)


def test_a_box_that_is_announced_or_open_is_taken_as_it_is(story: Story) -> None:
    first, second = announced(story), announced(story)
    waiting = box_of(story)
    hearing_setup.announce(story.session, story.log, waiting.hearing, NOW)
    post(story, first, box=waiting.hearing)
    opened = box_of(story)
    hearing_setup.announce(story.session, story.log, opened.hearing, NOW)
    hearing_setup.open_hearing(story.session, story.log, opened.hearing, NOW)
    post(story, second, box=opened.hearing)
    assert {one.view.state for one in (waiting, opened)} == {"open"}
    assert {one.view.spec.matter for one in (waiting, opened)} == {SPEC.matter}
    check(story)


def test_a_box_that_is_none_or_not_its_own_is_refused(story: Story) -> None:
    first, second = announced(story), announced(story)
    with pytest.raises(NowhereToObject):
        post(story, first, objections="")
    with pytest.raises(UnknownHearing):
        post(story, first, box="1" * 22)
    with pytest.raises(UnfitBox):
        post(story, first, box=box_of(story, "comments").hearing)
    keyless = hearings.create(story.session, story.congress, replace(SPEC, kind="box"))
    with pytest.raises(NoOfficerKey):
        post(story, first, box=keyless)
    hearings.delete_draft(story.session, keyless)
    box = box_of(story).hearing
    post(story, first, box=box)
    with pytest.raises(UnfitBox):
        post(story, second, box=box)
    assert preparing.posting(story.session, second) is None


def test_a_box_that_holds_something_or_is_closed_is_refused(story: Story) -> None:
    item = announced(story)
    full = Talk(story).open(replace(SPEC, kind="box"))
    full.say(0, 1)
    with pytest.raises(UnfitBox):
        post(story, item, box=full.hearing)
    closed = Talk(story, devices=full.devices).open(replace(SPEC, kind="box"))
    closed.close()
    with pytest.raises(WrongState):
        post(story, item, box=closed.hearing)
    assert preparing.free_boxes(story.session, story.congress) == []


def test_a_box_of_another_congress_is_refused(story: Story) -> None:
    item = announced(story)
    other = setup.create_congress(story.session, story.log, "别的大会", "0f" * 32, NOW)
    box = hearings.create(story.session, other, replace(SPEC, kind="box"))
    with pytest.raises(UnfitBox):
        post(story, item, box=box)
