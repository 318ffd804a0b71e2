"""What a service answers may be anything at all."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from votesvc.cli import publicpages
from votesvc.cli.publicpages import Unreachable, download_record, parse_address, send_share
from votesvc.errors import MalformedInput, Refused, TooLarge

CONGRESS = "1" * 22


@contextmanager
def answering(status: int, body: bytes, length: int | None = None) -> Iterator[str]:
    """Serve one answer to whatever is asked, and give the congress's address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body) if length is None else length))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.do_GET()

        def log_message(  # type: ignore[explicit-override]  # typing.override is of 3.12
            self,
            format: str,  # noqa: A002
            *args: object,
        ) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/c/{CONGRESS}"
        thread.join()


def test_a_record_is_returned_as_it_is() -> None:
    with answering(200, b"PK") as address:
        assert download_record(address) == b"PK"


def test_a_record_without_end_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publicpages, "_LARGEST_RECORD", 10)
    with answering(200, b"x" * 11) as address, pytest.raises(TooLarge):
        download_record(address)


def test_a_connection_that_breaks_off_is_told_as_such() -> None:
    with answering(200, b"half", length=10) as address, pytest.raises(Unreachable):
        download_record(address)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b'{"error":"share-conflict","message":"already there"}', "already there"),
        (b"<html>", "status 409"),
        (b'{"error":"x"}', "status 409"),
        (b'{"message":1}', "status 409"),
    ],
)
def test_a_refused_share_tells_why(body: bytes, reason: str) -> None:
    with answering(409, body) as address, pytest.raises(Refused, match=reason):
        send_share(address, {"item": "x"})


@pytest.mark.parametrize(
    "text",
    [
        "",
        f"file:///c/{CONGRESS}",
        f"http:///c/{CONGRESS}",
        "http://127.0.0.1/c/short",
        f"http://127.0.0.1/c/{CONGRESS}?x",
        f"http://127.0.0.1/c/{CONGRESS}/audit",
        f"http://127.0.0.1/c/{'0' * 22}",
    ],
)
def test_only_the_address_of_a_congress_is_taken(text: str) -> None:
    with pytest.raises(MalformedInput):
        parse_address(text)


def test_an_address_below_a_path_is_taken_without_its_last_slash() -> None:
    address = f"https://vote.example.cn/hall/c/{CONGRESS}"
    assert parse_address(address + "/") == address
