"""The rehearsal's simulated phone, talking to the application without a network."""

import re

from flask import Flask

from tests.web.browser import Browser
from votesvc.cli.rehearsal.phone import Phone
from votesvc.cli.rehearsal.wire import UnexpectedAnswer, Wire
from votesvc.crypto.encoding import JsonValue


class ClientWire(Wire):
    """Requests without cookies to an application in this process."""

    def __init__(self, app: Flask) -> None:
        super().__init__("localhost", 80)
        self._client = app.test_client(use_cookies=False)

    def get(self, path: str, headers: dict[str, str] | None = None) -> bytes:  # type: ignore[explicit-override]
        page = self._client.get(path, headers=headers)
        if page.status_code != 200:
            raise UnexpectedAnswer(page.text)
        body: bytes = page.data
        return body

    def post_json(self, path: str, body: dict[str, JsonValue]) -> dict[str, JsonValue]:  # type: ignore[explicit-override]
        page = self._client.post(path, json=body)
        if page.status_code != 200:
            raise UnexpectedAnswer(page.text)
        answer: dict[str, JsonValue] | None = page.json
        assert answer is not None
        return answer


def pass_on(browser: Browser) -> str:
    """Return the secret of the pass that the desk's page shows."""
    found = re.search(r'data-link="[^"#]*/p#([A-Za-z0-9_-]+)"', browser.text)
    assert found, browser.text
    return found[1]


def new_phone(app: Flask, congress: str) -> Phone:
    """Return a phone that knows the log's key from the public state."""
    wire = ClientWire(app)
    return Phone(wire, congress, str(wire.get_json(f"/c/{congress}/state")["vkey"]))
