"""A scrutineer's signature on a decrypted result (protocol 3.2)."""

from votesvc.crypto.encoding import belenios_json, hexhash, parse_json
from votesvc.crypto.group import Element
from votesvc.crypto.pedersen import check_signature
from votesvc.crypto.proofs import parse_proof
from votesvc.crypto.seat_keys import SeatKeys
from votesvc.crypto.seat_messages import sign
from votesvc.errors import InvalidProof, InvalidSignature, NotCanonical


def sign_result(keys: SeatKeys, item: str, leaf: bytes) -> bytes:
    """Return the signature of a seat on the `result` entry of an item, the same each time."""
    return belenios_json(sign(keys, _message(item, leaf)))


def check_result_signature(data: bytes, signer: Element, item: str, leaf: bytes) -> None:
    """Raise `InvalidSignature` unless the holder of `signer` signed this `result` entry."""
    tree = parse_json(data)
    if belenios_json(tree) != data:
        msg = "json is not in canonical form"
        raise NotCanonical(msg)
    try:
        check_signature(_message(item, leaf), signer, parse_proof(tree))
    except InvalidProof:
        msg = "the signature on a result does not hold"
        raise InvalidSignature(msg) from None


def _message(item: str, leaf: bytes) -> str:
    return f"votesvc/v1/signed|{item}|{hexhash(leaf)}"
