"""Scrutineers who share one key by Pedersen's scheme: any t of n decrypt (protocol 3).

Read and checked here, part by part; `threshold` has the ceremony that makes such a key.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from votesvc.crypto.encoding import (
    JsonValue,
    as_list,
    as_natural,
    as_object,
    as_text,
    belenios_json,
    exact_fields,
    parse_json,
)
from votesvc.crypto.group import ORDER, Element, element_sum, parse_key
from votesvc.crypto.proofs import Proof, check_knowledge, parse_proof
from votesvc.errors import InvalidTrustees, NotCanonical, located

MAX_SCRUTINEERS = 100

_FIELDS = ("threshold", "certs", "coefexps", "signatures", "verification_keys")
_KEY_FIELDS = ("pok", "public_key", "signature")


@dataclass(frozen=True, slots=True)
class SubKey:
    """A part of the election key: any `threshold` holders of `verification_keys` decrypt for it.

    `signing_keys` are the keys under which the same holders sign results, in the same order; a
    single key does not sign, and has none.
    """

    public_key: Element
    threshold: int
    verification_keys: tuple[Element, ...]
    signing_keys: tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class Cert:
    """The two keys of one scrutineer: one that signs, one to which shares are sealed."""

    verification: Element
    encryption: Element


def check_key_proof(public_key: Element, proof: Proof) -> None:
    """Raise `InvalidProof` unless the holder of `public_key` proved to know its secret."""
    check_knowledge(key_prefix(public_key), public_key, proof)


def key_prefix(public_key: Element) -> str:
    """Return the prefix of a proof of key ownership."""
    return f"pok|Ed25519|{public_key.to_hex()}|"


def message_prefix(message: str) -> str:
    """Return the prefix of a signature on `message`."""
    return f"sigmsg|{message}|"


def without_name(value: JsonValue) -> JsonValue:
    """Return a trustee's key without the name that Belenios may keep beside it."""
    return {field: item for field, item in as_object(value).items() if field != "name"}


def parse_pedersen(value: JsonValue) -> SubKey:
    """Read a threshold key and check every signature, proof and verification key in it.

    Raises `InvalidProof` or `InvalidTrustees` for what does not hold.
    """
    fields = exact_fields(value, _FIELDS)
    threshold = as_natural(fields["threshold"])
    parts = {name: as_list(fields[name]) for name in _FIELDS[1:]}
    size = len(parts["certs"])
    if not 1 <= threshold <= size <= MAX_SCRUTINEERS:
        msg = f"{threshold} of {size} scrutineers is not a threshold"
        raise InvalidTrustees(msg)
    if any(len(part) != size for part in parts.values()):
        msg = "certs, coefexps, signatures and verification keys differ in number"
        raise InvalidTrustees(msg)
    signers = []
    for index, item in enumerate(parts["certs"], 1):
        with located(f"cert {index}"):
            signers.append(parse_cert(item, (threshold, size), index).verification)
    rows = []
    for index, (item, signer) in enumerate(zip(parts["coefexps"], signers, strict=True), 1):
        with located(f"coefexps {index}"):
            rows.append(parse_coefexps(item, signer, threshold))
    approvals = zip(parts["signatures"], rows, signers, strict=True)
    for index, (item, row, signer) in enumerate(approvals, 1):
        with located(f"signature {index}"):
            check_signature(approval_message(parts["certs"], row), signer, parse_proof(item))
    columns = joint_columns(rows)
    keys = []
    for index, item in enumerate(parts["verification_keys"]):
        with located(f"verification key {index + 1}"):
            keys.append(parse_verification_key(item, signers[index], evaluate(columns, index + 1)))
    return SubKey(columns[0], threshold, tuple(keys), tuple(signers))


def parse_cert(value: JsonValue, board: tuple[int, int], index: int) -> Cert:
    """Read the signed certificate of scrutineer `index` of a `board` of t and n."""
    message, proof = _parse_signed(value)
    fields = exact_fields(message, ("context", "verification", "encryption"))
    if belenios_json(fields["context"]) != belenios_json(cert_context(board, index)):
        msg = "the certificate is for another group of scrutineers"
        raise InvalidTrustees(msg)
    signer = parse_key(as_text(fields["verification"]))
    cert = Cert(signer, parse_key(as_text(fields["encryption"])))
    check_signature(belenios_json(message).decode(), signer, proof)
    return cert


def cert_context(board: tuple[int, int], index: int) -> JsonValue:
    """Return what a certificate says of the board of t and n that it belongs to."""
    threshold, size = board
    return {"group": "Ed25519", "size": size, "threshold": threshold, "index": index}


def parse_coefexps(value: JsonValue, signer: Element, threshold: int) -> tuple[Element, ...]:
    """Read the signed public coefficients of a polynomial."""
    message, proof = _parse_signed(value)
    texts = as_list(exact_fields(message, ("coefexps",))["coefexps"])
    if len(texts) != threshold:
        msg = f"a polynomial has {len(texts)} coefficients instead of {threshold}"
        raise InvalidTrustees(msg)
    check_signature(belenios_json(message).decode(), signer, proof)
    return tuple([parse_key(as_text(text)) for text in texts])


def approval_message(certs: list[JsonValue], row: Sequence[Element]) -> str:
    """Return what a scrutineer signs: all certificates together with its own coefficients."""
    points: list[JsonValue] = [element.to_hex() for element in row]
    return "certs_sig|" + belenios_json({"certs": certs, "coefexps": points}).decode()


def joint_columns(rows: Sequence[Sequence[Element]]) -> list[Element]:
    """Return the public coefficients of the sum of all polynomials, the key of the board first."""
    columns = [element_sum(column) for column in zip(*rows, strict=True)]
    if columns[0].is_identity or columns[-1].is_identity:
        msg = "the coefficients cancel out: nobody, or fewer than the threshold, would be needed"
        raise InvalidTrustees(msg)
    return columns


def parse_verification_key(value: JsonValue, signer: Element, expected: Element) -> Element:
    """Read a verification key, proved and signed, which must be `expected`."""
    fields = exact_fields(without_name(value), _KEY_FIELDS)
    key = parse_key(as_text(fields["public_key"]))
    if key != expected:
        msg = "a verification key does not follow from the coefficients"
        raise InvalidTrustees(msg)
    check_key_proof(key, parse_proof(fields["pok"]))
    check_signature(key.to_hex(), signer, parse_proof(fields["signature"]))
    return key


def _parse_signed(value: JsonValue) -> tuple[JsonValue, Proof]:
    fields = exact_fields(value, ("message", "signature"))
    text = as_text(fields["message"])
    message = parse_json(text.encode())
    if belenios_json(message).decode() != text:
        msg = "a signed message is not in canonical form"
        raise NotCanonical(msg)
    return message, parse_proof(fields["signature"])


def check_signature(message: str, signer: Element, proof: Proof) -> None:
    """Raise `InvalidProof` unless the holder of `signer` signed `message`."""
    check_knowledge(message_prefix(message), signer, proof)


def evaluate(columns: Sequence[Element], index: int) -> Element:
    """Return the sum of index^k * columns[k]: a polynomial at `index`, times G."""
    return element_sum(column * pow(index, k, ORDER) for k, column in enumerate(columns))
