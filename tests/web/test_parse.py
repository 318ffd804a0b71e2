"""What the JSON endpoints refuse before any service sees it."""

import json
from typing import Any

import pytest
from flask import Flask

from votesvc.crypto.encoding import encode_b64url

REDEEM = {"pass": encode_b64url(bytes(20)), "device": "00" * 32}


def _post(app: Flask, body: bytes, content_type: str = "application/json") -> tuple[int, Any]:
    page = app.test_client().post("/pass/redeem", data=body, content_type=content_type)
    return page.status_code, page.json


def test_the_honest_request_is_read(app: Flask) -> None:
    assert _post(app, json.dumps(REDEEM).encode()) == (
        404,
        {"error": "unknown-pass", "message": "没有这个签到码。请到签到处重新领取。"},
    )


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "", "application/x-www-form-urlencoded", "application/json; charset=gbk"],
)
def test_only_json_is_taken(app: Flask, content_type: str) -> None:
    assert _post(app, json.dumps(REDEEM).encode(), content_type)[0] == 415


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b"\xff\xfe",
        json.dumps({**REDEEM, "more": 1}).encode(),
        json.dumps({"pass": REDEEM["pass"]}).encode(),
        json.dumps({**REDEEM, "device": 7}).encode(),
        json.dumps({**REDEEM, "device": None}).encode(),
        json.dumps({**REDEEM, "device": "00" * 31}).encode(),
        json.dumps({**REDEEM, "device": "AA" * 32}).encode(),
        json.dumps({**REDEEM, "pass": REDEEM["pass"] + "="}).encode(),
        json.dumps({**REDEEM, "pass": "x" * 27}).encode(),
        json.dumps(REDEEM).encode().replace(b'"device"', b'"pass"'),
        b'{"pass":' * 2000,
    ],
)
def test_anything_but_the_exact_fields_is_refused(app: Flask, body: bytes) -> None:
    status, answer = _post(app, body)
    assert status in (400, 413)
    assert answer.keys() == {"error", "message"}


@pytest.mark.parametrize(
    ("address", "limit"),
    [("/pass/redeem", 64 * 1024), ("/pass/collect", 64 * 1024), ("/c/x/cast", 1024 * 1024)],
)
def test_a_body_beyond_the_limit_is_refused_unread(app: Flask, address: str, limit: int) -> None:
    for size in (limit + 1, 10 * 1024 * 1024):
        page = app.test_client().post(address, data=b" " * size, content_type="application/json")
        assert page.status_code == 413


@pytest.mark.parametrize("query", ["", "old=1", "old=-1&new=2", "old=01&new=2", "old=1&new=x"])
def test_numbers_in_an_address_have_one_spelling(app: Flask, query: str) -> None:
    assert app.test_client().get(f"/c/x/consistency?{query}").status_code == 400
