"""Whatever stands in an address, a question or a form: every view answers, and none breaks."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.routing import Rule

from tests.databases import Databases
from tests.web.browser import Browser
from tests.web.conftest import running
from tests.web.hall import Hall
from votesvc.web import access
from votesvc.web.app import Settings

UNKNOWN = "3" * 22
NAMES = (
    UNKNOWN,
    "%00",
    "%C0%80",
    "a" * 3000,
    "'%20OR%201=1--",
    "%D9%A1" * 22,
)
NUMBERS = ("0", "2147483648", "9" * 40)
QUERIES = (
    "",
    "?start=0&end=9007199254740992&old=1&new=9007199254740992",
    "?start=%D9%A1&end=1e3&old=-1&new=0x1",
    "?q=%00&tracker=%00&item=%00&lang=%00&next=%00&kind=%00",
    "?q=%25_%5C&tracker=%E2%80%AE&item=3&dark=1&start=200",
    "?q=%ED%A0%80&tracker=%FF&lang=../../etc",
)
FORMS: tuple[dict[str, str], ...] = (
    dict.fromkeys(
        ("title", "name", "text", "lines", "reason", "pasted", "password", "role"), "\x00"
    ),
    dict.fromkeys(
        ("title", "text", "lines", "reason", "pasted", "name", "count"), "\U0001f600\u202e"
    ),
    {
        "kind": "choose",
        "title": "甲",
        "text": "乙",
        "lines": "=cmd|' /C calc'!A0",
        "minimum": "١",
        "maximum": "-1",
        "pasted": "[" * 5000,
        "count": "9" * 30,
        "password": "\x00" * 20,
        "again": "\x00" * 20,
    },
)
BODIES = (
    b"",
    b"{}",
    b"[" * 60_000,
    b'{"item":"\\u0000","ballot":"","prefix":"","token":"","pairs":[]}',
    b'{"item":"%b","owner":9007199254740992,"factors":"\\ud800"}' % UNKNOWN.encode(),
    b'{"item":"%b","owner":9007199254740993,"factors":""}' % UNKNOWN.encode(),
)


@pytest.fixture
def app(databases: Databases, tmp_path: Path) -> Iterator[Flask]:
    yield from running(
        Settings(
            data=tmp_path / "data",
            roll_url=databases.roll_url,
            board_url=databases.board_url,
            pause=0.0,
        )
    )


def addresses(rule: Rule, hall: Hall, names: tuple[str, ...] = NAMES) -> Iterator[str]:
    """Yield the addresses of a view: each part nonsense, and parts of a congress that exists."""
    address = rule.rule
    for number in NUMBERS if "<int:" in address else [""]:
        numbered = address
        for part in ("member", "index"):
            numbered = numbered.replace(f"<int:{part}>", number)
        known = numbered.replace("<congress>", hall.congress)
        for start in {numbered, known}:
            for name in names if "<" in start else [""]:
                yield re.sub("<[a-z0-9_]+>", name, start)


def rules(app: Flask, *kinds: access.Access) -> list[Rule]:
    return [
        rule
        for rule in app.url_map.iter_rules()
        if access.declared_access(app.view_functions[rule.endpoint]) in kinds
        and "<path:" not in rule.rule
        and "logout" not in rule.rule
    ]


def test_no_anonymous_view_breaks(app: Flask, hall: Hall) -> None:
    client = app.test_client()
    for rule in rules(app, access.Access.ANONYMOUS, access.Access.HOLDER, access.Access.SETUP):
        for address in addresses(rule, hall):
            for query in QUERIES:
                with client.get(address + query) as page:
                    assert page.status_code < 500, address + query
            for body in BODIES if "POST" in (rule.methods or ()) else ():
                page = client.post(address, data=body, content_type="application/json")
                assert 400 <= page.status_code < 500, (address, body[:60])


@pytest.mark.parametrize("role", ["organiser", "chief"])
def test_no_staff_view_breaks(
    app: Flask, hall: Hall, role: str, request: pytest.FixtureRequest
) -> None:
    browser: Browser = request.getfixturevalue(role)
    kinds = [kind for kind in access.Access if kind not in access.WITHOUT_SESSION]
    for rule in rules(app, *kinds):
        for address in addresses(rule, hall, NAMES[:2]):
            if "GET" in (rule.methods or ()):
                for query in QUERIES[2:4]:
                    assert browser.get(address + query).status < 500, address + query
            if "POST" in (rule.methods or ()):
                browser.get("/staff/accounts")
                for form in FORMS:
                    page = browser.send(address, **form)
                    assert page.status_code < 500, (address, form)
