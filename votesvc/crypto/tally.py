"""The encrypted sum of the ballots, its decryption by shares, and the counts (protocol 4)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import isqrt
from typing import TypeVar

from votesvc.crypto.ballot import Ballot
from votesvc.crypto.election import Election
from votesvc.crypto.elgamal import Ciphertext, parse_ciphertext
from votesvc.crypto.encoding import (
    JsonValue,
    as_list,
    as_text,
    belenios_json,
    exact_fields,
    parse_json,
)
from votesvc.crypto.group import (
    BASE,
    IDENTITY,
    Element,
    base_times,
    claim_element,
    element_sum,
)
from votesvc.crypto.proofs import Nonces, Proof, check_factor, parse_proof, prove_factor
from votesvc.crypto.trustees import Trustees
from votesvc.errors import (
    InvalidProof,
    InvalidShare,
    InvalidTally,
    MalformedInput,
    NotCanonical,
    located,
)

T = TypeVar("T")
Grid = tuple[tuple[T, ...], ...]
"""One value per choice of each question."""


@dataclass(frozen=True, slots=True)
class Tally:
    """The sum of `count` ballots, one ciphertext per choice of each question."""

    ciphertexts: Grid[Ciphertext]
    count: int
    encoded: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Share:
    """One scrutineer's decryption factors with their proofs; nothing is proved before a check."""

    factors: Grid[Element]
    proofs: Grid[Proof]
    encoded: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Result:
    """The number of marks per choice of each question."""

    counts: Grid[int]

    @property
    def encoded(self) -> bytes:
        """Return the result as Belenios prints it."""
        return belenios_json({"result": [list(row) for row in self.counts]})


# --- Adding up ------------------------------------------------------------------------------------


def encrypted_tally(election: Election, ballots: Sequence[Ballot]) -> Tally:
    """Return the sum of `ballots`, each of which must have passed `check_ballot`."""
    papers = [
        tuple(choice for answer in ballot.answers for choice in answer.choices)
        for ballot in ballots
    ]
    return sum_papers(election, papers)


def sum_papers(
    election: Election,
    papers: Sequence[Sequence[Ciphertext]],
    each: Callable[..., Iterable[Element]] = map,
) -> Tally:
    """Return the sum of checked `papers`, each a ballot's ciphertexts in order.

    `each` is map or does the same in several processes.
    """
    columns: list[list[Element]] = []
    for place in range(election.ciphertexts):
        columns.append([paper[place].alpha for paper in papers])
        columns.append([paper[place].beta for paper in papers])
    sums = iter(list(each(element_sum, columns)))
    ciphertexts = tuple(
        tuple(Ciphertext(next(sums), next(sums)) for _ in range(question.choices))
        for question in election.questions
    )
    encoded = belenios_json([[choice.to_json() for choice in row] for row in ciphertexts])
    return Tally(ciphertexts, len(papers), encoded)


def parse_tally(data: bytes, election: Election, count: int) -> Tally:
    """Read an encrypted tally said to be the sum of `count` ballots, and check membership.

    That it is their sum is not checked here: compare it with `encrypted_tally`.
    """
    tree = parse_json(data)
    ciphertexts = _parse_grid(tree, election, parse_ciphertext)
    _check_canonical(tree, data)
    return Tally(ciphertexts, count, data)


# --- Shares ---------------------------------------------------------------------------------------


def make_share(tally: Tally, election: Election, secret: int, nonces: Nonces) -> bytes:
    """Return the share of the scrutineer with `secret`: a factor and a proof per choice.

    The caller must have checked that `tally` is the sum of the closed item's ballots: a share
    decrypts whatever it is made for.
    """
    prefix = share_prefix(election, base_times(secret))
    factors: list[JsonValue] = []
    proofs: list[JsonValue] = []
    for row in tally.ciphertexts:
        alphas = [choice.alpha for choice in row]
        factors.append([(alpha * secret).to_hex() for alpha in alphas])
        proofs.append([prove_factor(prefix, alpha, secret, nonces()).to_json() for alpha in alphas])
    return belenios_json({"decryption_factors": factors, "decryption_proofs": proofs})


def parse_share(data: bytes, election: Election) -> Share:
    """Read a share of the tally of `election`; `check_share` proves it."""
    tree = parse_json(data)
    fields = exact_fields(tree, ("decryption_factors", "decryption_proofs"))
    share = Share(
        factors=_parse_grid(
            fields["decryption_factors"], election, lambda item: claim_element(as_text(item))
        ),
        proofs=_parse_grid(fields["decryption_proofs"], election, parse_proof),
        encoded=data,
    )
    _check_canonical(tree, data)
    return share


def check_share(share: Share, verification_key: Element, tally: Tally, election: Election) -> None:
    """Raise `InvalidShare` unless `share` decrypts `tally` with the secret of `verification_key`.

    Raises `InvalidElement` for a factor outside the group; the proof multiplies every factor.
    """
    prefix = share_prefix(election, verification_key)
    rows = zip(tally.ciphertexts, share.factors, share.proofs, strict=True)
    for question, row in enumerate(rows, 1):
        for choice, (ciphertext, factor, proof) in enumerate(zip(*row, strict=True)):
            with located(f"choice {choice} of question {question}"):
                try:
                    check_factor(prefix, verification_key, ciphertext.alpha, factor, proof)
                except InvalidProof as error:
                    raise InvalidShare(*error.args) from None


def share_prefix(election: Election, verification_key: Element) -> str:
    """Return the prefix of the proofs in a share by the holder of `verification_key`."""
    return f"decrypt|{election.fingerprint}|{verification_key.to_hex()}|"


# --- Counts ---------------------------------------------------------------------------------------


def combine(
    tally: Tally, election: Election, shares: Mapping[int, Share], trustees: Trustees
) -> Result:
    """Return the counts that `shares`, by owner, decrypt; each share is checked first.

    Raises `InvalidShare` naming the owner, and `InvalidTally` if more shares are needed or a sum
    holds no number from 0 to the number of ballots.
    """
    trustees.weights(shares)
    for owner, share in shares.items():
        with located(f"owner {owner}"):
            check_share(share, trustees.verification_keys[owner - 1], tally, election)
    return open_tally(tally, shares, trustees)


def open_tally(tally: Tally, shares: Mapping[int, Share], trustees: Trustees) -> Result:
    """Return the counts that `shares` decrypt, each of which must have passed `check_share`."""
    weights = trustees.weights(shares)
    logarithm = _logarithms(tally.count)
    counts = []
    for question, row in enumerate(tally.ciphertexts):
        line = []
        for choice, ciphertext in enumerate(row):
            factor = element_sum(
                shares[owner].factors[question][choice] * weight
                for owner, weight in weights.items()
            )
            with located(f"choice {choice} of question {question + 1}"):
                line.append(logarithm(ciphertext.beta - factor))
        counts.append(tuple(line))
    return Result(tuple(counts))


def check_result(data: bytes, result: Result) -> None:
    """Raise `InvalidTally` unless the announced bytes `data` say exactly `result`."""
    tree = parse_json(data)
    _check_canonical(tree, data)
    if data != result.encoded:
        msg = "the result is not what the shares decrypt"
        raise InvalidTally(msg)


def _logarithms(largest: int) -> Callable[[Element], int]:
    """Return the function that finds m in 0..largest from m*G, by baby steps and giant steps."""
    width = isqrt(largest) + 1
    steps: dict[Element, int] = {}
    element = IDENTITY
    for number in range(width):
        steps[element] = number
        element = element + BASE
    giant = base_times(-width)

    def logarithm(element: Element) -> int:
        for turn in range(width + 1):
            if element in steps:
                number = turn * width + steps[element]
                if number <= largest:
                    return number
                break
            element = element + giant
        msg = "a decrypted sum is not a number of votes"
        raise InvalidTally(msg)

    return logarithm


# --- Private --------------------------------------------------------------------------------------


def _parse_grid(value: JsonValue, election: Election, parse: Callable[[JsonValue], T]) -> Grid[T]:
    rows = as_list(value)
    if len(rows) != len(election.questions):
        msg = f"{len(rows)} rows for {len(election.questions)} questions"
        raise MalformedInput(msg)
    grid = []
    for number, (row, question) in enumerate(zip(rows, election.questions, strict=True), 1):
        items = as_list(row)
        if len(items) != question.choices:
            msg = f"{len(items)} instead of {question.choices} choices in question {number}"
            raise MalformedInput(msg)
        grid.append(tuple([parse(item) for item in items]))
    return tuple(grid)


def _check_canonical(tree: JsonValue, data: bytes) -> None:
    if belenios_json(tree) != data:
        msg = "json is not in canonical form"
        raise NotCanonical(msg)
