"""Exponential ElGamal: ciphertexts that add up (protocol 2)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from votesvc.crypto.encoding import JsonValue, as_text, exact_fields
from votesvc.crypto.group import (
    IDENTITY,
    Element,
    base_times,
    claim_element,
    element_sum,
    small_base_times,
)


@dataclass(frozen=True, slots=True)
class Ciphertext:
    """An encryption of a small number m with randomness r: alpha = r*G, beta = r*Y + m*G."""

    alpha: Element
    beta: Element

    def __add__(self, other: "Ciphertext") -> "Ciphertext":
        return Ciphertext(self.alpha + other.alpha, self.beta + other.beta)

    def to_json(self) -> JsonValue:
        """Return the ciphertext as Belenios prints it."""
        return {"alpha": self.alpha.to_hex(), "beta": self.beta.to_hex()}

    def to_text(self) -> str:
        """Return "alpha,beta" in hexadecimal, the way challenges are computed over it."""
        return f"{self.alpha.to_hex()},{self.beta.to_hex()}"

    def check_members(self) -> None:
        """Raise `InvalidElement` unless both halves are members of the group."""
        self.alpha.check_member()
        self.beta.check_member()


ZERO = Ciphertext(IDENTITY, IDENTITY)


def encrypt(public_key: Element, m: int, r: int) -> Ciphertext:
    """Return the encryption of `m` with the randomness `r`."""
    beta = public_key * r
    return Ciphertext(base_times(r), beta + small_base_times(m) if m else beta)


def ciphertext_sum(ciphertexts: Sequence[Ciphertext]) -> Ciphertext:
    """Return the encryption of the sum; every half must be a known member of the group."""
    return Ciphertext(
        element_sum(ciphertext.alpha for ciphertext in ciphertexts),
        element_sum(ciphertext.beta for ciphertext in ciphertexts),
    )


def join_texts(ciphertexts: Iterable[Ciphertext]) -> str:
    """Return "alpha_0,beta_0,alpha_1,beta_1,.." as the prefix of later proofs holds it."""
    return ",".join([ciphertext.to_text() for ciphertext in ciphertexts])


def claim_ciphertext(value: JsonValue) -> Ciphertext:
    """Read a ciphertext whose membership is still to be shown (see `group.claim_element`)."""
    fields = exact_fields(value, ("alpha", "beta"))
    return Ciphertext(
        claim_element(as_text(fields["alpha"])), claim_element(as_text(fields["beta"]))
    )


def parse_ciphertext(value: JsonValue) -> Ciphertext:
    """Read a ciphertext and check that both halves are members of the group."""
    ciphertext = claim_ciphertext(value)
    ciphertext.check_members()
    return ciphertext
