"""Makes the sample congress, step by step; a step already taken is not taken again."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from votesvc.cli.sample.ballots import prepare_ballots
from votesvc.cli.sample.board import make_board, seat_files
from votesvc.cli.sample.hearing import make_hearing
from votesvc.cli.sample.people import roll_csv
from votesvc.services import agenda, checkin, roll, setup
from votesvc.services.sequencer import Log

TITLE = "江岸机械厂第九届职工代表大会第三次会议（示例）"
_EARLY_ARRIVALS = 88  # with the phone's delegate a little above two thirds of 120, the quorum


@dataclass(frozen=True, slots=True)
class Sample:
    """The sample congress: its uuid, scrutineers' seats, its hearing and the officer's key."""

    congress: str
    seats: tuple[Path, ...]
    hearing: str
    officer_backup: Path


def make_sample(session: Session, log: Log, folder: Path, booth_hash: str, now: datetime) -> Sample:
    """Make, or finish, the sample congress in the installation whose data folder is `folder`."""
    found = agenda.congresses(session)
    congress = (
        found[0].uuid if found else setup.create_congress(session, log, TITLE, booth_hash, now)
    )
    seats = folder / "scrutineers"
    if not roll.counts(session, congress).fixed:
        roll.import_roll(session, congress, roll_csv(), "roll.csv")
        setup.fix_roll(session, log, congress, now)
    if agenda.congress(session, congress).trustees is None:
        seats.mkdir(mode=0o700, parents=True, exist_ok=True)
        make_board(session, log, congress, seats, now)
    _check_in_early(session, congress, now)
    hearing, backup = make_hearing(session, log, folder / "officer", congress, now)
    prepare_ballots(session, log, congress, now)
    taken = tuple(path for path in seat_files(seats) if path.exists())
    return Sample(congress, taken, hearing, backup)


def offer_pass(
    session: Session, congress: str, now: datetime
) -> tuple[roll.MemberView, str | None]:
    """Return the delegate whose phone the demonstration uses, and a pass unless it is on a phone.

    A pass is known only when it is made, so one that still waits is replaced.
    """
    member = roll.members(session, congress)[0]
    if not member.present:
        arrived = checkin.check_in(session, congress, member.id, now)
        return arrived.member, arrived.pass_secret
    if member.pass_state == "redeemed":  # noqa: S105  a state, not a secret
        return member, None
    return member, checkin.renew_pass(session, member.id, now)


def _check_in_early(session: Session, congress: str, now: datetime) -> None:
    for member in roll.members(session, congress)[1 : 1 + _EARLY_ARRIVALS]:
        if not member.present and not member.left:
            checkin.check_in(session, congress, member.id, now)
