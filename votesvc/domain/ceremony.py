"""The states of a key ceremony, from its proposal to the board (protocol 3.1)."""

from enum import StrEnum

from votesvc.errors import CeremonyOver, WrongRound


class CeremonyState(StrEnum):
    """Where a ceremony stands; the values are stored and sent as they are."""

    PROPOSED = "proposed"
    PLEDGING = "pledging"
    DEALING = "dealing"
    CHECKING = "checking"
    READY = "ready"
    STOPPED = "stopped"


RUNNING = (CeremonyState.PLEDGING, CeremonyState.DEALING, CeremonyState.CHECKING)
"""The rounds: what is in them has seats, and waits for messages."""


def check_round(state: CeremonyState, expected: CeremonyState) -> None:
    """Raise `CeremonyOver` for a ceremony that has stopped, `WrongRound` for another round."""
    if state is CeremonyState.STOPPED:
        reason = "the ceremony has been stopped"
        raise CeremonyOver(reason)
    if state is not expected:
        reason = f"this belongs to another round than {state}"
        raise WrongRound(reason)
