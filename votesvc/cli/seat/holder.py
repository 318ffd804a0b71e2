"""Who holds a share of the key of a board: a single key, or a seat of a ceremony."""

from dataclasses import dataclass, field
from typing import Protocol

from votesvc.cli.keyfile import ScrutineerKey
from votesvc.crypto.election import Election
from votesvc.crypto.group import base_times, random_scalar
from votesvc.crypto.seat_keys import SeatKeys
from votesvc.crypto.seat_share import make_seat_share
from votesvc.crypto.tally import Tally, make_share
from votesvc.crypto.trustees import Trustees


class Holder(Protocol):
    """Somebody who can decrypt a part."""

    @property
    def secret(self) -> int:
        """The secret behind the verification key."""

    def owner(self, trustees: Trustees) -> int | None:
        """Return the number of this holder on a board, from 1; None for a stranger to it."""

    def make_share(self, tally: Tally, election: Election) -> bytes:
        """Return the share of a tally that has been checked."""

    def nonce(self, text: str) -> int:
        """Return the nonce of a proof that `text` names: its prefix and its point."""


@dataclass(frozen=True, slots=True)
class SingleHolder:
    """The holder of a single key."""

    key: ScrutineerKey

    @property
    def secret(self) -> int:
        """The secret scalar x."""
        return self.key.secret

    def owner(self, trustees: Trustees) -> int | None:
        """Return the place of the public key among the board's."""
        keys = [element.to_hex() for element in trustees.verification_keys]
        return keys.index(self.key.public_key) + 1 if self.key.public_key in keys else None

    def make_share(self, tally: Tally, election: Election) -> bytes:
        """Return a share with fresh nonces."""
        return make_share(tally, election, self.secret, random_scalar)

    def nonce(self, text: str) -> int:
        """Return a fresh nonce, whatever `text` is."""
        return random_scalar()


@dataclass(frozen=True, slots=True)
class SeatHolder:
    """The holder of a seat, with what the deals to it add up to."""

    keys: SeatKeys
    secret: int = field(repr=False)

    def owner(self, trustees: Trustees) -> int | None:
        """Return the number of the seat, if the board is the one its ceremony made."""
        signer = trustees.signers.get(self.keys.index)
        return self.keys.index if signer == base_times(self.keys.signing) else None

    def make_share(self, tally: Tally, election: Election) -> bytes:
        """Return the share, the same whenever and wherever it is made."""
        return make_seat_share(self.keys, self.secret, tally, election)

    def nonce(self, text: str) -> int:
        """Return the same nonce for the same text, so that a restored seat makes no other share."""
        return self.keys.nonce(text)
