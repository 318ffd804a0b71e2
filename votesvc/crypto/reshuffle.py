"""A scrutineer's own shuffle behind the service's: a new order, proved and signed (protocol 4.1).

`context` is that of the shuffler: the block's with the number of who shuffles behind it, so that
neither a proof nor a signature can be taken for another's.
"""

from collections.abc import Sequence

from votesvc.crypto.elgamal import join_texts
from votesvc.crypto.encoding import hexhash
from votesvc.crypto.group import Element
from votesvc.crypto.pedersen import check_signature
from votesvc.crypto.proofs import Nonces, parse_proof
from votesvc.crypto.seat_messages import canonical
from votesvc.crypto.shuffle import Row, check_shuffle, draw_order, shuffle_rows
from votesvc.crypto.slips import Slips, parse_slips
from votesvc.errors import InvalidProof, InvalidSignature


def shuffle_name(context: str, rows: Sequence[Row]) -> str:
    """Return what names the shuffle of these rows: all numbers of a seat's shuffle follow it."""
    parts = join_texts([part for row in rows for part in row])
    return f"{context}|{hexhash(parts.encode())}"


def reshuffle(context: str, public_key: Element, rows: Sequence[Row], nonces: Nonces) -> bytes:
    """Return the rows in another order with the proof; the order is drawn before the nonces."""
    order = draw_order(len(rows), nonces)
    return Slips(*shuffle_rows(context, public_key, rows, order, nonces)).encoded


def reshuffle_message(context: str, slips: bytes) -> str:
    """Return what the shuffler signs of the shuffled rows and their proof."""
    return f"votesvc/v1/reshuffled|{context}|{hexhash(slips)}"


def check_shuffler(context: str, signer: Element, slips: bytes, signature: bytes) -> None:
    """Raise `InvalidSignature` unless the holder of `signer` signed these shuffled rows."""
    proof = parse_proof(canonical(signature))
    try:
        check_signature(reshuffle_message(context, slips), signer, proof)
    except InvalidProof:
        msg = "the signature on a shuffle does not hold"
        raise InvalidSignature(msg) from None


def check_reshuffle(
    context: str, public_key: Element, rows: Sequence[Row], slips: bytes
) -> tuple[Row, ...]:
    """Return the rows that `slips` hold; raise `InvalidProof` unless they are `rows` shuffled."""
    shuffled = parse_slips(slips, len(rows), len(rows[0]))
    check_shuffle(context, public_key, rows, shuffled.rows, shuffled.proof)
    return shuffled.rows
