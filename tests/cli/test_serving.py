import socket

import pytest

from votesvc.cli import serving
from votesvc.cli.serving import Serving


def given(**changed: object) -> Serving:
    fields: dict[str, object] = {
        "data": None,
        "host": "127.0.0.1",
        "port": 8080,
        "base_url": None,
        "roll_url": None,
        "board_url": None,
        "sides": "both",
        "threads": 4,
        "proxies": 0,
    }
    return Serving(**(fields | changed))  # type: ignore[arg-type]


def test_a_named_host_is_its_own_public_address() -> None:
    assert serving.public_address("127.0.0.1", 80) == "http://127.0.0.1:80"


def test_an_ipv6_address_stands_in_brackets() -> None:
    assert serving.public_address("::1", 80) == "http://[::1]:80"


def test_every_interface_is_reached_by_the_address_in_the_hall(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(serving, "hall_address", lambda: "192.168.1.5")
    assert serving.public_address("0.0.0.0", 8080) == "http://192.168.1.5:8080"


def test_the_address_in_the_hall_is_an_address() -> None:
    socket.inet_aton(serving.hall_address())


def test_without_a_network_it_is_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    # An address that no socket can be connected to stands for a machine without any route.
    monkeypatch.setattr(serving, "_DOCUMENTATION_NET", ("255.255.255.255", 9))
    assert serving.hall_address() == "127.0.0.1"
