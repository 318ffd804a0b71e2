"""Tables and queries of the staff's accounts and invitations."""

from sqlalchemy import String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from votesvc.storage.base import RollBase


class AccountRow(RollBase):
    """Somebody who may log in; the password is a scrypt hash."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    role: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(80), unique=True)
    password: Mapped[str] = mapped_column(String(200))


class InvitationRow(RollBase):
    """An invitation that nobody has used yet; the token itself is not stored."""

    __tablename__ = "invitation"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    role: Mapped[str] = mapped_column(String(16))
    setup: Mapped[bool]


def account_by_name(session: Session, name: str) -> AccountRow | None:
    """Return the account of this name."""
    return session.scalar(select(AccountRow).where(AccountRow.name == name))


def accounts(session: Session) -> list[AccountRow]:
    """Return all accounts, oldest first."""
    return list(session.scalars(select(AccountRow).order_by(AccountRow.id)))


def has_organiser(session: Session) -> bool:
    """Say whether any organiser exists."""
    found = session.scalar(select(AccountRow.id).where(AccountRow.role == "organiser").limit(1))
    return found is not None


def take_invitation(session: Session, digest: str) -> str | None:
    """Delete the invitation and return its role; two takers never both get it."""
    return session.scalar(
        delete(InvitationRow).where(InvitationRow.digest == digest).returning(InvitationRow.role)
    )


def drop_setup_invitations(session: Session) -> None:
    """Delete the invitations that earlier starts have printed."""
    session.execute(delete(InvitationRow).where(InvitationRow.setup))
