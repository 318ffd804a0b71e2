"""What a scrutineer's device derives from one seed: keys, coefficients and nonces (protocol 3.1).

Nothing else is drawn in a ceremony. Whoever has the seed and what the others sent can work out
everything again, on this device after a reload or on another one from a backup.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256, sha512
from itertools import count

from votesvc.crypto.checkpoint import WitnessKey
from votesvc.crypto.encoding import (
    JsonValue,
    as_natural,
    as_text,
    encode_b64url,
    exact_fields,
    parse_b64url,
    parse_uuid,
)
from votesvc.crypto.group import ORDER, Element, base_times
from votesvc.errors import MalformedInput

MOST_SEATS = 9
SEED_LENGTH = 32

_BACKUP = "votesvc/v1/scrutineer-key"


@dataclass(frozen=True, slots=True)
class Ceremony:
    """Which ceremony of which congress: any `threshold` of `size` scrutineers will decrypt."""

    congress: str
    ceremony: str
    threshold: int
    size: int

    def __post_init__(self) -> None:
        """Refuse names that are not uuids, and numbers of people that cannot share a key."""
        parse_uuid(self.congress)
        parse_uuid(self.ceremony)
        check_board_size(self.threshold, self.size)

    @property
    def label(self) -> str:
        """The two names, as they stand in everything that is derived or signed."""
        return f"{self.congress}|{self.ceremony}"


@dataclass(frozen=True)
class SeatKeys:
    """All keys of the scrutineer in seat `index`, from 1, of one ceremony.

    Made by `seat_keys`; two seats never share a seed.
    """

    ceremony: Ceremony
    index: int
    seed: str = field(repr=False)

    @cached_property
    def signing(self) -> int:
        """The secret that signs: Belenios' sk."""
        return _below_order(sha256(f"sk|{self.seed}".encode()).digest())

    @cached_property
    def opening(self) -> int:
        """The secret that opens what is sealed to this seat: Belenios' dk."""
        return _below_order(sha256(f"dk|{self.seed}".encode()).digest())

    @property
    def token(self) -> str:
        """The device token in URL-safe base64; the service keeps only its SHA-256."""
        return encode_b64url(sha256(f"votesvc/v1/seat-token|{self.seed}".encode()).digest())

    @property
    def witness(self) -> WitnessKey:
        """The key with which this seat cosigns checkpoints."""
        seed = sha256(f"votesvc/v1/witness|{self.seed}".encode()).digest()
        return WitnessKey.from_seed(witness_name(self.ceremony, self.index), seed)

    @cached_property
    def coefficients(self) -> tuple[int, ...]:
        """The secret polynomial of this seat, the constant first."""
        place = f"{self.ceremony.threshold}|{self.ceremony.size}|{self.index}"
        return tuple(
            self.derive("coefficient", f"{place}|{power}")
            for power in range(self.ceremony.threshold)
        )

    @cached_property
    def points(self) -> tuple[Element, ...]:
        """The public coefficients: what `coefficients` times G are."""
        return tuple(base_times(coefficient) for coefficient in self.coefficients)

    def value_at(self, place: int) -> int:
        """Return the secret polynomial at `place`: the share of the seat of that number."""
        return (
            sum(a * pow(place, power, ORDER) for power, a in enumerate(self.coefficients)) % ORDER
        )

    def nonce(self, prefix: str) -> int:
        """Return the nonce of the proof with this prefix: the same for the same, never for two."""
        return self.derive("nonce", prefix)

    def draws(self, name: str) -> Callable[[], int]:
        """Return the numbers of the shuffle of this name, one per call: always the same ones."""
        numbers = count()
        return lambda: self.derive("shuffle", f"{name}|{next(numbers)}")

    def derive(self, purpose: str, text: str) -> int:
        """Return the scalar that this seed gives for a purpose and a text in this ceremony."""
        message = f"votesvc/v1/{purpose}|{self.ceremony.label}|{text}|{self.seed}"
        return _below_order(sha512(message.encode()).digest())

    def to_json(self) -> JsonValue:
        """Return the secret as it stands in a backup file."""
        return {
            "ceremony": self.ceremony.ceremony,
            "congress": self.ceremony.congress,
            "seat": self.index,
            "seed": self.seed,
            "size": self.ceremony.size,
            "threshold": self.ceremony.threshold,
            "type": _BACKUP,
        }


def seat_keys(ceremony: Ceremony, index: int, seed: str) -> SeatKeys:
    """Return the keys of a seat. Raises `MalformedInput` unless `seed` spells 32 bytes."""
    parse_b64url(seed, SEED_LENGTH)
    if not 1 <= index <= ceremony.size:
        msg = "the ceremony has no seat of this number"
        raise MalformedInput(msg)
    return SeatKeys(ceremony, index, seed)


def new_seed() -> str:
    """Draw a seed."""
    return encode_b64url(secrets.token_bytes(SEED_LENGTH))


def parse_seat_keys(value: JsonValue) -> SeatKeys:
    """Read what `SeatKeys.to_json` wrote; raise `MalformedInput` for anything else."""
    names = ("ceremony", "congress", "seat", "seed", "size", "threshold", "type")
    fields = exact_fields(value, names)
    if fields["type"] != _BACKUP:
        msg = "not the key of a scrutineer"
        raise MalformedInput(msg)
    ceremony = Ceremony(
        as_text(fields["congress"]),
        as_text(fields["ceremony"]),
        as_natural(fields["threshold"]),
        as_natural(fields["size"]),
    )
    return seat_keys(ceremony, as_natural(fields["seat"]), as_text(fields["seed"]))


def check_board_size(threshold: int, size: int) -> None:
    """Raise `MalformedInput` unless `threshold` of `size` people can share a key: 1..t..n..9."""
    if not 1 <= threshold <= size <= MOST_SEATS:
        msg = f"{threshold} of {size} is not a board of at most {MOST_SEATS} scrutineers"
        raise MalformedInput(msg)


def witness_name(ceremony: Ceremony, index: int) -> str:
    """Return the name under which a seat cosigns."""
    return f"votesvc/{ceremony.congress}/{ceremony.ceremony}/{index}"


def _below_order(digest: bytes) -> int:
    return int.from_bytes(digest, "big") % ORDER
