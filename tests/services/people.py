"""A small roll, its people and their phones."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from secrets import token_bytes

from sqlalchemy.orm import Session

from votesvc.crypto.encoding import encode_b64url, hexhash
from votesvc.services import checkin, issuing

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
LATER = NOW + timedelta(minutes=16)
ROLL = (
    "姓名,工号,代表团,类别\n"
    "王小明,1001,一团,正式\n"
    "单雄信,1002,一团,正式\n"
    "Ann Smith,a-7,二团,正式\n"
    "李观察,2001,,列席\n"
).encode()


@dataclass(frozen=True, slots=True)
class Device:
    """A phone: its secret token and the hash it shows when it redeems."""

    token: str
    shown: str


def new_device() -> Device:
    token = token_bytes(32)
    return Device(encode_b64url(token), hexhash(token))


def member(session: Session, congress: str, staff_no: str) -> int:
    return checkin.find(session, congress, staff_no)[0].id


def checked_in_device(session: Session, congress: str, staff_no: str) -> Device:
    """Check somebody in and redeem the pass on a new phone."""
    answer = checkin.check_in(session, congress, member(session, congress, staff_no), NOW)
    assert answer.pass_secret is not None
    device = new_device()
    issuing.redeem(session, answer.pass_secret, device.shown, NOW)
    return device
