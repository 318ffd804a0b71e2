"""Scrutineers' devices as witnesses: their cosignatures below the checkpoints they have checked."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from votesvc.crypto.checkpoint import check_cosignatures, open_checkpoint, witness_vkey
from votesvc.crypto.encoding import as_object, as_text, parse_json
from votesvc.crypto.seat_keys import Ceremony, witness_name
from votesvc.errors import InvalidCheckpoint
from votesvc.services import agenda
from votesvc.services.sequencer import Log
from votesvc.storage import board, scrutineers as table


@dataclass(frozen=True, slots=True)
class Cosigned:
    """Whose cosignature was taken, and for which size of the log."""

    witness: str
    size: int


def cosign(session: Session, log: Log, congress: str, note: str) -> Cosigned:
    """Keep the cosignature that a scrutineer has put below a checkpoint of this log.

    `note` is the checkpoint as it was served with one more line. The same again changes nothing.
    Raises InvalidCheckpoint for anything else than a checkpoint that this log has had, with one
    line that holds by a scrutineer of a board.
    """
    view = agenda.congress(session, congress)
    seen = open_checkpoint(note, view.vkey)
    signed, _, line = note.rstrip("\n").rpartition("\n")
    row = session.get(board.CheckpointRow, (congress, seen.size))
    if row is None or row.note != f"{signed}\n":
        reason = "the log has never had this checkpoint"
        raise InvalidCheckpoint(reason)
    found = check_cosignatures(note, _witnesses(session, congress))
    if not found:
        reason = "no scrutineer of this congress has cosigned"
        raise InvalidCheckpoint(reason)
    [by] = found
    session.rollback()

    def decide(inner: Session) -> list[bytes]:
        key = (congress, seen.size, by.witness)
        if inner.get(table.CosignatureRow, key) is None:
            inner.add(
                table.CosignatureRow(
                    congress=congress, size=seen.size, witness=by.witness, line=line
                )
            )
        return []

    log.append(congress, decide)
    return Cosigned(by.witness, seen.size)


def cosigned_note(session: Session, congress: str, row: board.CheckpointRow) -> str:
    """Return a checkpoint with all cosignatures that were given for it."""
    lines = table.cosignatures(session, congress, row.size)
    return row.note + "".join(f"{line}\n" for line in lines)


def _witnesses(session: Session, congress: str) -> list[str]:
    """Return the keys of the scrutineers of all boards."""
    keys = []
    for one in table.boards(session, congress):
        seats = table.seats(session, one.ceremony) if one.ceremony else []
        for seat in seats:
            pledge = as_object(parse_json(seat.pledge or b"{}"))
            ceremony = Ceremony(congress, seat.ceremony, 1, len(seats))
            name = witness_name(ceremony, seat.seat)
            keys.append(witness_vkey(name, as_text(pledge["witness"])))
    return keys
