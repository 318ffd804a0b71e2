"""The anonymous side: no session, no cookie, no log line; and either side served alone."""

import logging
from pathlib import Path

import pytest
from flask import Flask, request
from werkzeug.wrappers import Response

from tests.web.conftest import running
from votesvc.web import access
from votesvc.web.app import Settings

CONGRESS = f"/c/{'3' * 22}"
COOKIE = {"Cookie": "votesvc_staff=abc; other=def"}
ASKED = [
    ("GET", "/p"),
    ("GET", f"{CONGRESS}/state"),
    ("GET", f"{CONGRESS}/item/{'3' * 22}"),
    ("GET", f"{CONGRESS}/board"),
    ("GET", f"{CONGRESS}/consistency?old=1&new=2"),
    ("GET", f"{CONGRESS}/receipt?tracker=x"),
    ("POST", f"{CONGRESS}/cast"),
    ("POST", f"{CONGRESS}/share"),
    ("POST", f"{CONGRESS}/reshuffle"),
    ("POST", f"{CONGRESS}/slips"),
    ("POST", f"{CONGRESS}/comment"),
    ("POST", f"{CONGRESS}/support"),
    ("GET", f"{CONGRESS}/hearing/{'3' * 22}/opinions"),
    ("GET", f"{CONGRESS}/hearing/{'3' * 22}/report"),
    ("GET", f"{CONGRESS}/paper/{'3' * 22}/{'ab' * 32}"),
    ("POST", "/pass/redeem"),
    ("POST", "/pass/collect"),
    ("GET", "/static/css/base.css"),
]


@pytest.mark.parametrize(("method", "address"), ASKED)
def test_anonymous_requests_read_and_set_no_cookie(app: Flask, method: str, address: str) -> None:
    looked: list[bool] = []

    @app.teardown_request
    def look(_: object) -> None:
        # werkzeug parses cookies when they are first asked for and keeps them here.
        looked.append("cookies" in request.__dict__)

    page = app.test_client().open(address, method=method, headers=COOKIE, json={}, buffered=True)
    assert "Set-Cookie" not in page.headers
    assert "Cookie" not in page.headers.get("Vary", "")
    assert looked == [False]


def test_staff_requests_do_read_the_cookie_so_that_the_test_above_means_something(
    app: Flask,
) -> None:
    looked: list[bool] = []

    @app.teardown_request
    def look(_: object) -> None:
        looked.append("cookies" in request.__dict__)

    app.test_client().get("/staff/login", headers=COOKIE)
    assert looked == [True]


@pytest.mark.parametrize(("method", "address"), ASKED)
def test_anonymous_requests_write_no_log_line(
    app: Flask, method: str, address: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        caplog.clear()
        app.test_client().open(address, method=method, json={}, buffered=True)
        app.test_client().open(
            address, method=method, data=b"\xff", content_type="text/plain", buffered=True
        )
    assert [one for one in caplog.records if not one.name.startswith("sqlalchemy")] == []


def test_a_failure_on_the_anonymous_side_writes_no_log_line_and_tells_nothing(
    app: Flask, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    @access.anonymous
    def fail(**_: str) -> Response:
        message = "the secret is 42"
        raise RuntimeError(message)

    monkeypatch.setitem(app.view_functions, "booth.phone", fail)
    with caplog.at_level(logging.DEBUG):
        page = app.test_client().get("/p")
    assert page.status_code == 500
    assert "42" not in page.text
    assert "RuntimeError" not in page.text
    assert caplog.records == []


def test_the_session_refuses_to_be_written_outside_staff_pages(app: Flask) -> None:
    with app.test_request_context("/p"), pytest.raises(RuntimeError):
        access.log_out()


def test_the_anonymous_side_alone_knows_nobody(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, sides=frozenset({"anonymous"}))
    for app in running(settings):
        client = app.test_client()
        assert client.get("/p").status_code == 200
        assert client.get(f"{CONGRESS}/state").status_code == 404
        for address in ("/staff/", "/staff/login", f"/staff/desk/{'3' * 22}/"):
            assert client.get(address).status_code == 404
        assert client.post("/pass/redeem", json={}).status_code == 404
        assert not (tmp_path / "roll.sqlite").exists()


def test_the_names_side_alone_knows_no_ballot(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, sides=frozenset({"names"}))
    for app in running(settings):
        client = app.test_client()
        assert client.get("/staff/login").status_code == 200
        assert client.post("/pass/redeem", json={}).status_code == 400
        for address in ("/p", f"{CONGRESS}/state", "/staff/new"):
            assert client.get(address).status_code == 404
        assert "votesvc-log" not in app.extensions
        assert not (tmp_path / "board.sqlite").exists()


def test_a_side_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="sides"):
        Settings(data=tmp_path, sides=frozenset({"both"}))
