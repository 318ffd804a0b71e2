"""A complaint about a share that does not fit, which shows everybody who is right (protocol 3.1).

Whoever complains lays open the common secret of the one seal that is wrong, and proves that it is
that. Then anybody can open the seal: either the share in it is wrong, or the complaint is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from votesvc.crypto.encoding import (
    as_natural,
    as_text,
    belenios_json,
    exact_fields,
    parse_json,
)
from votesvc.crypto.group import Element, parse_key
from votesvc.crypto.key_share import parse_seal
from votesvc.crypto.proofs import Proof, check_factor, parse_proof, prove_factor
from votesvc.crypto.seat_keys import Ceremony, SeatKeys
from votesvc.crypto.threshold import Deal, Pledge, open_dealt
from votesvc.errors import InvalidComplaint, InvalidDeal, InvalidProof, located


@dataclass(frozen=True, slots=True)
class Complaint:
    """A seat says of `dealer` that its share is wrong, and opens it; nothing is proved yet."""

    encoded: bytes = field(repr=False)
    dealer: int
    factor: Element
    proof: Proof


def make_complaint(keys: SeatKeys, dealer: int, deal: Deal) -> bytes:
    """Return the complaint of a seat about the share that `dealer` dealt to it."""
    point = parse_seal(deal.shares[keys.index - 1])
    prefix = _prefix(keys.ceremony, dealer, keys.index)
    nonce = keys.nonce(f"{prefix}{point.to_hex()}")
    proof = prove_factor(prefix, point, keys.opening, nonce)
    factor = point * keys.opening
    return belenios_json({"dealer": dealer, "factor": factor.to_hex(), "proof": proof.to_json()})


def parse_complaint(data: bytes) -> Complaint:
    """Read a complaint; `check_complaint` proves it."""
    fields = exact_fields(parse_json(data), ("dealer", "factor", "proof"))
    return Complaint(
        data,
        as_natural(fields["dealer"]),
        parse_key(as_text(fields["factor"])),
        parse_proof(fields["proof"]),
    )


def check_complaint(
    complaint: Complaint,
    ceremony: Ceremony,
    index: int,
    pledges: Sequence[Pledge],
    deals: Mapping[int, Deal],
) -> None:
    """Raise `InvalidComplaint`, naming seat `index`, unless its dealer's share is really wrong.

    `deals` holds the deals of the ceremony by seat, or only the one that is complained of.
    """
    dealer = complaint.dealer
    with located(f"seat {index}"):
        if dealer not in deals:
            msg = "the complaint is about nobody"
            raise InvalidComplaint(msg)
        deal, recipient = deals[dealer], pledges[index - 1].cert.encryption
        point = parse_seal(deal.shares[index - 1])
        try:
            prefix = _prefix(ceremony, dealer, index)
            check_factor(prefix, recipient, point, complaint.factor, complaint.proof)
        except InvalidProof:
            msg = "the complaint does not prove itself"
            raise InvalidComplaint(msg) from None
        try:
            open_dealt(ceremony, (dealer, index), deal, recipient, complaint.factor)
        except InvalidDeal:
            return
        msg = "the share complained of is in order"
        raise InvalidComplaint(msg)


def _prefix(ceremony: Ceremony, dealer: int, index: int) -> str:
    return f"votesvc/v1/complaint|{ceremony.label}|{dealer}|{index}|"
