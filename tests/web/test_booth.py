"""What phones get without a name: state, proofs, receipts, and refusals with their reason."""

import json
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from tests.web.browser import Browser
from tests.web.hall import Hall, open_hall
from tests.web.phone import ClientWire, new_phone, pass_on
from votesvc.cli.rehearsal.phone import Phone, cast_request
from votesvc.cli.rehearsal.wire import UnexpectedAnswer
from votesvc.crypto.checkpoint import open_checkpoint
from votesvc.crypto.encoding import JsonValue, new_uuid
from votesvc.crypto.group import BASE
from votesvc.crypto.merkle import leaf_hash, verify_inclusion
from votesvc.web.brief import Brief


class Booth:
    """One phone that has collected its credential for an open motion."""

    def __init__(self, hall: Hall, chief: Browser, desk: Browser) -> None:
        hall.fix_roll()
        hall.set_board()
        self.item = hall.new_motion("第一项")
        self.page = hall.organiser.address
        self.hall = hall
        self.chief = chief
        self.client = hall.app.test_client()
        hall.organiser.submit("/prepare").submit("/issue")
        desk.submit(f"/check-in/{hall.member(desk, '张伟')}")
        self.phone: Phone = new_phone(hall.app, hall.congress)
        self.phone.redeem(pass_on(desk))
        self.phone.fetch(self.item)
        self.phone.collect(self.item)

    def open(self) -> "Booth":
        self.hall.organiser.get(self.page).submit("/propose-open")
        self.chief.get(self.page).submit("/confirm-open")
        return self

    def request(self, vote: list[int] | None = None) -> dict[str, JsonValue]:
        ballot = self.phone.seal(self.item, [vote or [1, 0, 0]])
        return cast_request(self.item, ballot, self.phone._credentials[self.item])

    def cast(self, body: dict[str, Any]) -> tuple[int, Any]:
        page = self.client.post(f"/c/{self.hall.congress}/cast", json=body)
        return page.status_code, page.json


@pytest.fixture
def booth(hall: Hall, chief: Browser, desk: Browser) -> Booth:
    return Booth(hall, chief, desk)


def test_the_state_has_an_etag_and_says_when_nothing_has_changed(hall: Hall) -> None:
    client = hall.app.test_client()
    first = client.get(f"/c/{hall.congress}/state")
    assert first.json is not None
    assert first.json["title"] == "第五届职工代表大会"
    assert first.json["origin"] == f"votesvc/{hall.congress}"
    again = client.get(
        f"/c/{hall.congress}/state", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert again.status_code == 304
    assert again.data == b""


def test_a_draft_is_not_public(hall: Hall) -> None:
    item = hall.new_motion()
    state = hall.app.test_client().get(f"/c/{hall.congress}/state").json
    assert state is not None
    assert state["items"] == []
    assert hall.app.test_client().get(f"/c/{hall.congress}/item/{item}").status_code in (404, 409)


def test_the_board_is_proved_against_the_log_for_whoever_asks(hall: Hall) -> None:
    client = hall.app.test_client()
    missing = client.get(f"/c/{hall.congress}/board")
    assert (missing.status_code, missing.json["error"]) == (409, "no-board")  # type: ignore[index]
    hall.set_board()
    found = client.get(f"/c/{hall.congress}/board").json
    assert found is not None
    assert set(found) == {"leaf", "index", "size", "inclusion", "checkpoint"}
    vkey = client.get(f"/c/{hall.congress}/state").get_json()["vkey"]
    checkpoint = open_checkpoint(found["checkpoint"], vkey)
    path = [bytes.fromhex(node) for node in found["inclusion"]]
    leaf = leaf_hash(found["leaf"].encode())
    verify_inclusion(leaf, found["index"], found["size"], path, checkpoint.root)
    assert json.loads(found["leaf"])["type"] == "board"
    assert client.get(f"/c/{'3' * 22}/board").status_code == 404


def test_a_simulated_phone_takes_no_item_with_another_key_than_that_of_the_board(
    booth: Booth,
) -> None:
    phone = new_phone(booth.hall.app, booth.hall.congress)
    phone.fetch(booth.item)
    assert phone._board is not None
    for lie in (replace(phone._board, key=BASE), replace(phone._board, index=10)):
        phone._board = lie
        with pytest.raises(UnexpectedAnswer, match="scrutineers"):
            phone.fetch(booth.item)


def test_casting_twice_gives_the_same_receipt_byte_for_byte(booth: Booth) -> None:
    booth.open()
    body = booth.request()
    address = f"/c/{booth.hall.congress}/cast"
    first = booth.client.post(address, json=body)
    again = booth.client.post(address, json=body)
    assert first.status_code == again.status_code == 200
    assert first.data == again.data
    tracker = json.loads(first.data)["tracker"]
    found = booth.client.get(f"/c/{booth.hall.congress}/receipt", query_string={"tracker": tracker})
    assert found.data == first.data


def test_another_ballot_with_a_used_credential_is_refused_for_that_reason(booth: Booth) -> None:
    booth.open()
    assert booth.cast(booth.request())[0] == 200
    status, answer = booth.cast(booth.request([0, 1, 0]))
    assert status == 409
    assert answer["error"] == "credential-used"


def test_a_ballot_before_opening_and_after_closing_is_refused(booth: Booth) -> None:
    assert booth.cast(booth.request()) == (
        409,
        {"error": "not-open", "message": "现在不能提交：还没有开始，或者已经截止。"},
    )
    booth.open()
    booth.hall.organiser.get(booth.page).submit("/propose-close")
    booth.chief.get(booth.page).submit("/confirm-close")
    assert booth.cast(booth.request())[1]["error"] == "not-open"


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"item": new_uuid()}, "unknown-item"),
        ({"item": "x"}, "malformed-input"),
        ({"ballot": "{}"}, None),
        ({"ballot": "x" * 500_000}, None),
        ({"prefix": "AAAA"}, "malformed-input"),
        ({"token": "AAAA"}, "malformed-input"),
        ({"token": "A" * 512}, "invalid-token"),
        ({"pairs": {}}, "malformed-input"),
        ({"pairs": ["x"]}, None),
        ({"name": "张伟"}, "malformed-input"),
    ],
)
def test_a_changed_request_is_refused(
    booth: Booth, change: dict[str, Any], error: str | None
) -> None:
    status, answer = booth.open().cast(booth.request() | change)
    assert 400 <= status < 500
    assert error is None or answer["error"] == error


def test_a_ballot_for_an_item_of_another_congress_is_refused(booth: Booth) -> None:
    page = booth.open().client.post(f"/c/{'3' * 22}/cast", json=booth.request())
    assert page.status_code == 404


def test_an_unknown_receipt_is_told(hall: Hall) -> None:
    page = hall.app.test_client().get(f"/c/{hall.congress}/receipt?tracker={'A' * 43}")
    assert page.status_code == 404
    assert page.json is not None
    assert page.json["error"] == "unknown-receipt"


def test_sizes_the_log_never_had_are_refused(hall: Hall) -> None:
    wire = hall.app.test_client()
    for old, new in ((1, 10_000), (5, 2)):
        page = wire.get(f"/c/{hall.congress}/consistency?old={old}&new={new}")
        assert 400 <= page.status_code < 500


def test_a_second_device_is_told_that_the_pass_is_used(booth: Booth, desk: Browser) -> None:
    desk.submit(f"/check-in/{booth.hall.member(desk, '李娜')}")
    secret = pass_on(desk)
    new_phone(booth.hall.app, booth.hall.congress).redeem(secret)
    body = {"pass": secret, "device": "11" * 32}
    page = booth.client.post("/pass/redeem", json=body)
    assert page.status_code == 410
    assert page.json is not None
    assert page.json["error"] == "pass-used"


def test_the_phone_page_is_the_same_for_everybody(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/p").data == client.get("/p").data
    assert ClientWire(app).get("/p") == client.get("/p").data


def test_a_brief_memory_asks_once_and_then_anew() -> None:
    asked: list[str] = []
    memory: Brief[int] = Brief(seconds=60, most=2)

    def make() -> int:
        asked.append("")
        return len(asked)

    assert [memory.get("a", make), memory.get("a", make)] == [1, 1]
    assert memory.get("b", make) == 2
    assert memory.get("c", make) == 3
    assert memory.get("a", make) == 4
    stale: Brief[int] = Brief(seconds=0)
    assert [stale.get("a", make), stale.get("a", make)] == [5, 6]


def test_an_item_and_a_share_are_looked_for_in_their_own_congress_only(booth: Booth) -> None:
    other = open_hall(booth.hall.app, booth.hall.organiser, "另一次大会").congress
    assert booth.client.get(f"/c/{other}/item/{booth.item}").status_code == 404
    share = {"item": booth.item, "owner": 1, "factors": "{}"}
    assert booth.client.post(f"/c/{other}/share", json=share).status_code == 404
    assert booth.client.post(f"/c/{booth.hall.congress}/share", json=share).status_code == 409
