"""What phones get of a hearing without a name: its leaf, receipts, opinions, papers, refusals."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import pytest

from tests.services.hearing_story import SPEC
from tests.web.browser import Browser
from tests.web.hall import Hall
from tests.web.phone import new_phone, pass_on
from votesvc.cli.rehearsal.speaker import Speaker, comment_request
from votesvc.cli.rehearsal.wire import UnexpectedAnswer
from votesvc.crypto.checkpoint import open_checkpoint
from votesvc.crypto.comment import new_comment
from votesvc.crypto.encoding import encode_b64, parse_b64
from votesvc.crypto.merkle import leaf_hash, verify_inclusion
from votesvc.crypto.sealing import SEALED_SIZES, new_officer_key
from votesvc.domain.entries import Reported, parse_entry
from votesvc.domain.hearing_spec import HearingSpec
from votesvc.domain.report import Opinion
from votesvc.services import hearing_office, hearing_setup, hearings
from votesvc.services.hearing_office import Decision
from votesvc.web.installation import current_session
from votesvc.web.logroom import current_log

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
PDF = b"%PDF-1.7 <script>alert(1)</script>"
NAME = "考勤办法 (草案).pdf"


class Forum:
    """A hearing that three phones attend, set up beside the pages."""

    def __init__(self, hall: Hall, desk: Browser, spec: HearingSpec = SPEC) -> None:
        self.hall = hall
        self.desk = desk
        self.officer = new_officer_key()
        self.client = hall.app.test_client()
        hall.fix_roll()
        with hall.app.app_context():
            self.hearing = hearings.create(current_session(), hall.congress, spec)
            hearings.set_officer_key(current_session(), self.hearing, self.officer.public)
            hearings.add_paper(current_session(), self.hearing, NAME, PDF)

    @property
    def base(self) -> str:
        return f"/c/{self.hall.congress}"

    def take(self, *steps: Callable[..., None]) -> "Forum":
        with self.hall.app.app_context():
            for step in steps:
                step(current_session(), current_log(), self.hearing, NOW)
        return self

    def open(self) -> "Forum":
        return self.take(hearing_setup.announce, hearing_setup.open_hearing)

    def speaker(self, name: str) -> Speaker:
        self.desk.submit(f"/check-in/{self.hall.member(self.desk, name)}")
        phone = new_phone(self.hall.app, self.hall.congress)
        phone.redeem(pass_on(self.desk))
        speaker = Speaker(phone, self.hearing)
        speaker.collect()
        return speaker

    def decide(self, *decisions: Decision) -> None:
        with self.hall.app.app_context():
            hearing_office.open_batch(
                current_session(), current_log(), self.hearing, decisions, NOW
            )

    def post(self, where: str, body: Any) -> tuple[int, Any]:
        page = self.client.post(f"{self.base}/{where}", json=body)
        return page.status_code, page.json

    def opinions(self) -> list[dict[str, Any]]:
        page = self.client.get(f"{self.base}/hearing/{self.hearing}/opinions")
        assert page.status_code == 200
        found: list[dict[str, Any]] = json.loads(page.data)["opinions"]
        return found


@pytest.fixture
def forum(hall: Hall, desk: Browser) -> Forum:
    return Forum(hall, desk)


def test_a_draft_is_not_public(forum: Forum) -> None:
    assert forum.client.get(f"{forum.base}/state").get_json()["hearings"] == []
    digest = sha256(PDF).hexdigest()
    for address in (
        f"item/{forum.hearing}",
        f"hearing/{forum.hearing}/opinions",
        f"paper/{forum.hearing}/{digest}",
    ):
        assert forum.client.get(f"{forum.base}/{address}").status_code == 404


def test_the_state_lists_hearings_as_phones_follow_them(forum: Forum) -> None:
    forum.open()
    state = forum.client.get(f"{forum.base}/state").get_json()
    [listed] = state["hearings"]
    assert listed == {
        "item": forum.hearing,
        "state": "open",
        "index": listed["index"],
        "title": SPEC.title,
        "kind": "hearing",
    }
    assert listed["index"] < state["size"]


def test_a_phone_comments_supports_and_reads_what_became_of_it(forum: Forum) -> None:
    forum.open()
    speakers = [forum.speaker(name) for name in ("张伟", "张薇")]
    texts = [new_comment(f"第{number}条意见", clause=1, marks=(5, 4, 0)) for number in range(6)]
    made = [speakers[number // 3].write(number % 3 + 1, texts[number]) for number in range(6)]
    sent = [speakers[number // 3].send(one) for number, one in enumerate(made)]
    assert [one["state"] for one in forum.opinions()] == ["sealed"] * 6
    decisions = [Decision(one, text.padded) for one, text in zip(sent, texts, strict=True)]
    forum.decide(*decisions[:5], Decision(sent[5], reason="insult"))
    speakers[0].support(sent[0])
    speakers[0].support(sent[0])
    speakers[1].support(sent[0])
    with forum.hall.app.app_context():
        hearing_office.reply(
            current_session(), current_log(), forum.hearing, sent[0], "已研究", "工会", NOW
        )
    forum.hall.app.extensions["votesvc-log"].opinions._known.clear()
    found = forum.opinions()
    assert [one["commitment"] for one in found] == sorted(sent)
    by_commitment = {one["commitment"]: one for one in found}
    assert by_commitment[sent[0]] == {
        "commitment": sent[0],
        "state": "published",
        "supports": 2,
        "replies": [{"text": "已研究", "by": "工会", "time": "2026-11-22T09:30:00Z"}],
        "text": "第0条意见",
        "clause": 1,
        "marks": [5, 4, 0],
        "reply_to": "",
    }
    assert by_commitment[sent[5]] == {
        "commitment": sent[5],
        "state": "withheld",
        "supports": 0,
        "replies": [],
        "reason": "insult",
    }


def test_opinions_have_an_etag_and_say_when_nothing_has_changed(forum: Forum) -> None:
    forum.open()
    address = f"{forum.base}/hearing/{forum.hearing}/opinions"
    first = forum.client.get(address)
    assert first.json == {"opinions": []}
    again = forum.client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_commenting_twice_gives_the_same_receipt_byte_for_byte(forum: Forum) -> None:
    forum.open()
    body = comment_request(forum.speaker("张伟").write(1, new_comment("意见")))
    first, again = (forum.client.post(f"{forum.base}/comment", json=body) for _ in range(2))
    assert first.status_code == again.status_code == 200
    assert first.data == again.data
    tracker = json.loads(first.data)["tracker"]
    found = forum.client.get(f"{forum.base}/receipt", query_string={"tracker": tracker})
    assert found.data == first.data


def test_comments_on_the_wire_have_four_sizes_only(hall: Hall, desk: Browser) -> None:
    forum = Forum(hall, desk, replace(SPEC, per_delegate=8)).open()
    speaker = forum.speaker("张伟")
    sizes = set()
    texts = (
        "短",
        "短一点",
        "长" * 150,
        "长" * 250,
        "长" * 400,
        "长" * 600,
        "长" * 900,
        "长" * 1200,
    )
    for number, text in enumerate(texts, start=1):
        body = comment_request(speaker.write(number, new_comment(text)))
        assert set(body) == {
            "item", "key", "prefix", "token", "commitment", "sealed", "signature"
        }  # fmt: skip
        sizes.add(len(parse_b64(str(body["sealed"]))))
        assert forum.post("comment", body)[0] == 200
    assert sizes == set(SEALED_SIZES)
    body = comment_request(speaker.write(1, new_comment("再来")))
    for size in (0, 1, SEALED_SIZES[0] - 1, SEALED_SIZES[0] + 1, SEALED_SIZES[-1] + 1):
        odd = parse_b64(str(body["sealed"]))[:1] * size
        status, answer = forum.post("comment", {**body, "sealed": encode_b64(odd)})
        assert (status, answer["error"]) == (400, "malformed-input")


def test_refusals_name_their_reason(forum: Forum) -> None:
    forum.take(hearing_setup.announce)
    with pytest.raises(UnexpectedAnswer, match="issuing-closed"):
        forum.speaker("张伟")
    forum.take(hearing_setup.open_hearing)
    speaker = forum.speaker("张薇")
    made = speaker.write(1, new_comment("意见"))
    body = comment_request(made)
    for changed, status, reason in (
        ({**body, "item": "3" * 22}, 404, "unknown-hearing"),
        ({**body, "signature": encode_b64(bytes(64))}, 409, "invalid-comment"),
        ({**body, "token": encode_b64(bytes(384))}, 409, "invalid-token"),
        ({**body, "key": body["commitment"]}, 409, "invalid-token"),
        ({**body, "commitment": "AB" * 32}, 400, "malformed-input"),
        ({**body, "extra": 1}, 400, "malformed-input"),
        ({**body, "sealed": None}, 400, "malformed-input"),
    ):
        found, answer = forum.post("comment", changed)
        assert (found, answer["error"]) == (status, reason)
    speaker.send(made)
    with pytest.raises(UnexpectedAnswer, match="credential-used"):
        speaker.send(speaker.write(1, new_comment("另一条")))
    with pytest.raises(UnexpectedAnswer, match="not-published"):
        speaker.support(made.commitment)
    with pytest.raises(UnexpectedAnswer, match="malformed-input"):
        speaker._right("comment", SPEC.per_delegate + 1)
    forum.take(hearing_setup.close_hearing)
    with pytest.raises(UnexpectedAnswer, match="not-open"):
        speaker.send(speaker.write(2, new_comment("晚了")))
    with pytest.raises(UnexpectedAnswer, match="already-collected"):
        speaker._right("comment", 2)


@pytest.mark.parametrize(
    "extra",
    [{"kind": "comment"}, {"slot": 1}, {"kind": "ballot", "slot": 1}, {"kind": 1, "slot": 1}],
)
def test_a_credential_of_a_hearing_is_asked_for_by_kind_and_slot(
    forum: Forum, extra: dict[str, Any]
) -> None:
    forum.open()
    body = {"device_token": "A" * 43, "item": forum.hearing, "blinded": encode_b64(bytes(384))}
    page = forum.client.post("/pass/collect", json={**body, **extra})
    assert (page.status_code, page.get_json()["error"]) == (400, "malformed-input")


def test_a_paper_is_a_file_to_be_saved_and_allowed_nothing(forum: Forum) -> None:
    forum.open()
    digest = sha256(PDF).hexdigest()
    page = forum.client.get(f"{forum.base}/paper/{forum.hearing}/{digest}")
    assert page.data == PDF
    assert page.mimetype == "application/pdf"
    disposition = page.headers["Content-Disposition"]
    assert disposition.startswith("attachment;")
    assert "filename*=UTF-8''%E8%80%83" in disposition
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    for wrong in ("ab" * 32, digest.upper(), "x", digest[:-1]):
        assert forum.client.get(f"{forum.base}/paper/{forum.hearing}/{wrong}").status_code == 404
    for congress, hearing in (("3" * 22, forum.hearing), (forum.hall.congress, "3" * 22)):
        assert forum.client.get(f"/c/{congress}/paper/{hearing}/{digest}").status_code == 404


def test_the_report_comes_with_its_proof_that_it_is_in_the_signed_log(forum: Forum) -> None:
    address = f"{forum.base}/hearing/{forum.hearing}/report"
    assert forum.client.get(address).status_code == 404
    forum.open().take(hearing_setup.close_hearing)
    assert forum.client.get(address).get_json()["error"] == "unknown-entry"
    opinion = Opinion("增加班车", (), "rejected", "资金没有落实。")
    with forum.hall.app.app_context():
        hearing_office.report(
            current_session(), current_log(), forum.hearing, [opinion], "李记录", NOW
        )
    found = forum.client.get(address).get_json()
    state = forum.client.get(f"{forum.base}/state").get_json()
    signed = open_checkpoint(found["checkpoint"], state["vkey"])
    proof = [bytes.fromhex(one) for one in found["inclusion"]]
    leaf = found["leaf"].encode()
    verify_inclusion(leaf_hash(leaf), found["index"], found["size"], proof, signed.root)
    assert signed.size == found["size"]
    reported = parse_entry(leaf)
    assert isinstance(reported, Reported)
    assert reported.item == forum.hearing
    assert [one.title for one in reported.opinions] == ["增加班车"]
    for congress, hearing in (("3" * 22, forum.hearing), (forum.hall.congress, "3" * 22)):
        page = forum.client.get(f"/c/{congress}/hearing/{hearing}/report")
        assert page.status_code == 404


def test_a_standing_box_is_the_same_machinery(hall: Hall, desk: Browser) -> None:
    box = Forum(hall, desk, replace(SPEC, kind="box", marks=False, per_delegate=10)).open()
    speaker = box.speaker("张伟")
    texts = [new_comment(f"{number}") for number in range(6)]
    sent = [speaker.send(speaker.write(one + 1, text)) for one, text in enumerate(texts)]
    box.decide(*(Decision(one, text.padded) for one, text in zip(sent, texts, strict=True)))
    assert {one["state"] for one in box.opinions()} == {"published"}
    assert box.client.get(f"{box.base}/state").get_json()["hearings"][0]["kind"] == "box"
