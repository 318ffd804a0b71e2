"""Zero-knowledge proofs of Belenios, crypto version 1 (protocol 2 to 4).

Every `prove_` function takes its nonces as an argument; every `check_` function raises
`InvalidProof`. A proof is a challenge c and a response z = w - c * secret.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from votesvc.crypto.elgamal import Ciphertext
from votesvc.crypto.encoding import JsonValue, as_list, as_text, exact_fields
from votesvc.crypto.group import (
    ORDER,
    Element,
    base_times,
    hash_to_scalar,
    parse_scalar,
    small_base_times,
)
from votesvc.errors import InvalidProof, MalformedInput

Nonces = Callable[[], int]


@dataclass(frozen=True, slots=True)
class Proof:
    """One challenge and one response."""

    challenge: int
    response: int

    def to_json(self) -> JsonValue:
        """Return the proof as Belenios prints it."""
        return {"challenge": str(self.challenge), "response": str(self.response)}


def parse_proof(value: JsonValue) -> Proof:
    """Read one proof."""
    fields = exact_fields(value, ("challenge", "response"))
    return Proof(
        parse_scalar(as_text(fields["challenge"])), parse_scalar(as_text(fields["response"]))
    )


Disjunction = tuple[Proof, ...]


def parse_disjunction(value: JsonValue, length: int) -> Disjunction:
    """Read a disjunction of exactly `length` branches."""
    branches = as_list(value)
    if len(branches) != length:
        msg = f"a disjunction has {len(branches)} branches instead of {length}"
        raise MalformedInput(msg)
    return tuple([parse_proof(branch) for branch in branches])


def disjunction_to_json(proofs: Disjunction) -> JsonValue:
    """Return a disjunction as Belenios prints it."""
    return [proof.to_json() for proof in proofs]


# --- Knowledge of a secret key --------------------------------------------------------------------


def prove_knowledge(prefix: str, secret: int, w: int) -> Proof:
    """Prove knowledge of `secret` behind secret*G; `prefix` carries the message, if any."""
    challenge = hash_to_scalar(prefix, (base_times(w),))
    return Proof(challenge, (w - challenge * secret) % ORDER)


def check_knowledge(prefix: str, public: Element, proof: Proof) -> None:
    """Raise `InvalidProof` unless the prover of `proof` knew the secret behind `public`.

    Raises `InvalidElement` if `public` is only claimed and not a member of the group.
    """
    multiple = public * proof.challenge
    commitment = base_times(proof.response) + multiple
    if hash_to_scalar(prefix, (commitment,)) != proof.challenge:
        msg = "a proof of knowledge does not hold"
        raise InvalidProof(msg)


# --- Equality of discrete logarithms: a decryption factor -----------------------------------------


def prove_factor(prefix: str, alpha: Element, secret: int, w: int) -> Proof:
    """Prove that secret*alpha is made with the secret of secret*G (protocol 4)."""
    challenge = hash_to_scalar(prefix, (base_times(w), alpha * w))
    return Proof(challenge, (w - challenge * secret) % ORDER)


def check_factor(
    prefix: str, public: Element, alpha: Element, factor: Element, proof: Proof
) -> None:
    """Raise `InvalidProof` unless factor = x*alpha for the x of public = x*G.

    Raises `InvalidElement` if `factor` is only claimed and not a member of the group.
    """
    z, c = proof.response, proof.challenge
    commitments = (base_times(z) + public * c, alpha * z + factor * c)
    if hash_to_scalar(prefix, commitments) != c:
        msg = "a proof of correct decryption does not hold"
        raise InvalidProof(msg)


# --- Disjunctions: a ciphertext holds one of several numbers --------------------------------------


def prove_disjunction(
    prefix: str, public_key: Element, branches: list[tuple[int, int]], nonces: Nonces
) -> Disjunction:
    """Prove that at least one of the `branches` is true without saying which (protocol 2).

    A branch is (r, d): the randomness of its ciphertext, and the number really encrypted minus the
    number that the branch states; it is true when d is 0, and the first true one is proved. The
    others are simulated from r and d alone, so that only multiples of G and of the key are needed:
    z*G + c*alpha = (z + c*r)*G and z*Y + c*(beta - stated*G) = (z + c*r)*Y + c*d*G.
    Nonces are drawn as c then z for each simulated branch in order, then w.
    """
    true = [d for _, d in branches].index(0)
    proofs: list[Proof] = []
    commitments: list[Element] = []
    for r, d in branches[:true] + branches[true + 1 :]:
        proof = Proof(nonces(), nonces())
        proofs.append(proof)
        exponent = (proof.response + proof.challenge * r) % ORDER
        commitments.append(base_times(exponent))
        commitments.append(public_key * exponent + base_times(proof.challenge * d))
    w = nonces()
    commitments[2 * true : 2 * true] = (base_times(w), public_key * w)
    total = sum(proof.challenge for proof in proofs)
    challenge = (hash_to_scalar(prefix, commitments) - total) % ORDER
    proofs.insert(true, Proof(challenge, (w - challenge * branches[true][0]) % ORDER))
    return tuple(proofs)


def check_disjunction(
    prefix: str,
    public_key: Element,
    branches: Iterable[tuple[Ciphertext, int]],
    proofs: Disjunction,
) -> None:
    """Raise `InvalidProof` unless some branch (ciphertext, number) states what is encrypted.

    Shows membership of a claimed ciphertext, provided that the first branch naming it states 0:
    its halves are then multiplied, and so tested, before they are added to anything. Raises
    `InvalidElement` if one is not a member of the group.
    """
    commitments: list[Element] = []
    for (ciphertext, number), proof in zip(branches, proofs, strict=True):
        z, c = proof.response, proof.challenge
        beta = ciphertext.beta - small_base_times(number) if number else ciphertext.beta
        alpha_times, beta_times = ciphertext.alpha * c, beta * c
        commitments.append(base_times(z) + alpha_times)
        commitments.append(public_key * z + beta_times)
    total = sum(proof.challenge for proof in proofs) % ORDER
    if hash_to_scalar(prefix, commitments) != total:
        msg = "a disjunction does not hold"
        raise InvalidProof(msg)


# --- The proofs of a ballot -----------------------------------------------------------------------


def range_prefix(context: str, ciphertext: Ciphertext) -> str:
    """Return the prefix of a proof about one ciphertext in `context`: "prove|S|alpha,beta|"."""
    return f"prove|{context}|{ciphertext.to_text()}|"


def prove_range(
    prefix: str,
    public_key: Element,
    opening: tuple[int, int],
    bounds: tuple[int, int],
    nonces: Nonces,
) -> Disjunction:
    """Prove that the ciphertext of `opening` = (r, m) encrypts a number within `bounds`."""
    r, m = opening
    minimum, maximum = bounds
    branches = [(r, m - number) for number in range(minimum, maximum + 1)]
    return prove_disjunction(prefix, public_key, branches, nonces)


def check_range(
    context: str,
    public_key: Element,
    ciphertext: Ciphertext,
    bounds: tuple[int, int],
    proofs: Disjunction,
) -> None:
    """Raise `InvalidProof` unless `ciphertext` encrypts a number within `bounds`.

    With a minimum of 0 this also shows membership of a claimed ciphertext.
    """
    minimum, maximum = bounds
    branches = [(ciphertext, number) for number in range(minimum, maximum + 1)]
    check_disjunction(range_prefix(context, ciphertext), public_key, branches, proofs)
