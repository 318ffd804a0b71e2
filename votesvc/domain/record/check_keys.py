"""Check 2, the scrutineers: each ceremony is whole, and each threshold board comes from one."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from votesvc.crypto.checkpoint import check_cosignatures, witness_vkey
from votesvc.crypto.complaint import check_complaint, parse_complaint
from votesvc.crypto.seat_keys import Ceremony, witness_name
from votesvc.crypto.threshold import (
    Pledge,
    check_board,
    check_different,
    parse_deal,
    parse_pledge,
)
from votesvc.crypto.trustees import Trustees, parse_trustees
from votesvc.domain.entries import Board, KeyCommitments, KeyStopped
from votesvc.domain.record.blame import blaming, refuse
from votesvc.domain.record.steps import Fact, fact
from votesvc.errors import InvalidComplaint


@dataclass(slots=True)
class Boards:
    """The boards and ceremonies of a log as far as it has been read."""

    congress: str
    current: Trustees | None = None
    witnesses: list[str] = field(default_factory=list)
    _running: tuple[Ceremony, list[Pledge]] | None = None
    _known: set[str] = field(default_factory=set)
    _facts: list[Fact] = field(default_factory=list)

    def read(self, index: int, entry: Board | KeyCommitments | KeyStopped) -> None:
        """Take the next entry about scrutineers, or refuse it as check 2."""
        with blaming(2, index):
            if isinstance(entry, KeyCommitments):
                self._begin(index, entry)
            elif isinstance(entry, KeyStopped):
                self._stop(index, entry)
            else:
                self._set(index, entry)

    @property
    def facts(self) -> Sequence[Fact]:
        """What is to be reported of ceremonies."""
        return self._facts

    def _begin(self, index: int, entry: KeyCommitments) -> None:
        if self._running is not None:
            refuse(2, "a ceremony begins while another is not over", index)
        if entry.ceremony in self._known:
            refuse(2, "a ceremony begins twice", index)
        if entry.by[0] == entry.by[1]:
            refuse(2, "one person stands for two", index)
        ceremony = Ceremony(self.congress, entry.ceremony, entry.threshold, len(entry.seats))
        pledges = read_pledges(ceremony, [seat.pledge for seat in entry.seats])
        self._known.add(entry.ceremony)
        self._running = ceremony, pledges

    def _stop(self, index: int, entry: KeyStopped) -> None:
        ceremony, pledges = self._take(index)
        if ceremony.ceremony != entry.ceremony:
            refuse(2, "another ceremony is stopped than the one that goes on", index)
        if entry.evidence:
            check_evidence(entry, ceremony, pledges)
        self._facts.append(fact("key-stopped", reason=entry.reason))

    def _set(self, index: int, entry: Board) -> None:
        self.current = parse_trustees(entry.trustees.encode())
        if not self.current.signers:
            return
        ceremony, pledges = self._take(index)
        check_board(self.current.encoded, ceremony, pledges)
        self.witnesses += [
            witness_vkey(witness_name(ceremony, place), pledge.witness)
            for place, pledge in enumerate(pledges, 1)
        ]
        self._facts.append(fact("board", needed=ceremony.threshold, scrutineers=ceremony.size))

    def _take(self, index: int) -> tuple[Ceremony, list[Pledge]]:
        if self._running is None:
            refuse(2, "no ceremony goes on", index)
        running, self._running = self._running, None
        return running


def read_pledges(ceremony: Ceremony, pledges: Sequence[str]) -> list[Pledge]:
    """Return the pledges of all seats, checked one by one and against each other."""
    read = [parse_pledge(text.encode(), ceremony, place) for place, text in enumerate(pledges, 1)]
    check_different(dict(enumerate(read, 1)))
    return read


def check_evidence(entry: KeyStopped, ceremony: Ceremony, pledges: Sequence[Pledge]) -> None:
    """Raise `InvalidComplaint` unless the evidence shows that the dealer's share is wrong."""
    if not (1 <= entry.seat <= ceremony.size and 1 <= entry.dealer <= ceremony.size):
        reason = "evidence is of seats that the ceremony does not have"
        raise InvalidComplaint(reason)
    complaint = parse_complaint(entry.evidence[0].encode())
    deal = parse_deal(entry.evidence[1].encode(), ceremony, entry.dealer, pledges)
    check_complaint(complaint, ceremony, entry.seat, pledges, {entry.dealer: deal})


def check_witnesses(note: str, witnesses: Sequence[str], demanded: int) -> list[Fact]:
    """Return how many scrutineers cosigned the checkpoint; each line of theirs must hold.

    Raises `InvalidRecord` where they are fewer than `demanded`.
    """
    with blaming(2):
        found = {one.witness for one in check_cosignatures(note, witnesses)}
    if len(found) < demanded:
        refuse(2, f"{len(found)} scrutineers cosigned the checkpoint, {demanded} are demanded")
    return [fact("witnesses", found=len(found), known=len(witnesses))] if witnesses else []
