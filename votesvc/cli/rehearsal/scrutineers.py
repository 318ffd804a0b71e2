"""Scrutineers who make a key together and count with the command-line tools that people use."""

import os
import secrets
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from votesvc.cli.decrypting import AGAIN
from votesvc.cli.memory import memory_beside
from votesvc.cli.seat.device import Device, join
from votesvc.cli.seat.seat_file import begin_seat, keep_deals, keep_seat
from votesvc.cli.seat.wire import HttpServer
from votesvc.errors import VotesvcError

_ROUNDS = 3


class CommandFailed(VotesvcError):
    """A scrutineer's command ended badly."""


@dataclass(frozen=True, slots=True)
class Scrutineer:
    """A seat in a file, and the passphrase that opens it."""

    seat: Path
    passphrase: str = field(repr=False)

    def decrypt(self, server: str, item: str) -> bool:
        """Check the ballots of `item`, shuffle names written in, and hand in this one's share.

        Says whether that was all; otherwise others have to shuffle first.
        """
        arguments = ("--key", str(self.seat), "--server", server, "--item", item, "--wait", "0")
        return AGAIN not in self._run("decrypt", *arguments)

    def sign(self, server: str) -> None:
        """Check what is counted and sign it."""
        self._run("sign", "--key", str(self.seat), "--server", server)

    def witness(self, server: str) -> None:
        """Check the log and cosign its checkpoint."""
        self._run("check", "--key", str(self.seat), "--server", server)

    def _run(self, *arguments: str) -> str:
        command = [sys.executable, "-m", "votesvc", "scrutineer", *arguments]
        environment = {**os.environ, "VOTESVC_PASSPHRASE": self.passphrase}
        done = subprocess.run(  # noqa: S603  our own interpreter and module
            command, capture_output=True, text=True, check=False, env=environment
        )
        if done.returncode != 0:
            msg = f"votesvc scrutineer {arguments[0]}: {done.stderr[-500:]}"
            raise CommandFailed(msg)
        return done.stdout


def hold_ceremony(folder: Path, base: str, invitations: list[str]) -> list[Scrutineer]:
    """Take every invited seat and make the key, each on a device of its own.

    Raises what shows that the service or a seat lies.
    """
    server = HttpServer(base)
    scrutineers, devices = [], []
    for seat, invitation in enumerate(invitations, 1):
        one = Scrutineer(folder / f"{seat}.seat.json", secrets.token_urlsafe(24))
        keys = join(server, invitation, begin_seat(one.seat, one.passphrase))
        keep_seat(one.seat, keys, one.passphrase)
        scrutineers.append(one)
        devices.append(Device(server, keys, memory_beside(one.seat)))
    # Each round ends when everybody has been asked once; one more look finds the board.
    for _ in range(_ROUNDS + 1):
        for device in devices:
            device.go_on()
    for one, device in zip(scrutineers, devices, strict=True):
        keep_deals(one.seat, device.deals())
    return scrutineers
