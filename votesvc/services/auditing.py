"""What anyone may ask the log for: entries, proofs, receipts and the record as files."""

import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from sqlalchemy.orm import Session

from votesvc.crypto.checkpoint import open_checkpoint
from votesvc.crypto.encoding import is_uuid
from votesvc.domain.entries import Entry, Issued, ResultMade, parse_entry
from votesvc.domain.history import (
    ItemHistory,
    Placed,
    hearing_histories,
    item_histories,
    place,
    trustees_of,
)
from votesvc.domain.record.layout import record_files
from votesvc.domain.record.rebuild import build_archive
from votesvc.domain.record.summary import write_summary
from votesvc.errors import (
    NoBoard,
    NotCounted,
    UnknownEntry,
    UnknownHearing,
    UnknownItem,
    UnknownReceipt,
)
from votesvc.services import agenda, witnesses
from votesvc.services.sequencer import Log, Receipt
from votesvc.storage import agenda as table, board, comments, scrutineers
from votesvc.storage.hearings import HearingRow

MOST_ENTRIES = 500

# Every file in the record has the first moment that a zip can tell, so that equal logs give equal
# records; packing would depend on the version of the library.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_PLAIN_FILE = 0o100644 << 16


@dataclass(frozen=True, slots=True)
class LeafProof:
    """A leaf with its inclusion proof (hex) against a checkpoint of `size`."""

    leaf: bytes
    index: int
    size: int
    inclusion: tuple[str, ...]
    checkpoint: str


def entries(session: Session, congress: str, start: int, end: int) -> list[bytes]:
    """Return the leaves start <= index < end, at most 500 and as far as the log goes.

    Raises UnknownEntry when the log does not reach `start`.
    """
    size = _latest(session, congress).size
    if not 0 <= start <= end or (start >= size and end > start):
        reason = "the log has no such entries"
        raise UnknownEntry(reason)
    return board.leaves(session, congress, start, min(end, start + MOST_ENTRIES))


def item_proof(session: Session, log: Log, congress: str, item: str) -> LeafProof:
    """Return the leaf of an item or hearing and its proof against the latest checkpoint.

    Raises UnknownItem for drafts, and for what is not of this congress.
    """
    view = _item_or_hearing(session, item)
    if view.congress != congress or view.position is None:
        reason = "no such item is on record"
        raise UnknownItem(reason)
    return _leaf_proof(session, log, congress, view.position)


def board_proof(session: Session, log: Log, congress: str, before: int | None = None) -> LeafProof:
    """Return the scrutineers' leaf and its proof against the latest checkpoint.

    It is the last one, or the last before a place in the log. Raises NoBoard.
    """
    position = agenda.congress(session, congress).board_position
    if before is not None and position is not None and position >= before:
        row = scrutineers.board_before(session, congress, before)
        position = None if row is None else row.position
    if position is None:
        reason = "the congress has no board of scrutineers there"
        raise NoBoard(reason)
    return _leaf_proof(session, log, congress, position)


def leaf_proof(session: Session, log: Log, congress: str, index: int) -> LeafProof:
    """Return any leaf and its proof against the latest checkpoint. Raises UnknownEntry."""
    if index >= _latest(session, congress).size:
        reason = "the log has no such entry"
        raise UnknownEntry(reason)
    return _leaf_proof(session, log, congress, index)


def report_proof(session: Session, log: Log, congress: str, hearing: str) -> LeafProof:
    """Return the leaf of a hearing's report and its proof against the latest checkpoint.

    Raises UnknownHearing for what is not of this congress, UnknownEntry before the report.
    """
    view = session.get(HearingRow, hearing, populate_existing=True) if is_uuid(hearing) else None
    if view is None or view.congress != congress:
        reason = "no such hearing is on record"
        raise UnknownHearing(reason)
    if view.reported is None:
        reason = "the hearing is not reported yet"
        raise UnknownEntry(reason)
    return _leaf_proof(session, log, congress, view.reported)


def consistency(session: Session, log: Log, congress: str, old: int, new: int) -> tuple[str, ...]:
    """Return the proof (hex) that size `new` extends size `old`. Raises UnknownEntry."""
    if new > _latest(session, congress).size:
        reason = "the log has never had this size"
        raise UnknownEntry(reason)
    return log.consistency(session, congress, old, new)


def receipt(session: Session, log: Log, congress: str, tracker: str) -> Receipt:
    """Return the receipt of a logged ballot, or of a comment by its commitment.

    Raises UnknownReceipt.
    """
    readable = is_uuid(congress) and tracker.isascii() and tracker.isprintable()
    logged = _logged(session, congress, tracker) if readable else None
    if logged is None:
        reason = "no ballot with this tracker is in the log"
        raise UnknownReceipt(reason)
    return log.receipt(session, congress, logged)


def checkpoint(session: Session, congress: str) -> str:
    """Return the latest signed checkpoint."""
    return _latest(session, congress).note


def result_checkpoint(session: Session, item: str) -> str:
    """Return the first signed checkpoint that covers the announcement; it never changes.

    Raises NotCounted before the announcement.
    """
    view = agenda.item(session, item)
    if view.announced is None:
        reason = "the item is not announced yet"
        raise NotCounted(reason)
    return board.covering_checkpoint(session, view.congress, view.announced).note


def covering_checkpoint(session: Session, congress: str, position: int) -> str:
    """Return the first signed checkpoint that covers a position of the log; it never changes.

    Raises UnknownEntry when the log does not reach it.
    """
    if not 0 <= position < _latest(session, congress).size:
        reason = "the log does not reach so far"
        raise UnknownEntry(reason)
    return board.covering_checkpoint(session, congress, position).note


def archive(session: Session, item: str) -> bytes:
    """Return the .bel of an announced item, the same bytes each time. Raises NotCounted."""
    view = agenda.item(session, item)
    size = _latest(session, view.congress).size
    leaves = board.leaves(session, view.congress, 0, size)
    wanted = (item.encode(), b'"type":"board"')
    # Reading an entry takes far longer than looking for its name in it.
    parsed = [parse_entry(leaf) for leaf in leaves if any(name in leaf for name in wanted)]
    placed = place(parsed)
    history = item_histories(placed).get(item)
    if history is None:
        reason = "the item is not on record"
        raise NotCounted(reason)
    return build_archive(history, trustees_of(placed, history))


def write_record(session: Session, congress: str, out: BinaryIO) -> None:
    """Write the public record.zip, byte for byte the same for the same log."""
    found = agenda.congress(session, congress)
    latest = _latest(session, congress)
    leaves = board.leaves(session, congress, 0, latest.size)
    parsed = [parse_entry(leaf) for leaf in leaves]
    placed = place(parsed)
    histories = item_histories(placed)
    files = record_files(
        leaves=leaves,
        checkpoint=witnesses.cosigned_note(session, congress, latest),
        vkey=found.vkey,
        issued={
            item: _issued_list(session, item)
            for item, history in {**histories, **hearing_histories(placed)}.items()
            if history.first(Issued)
        },
        archives=_archives(histories.values(), placed),
        summary=write_summary(parsed, open_checkpoint(latest.note, found.vkey).root),
    )
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as packed:
        for name, data in files.items():
            info = zipfile.ZipInfo(name, _NO_TIME)
            info.create_system = _UNIX
            info.external_attr = _PLAIN_FILE
            packed.writestr(info, data)


def _latest(session: Session, congress: str) -> board.CheckpointRow:
    agenda.congress(session, congress)
    return board.latest_checkpoint(session, congress)


def _logged(session: Session, congress: str, tracker: str) -> board.Logged | None:
    ballot = board.ballot_by_tracker(session, tracker)
    if ballot is not None and agenda.item(session, ballot.item).congress == congress:
        return ballot
    return comments.comment_by_commitment(session, congress, tracker)


def _leaf_proof(session: Session, log: Log, congress: str, position: int) -> LeafProof:
    latest = _latest(session, congress)
    return LeafProof(
        leaf=board.leaf(session, congress, position),
        index=position,
        size=latest.size,
        inclusion=log.inclusion(session, congress, position, latest.size),
        checkpoint=latest.note,
    )


def _archives(
    histories: Iterable[ItemHistory], placed: Sequence[Placed[Entry]]
) -> dict[str, bytes]:
    return {
        history.item: build_archive(history, trustees_of(placed, history))
        for history in histories
        if history.first(ResultMade)
    }


def _item_or_hearing(session: Session, uuid: str) -> table.ItemRow | HearingRow:
    try:
        return agenda.item_row(session, uuid)
    except UnknownItem:
        found = session.get(HearingRow, uuid, populate_existing=True) if is_uuid(uuid) else None
        if found is None:
            raise
        return found


def _issued_list(session: Session, item: str) -> bytes:
    return (_item_or_hearing(session, item).issued_list or "").encode()
