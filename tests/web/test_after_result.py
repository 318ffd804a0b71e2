"""What stands with a result: preparations, the posting, the box for objections, the override."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from tests.services.hearing_story import SPEC, Talk
from tests.services.people import Device
from tests.services.story import NOW, Story
from tests.web.hearing_stage import Room, written
from tests.web.staged import stage
from tests.web.test_papers import words
from votesvc.domain.entries import Posted
from votesvc.domain.items import ItemSpec, motion
from votesvc.domain.report import Opinion
from votesvc.domain.rules import P01, Gate, Posting, Terms
from votesvc.services import hearing_setup, preparing, setup

POSTED = Posting(5, 3)
RULE = replace(P01, terms=Terms(gates=(Gate("papers", 7),), posting=POSTED))
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


def announced(story: Story) -> str:
    item = story.open_item(motion("表决 <b>", ["一"], replace(P01, terms=Terms(posting=POSTED))))
    story.close(item)
    story.announce(item)
    return item


def post(story: Story, item: str, box: str = "", objections: str = "") -> None:
    entry = Posted(item, "食堂公告栏 <b>", 7, box, objections, "周工", NOW)
    hearing_setup.post(story.session, story.log, entry, "写明哪里不对")


def posted_box(story: Story, item: str, objections: str = "") -> Room:
    talk = Talk(story).draft(replace(SPEC, kind="box", title="异议箱 <b>", clauses=()))
    post(story, item, talk.hearing, objections)
    return Room(talk)


def test_a_posting_has_its_place_its_days_and_somebody_to_object_to(
    app: Flask, story: Story
) -> None:
    item = announced(story)
    here = f"/c/{story.congress}"
    assert "（不少于 5 天）" in words(get(app, f"{here}/papers/{item}/posting"))
    post(story, item, objections="工会 <b> 201")
    said = (
        "公示地点：食堂公告栏 &lt;b&gt;。"
        "公示期：自 2026年11月22日 起，至 2026年11月29日，不少于 7 天。 "
        "对结果有异议的，请在 2026年11月29日 以前（含当天）提出：工会 &lt;b&gt; 201"
    )
    paper = words(get(app, f"{here}/papers/{item}/posting"))
    assert said in paper
    assert "收到异议" not in paper
    page = get(app, f"{here}/result/{item}")
    for text in ("食堂公告栏 &lt;b&gt;", "工会 &lt;b&gt; 201"):
        assert f"<bdi>{text}</bdi>" in page
    assert "收到异议" not in page
    assert f'href="{here}/papers/{item}/posting"' in page


def test_a_posting_leads_to_its_box_and_the_box_to_its_posting(app: Flask, story: Story) -> None:
    item = announced(story)
    here = f"/c/{story.congress}"
    box = posted_box(story, item)
    said = (
        "代表可以用签到的手机，在“异议箱 &lt;b&gt;”里不记名提出，到 2026年11月29日 为止（含当天）。"
    )
    paper = get(app, f"{here}/papers/{item}/posting")
    assert said in words(paper)
    assert "http://localhost/p</p>" in paper
    assert "收到异议" not in paper
    result = get(app, f"{here}/result/{item}")
    assert "收到异议 0 条" in result
    assert "公示期未满，异议箱还开着。" in result
    assert f'href="{here}/hearing/{box.hearing}"' in result
    page = get(app, f"{here}/hearing/{box.hearing}")
    assert "这是“<bdi>表决 &lt;b&gt;</bdi>”结果公示的异议箱。" in page
    assert f'href="{here}/result/{item}"' in page
    assert "公示异议" in page
    assert "听证笔录" not in page + get(app, f"{here}/papers/")
    [told] = app.test_client().get(f"{here}/state").get_json()["hearings"]
    assert (told["item"], told["kind"]) == (box.hearing, "objections")


def verdict(app: Flask, story: Story, item: str) -> str:
    """Return what the paper says of objections, having seen that the result page says the same."""
    page = get(app, f"/c/{story.congress}/result/{item}")
    paper = words(get(app, f"/c/{story.congress}/papers/{item}/posting"))
    [said] = re.findall(r"收到异议 [^。]*。 (公示期[^。]*。)", paper)
    assert said in page
    return str(said)


def test_no_objections_is_said_of_a_closed_and_empty_box_alone(app: Flask, story: Story) -> None:
    item = announced(story)
    posted_box(story, item).close()
    assert verdict(app, story, item) == "公示期满，无异议。"


def test_where_objections_could_go_elsewhere_only_the_box_is_said_to_be_empty(
    app: Flask, story: Story
) -> None:
    item = announced(story)
    posted_box(story, item, "办公室").close()
    assert verdict(app, story, item) == "公示期满，异议箱里没有异议。"


def test_objections_are_settled_when_all_are_opened_and_the_published_answered(
    app: Flask, story: Story
) -> None:
    item = announced(story)
    box = posted_box(story, item)
    first, second, third = box.receive(written("一"), written("二"), written("三"))
    open_still = "公示期未满，异议箱还开着。"
    assert verdict(app, story, item) == open_still
    box.close()
    unsettled = "公示期满，还有异议没有开启，或者没有答复。"
    assert verdict(app, story, item) == unsettled
    box.publish(first, second)
    box.reply(first, "已经复核")
    box.withhold("insult", third)
    assert verdict(app, story, item) == unsettled
    said = "收到异议 3 条，公布 2 条，其中已答复 1 条，不予公布 1 条，尚未开启 0 条。"
    assert said in get(app, f"/c/{story.congress}/result/{item}")
    # An opinion of the report decides on it and says why: that is an answer.
    box.report(Opinion("第二条", (second,), "rejected", "票数无误"))
    assert verdict(app, story, item) == "公示期满，异议都已开启，公布的都已答复。"
