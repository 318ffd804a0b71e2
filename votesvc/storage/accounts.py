"""Tables and queries of the staff's accounts and invitations."""

from sqlalchemy import ForeignKey, String, delete, func, select
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


class DisabledRow(RollBase):
    """An account that nobody can use any more; it stays in the list, and its name stays taken."""

    __tablename__ = "disabled"

    account: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)


def account_by_name(session: Session, name: str) -> AccountRow | None:
    """Return the account of this name."""
    return session.scalar(select(AccountRow).where(AccountRow.name == name))


def accounts(session: Session) -> list[AccountRow]:
    """Return all accounts, oldest first."""
    return list(session.scalars(select(AccountRow).order_by(AccountRow.id)))


def disabled(session: Session) -> set[int]:
    """Return the numbers of the accounts that are disabled."""
    return set(session.scalars(select(DisabledRow.account)))


def is_disabled(session: Session, account: int) -> bool:
    """Say whether an account is disabled, as the database has it now."""
    found = select(DisabledRow.account).where(DisabledRow.account == account)
    return session.scalar(found) is not None


def lock_organisers(session: Session) -> None:
    """Keep everybody else from disabling an organiser until the transaction ends."""
    organisers = select(AccountRow.id).where(AccountRow.role == "organiser")
    session.execute(organisers.order_by(AccountRow.id).with_for_update())


def count_organisers(session: Session) -> int:
    """Count the organisers who can still log in."""
    away = select(DisabledRow.account)
    statement = (
        select(func.count())
        .select_from(AccountRow)
        .where(AccountRow.role == "organiser", AccountRow.id.not_in(away))
    )
    return session.scalar(statement) or 0


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
