"""What the leaf of an item means to whoever checks the record."""

from dataclasses import dataclass

from votesvc.crypto.ballot import Election, parse_election
from votesvc.crypto.blind_rsa import PublicKey, parse_public_key
from votesvc.crypto.trustees import Trustees
from votesvc.domain.contest import contest_election, question_specs
from votesvc.domain.entries import Item
from votesvc.domain.history import ItemHistory, state_of
from votesvc.domain.items import ItemSpec
from votesvc.domain.lifecycle import State
from votesvc.domain.record.blame import blaming, refuse


@dataclass(frozen=True, slots=True)
class Contest:
    """One item with its history and with what its leaf means."""

    item: Item
    election: Election
    key: PublicKey
    trustees: Trustees
    history: ItemHistory

    @property
    def state(self) -> State:
        """Where the item stands at the end of the log."""
        return state_of(self.history)


def read_item(
    index: int, item: Item, origin: str, trustees: Trustees | None, history: ItemHistory
) -> Contest:
    """Read an item, refused as check 2 unless its election is the one that follows from it."""
    if trustees is None:
        refuse(2, "an item is ready before there is a board of scrutineers", index)
    with blaming(2, index):
        election = parse_election(item.election.encode())
        key = parse_public_key(item.public_key)
        spec = ItemSpec(item.kind, item.title, question_specs(election.questions), item.rule)
        expected = contest_election(item.item, spec, origin, trustees.public_key, key)
    if election.encoded != expected.encoded:
        refuse(2, "the election is not the one that follows from the item", index)
    if item.phi != election.fingerprint:
        refuse(2, "the item's phi is not the fingerprint of its election", index)
    return Contest(item, election, key, trustees, history)
