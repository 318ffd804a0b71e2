"""Opening shuffled rows by the scrutineers' shares: one factor per ciphertext, one proof for all.

The proof is that of a decryption factor (protocol 4), for one weighted sum of all ciphertexts and
the same sum of all factors; the weights come from a hash of both (protocol 4.1).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from votesvc.crypto.elgamal import join_texts, parse_ciphertext
from votesvc.crypto.encoding import (
    JsonValue,
    as_list,
    as_text,
    belenios_json,
    exact_fields,
    hexhash,
    parse_json,
)
from votesvc.crypto.group import (
    Element,
    base_times,
    element_sum,
    hash_to_scalar,
    parse_element,
    parse_scalar,
)
from votesvc.crypto.proofs import Proof, check_factor, parse_proof, prove_factor
from votesvc.crypto.shuffle import Row, ShuffleProof
from votesvc.crypto.trustees import Trustees
from votesvc.errors import InvalidProof, InvalidShare, MalformedInput, NotCanonical

LARGEST = 1_000_000
"""The most bytes that shuffled rows, or a share of them, may have."""

_PROOF = ("commitments", "links", "challenge", "sums", "columns", "steps", "places")


@dataclass(frozen=True, slots=True)
class Slips:
    """Shuffled rows with the proof that they were shuffled; all points are members."""

    rows: tuple[Row, ...]
    proof: ShuffleProof

    @property
    def encoded(self) -> bytes:
        """The exact bytes of the shuffled rows and their proof."""
        proof = self.proof
        return belenios_json(
            {
                "rows": [[part.to_json() for part in row] for row in self.rows],
                "proof": {
                    "commitments": _hexes(proof.commitments),
                    "links": _hexes(proof.links),
                    "challenge": str(proof.challenge),
                    "sums": _decimals(proof.sums),
                    "columns": _decimals(proof.columns),
                    "steps": _decimals(proof.steps),
                    "places": _decimals(proof.places),
                },
            }
        )


@dataclass(frozen=True, slots=True)
class SlipShare:
    """One scrutineer's factors for every ciphertext of the rows; nothing is proved before a check.

    All factors are members of the group.
    """

    factors: tuple[tuple[Element, ...], ...]
    proof: Proof
    encoded: bytes = field(repr=False)


def parse_slips(data: bytes, count: int, width: int) -> Slips:
    """Read `count` shuffled rows of `width` ciphertexts with their proof: shape and membership."""
    tree = parse_json(data, LARGEST)
    fields = exact_fields(tree, ("rows", "proof"))
    proof = exact_fields(fields["proof"], _PROOF)
    first, second, third = _scalars(proof["sums"], 3)
    slips = Slips(
        tuple(
            tuple([parse_ciphertext(part) for part in _exactly(row, width)])
            for row in _exactly(fields["rows"], count)
        ),
        ShuffleProof(
            commitments=_elements(proof["commitments"], count),
            links=_elements(proof["links"], count),
            challenge=parse_scalar(as_text(proof["challenge"])),
            sums=(first, second, third),
            columns=_scalars(proof["columns"], width),
            steps=_scalars(proof["steps"], count),
            places=_scalars(proof["places"], count),
        ),
    )
    if slips.encoded != data:
        msg = "shuffled rows are not in canonical form"
        raise NotCanonical(msg)
    return slips


def make_slip_share(context: str, rows: Sequence[Row], secret: int, w: int) -> bytes:
    """Return the share of the scrutineer with `secret`; `w` is a nonce.

    The caller must have checked where `rows` come from: a share decrypts whatever it is made for.
    """
    return draw_slip_share(context, rows, secret, lambda _: w)


def draw_slip_share(
    context: str, rows: Sequence[Row], secret: int, nonce: Callable[[str], int]
) -> bytes:
    """Return the same, with the nonce that `nonce` gives for the prefix and point of the proof."""
    factors = tuple(tuple([part.alpha * secret for part in row]) for row in rows)
    public = base_times(secret)
    alpha, _ = _weighted(context, public, rows, factors)
    prefix = _prefix(context, public)
    proof = prove_factor(prefix, alpha, secret, nonce(f"{prefix}{alpha.to_hex()}"))
    return belenios_json({"factors": [_hexes(row) for row in factors], "proof": proof.to_json()})


def parse_slip_share(data: bytes, count: int, width: int) -> SlipShare:
    """Read a share of `count` rows of `width`: shape and membership; `check_slip_share` proves."""
    tree = parse_json(data, LARGEST)
    fields = exact_fields(tree, ("factors", "proof"))
    factors = tuple(_elements(row, width) for row in _exactly(fields["factors"], count))
    share = SlipShare(factors, parse_proof(fields["proof"]), data)
    if belenios_json(tree) != data:
        msg = "a share is not in canonical form"
        raise NotCanonical(msg)
    return share


def check_slip_share(context: str, key: Element, rows: Sequence[Row], share: SlipShare) -> None:
    """Raise `InvalidShare` unless `share` opens `rows` with the secret of the key `key`."""
    alpha, factor = _weighted(context, key, rows, share.factors)
    try:
        check_factor(_prefix(context, key), key, alpha, factor, share.proof)
    except InvalidProof as error:
        raise InvalidShare(*error.args) from None


def open_slips(
    rows: Sequence[Row], shares: Mapping[int, SlipShare], trustees: Trustees
) -> list[tuple[Element, ...]]:
    """Return what the ciphertexts of each row hold; every share must have been checked.

    Raises `InvalidTally` if more shares are needed.
    """
    weights = trustees.weights(shares)
    return [
        tuple(
            part.beta
            - element_sum(
                shares[owner].factors[at][place] * weight for owner, weight in weights.items()
            )
            for place, part in enumerate(row)
        )
        for at, row in enumerate(rows)
    ]


def _weighted(
    context: str,
    key: Element,
    rows: Sequence[Row],
    factors: Sequence[Sequence[Element]],
) -> tuple[Element, Element]:
    parts = [part for row in rows for part in row]
    made = [factor for row in factors for factor in row]
    texts = f"{key.to_hex()}|{join_texts(parts)}|{','.join(factor.to_hex() for factor in made)}|"
    digest = hexhash(f"votesvc/v1/slips|{context}|{texts}".encode())
    weights = [
        hash_to_scalar(f"votesvc/v1/slips-weight|{digest}|{place}|", ())
        for place in range(len(parts))
    ]
    return (
        element_sum(part.alpha * n for part, n in zip(parts, weights, strict=True)),
        element_sum(factor * n for factor, n in zip(made, weights, strict=True)),
    )


def _prefix(context: str, key: Element) -> str:
    return f"decrypt|{context}|{key.to_hex()}|"


def _exactly(value: JsonValue, count: int) -> list[JsonValue]:
    items = as_list(value)
    if len(items) != count:
        msg = f"{len(items)} instead of {count} parts of shuffled rows"
        raise MalformedInput(msg)
    return items


def _elements(value: JsonValue, count: int) -> tuple[Element, ...]:
    return tuple([parse_element(as_text(item)) for item in _exactly(value, count)])


def _scalars(value: JsonValue, count: int) -> tuple[int, ...]:
    return tuple([parse_scalar(as_text(item)) for item in _exactly(value, count)])


def _hexes(elements: Sequence[Element]) -> list[JsonValue]:
    return [element.to_hex() for element in elements]


def _decimals(numbers: Sequence[int]) -> list[JsonValue]:
    return [str(number) for number in numbers]
