"""How what a seat sends in a ceremony is written, signed and refused (protocol 3.1)."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from votesvc.crypto.encoding import JsonValue, belenios_json, hexhash, parse_json
from votesvc.crypto.pedersen import message_prefix
from votesvc.crypto.proofs import prove_knowledge
from votesvc.crypto.seat_keys import Ceremony, SeatKeys
from votesvc.errors import InvalidProof, InvalidTrustees, NotCanonical, VotesvcError, located


def sign(keys: SeatKeys, message: str) -> JsonValue:
    """Return the signature of a seat on `message`, the same each time."""
    prefix = message_prefix(message)
    return prove_knowledge(prefix, keys.signing, keys.nonce(prefix)).to_json()


def signed(keys: SeatKeys, message: JsonValue) -> JsonValue:
    """Return a message as text with the signature of a seat, as Belenios has it."""
    text = belenios_json(message).decode()
    return {"message": text, "signature": sign(keys, text)}


def signed_points(keys: SeatKeys) -> JsonValue:
    """Return the public coefficients of a seat, signed."""
    points: list[JsonValue] = [point.to_hex() for point in keys.points]
    return signed(keys, {"coefexps": points})


def commitment_to(ceremony: Ceremony, index: int, coefexps: JsonValue) -> str:
    """Return the hash (hex) by which a seat pledges its coefficients before it shows them."""
    place = f"votesvc/v1/coefficients|{ceremony.label}|{index}|"
    return hexhash(place.encode() + belenios_json(coefexps))


def pledge_message(
    ceremony: Ceremony, index: int, cert: JsonValue, commitment: str, witness: str
) -> str:
    """Return what a seat signs in round 1."""
    digest = hexhash(belenios_json(cert))
    return f"votesvc/v1/pledge|{ceremony.label}|{index}|{digest}|{commitment}|{witness}"


def deal_message(ceremony: Ceremony, index: int, shares: Sequence[str]) -> str:
    """Return what a seat signs in round 2."""
    digests = ",".join(hexhash(share.encode()) for share in shares)
    return f"votesvc/v1/deal|{ceremony.label}|{index}|{digests}"


def canonical(data: bytes) -> JsonValue:
    """Read JSON in its canonical form; raise `MalformedInput` or `NotCanonical`."""
    tree = parse_json(data)
    if belenios_json(tree) != data:
        msg = "json is not in canonical form"
        raise NotCanonical(msg)
    return tree


@contextmanager
def refusing(kind: type[VotesvcError], index: int) -> Iterator[None]:
    """Turn a proof that does not hold into a refusal of this kind, and name the seat."""
    with located(f"seat {index}"):
        try:
            yield
        except (InvalidProof, InvalidTrustees) as error:
            refusal = kind(*error.args)
            refusal.where = error.where
            raise refusal from None
