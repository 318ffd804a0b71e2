"""Who holds a share of the key of a board: a single key, or a seat of a ceremony."""

from dataclasses import dataclass, field
from typing import Protocol

from votesvc.cli.keyfile import ScrutineerKey
from votesvc.crypto.election import Election
from votesvc.crypto.encoding import JsonValue
from votesvc.crypto.group import base_times, random_scalar
from votesvc.crypto.pedersen import message_prefix
from votesvc.crypto.proofs import Nonces, prove_knowledge
from votesvc.crypto.seat_keys import SeatKeys
from votesvc.crypto.seat_messages import sign
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

    def draws(self, name: str) -> Nonces:
        """Return the numbers of the shuffle of this name, one per call."""

    def sign(self, message: str) -> JsonValue:
        """Return the signature on a shuffle."""


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

    def draws(self, name: str) -> Nonces:
        """Return fresh numbers, whatever `name` is."""
        return random_scalar

    def sign(self, message: str) -> JsonValue:
        """Return a signature with the single key itself."""
        prefix = message_prefix(message)
        return prove_knowledge(prefix, self.secret, random_scalar()).to_json()


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

    def draws(self, name: str) -> Nonces:
        """Return the same numbers for the same name: a restored seat makes no other shuffle."""
        return self.keys.draws(name)

    def sign(self, message: str) -> JsonValue:
        """Return the signature of the seat, the same each time."""
        return sign(self.keys, message)
