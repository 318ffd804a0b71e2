"""The two databases that a test runs on."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Engine
from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Databases:
    """The two databases of one test: their addresses, engines and a maker of sessions."""

    kind: str
    roll_url: str
    board_url: str
    roll: Engine
    board: Engine
    sessions: Callable[[], Session]
