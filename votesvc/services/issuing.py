"""Blind issue of one credential per pass and item (protocol 6)."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy.orm import Session

from votesvc.crypto.blind_rsa import PrivateKey, blind_sign, load_private_key, new_private_key
from votesvc.crypto.encoding import hexhash, is_uuid, parse_b64url
from votesvc.domain.forms import format_time
from votesvc.errors import (
    AlreadyCollected,
    DeviceHasPass,
    IssuingClosed,
    NotCheckedIn,
    PassExpired,
    PassRevoked,
    PassUsed,
    SlipNotHandedOut,
    UnknownDevice,
    UnknownItem,
    UnknownPass,
)
from votesvc.services.checkin import lock_fixed_roll, pass_id, refused
from votesvc.storage import passes as table, roll
from votesvc.storage.base import forget_overwritten

DEVICE_BYTES = 32


@dataclass(frozen=True, slots=True)
class Redeemed:
    """What a phone learns when its pass is redeemed; name and delegation are "" on a slip."""

    congress: str
    name: str
    delegation: str


@dataclass(frozen=True, slots=True)
class Issued:
    """I and the sorted list SHA-256(pass id | item) in hex; `present` is A for this item."""

    count: int
    entries: list[str]
    present: int


def prepare_item(session: Session, congress: str, item: str) -> bytes:
    """Make the item's RSA key, once, and return its public half (SPKI DER)."""
    row = session.get(table.IssuingRow, item)
    # Making a key takes a good part of a second: done before the lock.
    pem = new_private_key() if row is None else b""
    lock_fixed_roll(session, congress)
    row = session.get(table.IssuingRow, item, populate_existing=True)
    if row is None:
        public = load_private_key(pem).public.spki
        row = table.IssuingRow(item=item, congress=congress, private_key=pem, public_key=public)
        session.add(row)
    public_key = row.public_key
    session.commit()
    return public_key


def open_issuing(session: Session, item: str) -> None:
    """Let phones collect the item's credential from now on; again changes nothing."""
    found = _row(session, item)
    head = lock_fixed_roll(session, found.congress)
    row = _locked_row(session, item)
    if row.state == "closed":
        raise refused(session, IssuingClosed("issuing of this item has ended"))
    if row.state == "prepared":
        head.rounds += 1
        row.round = head.rounds
        row.state = "issuing"
    session.commit()


def close_issuing(session: Session, item: str) -> Issued:
    """Stop issuing the item for good, erase its private key and return what was issued.

    Again gives the same.
    """
    row = _locked_row(session, item)
    if row.state != "closed":
        row.state = "closed"
        row.present = roll.count_present(session, row.congress, row.round)
        row.private_key = b""
    held = table.collected_passes(session, item)
    entries = sorted(hexhash(f"{holder}|{item}".encode()) for holder in held)
    issued = Issued(len(entries), entries, row.present or 0)
    session.commit()
    _private_key.cache_clear()
    # An overwritten key stands in the write-ahead log until that is emptied.
    forget_overwritten(session, table.IssuingRow)
    return issued


def issued_count(session: Session, item: str) -> int:
    """Return how many credentials of the item were issued so far."""
    return table.count_collected(session, item)


def redeem(session: Session, pass_secret: str, device: str, now: datetime) -> Redeemed:
    """Bind a pass to the device token whose SHA-256 (hex) is `device`; again gives the same.

    Raises UnknownPass, PassUsed (another device), PassExpired, PassRevoked, SlipNotHandedOut, and
    DeviceHasPass when the device already holds another valid pass.
    """
    found = session.get(table.PassRow, pass_id(pass_secret))
    if found is None:
        raise refused(session, UnknownPass("there is no such pass"))
    lock_fixed_roll(session, found.congress)
    held = session.get_one(table.PassRow, found.id, populate_existing=True)
    if held.revoked:
        raise refused(session, PassRevoked("the pass has been withdrawn"))
    if held.device not in {None, device}:
        raise refused(session, PassUsed("the pass is on another device already"))
    if held.device is None:
        _check_fresh(session, held, now)
        _free_device(session, device)
        held.device, held.redeemed = device, True
    answer = _redeemed(session, held)
    session.commit()
    return answer


def collect(session: Session, device_token: str, item: str, blinded: bytes) -> bytes:
    """Return the blind signature for this device and item, the same one when asked again.

    Raises UnknownDevice, UnknownItem, IssuingClosed, PassRevoked, NotCheckedIn, AlreadyCollected,
    and MalformedInput when `blinded` is not a number modulo the key.
    """
    held = table.pass_of_device(session, _device(device_token))
    if held is None:
        raise refused(session, UnknownDevice("no pass was redeemed by this device"))
    row = _row(session, item)
    if row.congress != held.congress:
        raise refused(session, UnknownItem("the item is not of this congress"))
    holder = f"pass {held.id}" if held.member is None else f"member {held.member}"
    request = hexhash(blinded)
    answer = _answered(session, item, holder, request)
    if answer is not None:
        return answer
    _check_may_collect(session, held)
    if row.state != "issuing":
        raise refused(session, IssuingClosed("this item is not being issued"))
    # Signing takes milliseconds: done before the lock, so that others need not wait for it.
    signature = blind_sign(_private_key(row.private_key), blinded)
    if _locked_row(session, item).state != "issuing":
        raise refused(session, IssuingClosed("issuing has just ended"))
    answer = _answered(session, item, holder, request)
    if answer is not None:
        return answer
    session.add(
        table.CollectedRow(
            item=item, holder=holder, pass_id=held.id, request=request, answer=signature
        )
    )
    session.commit()
    return signature


@lru_cache(maxsize=64)
def _private_key(pem: bytes) -> PrivateKey:
    # Reading a key checks its primes, which takes far longer than a signature.
    return load_private_key(pem)


def _device(token: str) -> str:
    return hashlib.sha256(parse_b64url(token, DEVICE_BYTES)).hexdigest()


def _row(session: Session, item: str) -> table.IssuingRow:
    row = session.get(table.IssuingRow, item, populate_existing=True) if is_uuid(item) else None
    if row is None:
        raise refused(session, UnknownItem("no credentials are issued for this item"))
    return row


def _locked_row(session: Session, item: str) -> table.IssuingRow:
    row = table.lock_issuing(session, item)
    if row is None:
        raise refused(session, UnknownItem("no credentials are issued for this item"))
    return row


def _answered(session: Session, item: str, holder: str, request: str) -> bytes | None:
    collected = session.get(table.CollectedRow, (item, holder))
    if collected is None:
        return None
    same, answer = collected.request == request, collected.answer
    # Ends the transaction, and with it any lock.
    session.rollback()
    if not same:
        reason = "the credential was collected with another request"
        raise AlreadyCollected(reason)
    return answer


def _check_may_collect(session: Session, held: table.PassRow) -> None:
    if held.revoked:
        raise refused(session, PassRevoked("the pass has been withdrawn"))
    if held.member is not None:
        member = session.get_one(roll.MemberRow, held.member, populate_existing=True)
        if member.left is not None:
            raise refused(session, NotCheckedIn("whoever holds this pass has left"))


def _check_fresh(session: Session, held: table.PassRow, now: datetime) -> None:
    # Comparing the texts compares the times; a clock put back merely makes the pass last longer.
    if held.expires is not None and format_time(now) > held.expires:
        raise refused(session, PassExpired("the pass was not scanned in time"))
    if held.member is None:
        redeemed = table.count_slips_redeemed(session, held.congress)
        if redeemed >= roll.count_slips_handed_out(session, held.congress):
            raise refused(session, SlipNotHandedOut("more slips are used than were handed out"))


def _free_device(session: Session, device: str) -> None:
    other = table.pass_of_device(session, device)
    if other is None:
        return
    if not other.revoked:
        raise refused(session, DeviceHasPass("this device holds another pass already"))
    other.device = None
    session.flush()


def _redeemed(session: Session, held: table.PassRow) -> Redeemed:
    if held.member is None:
        return Redeemed(held.congress, "", "")
    member = session.get_one(roll.MemberRow, held.member)
    return Redeemed(held.congress, member.name, member.delegation)
