"""What every response carries, and the staff's cookie."""

from pathlib import Path

import pytest
from flask import Flask

from tests.web.browser import Browser
from tests.web.conftest import running
from votesvc.web.app import Settings

PAGES = ["/p", "/staff/login", "/static/css/base.css", "/nowhere", "/c/x/state"]


@pytest.mark.parametrize("address", PAGES)
def test_nothing_is_loaded_from_elsewhere_and_nothing_runs_inline(app: Flask, address: str) -> None:
    policy = app.test_client().get(address, buffered=True).headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


@pytest.mark.parametrize("address", PAGES)
def test_addresses_do_not_leak_to_other_pages(app: Flask, address: str) -> None:
    headers = app.test_client().get(address, buffered=True).headers
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_no_page_has_inline_script_or_style(organiser: Browser) -> None:
    for address in ("/staff/", "/staff/new", "/staff/accounts", "/p", "/staff/nowhere"):
        text = organiser.get(address).text
        assert "<style" not in text
        assert " style=" not in text
        assert " onclick=" not in text
        for script in text.split("<script")[1:]:
            assert "src=" in script.split(">")[0] or 'type="application/json"' in script


def test_the_staff_cookie_is_bound_to_staff_pages(app: Flask) -> None:
    cookie = app.test_client().get("/staff/login").headers["Set-Cookie"]
    for part in ("votesvc_staff=", "Path=/staff", "HttpOnly", "SameSite=Strict"):
        assert part in cookie
    assert "Secure" not in cookie


def test_the_staff_cookie_is_secure_over_https(app: Flask) -> None:
    page = app.test_client().get("/staff/login", base_url="https://vote.example")
    assert "Secure" in page.headers["Set-Cookie"]


def test_staff_pages_are_not_kept_by_the_browser(organiser: Browser) -> None:
    assert organiser.get("/staff/").page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("base", "warned"),
    [
        ("http://192.168.1.5:8080", True),
        ("http://vote.hall", True),
        ("https://vote.hall", False),
        ("http://127.0.0.1:8080", False),
        ("http://localhost", False),
        ("http://[::1]:8080", False),
    ],
)
def test_a_connection_without_https_is_told_plainly(app: Flask, base: str, warned: bool) -> None:
    text = app.test_client().get("/staff/login", base_url=base).text
    assert ("没有加密" in text) is warned


def test_a_proxy_is_believed_only_when_the_settings_say_so(tmp_path: Path) -> None:
    forwarded = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "vote.example"}
    for proxies, warned in ((0, True), (1, False)):
        for app in running(Settings(data=tmp_path, proxies=proxies)):
            client = app.test_client()
            page = client.get("/staff/login", headers=forwarded, base_url="http://10.0.0.9")
            assert ("没有加密" in page.text) is warned


def test_only_styles_and_built_scripts_are_served(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/static/css/base.css", buffered=True).status_code == 200
    for private in ("package.json", "src/pages/desk.js", "css/../package.json", "dist/x.map"):
        assert client.get(f"/static/{private}").status_code == 404


def test_an_address_with_a_hash_may_be_kept_and_one_without_may_not(app: Flask) -> None:
    client = app.test_client()
    kept = client.get("/static/css/base.css?v=abc", buffered=True).headers["Cache-Control"]
    assert "immutable" in kept
    assert (
        "immutable"
        not in client.get("/static/css/base.css", buffered=True).headers["Cache-Control"]
    )
