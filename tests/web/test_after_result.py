"""What stands with a result: preparations, the posting, the box for objections, the override."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from tests.services.hearing_story import SPEC, Talk
from tests.services.people import Device
from tests.services.story import NOW, Story
from tests.web.staged import stage
from tests.web.test_papers import words
from votesvc.domain.items import ItemSpec, motion
from votesvc.domain.rules import P01, Gate, Posting, Terms
from votesvc.services import hearing_setup, preparing, setup

RULE = replace(P01, terms=Terms(gates=(Gate("papers", 7),), posting=Posting(5, 3)))
SPEC_GATED = motion("考勤办法", ["考勤办法（草案）"], RULE)
PDF = b"%PDF-1.7 proof"


@pytest.fixture
def story(app: Flask) -> Iterator[Story]:
    """Give a congress that is ready to vote."""
    yield from stage(app)


@pytest.fixture
def devices(story: Story) -> list[Device]:
    """Give three delegates' phones."""
    return [story.device(number) for number in ("1001", "1002", "a-7")]


def ready(story: Story, spec: ItemSpec = SPEC_GATED) -> str:
    return story.ready_item(spec)


def vote(story: Story, devices: list[Device], item: str) -> None:
    setup.open_issuing(story.session, story.log, item, NOW)
    story.open(item)
    for device in devices:
        story.cast(story.request(device, item, [1, 0, 0]))
    story.close(item)
    story.announce(item)


def get(app: Flask, path: str) -> str:
    page = app.test_client().get(path)
    assert page.status_code == 200, page.text
    return page.text


def test_what_was_prepared_stands_on_the_report(
    app: Flask, story: Story, devices: list[Device]
) -> None:
    item = ready(story)
    day = NOW.date() - timedelta(days=8)
    preparing.prepare_gate(
        story.session, story.log, item, "papers", day, "送达 <b>.pdf", PDF, "周工", NOW
    )
    vote(story, devices, item)
    text = words(get(app, f"/c/{story.congress}/papers/{item}/report"))
    assert "材料送达代表，提前不少于 7 天：2026年11月14日，证明文件 送达 &lt;b&gt;.pdf" in text
    assert "未完成前置程序" not in text


def test_an_override_without_a_hearing_stands_on_result_projector_and_papers(
    app: Flask, story: Story, devices: list[Device]
) -> None:
    item = ready(story)
    hearing_setup.override(story.session, story.log, item, "时间紧急 <b>", "主席团", NOW)
    vote(story, devices, item)
    here = f"/c/{story.congress}"
    for path in (f"{here}/result/{item}", f"{here}/screen?item={item}"):
        assert "未完成前置程序" in get(app, path)
    assert "时间紧急 &lt;b&gt;" in get(app, f"{here}/result/{item}")
    for paper in ("report", "resolution", "posting"):
        assert "未完成前置程序" in words(get(app, f"{here}/papers/{item}/{paper}"))


def test_a_posting_has_its_place_and_its_days(
    app: Flask, story: Story, devices: list[Device]
) -> None:
    item = story.open_item(motion("表决", ["一"], replace(P01, terms=Terms(posting=Posting(5, 3)))))
    for device in devices:
        story.cast(story.request(device, item, [1, 0, 0]))
    story.close(item)
    story.announce(item)
    here = f"/c/{story.congress}"
    assert "（不少于 5 天）" in words(get(app, f"{here}/papers/{item}/posting"))
    preparing.post(story.session, story.log, item, "食堂公告栏 <b>", 7, "周工", NOW)
    said = (
        "公示地点：食堂公告栏 &lt;b&gt;。"
        "公示期：自 2026年11月22日 起，至 2026年11月29日，不少于 7 天。"
    )
    assert said in words(get(app, f"{here}/papers/{item}/posting"))
    page = get(app, f"{here}/result/{item}")
    assert "食堂公告栏 &lt;b&gt;" in page
    assert f'href="{here}/papers/{item}/posting"' in page


def test_a_standing_box_that_is_open_takes_objections(
    app: Flask, story: Story, devices: list[Device]
) -> None:
    item = story.open_item(motion("表决", ["一"]))
    for device in devices:
        story.cast(story.request(device, item, [1, 0, 0]))
    story.close(item)
    story.announce(item)
    here = f"/c/{story.congress}"
    talk = Talk(story, devices=devices)
    talk.announce(replace(SPEC, kind="box", title="意见箱 <b>"))
    assert "不记名提出异议" not in get(app, f"{here}/papers/{item}/posting")
    hearing_setup.open_hearing(story.session, story.log, talk.hearing, NOW)
    said = "代表也可以用签到的手机，在《意见箱 &lt;b&gt;》里不记名提出异议。"
    assert said in words(get(app, f"{here}/papers/{item}/posting"))
