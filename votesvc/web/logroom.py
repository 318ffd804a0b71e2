"""The log as pages reach it: its writer, and what live pages remember of it.

It stands apart from `installation`, because the check-in desk and the passes must not reach it.
"""

from dataclasses import dataclass, field
from typing import Final

from flask import Flask, current_app

from votesvc.services.hearings import PaperFile
from votesvc.services.sequencer import Log
from votesvc.web.brief import Brief
from votesvc.web.chronicle import Chronicles
from votesvc.web.turnout import Turnouts

_EXTENSION: Final = "votesvc-log"
_STATE_SECONDS: Final = 0.5
_OPINION_SECONDS: Final = 1.0
_PAPER_SECONDS: Final = 60.0
# Each has up to 20 MB.
_PAPERS: Final = 4


@dataclass(frozen=True, slots=True)
class LogRoom:
    """The log's writer and the memories of live pages, one for each process."""

    log: Log
    states: Brief[bytes] = field(default_factory=lambda: Brief(_STATE_SECONDS))
    """The state of each congress as last sent to phones."""
    opinions: Brief[bytes] = field(default_factory=lambda: Brief(_OPINION_SECONDS))
    """What became of the comments of each hearing, as last sent to phones."""
    papers: Brief[PaperFile] = field(default_factory=lambda: Brief(_PAPER_SECONDS, _PAPERS))
    """Papers as last handed out: a hall that fetches one at once must not fill the memory."""
    turnouts: Turnouts = field(default_factory=Turnouts)
    """Presence and returned ballots as the log tells them, for the projector."""
    chronicles: Chronicles = field(default_factory=Chronicles)
    """What the log tells people, for papers and for the pages of hearings."""


def open_log_room(app: Flask, log: Log) -> None:
    """Give the pages of `app` their log."""
    app.extensions[_EXTENSION] = LogRoom(log)


def close_log_room(app: Flask) -> None:
    """Write what is waiting and take no more; does nothing where the log is not served."""
    room: LogRoom | None = app.extensions.get(_EXTENSION)
    if room is not None:
        room.log.close()


def log_room() -> LogRoom:
    """Return the log room of this process; it has one wherever the anonymous side is served."""
    found: LogRoom = current_app.extensions[_EXTENSION]
    return found


def current_log() -> Log:
    """Return the log's writer."""
    return log_room().log
