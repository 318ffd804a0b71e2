"""The sample's scrutineers: any 2 of 3, made by the same ceremony as everybody's.

All three seats lie in the data folder under a passphrase that everybody knows: a sample has no
secret. They are backups as a browser saves them, so that a phone can take one over.
"""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from sqlalchemy.orm import Session

from votesvc.cli.sample.hearing import PASSPHRASE
from votesvc.cli.seat.seat_file import begin_seat, keep_deals, keep_seat
from votesvc.crypto.encoding import parse_b64url
from votesvc.crypto.seat_keys import Ceremony, SeatKeys, seat_keys
from votesvc.crypto.threshold import (
    decryption_secret,
    make_deal,
    make_pledge,
    make_verification_key,
    parse_deal,
    parse_pledge,
)
from votesvc.services import ceremony as ceremonies, seats
from votesvc.services.sequencer import Log

THRESHOLD = 2
NAMES = ("周监票", "吴监票", "郑监票")
_BY = ("示例工作人员", "示例总监票人")
_AGAIN = "示例重新开始 / the sample begins anew"


def seat_files(folder: Path) -> tuple[Path, ...]:
    """Return where the seats of the sample's scrutineers lie."""
    return tuple(folder / f"{number}.seat.json" for number in range(1, len(NAMES) + 1))


def make_board(session: Session, log: Log, congress: str, folder: Path, now: datetime) -> None:
    """Hold the whole ceremony, each seat in a file of its own in `folder`."""
    for left in ceremonies.ceremonies(session, congress):
        if left.running:
            ceremonies.stop(session, log, left.uuid, _AGAIN, now)
    uuid = ceremonies.propose(session, congress, THRESHOLD, NAMES, _BY[0])
    ceremonies.confirm(session, log, uuid, _BY[1])
    files = seat_files(folder)
    keys = [_take_seat(session, log, uuid, seat, file) for seat, file in enumerate(files, 1)]
    for one in keys:
        seats.pledge(session, log, one.token, make_pledge(one), now)
    _finish(session, log, keys, files, now)


def _take_seat(session: Session, log: Log, uuid: str, seat: int, file: Path) -> SeatKeys:
    file.unlink(missing_ok=True)
    view = ceremonies.ceremony(session, uuid)
    of = Ceremony(view.congress, uuid, view.threshold, len(view.seats))
    keys = seat_keys(of, seat, begin_seat(file, PASSPHRASE))
    invitation = ceremonies.invite(session, log, uuid, seat)
    seats.join(session, log, invitation, sha256(parse_b64url(keys.token)).hexdigest())
    keep_seat(file, keys, PASSPHRASE)
    return keys


def _finish(
    session: Session, log: Log, keys: Sequence[SeatKeys], files: Sequence[Path], now: datetime
) -> None:
    of = keys[0].ceremony
    pledges = [parse_pledge(make_pledge(one), of, one.index) for one in keys]
    for one in keys:
        seats.deal(session, log, one.token, make_deal(one, pledges))
    texts = seats.deals(session, keys[0].token)
    deals = [parse_deal(text.encode(), of, seat, pledges) for seat, text in enumerate(texts, 1)]
    for one, file in zip(keys, files, strict=True):
        keep_deals(file, texts)
        key = make_verification_key(one, decryption_secret(one, deals))
        seats.confirm(session, log, one.token, key, now)
