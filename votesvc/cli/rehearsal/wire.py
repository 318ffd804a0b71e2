"""Plain HTTP to one service on loopback, with as much of a browser as a rehearsal needs."""

import http.client
import json
import re
import threading
from collections.abc import Mapping
from html import unescape
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from votesvc.crypto.encoding import JsonValue
from votesvc.errors import VotesvcError

_CSRF = re.compile(r'name="csrf-token" content="([^"]+)"')
_TIMEOUT_SECONDS = 120


class UnexpectedAnswer(VotesvcError):
    """The service answered something a rehearsal does not expect."""


class Wire:
    """Keep one connection per thread to `host:port`; send no cookie of its own accord."""

    def __init__(self, host: str, port: int) -> None:
        self._address = (host, port)
        self._local = threading.local()

    def get(self, path: str, headers: dict[str, str] | None = None) -> bytes:
        """Return the body of a 200 answer to a GET."""
        return self.exchange("GET", path, headers=headers or {})[0]

    def get_json(self, path: str) -> dict[str, JsonValue]:
        """Return the JSON object that a GET is answered with."""
        return _json_object(self.get(path))

    def post_json(self, path: str, body: dict[str, JsonValue]) -> dict[str, JsonValue]:
        """Send `body` as JSON and return the JSON object of a 200 answer."""
        sent = json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json"}
        return _json_object(self.exchange("POST", path, sent, headers)[0])

    def exchange(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> tuple[bytes, http.client.HTTPResponse]:
        """Send one request, return body and response; raise unless the status is 200 or 30x."""
        try:
            content, response = self._send(method, path, body, headers or {})
        except (http.client.HTTPException, ConnectionError):
            # The service closes connections that were idle for long; a fresh one is opened once.
            content, response = self._send(method, path, body, headers or {})
        if response.status not in {200, 302, 303}:
            msg = f"{method} {path}: {response.status} {content[:200].decode(errors='replace')}"
            raise UnexpectedAnswer(msg)
        return content, response

    def close(self) -> None:
        """Close the connection of this thread; the next request opens another."""
        connection: http.client.HTTPConnection | None = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()

    def _send(
        self, method: str, path: str, body: bytes, headers: dict[str, str]
    ) -> tuple[bytes, http.client.HTTPResponse]:
        connection = self._connection()
        try:
            connection.request(method, path, body or None, headers)
            response = connection.getresponse()
            return response.read(), response
        except (http.client.HTTPException, ConnectionError):
            connection.close()
            raise

    def _connection(self) -> http.client.HTTPConnection:
        connection: http.client.HTTPConnection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = http.client.HTTPConnection(*self._address, timeout=_TIMEOUT_SECONDS)
            self._local.connection = connection
        return connection


class StaffWire:
    """A logged-in member of staff: keeps the cookie, follows redirects, sends the CSRF token."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._cookies: dict[str, str] = {}

    def page(self, path: str) -> str:
        """Return the page at `path`."""
        return self._follow("GET", path)

    def submit(self, path: str, fields: dict[str, str], *, form_at: str | None = None) -> str:
        """Open the page that holds the form, post it, and return the page that follows."""
        found = _CSRF.search(self.page(form_at or path))
        if found is None:
            msg = f"{form_at or path}: no form token on the page"
            raise UnexpectedAnswer(msg)
        body = urlencode({**fields, "csrf_token": unescape(found[1])}).encode()
        return self._follow("POST", path, body, "application/x-www-form-urlencoded")

    def post_json(self, path: str, body: dict[str, JsonValue], *, form_at: str) -> None:
        """Send `body` as the scripts of the page at `form_at` do; raise unless it was taken."""
        found = _CSRF.search(self.page(form_at))
        if found is None:
            msg = f"{form_at}: no form token on the page"
            raise UnexpectedAnswer(msg)
        headers = {
            "Cookie": self._cookie_header(),
            "Content-Type": "application/json",
            "X-CSRFToken": unescape(found[1]),
        }
        sent = json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()
        self._wire.exchange("POST", path, sent, headers)

    def upload(
        self,
        path: str,
        name: str,
        filename: str,
        content: bytes,
        fields: Mapping[str, str] | None = None,
        *,
        form_at: str | None = None,
    ) -> str:
        """Post a form with one file, and return the page that follows."""
        found = _CSRF.search(self.page(form_at or path))
        if found is None:
            msg = f"{form_at or path}: no form token on the page"
            raise UnexpectedAnswer(msg)
        boundary = "votesvc-rehearsal-boundary"
        given = {**(fields or {}), "csrf_token": unescape(found[1])}
        parts = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="{one}"\r\n\r\n{value}\r\n'
            for one, value in given.items()
        ]
        head = (
            f"--{boundary}\r\nContent-Disposition: form-data; "
            f'name="{name}"; filename="{filename}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        )
        body = "".join([*parts, head]).encode() + content + f"\r\n--{boundary}--\r\n".encode()
        return self._follow("POST", path, body, f"multipart/form-data; boundary={boundary}")

    def _cookie_header(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self._cookies.items())

    def _follow(self, method: str, path: str, body: bytes = b"", kind: str = "") -> str:
        for _ in range(5):
            headers = {"Cookie": self._cookie_header()}
            if kind:
                headers["Content-Type"] = kind
            content, response = self._wire.exchange(method, path, body, headers)
            for header in response.headers.get_all("Set-Cookie") or []:
                for key, morsel in SimpleCookie(header).items():
                    self._cookies[key] = morsel.value
            if response.status == 200:
                return content.decode()
            method, body, kind = "GET", b"", ""
            path = response.headers["Location"]
        msg = "the service redirects without end"
        raise UnexpectedAnswer(msg)


def _json_object(body: bytes) -> dict[str, JsonValue]:
    value = json.loads(body)
    if not isinstance(value, dict):
        msg = "the service answered JSON that is not an object"
        raise UnexpectedAnswer(msg)
    return value
