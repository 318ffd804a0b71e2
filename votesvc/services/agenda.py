"""The public agenda: congresses, items, and steps that one proposes and another confirms."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from votesvc.domain.items import ItemSpec


@dataclass(frozen=True, slots=True)
class CongressView:
    """A congress as everybody may see it."""

    uuid: str
    title: str
    origin: str
    vkey: str
    entitled: int | None
    trustees: bytes | None
    owners: int


@dataclass(frozen=True, slots=True)
class ItemView:
    """An agenda item as everybody may see it (drafts are for the organiser's pages).

    `position` is the log position of the item's leaf, `election` the exact Belenios JSON,
    `public_key` the SPKI of its credential key: all None while the item is a draft.
    `returned` is R, `issued` I, `present` A: None until the item is closed.
    """

    item: str
    congress: str
    kind: str
    title: str
    state: str
    spec: ItemSpec
    position: int | None
    election: bytes | None
    public_key: bytes | None
    present: int | None
    issued: int | None
    returned: int | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A step one person has proposed and another must confirm: action is "open" or "close"."""

    item: str
    action: str
    by: str


def congresses(session: Session) -> list[CongressView]:
    """Return all congresses in the order they were made."""
    raise NotImplementedError


def congress(session: Session, uuid: str) -> CongressView:
    """Return one congress, or raise `UnknownCongress`."""
    raise NotImplementedError


def items(session: Session, congress: str) -> list[ItemView]:
    """Return the agenda in order."""
    raise NotImplementedError


def item(session: Session, uuid: str) -> ItemView:
    """Return one item, or raise `UnknownItem`."""
    raise NotImplementedError


def create_item(session: Session, congress: str, spec: ItemSpec) -> str:
    """Append a draft to the agenda and return its uuid."""
    raise NotImplementedError


def delete_draft(session: Session, item: str) -> None:
    """Remove a draft; anything further is on record and raises `WrongState`."""
    raise NotImplementedError


def propose(session: Session, item: str, action: str, account_name: str) -> None:
    """Record that `account_name` proposes "open" or "close"; a later proposal replaces it."""
    raise NotImplementedError


def proposal(session: Session, item: str) -> Proposal | None:
    """Return the proposal that waits for a second person, if any."""
    raise NotImplementedError


def decline(session: Session, item: str) -> None:
    """Send a proposal back: it is gone and nothing has happened."""
    raise NotImplementedError
