"""Accounts of the staff: invitations used once, passwords stored only as scrypt hashes."""

import hashlib
import secrets
import unicodedata
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal, get_args

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from werkzeug.security import check_password_hash, generate_password_hash

from votesvc.crypto.encoding import encode_b64url
from votesvc.errors import (
    InvalidInvitation,
    InvalidName,
    LastOrganiser,
    NameTaken,
    UnknownAccount,
    WeakPassword,
    WrongPassword,
)
from votesvc.storage import accounts as table

Role = Literal["organiser", "chief", "desk", "officer"]
ROLES: tuple[Role, ...] = get_args(Role)

SHORTEST_PASSWORD = 10
_LONGEST_PASSWORD = 200
_LONGEST_NAME = 40
_TOKEN_BYTES = 20


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may log in, and as what."""

    id: int
    role: Role
    name: str
    disabled: bool = False


def setup_token(session: Session) -> str | None:
    """Return a fresh invitation for the first organiser, or None when there is one already.

    Invitations that earlier starts returned are withdrawn.
    """
    if table.has_organiser(session):
        return None
    table.drop_setup_invitations(session)
    return _invite(session, "organiser", setup=True)


def invite(session: Session, role: Role) -> str:
    """Return a one-time invitation (base64url of 20 bytes) for an account of `role`."""
    return _invite(session, role, setup=False)


def invited_role(session: Session, token: str) -> Role:
    """Return the role an unused invitation is for, or raise `InvalidInvitation`."""
    invitation = session.get(table.InvitationRow, _digest(token))
    if invitation is None:
        reason = "the invitation does not exist or has been used"
        raise InvalidInvitation(reason)
    return _role(invitation.role)


def claim(session: Session, token: str, name: str, password: str) -> Account:
    """Use up an invitation and create its account; `setup_token` and `invite` both lead here.

    Raises InvalidInvitation, WeakPassword (under 10 characters), InvalidName, NameTaken; whatever
    is refused leaves the invitation as it was.
    """
    role = invited_role(session, token)
    name = _clean_name(name)
    _check_password(password)
    row = table.AccountRow(role=role, name=name, password=generate_password_hash(password))
    try:
        if table.take_invitation(session, _digest(token)) is None:
            session.rollback()
            reason = "the invitation has just been used"
            raise InvalidInvitation(reason)
        session.add(row)
        session.flush()
    except IntegrityError:
        session.rollback()
        reason = "another account has this name"
        raise NameTaken(reason) from None
    account = _view(row)
    session.commit()
    return account


def authenticate(session: Session, name: str, password: str) -> Account:
    """Return the account of this name and password, or raise `WrongPassword`.

    An unknown name takes as long as a wrong password, so that names cannot be tried out.
    """
    name = unicodedata.normalize("NFC", name.strip())
    row = table.account_by_name(session, name) if name.isprintable() else None
    stored = _nobodys_password() if row is None else row.password
    matches = len(password) <= _LONGEST_PASSWORD and check_password_hash(stored, password)
    if row is None or not matches or table.is_disabled(session, row.id):
        reason = "no account has this name and password"
        raise WrongPassword(reason)
    return _view(row)


def get_account(session: Session, account_id: int) -> Account | None:
    """Return the account, or None when it does not exist or is disabled."""
    row = session.get(table.AccountRow, account_id)
    return None if row is None or table.is_disabled(session, account_id) else _view(row)


def list_accounts(session: Session) -> list[Account]:
    """Return all accounts in the order they were made."""
    away = table.disabled(session)
    return [replace(_view(row), disabled=row.id in away) for row in table.accounts(session)]


def disable(session: Session, account_id: int) -> None:
    """Let nobody use an account any more: whoever is logged in with it is out at once.

    Raises UnknownAccount (also for one that is disabled) and LastOrganiser.
    """
    if get_account(session, account_id) is None:
        reason = "there is no such account"
        raise UnknownAccount(reason)
    table.lock_organisers(session)
    session.add(table.DisabledRow(account=account_id))
    try:
        # Only once this is written is it certain that nobody else writes.
        session.flush()
    except IntegrityError:
        session.rollback()
        reason = "the account has just been disabled"
        raise UnknownAccount(reason) from None
    if table.count_organisers(session) == 0:
        session.rollback()
        reason = "nobody would be left who can invite anybody"
        raise LastOrganiser(reason)
    session.commit()


def _invite(session: Session, role: Role, *, setup: bool) -> str:
    token = encode_b64url(secrets.token_bytes(_TOKEN_BYTES))
    session.add(table.InvitationRow(digest=_digest(token), role=role, setup=setup))
    session.commit()
    return token


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _clean_name(name: str) -> str:
    # One spelling for each name: the same letters must not make two accounts.
    name = unicodedata.normalize("NFC", name.strip())
    if not 0 < len(name) <= _LONGEST_NAME or not name.isprintable():
        reason = "a name is empty, too long or holds control characters"
        raise InvalidName(reason)
    return name


def _check_password(password: str) -> None:
    if not SHORTEST_PASSWORD <= len(password) <= _LONGEST_PASSWORD:
        reason = f"a password has fewer than {SHORTEST_PASSWORD} characters or too many"
        raise WeakPassword(reason)


@cache
def _nobodys_password() -> str:
    return generate_password_hash(secrets.token_hex())


def _view(row: table.AccountRow) -> Account:
    return Account(row.id, _role(row.role), row.name)


def _role(role: str) -> Role:
    return next(known for known in ROLES if known == role)
