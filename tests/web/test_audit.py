"""The audit pages: plain words for everything, receipts, and the record as files."""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask, render_template_string

from tests.services.story import CHOICE, MOTION, Story
from tests.web.staged import stage
from votesvc.crypto.checkpoint import open_checkpoint
from votesvc.crypto.encoding import new_uuid
from votesvc.crypto.merkle import leaf_hash
from votesvc.domain import entries
from votesvc.domain.entries import Entry
from votesvc.domain.items import motion
from votesvc.domain.key_forms import SeatPledge
from votesvc.domain.rules import P01
from votesvc.services import agenda, setup

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
ITEM = new_uuid()
BY = ("甲<b>", "乙")
EVERY_TYPE: tuple[Entry, ...] = (
    entries.Congress(congress=new_uuid(), title="大会", booth="ab" * 32, time=NOW),
    entries.Roll(entitled=3, members="ab" * 32, time=NOW),
    entries.RollGroups(groups=(("中层<b>", 5), ("职工", 9)), time=NOW),
    entries.Weighed(family=new_uuid(), items=(ITEM,), outcome={"kind": "weighted"}),
    entries.Board(trustees="[]", time=NOW),
    entries.Item(
        item=ITEM,
        kind="motion",
        title="议题",
        election="{}",
        phi="x" * 43,
        public_key=b"k",
        rule=P01,
        time=NOW,
    ),
    entries.CheckIn(entitled=3, present=2, time=NOW),
    entries.IssueOpened(item=ITEM, time=NOW),
    entries.Opened(item=ITEM, by=BY, time=NOW),
    entries.BallotCast(item=ITEM, ballot="{}", prefix=bytes(32), token=bytes(384), pairs=()),
    entries.Closed(item=ITEM, by=BY, present=2, issued=2, returned=1, time=NOW),
    entries.Issued(item=ITEM, count=2, issued_list="ab" * 32, time=NOW),
    entries.TallyMade(item=ITEM, tally="[]"),
    entries.ShareMade(item=ITEM, owner=1, factors="[]"),
    entries.ResultMade(item=ITEM, result="[]"),
    entries.OutcomeStated(item=ITEM, outcome={}),
    entries.Announced(item=ITEM, by="甲<b>", time=NOW),
    entries.Voided(item=ITEM, reason="停电<b>", by="甲", time=NOW),
    entries.Note(text="休会<b>", time=NOW),
    entries.Overridden(item=ITEM, text="不等<b>", by="主席团<b>", time=NOW),
    entries.Hearing(
        item=ITEM,
        kind="hearing",
        title="听证<b>",
        matter="办法",
        clauses=(),
        officer_key="ab" * 32,
        comment_key=b"k",
        support_key=b"k",
        per_delegate=3,
        marks=True,
        notice_days=7,
        papers=(),
        officers=(),
        time=NOW,
    ),
    entries.HearingOpened(item=ITEM, time=NOW),
    entries.CommentMade(
        item=ITEM,
        key="ab" * 32,
        prefix=bytes(32),
        token=bytes(384),
        commitment="ab" * 32,
        sealed=bytes(560),
        signature=bytes(64),
    ),
    entries.SupportGiven(
        item=ITEM,
        key="ab" * 32,
        prefix=bytes(32),
        token=bytes(384),
        commitment="ab" * 32,
        signature=bytes(64),
    ),
    entries.HearingClosed(item=ITEM, present=2, issued=6, comments=1, time=NOW),
    entries.Published(item=ITEM, commitment="ab" * 32, plaintext="<b>", time=NOW),
    entries.Withheld(item=ITEM, commitment="ab" * 32, reason="insult", time=NOW),
    entries.Replied(item=ITEM, to="ab" * 32, text="好<b>", by="甲<b>", time=NOW),
    entries.MinutesKept(item=ITEM, text="笔录<b>", by="乙<b>", time=NOW),
    entries.Reported(
        item=ITEM, opinions=(), received=1, published=1, withheld={}, by="甲<b>", time=NOW
    ),
    entries.KeyCommitments(
        ceremony=ITEM,
        threshold=1,
        seats=(SeatPledge("甲<b>", "{}"), SeatPledge("乙", "{}")),
        by=BY,
        time=NOW,
    ),
    entries.KeyStopped(ceremony=ITEM, seat=0, dealer=0, evidence=(), reason="停电<b>", time=NOW),
    entries.Signed(item=ITEM, owner=1, signature="{}"),
    entries.Shuffled(item=ITEM, block=0, slips="{}"),
    entries.Reshuffled(item=ITEM, owner=1, block=0, slips="{}", signature="{}"),
    entries.SlipShareMade(item=ITEM, block=0, owner=1, factors="[]"),
    entries.NamesWritten(item=ITEM, names=(("甲<b>", 2),), void=1),
    entries.NamesMerged(
        item=ITEM, into="甲<b>", names=("乙<b>",), votes=2, reason="同一人<b>", by=BY, time=NOW
    ),
    entries.Prepared(
        item=ITEM,
        gate="papers",
        day=NOW.date(),
        name="回执<b>.pdf",
        sha256="ab" * 32,
        size=1,
        by="甲<b>",
        time=NOW,
    ),
    entries.Posted(
        item=ITEM,
        place="公告栏<b>",
        days=7,
        box=ITEM,
        objections="办公室<b>",
        by="甲<b>",
        time=NOW,
    ),
)
_WORDS = (
    '{% from "audit/words.html" import name, time, words %}'
    "{{ name(entry.type) }}|{{ words(entry, titles) }}|{{ time(entry) }}"
)


@pytest.fixture
def story(app: Flask) -> Iterator[Story]:
    """Give a congress that is ready to vote."""
    yield from stage(app)


@pytest.mark.parametrize("entry", EVERY_TYPE, ids=lambda entry: entry.type)
def test_every_type_of_entry_has_a_name_and_plain_words(app: Flask, entry: Entry) -> None:
    with app.test_request_context("/?lang=zh"):
        text = render_template_string(_WORDS, entry=entry, titles={ITEM: "薪酬<b>"})
    name, words, time = text.split("|")
    assert name.strip()
    assert (name.strip() == "说明") == (entry.type == "note")
    assert len(words.strip()) > 5
    assert "<b>" not in words
    assert ("<time" in time) == hasattr(entry, "time")


def test_every_type_of_entry_is_in_the_list_above() -> None:
    assert {entry.type for entry in EVERY_TYPE} == _types(Entry)


def _types(kind: type[Entry]) -> set[str]:
    own = {kind.type} if hasattr(kind, "type") else set()
    return own.union(*(_types(narrower) for narrower in kind.__subclasses__()))


def test_the_log_is_shown_with_ballots_that_follow_each_other_as_one_row(
    app: Flask, story: Story
) -> None:
    story.whole_vote(MOTION, [[1, 0, 0], [0, 1, 0]], [[0, 0, 1], [1, 0, 0]])
    page = app.test_client().get(f"/c/{story.congress}/audit").text
    assert "2 张加密的选票进入票箱" in page
    assert page.count('class="entry entry-ballot"') == 1
    assert "实到 2 人，发出选票 2 张，收回 2 张" in page
    assert page.index("开始投票") < page.index("投票截止") < page.index("宣布结果")


def test_no_ballot_shows_a_time(app: Flask, story: Story) -> None:
    story.whole_vote(MOTION, [[1, 0, 0], [0, 1, 0]])
    page = app.test_client().get(f"/c/{story.congress}/audit").text
    row = page[page.index("entry-ballot") :].partition("</tr>")[0]
    assert "不记时间" in row
    assert "<time" not in row


def test_a_receipt_is_found_by_its_code_without_any_script(app: Flask, story: Story) -> None:
    device = story.device("1001")
    item = story.open_item(MOTION)
    receipt = story.cast(story.request(device, item, [1, 0, 0], [0, 1, 0]))
    address = f"/c/{story.congress}/audit"
    spaced = f" {receipt.tracker[:9]} {receipt.tracker[9:]} "
    page = app.test_client().get(address, query_string={"tracker": spaced}).text
    assert "这张选票在票箱里" in page
    assert f"/c/{story.congress}/audit/{receipt.index}" in page
    answer = page[page.index('id="found"') : page.index("</section>")]
    assert not re.search("赞成|反对|弃权", answer)


@pytest.mark.parametrize("tracker", ["x" * 43, "", "<b>", "x" * 199])
def test_a_code_that_is_not_in_the_log_is_answered_in_plain_words(
    app: Flask, story: Story, tracker: str
) -> None:
    address = f"/c/{story.congress}/audit"
    page = app.test_client().get(address, query_string={"tracker": tracker})
    assert page.status_code == 200
    assert "记录里没有这个回执码" in page.text
    assert "<b>" not in page.text


def test_an_entry_is_shown_with_its_exact_bytes_and_its_hash(app: Flask, story: Story) -> None:
    client = app.test_client()
    [leaf] = client.get(f"/c/{story.congress}/log?start=1&end=2").json["entries"]  # type: ignore[index]
    page = client.get(f"/c/{story.congress}/audit/1").text
    assert leaf_hash(leaf.encode()).hex() in page
    assert leaf.replace('"', "&#34;") in page


def test_the_log_is_served_as_the_exact_strings_it_is_made_of(app: Flask, story: Story) -> None:
    client = app.test_client()
    note = client.get(f"/c/{story.congress}/checkpoint").text
    checkpoint = open_checkpoint(note, agenda.congress(story.session, story.congress).vkey)
    page = client.get(f"/c/{story.congress}/log?start=0&end={checkpoint.size}").json
    assert page is not None
    kinds = [json.loads(entry)["type"] for entry in page["entries"]]
    assert kinds == ["congress", "roll", "board"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("audit/99", 404),
        ("audit?start=99999", 404),
        ("audit?start=-1", 400),
        ("audit?start=x", 400),
        ("log?start=99&end=100", 404),
        ("log?start=0", 400),
        ("log?start=0&end=1e3", 400),
        ("bel/short.bel", 400),
        (f"bel/{'3' * 22}.bel", 404),
    ],
)
def test_what_does_not_exist_is_refused(app: Flask, story: Story, path: str, status: int) -> None:
    assert app.test_client().get(f"/c/{story.congress}/{path}").status_code == status


@pytest.mark.parametrize("path", ["audit", "audit/0", "log?start=0&end=1", "checkpoint"])
def test_an_unknown_congress_is_refused(app: Flask, path: str) -> None:
    assert app.test_client().get(f"/c/{'3' * 22}/{path}").status_code == 404


def test_the_record_is_one_file_and_the_same_each_time(app: Flask, story: Story) -> None:
    item = story.whole_vote(CHOICE, [[1, 1, 0, 0]])
    client = app.test_client()
    first, second = (client.get(f"/c/{story.congress}/record.zip", buffered=True) for _ in range(2))
    assert first.data == second.data
    assert f"votesvc-{story.congress}.zip" in first.headers["Content-Disposition"]
    names = zipfile.ZipFile(io.BytesIO(first.data)).namelist()
    assert {"log.jsonl", "checkpoint.txt", "vkey.txt", f"bel/{item}.bel"} <= set(names)
    archived = client.get(f"/c/{story.congress}/bel/{item}.bel")
    assert archived.data == zipfile.ZipFile(io.BytesIO(first.data)).read(f"bel/{item}.bel")


def test_there_is_no_archive_before_the_announcement(app: Flask, story: Story) -> None:
    item = story.open_item(MOTION)
    story.close(item)
    story.count(item)
    client = app.test_client()
    assert client.get(f"/c/{story.congress}/bel/{item}.bel").status_code == 409
    assert "存档（.bel）" not in client.get(f"/c/{story.congress}/audit").text


def test_an_archive_is_not_served_under_another_congress(app: Flask, story: Story) -> None:
    item = story.whole_vote(MOTION, [[1, 0, 0], [0, 1, 0]])
    other = setup.create_congress(story.session, story.log, "另一个大会", "ab" * 32, NOW)
    assert app.test_client().get(f"/c/{other}/bel/{item}.bel").status_code == 404


def test_titles_from_outside_are_isolated_text(app: Flask, story: Story) -> None:
    story.ready_item(motion("</bdi><script>alert(1)</script>אבג", ["一"]))
    page = app.test_client().get(f"/c/{story.congress}/audit").text
    assert "<script>" not in page
    assert "<bdi>&lt;/bdi&gt;&lt;script&gt;alert(1)&lt;/script&gt;אבג</bdi>" in page
