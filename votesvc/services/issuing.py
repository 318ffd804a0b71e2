"""Blind issue of credentials: one per pass and item, k + 1 per pass and hearing (protocol 6, 8)."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy.orm import Session

from votesvc.crypto.blind_rsa import PrivateKey, blind_sign, load_private_key
from votesvc.crypto.encoding import hexhash, is_uuid, parse_b64url
from votesvc.domain.credentials import BALLOT, Slot, issued_ballot, issued_comment
from votesvc.domain.forms import format_time
from votesvc.errors import (
    AlreadyCollected,
    DeviceHasPass,
    IssuingClosed,
    MalformedInput,
    NotCheckedIn,
    NotInGroup,
    PassExpired,
    PassRevoked,
    PassUsed,
    SlipNotHandedOut,
    UnknownDevice,
    UnknownItem,
    UnknownPass,
)
from votesvc.services.checkin import lock_fixed_roll, pass_id, refused
from votesvc.storage import passes as table, roll, slots
from votesvc.storage.base import forget_overwritten

DEVICE_BYTES = 32


@dataclass(frozen=True, slots=True)
class Redeemed:
    """What a phone learns when its pass is redeemed; on a slip all but `congress` are "".

    `group` is "" as well for whoever belongs to no group of voters.
    """

    congress: str
    name: str
    delegation: str
    group: str


@dataclass(frozen=True, slots=True)
class Issued:
    """I and the sorted list of digests (protocol 6.5); `present` is A for this item or hearing.

    Of a hearing, I counts the credentials for comments; of an item for a group of voters, A counts
    that group.
    """

    count: int
    entries: list[str]
    present: int


def open_issuing(session: Session, item: str) -> None:
    """Let phones collect credentials for an item or hearing from now on; again changes nothing."""
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
    """Stop issuing an item or hearing for good, erase its private keys, return what was issued.

    Again gives the same.
    """
    row = _locked_row(session, item)
    if row.state != "closed":
        row.state = "closed"
        group = table.group_of_item(session, item)
        row.present = roll.count_present(session, row.congress, row.round, group)
        row.private_key = b""
        slots.erase_slot_keys(session, item)
    entries = sorted(_issued(session, item))
    issued = Issued(len(entries), entries, row.present or 0)
    session.commit()
    _private_key.cache_clear()
    # An overwritten key stands in the write-ahead log until that is emptied.
    forget_overwritten(session, table.IssuingRow)
    return issued


def issued_count(session: Session, item: str) -> int:
    """Return how many credentials of the item, or for comments in the hearing, were issued."""
    return table.count_collected(session, item) + slots.count_comment_slots(session, item)


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


def collect(
    session: Session, device_token: str, item: str, blinded: bytes, slot: Slot = BALLOT
) -> bytes:
    """Return the blind signature for this device, item and slot, the same one when asked again.

    Raises UnknownDevice, UnknownItem, IssuingClosed, PassRevoked, NotCheckedIn, NotInGroup,
    AlreadyCollected, and MalformedInput when `blinded` is not a number modulo the key, or there is
    no such slot.
    """
    held = table.pass_of_device(session, _device(device_token))
    if held is None:
        raise refused(session, UnknownDevice("no pass was redeemed by this device"))
    row = _row(session, item)
    if row.congress != held.congress:
        raise refused(session, UnknownItem("the item is not of this congress"))
    holder = f"pass {held.id}" if held.member is None else f"member {held.member}"
    request = hexhash(blinded)
    pem = _signing_key(session, row, slot)
    answer = _answered(session, item, slot, holder, request)
    if answer is not None:
        return answer
    _check_may_collect(session, held, table.group_of_item(session, item))
    if row.state != "issuing":
        raise refused(session, IssuingClosed("this item is not being issued"))
    # Signing takes milliseconds: done before the lock, so that others need not wait for it.
    signature = blind_sign(_private_key(pem), blinded)
    if _locked_row(session, item).state != "issuing":
        raise refused(session, IssuingClosed("issuing has just ended"))
    answer = _answered(session, item, slot, holder, request)
    if answer is not None:
        return answer
    slots.add_handover(session, item, slot, slots.Handover(holder, held.id, request, signature))
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


def _signing_key(session: Session, row: table.IssuingRow, slot: Slot) -> bytes:
    """Return the private key (PEM, empty once erased) that signs this credential."""
    if slot == BALLOT and row.public_key:
        return row.private_key
    key = slots.slot_key(session, row.item, slot.kind)
    if key is None:
        raise refused(session, UnknownItem("no such credentials are issued for this item"))
    if not 1 <= slot.number <= key.slots:
        raise refused(session, MalformedInput("a hearing has no credential of this number"))
    return key.private_key


def _issued(session: Session, item: str) -> list[str]:
    ballots = [issued_ballot(one, item) for one in table.collected_passes(session, item)]
    comments = [
        issued_comment(one, item, number) for one, number in slots.comment_slots(session, item)
    ]
    return [*ballots, *comments]


def _answered(session: Session, item: str, slot: Slot, holder: str, request: str) -> bytes | None:
    collected = slots.handover(session, item, slot, holder)
    if collected is None:
        return None
    same, answer = collected.request == request, collected.answer
    # Ends the transaction, and with it any lock.
    session.rollback()
    if not same:
        reason = "the credential was collected with another request"
        raise AlreadyCollected(reason)
    return answer


def _check_may_collect(session: Session, held: table.PassRow, group: str | None) -> None:
    if held.revoked:
        raise refused(session, PassRevoked("the pass has been withdrawn"))
    if held.member is not None:
        member = session.get_one(roll.MemberRow, held.member, populate_existing=True)
        if member.left is not None:
            raise refused(session, NotCheckedIn("whoever holds this pass has left"))
    if group is not None and _group(session, held) != group:
        raise refused(session, NotInGroup("the item is for another group of voters"))


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
        return Redeemed(held.congress, "", "", "")
    member = session.get_one(roll.MemberRow, held.member)
    return Redeemed(held.congress, member.name, member.delegation, _group(session, held))


def _group(session: Session, held: table.PassRow) -> str:
    # Nobody knows who drew a slip, so it is of no group.
    if held.member is None:
        return ""
    return roll.groups_of(session, [held.member]).get(held.member, "")
