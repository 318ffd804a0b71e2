"""Scrutineers' keys, whose sum is the key of the election (protocol 3)."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from votesvc.crypto.encoding import (
    JsonValue,
    as_list,
    as_text,
    belenios_json,
    exact_fields,
    parse_json,
)
from votesvc.crypto.group import ORDER, Element, base_times, element_sum, parse_key
from votesvc.crypto.pedersen import (
    MAX_SCRUTINEERS,
    SubKey,
    check_key_proof,
    key_prefix,
    parse_pedersen,
    without_name,
)
from votesvc.crypto.proofs import parse_proof, prove_knowledge
from votesvc.errors import (
    InvalidProof,
    InvalidShare,
    InvalidTally,
    InvalidTrustees,
    Unsupported,
    located,
)


@dataclass(frozen=True, slots=True)
class Trustees:
    """Scrutineers whose keys have proved themselves; made by `parse_trustees`.

    Owner k, from 1, holds `verification_keys[k - 1]`.
    """

    encoded: bytes = field(repr=False)
    public_key: Element
    sub_keys: tuple[SubKey, ...]

    @property
    def verification_keys(self) -> tuple[Element, ...]:
        """Return the key of every owner, in the order that numbers them."""
        return tuple(key for sub_key in self.sub_keys for key in sub_key.verification_keys)

    @property
    def signers(self) -> dict[int, Element]:
        """Return the key under which each owner signs results; owners of single keys do not."""
        return {
            owner: key
            for sub_key, members in self._members()
            for owner, key in zip(members, sub_key.signing_keys, strict=False)
        }

    def shuffler(self, owner: int) -> Element:
        """Return the key under which an owner signs a shuffle: a single key is its own."""
        return self.signers.get(owner, self.verification_keys[owner - 1])

    @property
    def threshold(self) -> int:
        """Return how many shares a count needs: one per single key, t per threshold key."""
        return sum(sub_key.threshold for sub_key in self.sub_keys)

    def missing(self, owners: Collection[int]) -> int:
        """Return how many more shares a count needs when `owners` have given theirs."""
        return sum(
            max(0, sub_key.threshold - sum(owner in owners for owner in members))
            for sub_key, members in self._members()
        )

    def weights(self, owners: Collection[int]) -> dict[int, int]:
        """Return the owners whose shares a count takes, each with its Lagrange coefficient.

        Raises `InvalidShare` for an owner who does not exist, `InvalidTally` for too few.
        """
        if not all(1 <= owner <= len(self.verification_keys) for owner in owners):
            msg = "a share belongs to nobody"
            raise InvalidShare(msg)
        if missing := self.missing(owners):
            msg = f"{missing} more shares are needed"
            raise InvalidTally(msg)
        weights: dict[int, int] = {}
        for sub_key, members in self._members():
            places = [place for place, owner in enumerate(members, 1) if owner in owners]
            chosen = places[: sub_key.threshold]
            for place in chosen:
                weights[members[place - 1]] = lagrange(chosen, place)
        return weights

    def _members(self) -> Iterator[tuple[SubKey, range]]:
        first = 1
        for sub_key in self.sub_keys:
            members = range(first, first + len(sub_key.verification_keys))
            yield sub_key, members
            first = members.stop


def lagrange(places: Sequence[int], place: int) -> int:
    """Return the coefficient at 0 of `place` among `places`, modulo L."""
    coefficient = 1
    for other in places:
        if other != place:
            coefficient = coefficient * other * pow(other - place, -1, ORDER) % ORDER
    return coefficient


def single_public(secret: int, w: int) -> JsonValue:
    """Return the public entry ["Single", ..] of the scrutineer with `secret`; `w` is a nonce."""
    public_key = base_times(secret)
    proof = prove_knowledge(key_prefix(public_key), secret, w)
    return ["Single", {"pok": proof.to_json(), "public_key": public_key.to_hex()}]


def join_trustees(entries: Sequence[JsonValue]) -> bytes:
    """Return the file of scrutineers made of `entries`, checked.

    Raises `InvalidTrustees` if one does not hold or two have the same key.
    """
    encoded = belenios_json(list(entries))
    keys = parse_trustees(encoded).verification_keys
    if len(set(keys)) != len(keys):
        msg = "two scrutineers have the same key"
        raise InvalidTrustees(msg)
    return encoded


def parse_trustees(data: bytes) -> Trustees:
    """Read scrutineers and check every proof of theirs; a trustee's name may stand beside a key.

    Raises `InvalidTrustees` for a proof that does not hold, `Unsupported` for an unknown kind.
    """
    entries = as_list(parse_json(data))
    if not 1 <= len(entries) <= MAX_SCRUTINEERS:
        msg = f"there are not between 1 and {MAX_SCRUTINEERS} scrutineers"
        raise InvalidTrustees(msg)
    sub_keys = []
    for number, entry in enumerate(entries, 1):
        with located(f"scrutineer {number}"):
            sub_keys.append(_parse_entry(entry))
    public_key = element_sum(sub_key.public_key for sub_key in sub_keys)
    if public_key.is_identity:
        msg = "the keys of the scrutineers cancel out"
        raise InvalidTrustees(msg)
    return Trustees(data, public_key, tuple(sub_keys))


def _parse_entry(value: JsonValue) -> SubKey:
    entry = as_list(value)
    kind = as_text(entry[0]) if len(entry) == 2 else ""
    readers = {"Single": _parse_single, "Pedersen": parse_pedersen}
    if kind not in readers:
        msg = "unsupported kind of scrutineer"
        raise Unsupported(msg)
    try:
        return readers[kind](entry[1])
    except InvalidProof as error:
        refusal = InvalidTrustees(*error.args)
        refusal.where = error.where
        raise refusal from None


def _parse_single(value: JsonValue) -> SubKey:
    fields = exact_fields(without_name(value), ("pok", "public_key"))
    public_key = parse_key(as_text(fields["public_key"]))
    check_key_proof(public_key, parse_proof(fields["pok"]))
    return SubKey(public_key, 1, (public_key,), ())
