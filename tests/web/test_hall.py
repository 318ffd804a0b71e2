"""The hall of a hearing: projector, speakers and minutes, for the organiser and the officer."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask

from tests.services.hearing_story import Talk
from tests.services.story import NOW, Story
from tests.web.browser import Browser
from tests.web.hearing_stage import HOSTILE, Room, hold, whole, written
from tests.web.staged import stage
from votesvc.domain.entries import MinutesKept
from votesvc.services import auditing, hearing_office, setup
from votesvc.web.chronicle import Chronicle


@pytest.fixture
def story(app: Flask) -> Iterator[Story]:
    """Give a congress that is ready to vote."""
    yield from stage(app)


@pytest.fixture
def room(story: Story) -> Room:
    """Give a hearing that is open."""
    return hold(story)


def hall(room: Room) -> str:
    return f"/staff/c/{room.talk.story.congress}/hearings/{room.hearing}/hall"


def queue(browser: Browser) -> list[tuple[str, str]]:
    """Return who is on the list, in order, and where their turns stand."""
    found = re.findall(
        r'<tr class="turn-(\w+)">\s*<th scope="row"><bdi>([^<]+)</bdi>', browser.text
    )
    return [(name, turn) for turn, name in found]


def act(browser: Browser, room: Room, name: str, action: str) -> Browser:
    """Press a button beside a name."""
    row = next(part for part in browser.text.split("<tr ") if f"<bdi>{name}</bdi>" in part)
    found = re.search(r"/hall/speakers/([1-9A-HJ-NP-Za-km-z]{22})", row)
    assert found is not None
    browser.send(f"{hall(room)}/speakers/{found[1]}", do=action)
    return browser.get(hall(room))


def add(browser: Browser, room: Room, name: str, side: str = "for") -> Browser:
    return browser.get(hall(room)).submit("/hall/speakers", name=name, side=side, minutes="3")


def test_speakers_are_added_moved_started_stopped_and_removed(
    organiser: Browser, room: Room
) -> None:
    for name in ("张三", "李四", "王五"):
        add(organiser, room, name)
    assert queue(organiser) == [("张三", "waiting"), ("李四", "waiting"), ("王五", "waiting")]
    act(organiser, room, "王五", "up")
    act(organiser, room, "张三", "down")
    assert [name for name, _ in queue(organiser)] == ["王五", "张三", "李四"]
    act(organiser, room, "王五", "start")
    act(organiser, room, "张三", "start")
    assert queue(organiser) == [("王五", "done"), ("张三", "speaking"), ("李四", "waiting")]
    assert 'class="clock plenty"' in organiser.text
    act(organiser, room, "张三", "stop")
    act(organiser, room, "李四", "remove")
    assert queue(organiser) == [("王五", "done"), ("张三", "done")]


def test_a_name_nobody_could_read_is_refused_with_a_sentence(
    organiser: Browser, room: Room
) -> None:
    wrong = (("", "3"), ("长" * 81, "3"), ("甲\u202e", "3"), ("甲", "0"), ("甲", "61"), ("甲", "x"))
    for name, minutes in wrong:
        organiser.get(hall(room))
        organiser.submit("/hall/speakers", name=name, side="for", minutes=minutes)
        assert organiser.status == 400
        assert "请写上姓名或代号" in organiser.text
    organiser.get(hall(room)).submit("/hall/speakers", name="长" * 201, side="for", minutes="3")
    assert organiser.status == 413
    assert queue(organiser.get(hall(room))) == []


def test_a_hostile_name_is_only_a_name(organiser: Browser, room: Room) -> None:
    add(organiser, room, "<script>alert(1)</script>")
    assert "<script>alert" not in organiser.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in organiser.text


def test_uneven_sides_are_pointed_out(organiser: Browser, room: Room) -> None:
    for name in ("甲", "乙"):
        add(organiser, room, name)
    assert "请注意均衡" not in organiser.text
    add(organiser, room, "丙")
    assert "请注意均衡" in organiser.text
    add(organiser, room, "丁", "against")
    assert "请注意均衡" not in organiser.text


def test_the_projector_is_turned_from_the_hall(app: Flask, organiser: Browser, room: Room) -> None:
    ids = room.receive(*(written(f"意见{n}") for n in range(5)))
    room.publish(*ids)
    organiser.get(hall(room))
    for view, number in (("comment", "2"), ("opinions", "0"), ("speakers", "0"), ("figures", "0")):
        organiser.send(f"{hall(room)}/show", view=view, number=number)
        assert f"stage-{view}" in app.test_client().get(f"{room.path}/screen").text
    assert organiser.send(f"{hall(room)}/show", view="secrets", number="0").status_code == 400


def test_questions_and_answers_enter_the_minutes_in_the_public_log(
    organiser: Browser, story: Story, room: Room
) -> None:
    organiser.get(hall(room)).submit(
        "/hall/minutes",
        question="加班费怎样算？",
        asked_by="张三",
        answer="按基本工资。\n<b>",
        answered_by="人力资源部",
        text="休会。",
    )
    assert organiser.status == 200
    kept = minutes(story)
    assert [one.text for one in kept] == [
        "问（张三）：加班费怎样算？\n答（人力资源部）：按基本工资。\n<b>\n休会。"
    ]
    assert kept[0].by == "周工"
    assert "按基本工资。\n&lt;b&gt;" in organiser.text
    organiser.submit("/hall/minutes", question="谁来管？")
    assert minutes(story)[1].text == "问：谁来管？"


def test_minutes_without_words_are_refused(organiser: Browser, story: Story, room: Room) -> None:
    for fields in ({}, {"asked_by": "张三"}, {"text": "甲\x00"}):
        organiser.get(hall(room)).submit("/hall/minutes", **fields)
        assert organiser.status == 400
        assert "请写上要记的内容" in organiser.text
    assert minutes(story) == []


def test_minutes_are_not_kept_after_the_days_of_correction(
    organiser: Browser, story: Story, room: Room
) -> None:
    # The first minutes were kept long before the clock of this machine.
    hearing_office.keep_minutes(
        story.session, story.log, room.hearing, "开始。", "记录人", NOW - timedelta(days=400)
    )
    organiser.get(hall(room)).submit("/hall/minutes", text="太晚。")
    assert organiser.status == 409
    assert "更正期限已过" in organiser.text


def test_the_hall_is_for_the_organiser_and_the_officer_alone(
    app: Flask, enter: Callable[[str], Browser], room: Room
) -> None:
    for role, status in (("organiser", 200), ("officer", 200), ("chief", 403), ("desk", 403)):
        browser = enter(role).get("/staff/accounts")
        for address in (f"{hall(room)}/show", f"{hall(room)}/speakers", f"{hall(room)}/minutes"):
            sent = browser.send(
                address, view="figures", name="甲", side="for", minutes="1", text="记"
            )
            assert (sent.status_code == 403) == (status == 403), (role, address)
        assert browser.get(hall(room)).status == status
        assert browser.get(f"{hall(room)}/live").status == status
    assert app.test_client().get(hall(room)).status_code == 302


def test_a_hearing_of_another_congress_and_a_draft_have_no_hall(
    organiser: Browser, story: Story, room: Room
) -> None:
    other = setup.create_congress(story.session, story.log, "另一个大会", "ab" * 32, NOW)
    draft = Talk(story).draft().hearing
    organiser.get("/staff/accounts")
    for congress, hearing in ((other, room.hearing), (story.congress, draft), (other, "3" * 22)):
        here = f"/staff/c/{congress}/hearings/{hearing}/hall"
        assert organiser.send(f"{here}/show", view="figures", number="0").status_code == 404
        assert organiser.send(f"{here}/speakers", name="甲", side="for").status_code == 404
        assert organiser.send(f"{here}/minutes", text="甲").status_code == 404
        assert organiser.send(f"{here}/speakers/{'3' * 22}", do="start").status_code == 404
    organiser.get(hall(room))
    unknown = organiser.send(f"{hall(room)}/speakers/{'3' * 22}", do="start")
    assert unknown.status_code == 404
    assert organiser.send(f"{hall(room)}/speakers/{'3' * 22}", do="fly").status_code == 400


def test_the_page_follows_what_others_do(organiser: Browser, room: Room) -> None:
    def version() -> str:
        organiser.get(f"{hall(room)}/live")
        answer: dict[str, str] = organiser.page.json or {}
        return answer["version"]

    first = version()
    assert version() == first
    add(organiser, room, "甲")
    second = version()
    assert second != first
    organiser.get(hall(room))
    act(organiser, room, "甲", "start")
    assert version() != second


def test_whoever_has_spoken_stands_in_the_minutes(
    app: Flask, organiser: Browser, room: Room
) -> None:
    add(organiser, room, "张三", "against")
    add(organiser, room, "李四")
    assert "张三" not in app.test_client().get(f"{room.papers}/minutes").text
    act(organiser, room, "张三", "start")
    act(organiser, room, "张三", "stop")
    page = app.test_client().get(f"{room.papers}/minutes").text
    assert "<bdi>张三</bdi>" in page
    assert "反对方" in page
    assert "李四" not in page


def test_everything_hostile_in_a_hearing_is_harmless_in_the_hall(
    organiser: Browser, story: Story
) -> None:
    room = whole(story)
    page = organiser.get(hall(room)).text
    assert "<script>alert" not in page
    assert "\u202e" not in page
    assert HOSTILE not in page


def minutes(story: Story) -> list[MinutesKept]:
    chronicle = Chronicle()
    chronicle.add(auditing.entries(story.session, story.congress, 0, 500))
    return [placed.entry for placed in chronicle.every(MinutesKept)]
