"""Scrutineers' devices against the application, with everything that reaches it written down."""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask

from tests.web.browser import Browser
from tests.web.hall import Hall
from votesvc.cli.memory import Memory
from votesvc.cli.seat.device import Device, join, read_deals, secret_of
from votesvc.cli.seat.wire import Answer
from votesvc.crypto.seat_keys import SeatKeys, new_seed
from votesvc.errors import Refused

NAMES = ("周监票", "吴监票", "郑监票", "王监票", "冯监票")
_SEAT = re.compile(r"/k#([A-Za-z0-9_-]{27})")


@dataclass
class Wiretap:
    """A service that answers JSON, and every body that was sent to it."""

    app: Flask
    sent: list[bytes] = field(default_factory=list)

    def post(self, path: str, body: Answer) -> Answer:
        """Send a body, keep a copy, and return the answer."""
        sent = json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()
        self.sent.append(sent)
        client = self.app.test_client()
        return _read(client.post(path, data=sent, content_type="application/json"))

    def get(self, path: str) -> Answer:
        """Return the answer to a GET."""
        self.sent.append(path.encode())
        return _read(self.app.test_client().get(path))


@dataclass
class Crew:
    """The seats of one ceremony, each on a device of its own."""

    server: Wiretap
    devices: list[Device]

    @property
    def keys(self) -> list[SeatKeys]:
        """The keys of all seats."""
        return [device.keys for device in self.devices]

    def go_on(self, times: int = 1) -> list[Answer]:
        """Let every device do what it is waited for."""
        status: list[Answer] = []
        for _ in range(times):
            status = [device.go_on() for device in self.devices]
        return status

    def secrets(self) -> list[int]:
        """Return what each seat decrypts with."""
        found = []
        for device in self.devices:
            pledges = device.pledges(device.status())
            deals = read_deals(device.keys.ceremony, pledges, device.deals())
            found.append(secret_of(device.keys, deals))
        return found


def invited(hall: Hall, chief: Browser, threshold: int, size: int) -> list[str]:
    """Propose and confirm a ceremony through the pages, and return an invitation to each seat."""
    keys = f"{hall.console}/keys"
    names = "\n".join(NAMES[:size])
    hall.organiser.get(keys).submit("/keys/propose", names=names, threshold=str(threshold))
    chief.get(keys).submit("/confirm")
    found = []
    for seat in range(1, size + 1):
        page = hall.organiser.get(keys).submit(f"/invite/{seat}")
        match = _SEAT.search(page.text)
        assert match, page.text
        found.append(match[1])
    return found


def seated(hall: Hall, chief: Browser, folder: Path, threshold: int, size: int) -> Crew:
    """Return devices that have taken all seats of a new ceremony."""
    server = Wiretap(hall.app)
    devices = [
        Device(server, join(server, invitation, new_seed()), Memory(folder / f"{seat}.seen", {}))
        for seat, invitation in enumerate(invited(hall, chief, threshold, size), 1)
    ]
    return Crew(server, devices)


def _read(answer: Any) -> Answer:
    body: Answer = answer.json
    if answer.status_code != 200:
        raise Refused(str(body["error"]))
    return body
