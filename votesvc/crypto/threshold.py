"""The ceremony in which n scrutineers make a key that any t of them can use (protocol 3.1).

Round 1: each pledges its keys and, by a hash, its polynomial. Round 2: each deals, which opens the
pledge and holds one sealed share for every seat. Round 3: each opens and checks what it was dealt,
and publishes its verification key, or complains (`complaint`). Everything sent follows from the
seed and from what was sent before, so that sending it again sends the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from votesvc.crypto.encoding import (
    JsonValue,
    as_list,
    as_object,
    as_text,
    belenios_json,
    exact_fields,
    parse_hex,
    parse_json,
)
from votesvc.crypto.group import ORDER, Element, base_times, parse_key
from votesvc.crypto.key_share import open_key_share, parse_seal, seal_key_share
from votesvc.crypto.pedersen import (
    Cert,
    approval_message,
    cert_context,
    check_signature,
    evaluate,
    joint_columns,
    key_prefix,
    parse_cert,
    parse_coefexps,
    parse_verification_key,
)
from votesvc.crypto.proofs import parse_proof, prove_knowledge
from votesvc.crypto.seat_keys import Ceremony, SeatKeys
from votesvc.crypto.seat_messages import (
    canonical,
    commitment_to,
    deal_message,
    pledge_message,
    refusing,
    sign,
    signed,
    signed_points,
)
from votesvc.crypto.trustees import parse_trustees
from votesvc.errors import (
    InvalidDeal,
    InvalidPledge,
    InvalidTrustees,
    located,
)


@dataclass(frozen=True, slots=True)
class Pledge:
    """What a seat sent in round 1, proved to come from this seat of this ceremony."""

    encoded: bytes = field(repr=False)
    cert: Cert
    signed_cert: JsonValue = field(repr=False)
    commitment: str
    witness: str


@dataclass(frozen=True, slots=True)
class Deal:
    """What a seat sent in round 2: what it pledged, and a share for every seat that nobody read."""

    encoded: bytes = field(repr=False)
    points: tuple[Element, ...]
    signed_points: JsonValue = field(repr=False)
    approval: JsonValue = field(repr=False)
    shares: tuple[str, ...] = field(repr=False)


# --- Round 1 --------------------------------------------------------------------------------------


def make_pledge(keys: SeatKeys) -> bytes:
    """Return the pledge of a seat: its keys, signed, and the hash of its public coefficients."""
    ceremony = keys.ceremony
    cert = signed(
        keys,
        {
            "context": cert_context((ceremony.threshold, ceremony.size), keys.index),
            "verification": base_times(keys.signing).to_hex(),
            "encryption": base_times(keys.opening).to_hex(),
        },
    )
    commitment = commitment_to(ceremony, keys.index, signed_points(keys))
    witness = keys.witness.public
    message = pledge_message(ceremony, keys.index, cert, commitment, witness)
    return belenios_json(
        {
            "cert": cert,
            "commitment": commitment,
            "witness": witness,
            "signature": sign(keys, message),
        }
    )


def parse_pledge(data: bytes, ceremony: Ceremony, index: int) -> Pledge:
    """Read the pledge of seat `index` and check that it was made for this place.

    Raises `InvalidPledge` for another seat's, board's, ceremony's or congress's.
    """
    tree = canonical(data)
    with refusing(InvalidPledge, index):
        fields = exact_fields(tree, ("cert", "commitment", "witness", "signature"))
        cert = parse_cert(fields["cert"], (ceremony.threshold, ceremony.size), index)
        commitment, witness = as_text(fields["commitment"]), as_text(fields["witness"])
        parse_hex(commitment, 32)
        # A key of small order could cosign anything; our elements are spelled backwards.
        parse_key(parse_hex(witness, 32)[::-1].hex())
        message = pledge_message(ceremony, index, fields["cert"], commitment, witness)
        check_signature(message, cert.verification, parse_proof(fields["signature"]))
    return Pledge(data, cert, fields["cert"], commitment, witness)


def check_different(pledges: Mapping[int, Pledge]) -> None:
    """Raise `InvalidPledge` where two seats have a key in common, naming whichever comes later."""
    seen: set[str] = set()
    for index, pledge in pledges.items():
        keys = {pledge.cert.verification.to_hex(), pledge.cert.encryption.to_hex(), pledge.witness}
        if keys & seen:
            with located(f"seat {index}"):
                msg = "another seat has the same key"
                raise InvalidPledge(msg)
        seen |= keys


# --- Round 2 --------------------------------------------------------------------------------------


def make_deal(keys: SeatKeys, pledges: Sequence[Pledge]) -> bytes:
    """Return the deal of a seat to everybody who pledged, itself included."""
    ceremony = keys.ceremony
    shares = [
        seal_key_share(
            keys.value_at(place),
            f"{ceremony.label}|{keys.index}|{place}",
            pledge.cert.encryption,
            keys.derive("seal", f"{place}|{pledge.cert.encryption.to_hex()}"),
        )
        for place, pledge in enumerate(pledges, 1)
    ]
    certs = [pledge.signed_cert for pledge in pledges]
    return belenios_json(
        {
            "coefexps": signed_points(keys),
            "approval": sign(keys, approval_message(certs, keys.points)),
            "shares": list(shares),
            "signature": sign(keys, deal_message(ceremony, keys.index, shares)),
        }
    )


def parse_deal(data: bytes, ceremony: Ceremony, index: int, pledges: Sequence[Pledge]) -> Deal:
    """Read the deal of seat `index` and check that it opens its pledge and approves all pledges.

    What is sealed only its recipient can check. Raises `InvalidDeal`.
    """
    tree = canonical(data)
    pledge = pledges[index - 1]
    signer = pledge.cert.verification
    with refusing(InvalidDeal, index):
        fields = exact_fields(tree, ("coefexps", "approval", "shares", "signature"))
        if commitment_to(ceremony, index, fields["coefexps"]) != pledge.commitment:
            msg = "the coefficients are not those that were pledged"
            raise InvalidDeal(msg)
        points = parse_coefexps(fields["coefexps"], signer, ceremony.threshold)
        approval = approval_message([one.signed_cert for one in pledges], points)
        check_signature(approval, signer, parse_proof(fields["approval"]))
        shares = tuple(as_text(share) for share in as_list(fields["shares"]))
        if len(shares) != ceremony.size:
            msg = "there is not one share for every seat"
            raise InvalidDeal(msg)
        for share in shares:
            parse_seal(share)
        message = deal_message(ceremony, index, shares)
        check_signature(message, signer, parse_proof(fields["signature"]))
    return Deal(data, points, fields["coefexps"], fields["approval"], shares)


# --- Round 3 --------------------------------------------------------------------------------------


def open_deal(keys: SeatKeys, dealer: int, deal: Deal) -> int:
    """Return the share that `dealer` dealt to the seat of `keys`.

    Raises `InvalidDeal`, naming the dealer, for a share that does not fit the public coefficients.
    """
    common = parse_seal(deal.shares[keys.index - 1]) * keys.opening
    recipient = base_times(keys.opening)
    return open_dealt(keys.ceremony, (dealer, keys.index), deal, recipient, common)


def open_dealt(
    ceremony: Ceremony, way: tuple[int, int], deal: Deal, recipient: Element, common: Element
) -> int:
    """Return the share dealt from seat `way[0]` to seat `way[1]`, which `common` opens.

    Raises `InvalidDeal`, naming the dealer, where it does not open or does not fit.
    """
    dealer, index = way
    with located(f"seat {dealer}"):
        place = f"{ceremony.label}|{dealer}|{index}"
        share = open_key_share(deal.shares[index - 1], place, recipient, common)
        if base_times(share) != evaluate(deal.points, index):
            msg = "a share does not fit the coefficients"
            raise InvalidDeal(msg)
    return share


def decryption_secret(keys: SeatKeys, deals: Sequence[Deal]) -> int:
    """Return what the seat of `keys` decrypts with: the sum of all shares dealt to it, checked."""
    shares = [open_deal(keys, dealer, deal) for dealer, deal in enumerate(deals, 1)]
    return sum(shares) % ORDER


def make_verification_key(keys: SeatKeys, secret: int) -> bytes:
    """Return the public half of the decryption secret, proved and signed."""
    point = base_times(secret)
    prefix = key_prefix(point)
    return belenios_json(
        {
            "pok": prove_knowledge(prefix, secret, keys.nonce(prefix)).to_json(),
            "public_key": point.to_hex(),
            "signature": sign(keys, point.to_hex()),
        }
    )


def check_verification_key(
    data: bytes, index: int, pledges: Sequence[Pledge], deals: Sequence[Deal]
) -> None:
    """Raise `InvalidDeal` unless `data` is the verification key that follows for seat `index`."""
    tree = canonical(data)
    with refusing(InvalidDeal, index):
        expected = evaluate(joint_columns([deal.points for deal in deals]), index)
        parse_verification_key(tree, pledges[index - 1].cert.verification, expected)


def board_trustees(
    ceremony: Ceremony, pledges: Sequence[Pledge], deals: Sequence[Deal], keys: Sequence[bytes]
) -> bytes:
    """Return the file of scrutineers that the ceremony ends with, checked as any other."""
    entry: JsonValue = {
        "threshold": ceremony.threshold,
        "certs": [pledge.signed_cert for pledge in pledges],
        "coefexps": [deal.signed_points for deal in deals],
        "signatures": [deal.approval for deal in deals],
        "verification_keys": [parse_json(key) for key in keys],
    }
    # With a threshold of 1 all verification keys are alike, and rightly so.
    return parse_trustees(belenios_json([["Pedersen", entry]])).encoded


def check_board(data: bytes, ceremony: Ceremony, pledges: Sequence[Pledge]) -> None:
    """Raise `InvalidTrustees` unless the board `data` is made of what was pledged, and only that.

    That the board holds in itself is `parse_trustees`' to check.
    """
    msg = "the board is not the one that the ceremony has made"
    entries = as_list(parse_json(data))
    fields = as_object(as_list(entries[0])[1])
    certs: list[JsonValue] = [pledge.signed_cert for pledge in pledges]
    if len(entries) != 1 or fields.get("certs") != certs:
        raise InvalidTrustees(msg)
    rows = as_list(fields["coefexps"])
    for index, (row, pledge) in enumerate(zip(rows, pledges, strict=True), 1):
        if commitment_to(ceremony, index, row) != pledge.commitment:
            raise InvalidTrustees(msg)
