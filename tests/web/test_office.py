"""What the hearing officer hands in: batches, replies, minutes, the report, and every refusal."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.services.hearing_story import SPEC
from tests.web.browser import Browser
from tests.web.hall import Hall
from tests.web.test_hearing import Forum
from votesvc.crypto.comment import Comment, new_comment
from votesvc.domain.entries import CommentMade
from votesvc.services import hearing_setup

HOSTILE = '<script>alert(1)</script> "},{ \u202e \u200b =1+1 \U0001f469\u200d\U0001f469'
NAMES = ("张伟", "张薇", "李娜", "单雄信")
OPINION = {"comments": [], "decision": "adopted", "reason": "写进办法", "title": "分配要公开"}


class Office:
    """The officer's browser in a hearing with comments."""

    def __init__(self, hall: Hall, desk: Browser, officer: Browser) -> None:
        self.forum = Forum(hall, desk).open()
        self.browser = officer
        self.path = f"{hall.console}/hearings/{self.forum.hearing}/office"
        self.made: dict[str, bytes] = {}

    def say(self, *texts: str) -> list[str]:
        """Let delegates comment, three times each."""
        commitments = []
        for first, name in zip(range(0, len(texts), SPEC.per_delegate), NAMES, strict=False):
            speaker = self.forum.speaker(name)
            for number, text in enumerate(texts[first : first + SPEC.per_delegate], 1):
                comment = new_comment(text)
                made = speaker.write(number, comment)
                speaker.send(made)
                self.made[made.commitment] = self._opened(made, comment)
                commitments.append(made.commitment)
        return commitments

    def _opened(self, made: CommentMade, comment: Comment) -> bytes:
        opened = self.forum.officer.open(self.forum.hearing, made.commitment, made.sealed)
        assert opened == comment.padded
        return opened

    def post(self, where: str, **body: Any) -> tuple[int, str]:
        """Hand something in; return the status and the code of a refusal."""
        answer = self.browser.post_json(f"{self.path}/{where}", body, at=self.path)
        assert answer.json is not None
        return answer.status_code, answer.json.get("error", "")

    def publish(self, *commitments: str) -> tuple[int, str]:
        """Publish these comments."""
        shown = [{"commitment": one, "plaintext": self.made[one].decode()} for one in commitments]
        return self.post("batch", decisions=shown)

    def close(self) -> None:
        """Take no more comments."""
        self.forum.take(hearing_setup.close_hearing)

    def states(self) -> list[str]:
        """Return what became of the comments, in order of their commitments."""
        return [one["state"] for one in self.forum.opinions()]


@pytest.fixture
def office(hall: Hall, desk: Browser, officer: Browser) -> Office:
    return Office(hall, desk, officer)


def test_a_batch_is_published_and_withheld_at_once(office: Office) -> None:
    *shown, insult = office.say("甲", "乙", "丙", HOSTILE, "戊")
    decisions = [{"commitment": one, "plaintext": office.made[one].decode()} for one in shown]
    decisions.append({"commitment": insult, "reason": "insult"})
    assert office.post("batch", decisions=decisions) == (200, "")
    assert sorted(office.states()) == ["published"] * 4 + ["withheld"]
    assert HOSTILE in [one.get("text") for one in office.forum.opinions()]
    live = office.browser.get(office.path.removesuffix("/office") + "/live").page.json
    assert live is not None
    live.pop("version")
    assert live == {"received": 5, "unopened": 0, "published": 4, "withheld": 1}
    # The answer was lost: the same again is no harm, and another decision is refused.
    assert office.post("batch", decisions=decisions) == (200, "")
    decisions[0] = {"commitment": shown[0], "reason": "secret"}
    assert office.post("batch", decisions=decisions) == (409, "already-opened")


def test_fewer_than_five_are_refused_until_the_hearing_is_closed(office: Office) -> None:
    said = office.say("甲", "乙")
    assert office.publish(*said) == (409, "batch-too-small")
    office.close()
    assert office.publish(*said) == (200, "")


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda one: one | {"plaintext": one["plaintext"].replace("甲", "乙")}, "invalid-comment"),
        (lambda one: one | {"plaintext": one["plaintext"].strip()}, "invalid-comment"),
        (lambda one: {"commitment": one["commitment"], "reason": "dislike"}, "malformed-input"),
        (lambda one: {"commitment": "ab" * 32, "reason": "secret"}, "unknown-comment"),
        (lambda one: one | {"reason": "secret"}, "malformed-input"),
        (lambda one: one | {"commitment": 1}, "malformed-input"),
        (lambda _: "x", "malformed-input"),
    ],
)
def test_a_decision_that_is_none_is_refused_and_nothing_is_opened(
    office: Office, spoil: Callable[[dict[str, str]], Any], code: str
) -> None:
    said = office.say("甲一", "乙", "丙", "丁", "戊")
    decisions: list[Any] = [
        {"commitment": one, "plaintext": office.made[one].decode()} for one in said
    ]
    decisions[0] = spoil(decisions[0])
    status, found = office.post("batch", decisions=decisions)
    assert status in (400, 404, 409)
    assert found == code
    assert office.states() == ["sealed"] * 5


def test_a_published_comment_is_answered_and_another_is_not(office: Office) -> None:
    said = office.say("甲", "乙")
    answer = {"text": "会研究\n<b>!</b>", "by": "工会主席 王某"}
    assert office.post("reply", to=said[0], **answer) == (409, "not-published")
    assert office.post("reply", to="ab" * 32, **answer) == (404, "unknown-comment")
    office.close()
    office.publish(*said)
    assert office.post("reply", to=said[0], **(answer | {"text": " "})) == (
        400,
        "malformed-input",
    )
    assert office.post("reply", to=said[0], **(answer | {"by": "甲\u0007"})) == (
        400,
        "malformed-input",
    )
    assert office.post("reply", to=said[0], **answer) == (200, "")
    found = {one["commitment"]: one["replies"] for one in office.forum.opinions()}
    assert [one["text"] for one in found[said[0]]] == [answer["text"]]
    assert found[said[1]] == []


def test_minutes_are_kept_under_the_officers_own_name(office: Office) -> None:
    assert office.post("minutes", text="第一次") == (200, "")
    assert office.post("minutes", text="更正") == (200, "")
    assert office.post("minutes", text="") == (400, "malformed-input")
    log = Browser(office.forum.hall.app).get(f"{office.forum.base}/log?start=0&end=99").page.json
    assert log is not None
    kept = [json.loads(one) for one in log["entries"] if '"type":"minutes"' in one]
    assert [(one["text"], one["by"]) for one in kept] == [("第一次", "李记录"), ("更正", "李记录")]


def test_the_report_waits_for_closing_and_for_every_comment(office: Office) -> None:
    said = office.say("甲", "乙")
    opinion = OPINION | {"comments": [said[0]]}
    assert office.post("report", opinions=[opinion]) == (409, "wrong-state")
    office.close()
    assert office.post("report", opinions=[opinion]) == (409, "comments-unopened")
    office.post(
        "batch",
        decisions=[
            {"commitment": said[0], "plaintext": office.made[said[0]].decode()},
            {"commitment": said[1], "reason": "off-topic"},
        ],
    )
    other = OPINION | {"comments": [said[1]]}
    assert office.post("report", opinions=[other]) == (409, "not-published")
    assert office.post("report", opinions=[opinion]) == (200, "")
    assert office.post("report", opinions=[opinion]) == (409, "wrong-state")
    page = office.browser.get(office.path.removesuffix("/office"))
    assert "已经报告" in page.text


@pytest.mark.parametrize(
    "change",
    [
        {"title": ""},
        {"title": "甲\n乙"},
        {"title": "长" * 301},
        {"reason": ""},
        {"reason": "甲\u0007"},
        {"decision": "perhaps"},
        {"comments": ["x"]},
        {"more": 1},
    ],
)
def test_an_opinion_that_cannot_stand_is_named_by_its_number(
    office: Office, change: dict[str, Any]
) -> None:
    office.close()
    body = {"opinions": [OPINION, OPINION | change]}
    answer = office.browser.post_json(f"{office.path}/report", body, at=office.path)
    assert answer.status_code == 400
    assert answer.json is not None
    assert answer.json["message"].startswith("第 2 项意见")


def test_what_is_handed_in_without_a_forgery_token_or_as_a_form_is_refused(office: Office) -> None:
    raw = b'{"text":"x"}'
    refused = office.browser.send_raw(f"{office.path}/minutes", raw, "application/json")
    assert refused.status_code == 400
    office.browser.get("/staff/accounts")
    assert office.browser.send(f"{office.path}/minutes", text="x").status_code == 415


def test_the_page_holds_nothing_of_a_comment_and_is_never_stored(office: Office) -> None:
    office.say("一句话")
    page = office.browser.get(office.path)
    assert "一句话" not in page.text
    assert page.page.headers["Cache-Control"] == "no-store"
    assert f'data-registered="{office.forum.officer.public}"' in page.text
