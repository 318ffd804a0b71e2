"""The papers around an election say what is on record and leave lines for the rest."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from tests.services.story import NOW, Story
from tests.web.browser import Browser
from tests.web.staged import stage
from tests.web.test_papers import rows, words
from votesvc.domain.items import election
from votesvc.domain.rules import ElectionRule, Fraction, Gate, Posting, Terms, Threshold
from votesvc.services import preparing

TERMS = Terms(gates=(Gate("notice", 7), Gate("adoption")), posting=Posting(5, 3))
HALF = Threshold("entitled", Fraction(1, 2, "gt"))
RULE = ElectionRule("P05", 2, HALF, Fraction(2, 3, "ge"), 2, terms=TERMS)
NAMES = ("丁一", "王<b>", "张三")
SPEC = election("委员选举", NAMES, RULE)
PLAIN = replace(RULE, writein=0, quorum=None, terms=Terms())
PDF = b"%PDF-1.7 proof"


@pytest.fixture
def story(app: Flask) -> Iterator[Story]:
    """Give a congress that is ready to vote."""
    yield from stage(app)


def page(app: Flask, story: Story, path: str, status: int = 200) -> str:
    answer = app.test_client().get(f"/c/{story.congress}/papers/{path}")
    assert answer.status_code == status, answer.text
    assert "王<b>" not in answer.text
    return answer.text


def prepared(story: Story, gate: str, days: int = 0) -> str:
    """Return an election for which this was done so many days ago."""
    item = story.ready_item(SPEC)
    day = NOW.date() - timedelta(days=days)
    preparing.prepare_gate(
        story.session, story.log, item, gate, day, "照片.pdf", PDF, "周工", NOW,  # type: ignore[arg-type]
    )  # fmt: skip
    return item


def test_the_notice_lists_the_candidates_as_the_ballot_does(app: Flask, story: Story) -> None:
    item = story.ready_item(SPEC)
    text = page(app, story, f"{item}/candidates")
    assert [row[1] for row in rows(text)[1:]] == ["丁一", "王&lt;b&gt;", "张三"]
    said = words(text)
    assert "工会代表大会将进行“委员选举”，应选 2 名，候选人 3 名，现予公示。" in said
    assert "公示期：自 至 ，共 天（不少于 7 天）。" in said
    posted = words(page(app, story, f"{prepared(story, 'notice', 8)}/candidates"))
    assert "公示期：自 2026年11月14日 至 ，共 天" in posted


def test_a_notice_names_no_days_that_the_rule_does_not_ask_for(app: Flask, story: Story) -> None:
    item = story.ready_item(election("选举", NAMES, PLAIN))
    assert "不少于" not in words(page(app, story, f"{item}/candidates"))


def test_the_method_says_the_rule_in_words_and_whole_numbers(app: Flask, story: Story) -> None:
    said = words(page(app, story, f"{story.ready_item(SPEC)}/method"))
    assert "（草案）" in said
    for part in (
        "应选 2 名，候选人 3 名，次序与选票相同：丁一、王&lt;b&gt;、张三。",
        "投反对票的，可以另选他人；弃权的，不能另选。",
        "应到 3 人，三分之二以上到会须 2 人",
        "应选 2 名；每张选票至多选 2 名，多选无效。",
        "至多写 2 个姓名；每写一个，须对一位候选人投反对票。",
        "须 2 票赞成",
        "最后一名票数相等：在票数相等的人中再次投票。",
        "结果在 3 日内公示，公示不少于 5 天。",
    ):
        assert part in said
    adopted = words(page(app, story, f"{prepared(story, 'adoption')}/method"))
    assert "（2026年11月22日大会通过）" in adopted
    assert "草案" not in adopted


def test_a_method_without_names_written_in_says_so(app: Flask, story: Story) -> None:
    item = story.ready_item(election("选举", NAMES, PLAIN))
    said = words(page(app, story, f"{item}/method"))
    assert "本次选举不设另选他人。" in said
    assert "另选的姓名" not in said
    assert "日内公示" not in said


def test_the_request_is_for_the_candidates_and_then_for_the_result(
    app: Flask, story: Story
) -> None:
    item = story.open_item(election("委员选举", NAMES, PLAIN))
    before = words(page(app, story, f"{item}/request"))
    assert "关于“委员选举”候选人的请示" in before
    assert "应选 2 名，候选人 3 名：丁一、王&lt;b&gt;、张三。" in before
    story.close(item)
    assert "候选人的请示" in words(page(app, story, f"{item}/request"))
    story.announce(item)
    text = page(app, story, f"{item}/request")
    assert "关于“委员选举”结果的请示" in words(text)
    assert "应到 3 人，实到 0 人，发出选票 0 张，收回 0 张。" in words(text)
    assert rows(text)[1][1] == "丁一"


def test_the_request_to_hold_the_congress_lists_what_is_on_record(app: Flask, story: Story) -> None:
    assert "关于召开工会代表大会的请示" in words(page(app, story, "convening"))
    story.ready_item(SPEC)
    said = words(page(app, story, "convening"))
    assert "应到正式代表 3 人。" in said
    assert "委员选举" in said
    void = story.open_item(election("作废", NAMES, PLAIN))
    story.void(void, "停电")
    story.ready_item(election("再选", NAMES, replace(PLAIN, terms=Terms(parent=void))))
    said = words(page(app, story, "convening"))
    assert "作废" not in said
    assert "再选" not in said


@pytest.mark.parametrize("paper", ["candidates", "method", "request"])
def test_only_an_election_has_these_papers(app: Flask, story: Story, paper: str) -> None:
    assert "只有选举才有这份文书" in page(app, story, f"{story.ready_item()}/{paper}", 404)


def test_the_catalogue_and_the_console_lead_to_them(
    app: Flask, organiser: Browser, story: Story
) -> None:
    motion, item = story.ready_item(), story.ready_item(SPEC)
    listed = page(app, story, "")
    console = organiser.get(f"/staff/c/{story.congress}/items/{item}").text
    for paper in ("candidates", "method", "request"):
        address = f'href="/c/{story.congress}/papers/{item}/{paper}"'
        assert address in listed
        assert address in console
        assert f"{motion}/{paper}" not in listed
    assert f'href="/c/{story.congress}/papers/convening"' in listed
