"""Two scrutineers with the same command-line tools that people use."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from votesvc.errors import VotesvcError


class CommandFailed(VotesvcError):
    """A scrutineer's command ended badly."""


@dataclass(frozen=True, slots=True)
class Scrutineer:
    """A secret key file and the public half beside it."""

    secret: Path
    public: Path

    def decrypt(self, server: str, item: str) -> None:
        """Check the ballots of `item` and hand in this scrutineer's share."""
        _votesvc(
            "scrutineer", "decrypt", "--key", str(self.secret), "--server", server, "--item", item
        )


def make_scrutineers(folder: Path, number: int) -> list[Scrutineer]:
    """Make `number` keys in `folder`."""
    made = []
    for owner in range(1, number + 1):
        secret = folder / f"scrutineer-{owner}.key.json"
        _votesvc("scrutineer", "keygen", "--out", str(secret))
        made.append(Scrutineer(secret, folder / f"scrutineer-{owner}.public.json"))
    return made


def _votesvc(*arguments: str) -> None:
    command = [sys.executable, "-m", "votesvc", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        msg = f"votesvc {' '.join(arguments[:2])}: {done.stderr[-500:]}"
        raise CommandFailed(msg)
