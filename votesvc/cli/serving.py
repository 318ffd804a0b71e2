"""Serving an installation over HTTP until somebody stops it: what `serve` and `demo` share."""

import logging
import resource
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from types import FrameType
from typing import Any, TypeVar

import click
from flask import Flask
from waitress.server import create_server

from votesvc.errors import PresetFault
from votesvc.services.presets import library
from votesvc.web.app import Settings, create_app
from votesvc.web.logroom import close_log_room
from votesvc.web.settings import ANONYMOUS, BOTH_SIDES, NAMES

SIDES = {
    "both": BOTH_SIDES,
    "names": frozenset({NAMES}),
    "anonymous": frozenset({ANONYMOUS}),
}
_ANY_ADDRESS = frozenset({"0.0.0.0", "::", ""})  # noqa: S104  compared with, not bound to
_MOST_CONNECTIONS = 4000
_LARGEST_REQUEST = 6 * 1024 * 1024
_OPEN_FILES = 8192
_DOCUMENTATION_NET = ("192.0.2.1", 9)

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Serving:
    """The command line of a service, as given."""

    data: Path
    host: str
    port: int
    base_url: str | None
    roll_url: str | None
    board_url: str | None
    sides: str
    threads: int
    proxies: int

    @property
    def settings(self) -> Settings:
        """The settings without a public address, which is known only once the port is."""
        return Settings(
            data=self.data,
            roll_url=self.roll_url,
            board_url=self.board_url,
            sides=SIDES[self.sides],
            proxies=self.proxies,
        )


def serving_options(command: Command) -> Command:
    """Give a click command the options of `Serving`, except the data folder."""
    options = (
        click.option(
            "--host",
            default="127.0.0.1",
            show_default=True,
            help="Address to listen on; 0.0.0.0 lets the phones in the hall in.",
        ),
        click.option(
            "--port",
            default=8080,
            show_default=True,
            type=click.IntRange(0, 65535),
            help="Port to listen on; 0 takes a free one.",
        ),
        click.option(
            "--base-url",
            help="Public address that links and QR codes carry, e.g. https://vote.example.cn.",
        ),
        click.option(
            "--roll-url",
            help="Database of the roll, e.g. postgresql+psycopg://…  [default: DIR/roll.sqlite]",
        ),
        click.option(
            "--board-url",
            help="Database of log and ballots.  [default: DIR/board.sqlite]",
        ),
        click.option(
            "--threads",
            default=64,
            show_default=True,
            type=click.IntRange(1, 256),
            help="Requests answered at the same time.",
        ),
        click.option(
            "--proxies",
            default=0,
            show_default=True,
            type=click.IntRange(0, 8),
            help="Number of reverse proxies in front whose headers are believed.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def serve(serving: Serving, announce: Callable[[Flask, str], None]) -> None:
    """Serve until SIGINT or SIGTERM; `announce` is called once, when requests can come in.

    Requests under way are finished and the log's last batch is written before this returns.
    """
    check_presets()
    with listen(serving.host, serving.port) as listener:
        port = int(listener.getsockname()[1])
        base = (serving.base_url or public_address(serving.host, port)).rstrip("/")
        app = create_app(_with_base(serving, base))
        click.echo(
            f"votesvc listens on {serving.host} port {port}; Ctrl-C stops it / 按 Ctrl-C 停止"
        )
        _stop_on_signals()
        try:
            announce(app, base)
            sys.stdout.flush()
            _run(app, listener, serving)
        except KeyboardInterrupt:
            # Asked to stop before requests were taken.
            pass
        finally:
            close_log_room(app)
    click.echo("Stopped. / 已停止。")


def check_presets() -> None:
    """Stop with file and line, and without a traceback, at a preset that is wrong."""
    try:
        library()
    except PresetFault as fault:
        message = f"a preset is wrong / 程序的预设有错误: {fault}"
        raise click.UsageError(message) from None


def _run(app: Flask, listener: socket.socket, serving: Serving) -> None:
    _allow_open_files()
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    server = create_server(
        app,
        sockets=[listener],
        threads=serving.threads,
        # The largest upload is a roll of 5 MB; waitress would write far more to disk first.
        max_request_body_size=_LARGEST_REQUEST,
        # The application itself believes exactly as many proxies as it was told, and nobody else.
        clear_untrusted_proxy_headers=serving.proxies == 0,
        connection_limit=_MOST_CONNECTIONS,
        asyncore_use_poll=True,
        ident=None,
    )
    server.run()


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens there; raise `click.UsageError` when it is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(_MOST_CONNECTIONS)
    except OSError as error:
        listener.close()
        message = f"cannot listen on {host} port {port}: {error.strerror or error}"
        raise click.UsageError(message) from error
    return listener


def public_address(host: str, port: int) -> str:
    """Return the address that others on the network reach this service by."""
    name = hall_address() if host in _ANY_ADDRESS else host
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def hall_address() -> str:
    """Return this machine's address on the network it would send by; loopback when it has none.

    Nothing is sent: connecting a datagram socket only picks the route.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_DOCUMENTATION_NET)
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def _with_base(serving: Serving, base: str) -> Settings:
    # On loopback there is one browser, and the address it uses is the right one for its links.
    known = serving.base_url is not None or serving.host in _ANY_ADDRESS
    return replace(serving.settings, base_url=base if known else None)


def _stop_on_signals() -> None:
    def stop(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    # Also for Ctrl-C: a shell that starts it in the background has it ignored.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)


def _allow_open_files() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _OPEN_FILES if hard == resource.RLIM_INFINITY else min(_OPEN_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
