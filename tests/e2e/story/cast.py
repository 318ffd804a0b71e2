"""Everybody in the hall, and what they remember for the end."""

from dataclasses import dataclass, field
from pathlib import Path

from tests.e2e.devices import Devices, TakePicture
from tests.e2e.people import Chief, Desk, Organiser
from tests.e2e.phone import PhonePage
from tests.e2e.server import Server


@dataclass(slots=True)
class Story:
    """One congress, from its first link on."""

    server: Server
    devices: Devices
    folder: Path
    picture: TakePicture
    organiser: Organiser
    chief: Chief
    desk: Desk
    congress: str = ""
    keys: list[Path] = field(default_factory=list)
    items: dict[str, str] = field(default_factory=dict)
    phones: dict[str, PhonePage] = field(default_factory=dict)
    trackers: dict[str, str] = field(default_factory=dict)

    @property
    def public(self) -> str:
        """The path under which anybody finds the congress."""
        return f"/c/{self.congress}"
