"""Accounts of the staff: invitations used once, passwords stored only as scrypt hashes."""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy.orm import Session

Role = Literal["organiser", "chief", "desk"]


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may log in, and as what."""

    id: int
    role: Role
    name: str


def setup_token(session: Session) -> str | None:
    """Return a fresh invitation for the first organiser, or None when there is one already."""
    raise NotImplementedError


def invite(session: Session, role: str) -> str:
    """Return a one-time invitation (base64url of 20 bytes) for an account of `role`."""
    raise NotImplementedError


def invited_role(session: Session, token: str) -> Role:
    """Return the role an unused invitation is for, or raise `InvalidInvitation`."""
    raise NotImplementedError


def claim(session: Session, token: str, name: str, password: str) -> Account:
    """Use up an invitation and create its account; `setup_token` and `invite` both lead here.

    Raises InvalidInvitation, WeakPassword (under 10 characters), InvalidName, NameTaken.
    """
    raise NotImplementedError


def authenticate(session: Session, name: str, password: str) -> Account:
    """Return the account of this name and password, or raise `WrongPassword`."""
    raise NotImplementedError


def get_account(session: Session, account_id: int) -> Account | None:
    """Return the account, or None when it does not exist (any more)."""
    raise NotImplementedError


def list_accounts(session: Session) -> list[Account]:
    """Return all accounts in the order they were made."""
    raise NotImplementedError
