"""The keys that sign credentials blindly: one for an item, two for a hearing (protocol 6.3)."""

from sqlalchemy.orm import Session

from votesvc.crypto.blind_rsa import load_private_key, new_private_key
from votesvc.errors import UnknownCongress
from votesvc.services.checkin import lock_fixed_roll, refused
from votesvc.storage import passes as table, roll, slots


def prepare_item(session: Session, congress: str, item: str, group: str | None = None) -> bytes:
    """Make the item's RSA key, once, and return its public half (SPKI DER).

    With a `group`, only delegates of that group collect credentials.
    """
    row = session.get(table.IssuingRow, item)
    # Making a key takes a good part of a second: done before the lock.
    pem = new_private_key() if row is None else b""
    lock_fixed_roll(session, congress)
    row = session.get(table.IssuingRow, item, populate_existing=True)
    if row is None:
        public = load_private_key(pem).public.spki
        row = table.IssuingRow(item=item, congress=congress, private_key=pem, public_key=public)
        session.add(row)
        session.flush()
        if group is not None:
            session.add(table.IssuingGroupRow(item=item, group=group))
    public_key = row.public_key
    session.commit()
    return public_key


def prepare_hearing(
    session: Session, congress: str, hearing: str, per_delegate: int
) -> tuple[bytes, bytes]:
    """Make the two RSA keys of a hearing, once, and return their public halves (SPKI DER).

    They are for `per_delegate` comments of each delegate, and for supports. The roll need not be
    fixed yet: a hearing is announced long before.
    """
    # Making keys takes a good part of a second: done before the lock.
    made = [] if slots.slot_keys(session, hearing) else [new_private_key(), new_private_key()]
    session.rollback()
    if roll.lock_roll(session, congress) is None:
        raise refused(session, UnknownCongress("there is no such congress"))
    if session.get(table.IssuingRow, hearing, populate_existing=True) is None:
        session.add(
            table.IssuingRow(item=hearing, congress=congress, private_key=b"", public_key=b"")
        )
        session.flush()
        for kind, pem in zip(("comment", "support"), made, strict=True):
            public = load_private_key(pem).public.spki
            session.add(
                slots.SlotKeyRow(
                    item=hearing, kind=kind, slots=1, private_key=pem, public_key=public
                )
            )
        session.flush()
    slots.set_slots(session, hearing, "comment", per_delegate)
    keys = slots.slot_keys(session, hearing)
    session.commit()
    return keys["comment"], keys["support"]
