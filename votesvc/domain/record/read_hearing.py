"""What the leaf of a hearing means to whoever checks the record."""

from dataclasses import dataclass

from votesvc.crypto.blind_rsa import PublicKey, parse_public_key
from votesvc.crypto.sealing import check_officer_public
from votesvc.domain.entries import Hearing, Reported
from votesvc.domain.hearing import HearingState, spec_of
from votesvc.domain.history import ItemHistory, hearing_state_of
from votesvc.domain.record.blame import blaming, refuse


@dataclass(frozen=True, slots=True)
class Consultation:
    """One hearing with its history and its keys."""

    hearing: Hearing
    comment_key: PublicKey
    support_key: PublicKey
    history: ItemHistory

    @property
    def state(self) -> HearingState:
        """Where the hearing stands at the end of the log."""
        return hearing_state_of(self.history)

    @property
    def index(self) -> int:
        """Where in the log the hearing was announced."""
        return self.history.events[0].index

    def reported_before(self, index: int) -> bool:
        """Say whether the report stands in the log before the entry at `index`."""
        reported = self.history.first(Reported)
        return reported is not None and reported.index < index


def read_hearing(index: int, hearing: Hearing, history: ItemHistory) -> Consultation:
    """Read what is announced, refused as check 2 where it could not be a hearing."""
    with blaming(2, index):
        spec_of(hearing)
        check_officer_public(hearing.officer_key)
        comment_key = parse_public_key(hearing.comment_key)
        support_key = parse_public_key(hearing.support_key)
    if comment_key == support_key:
        refuse(2, "a hearing has one key for comments and supports", index)
    return Consultation(hearing, comment_key, support_key, history)
