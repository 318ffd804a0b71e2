"""A verifiable shuffle: the same rows in another order, and nobody can tell which is which.

The proof is that of Terelius and Wikström (AFRICACRYPT 2010) in the form of Haenni, Locher, Koenig
and Dubuis (Pseudo-Code Algorithms for Verifiable Re-Encryption Mix-Nets, FC 2017), written
additively, for rows of several ciphertexts (protocol 4.1). Nobody but who shuffled, and whoever
holds the scrutineers' keys, can say which row went where.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from votesvc.crypto.elgamal import Ciphertext, join_texts
from votesvc.crypto.encoding import hexhash
from votesvc.crypto.group import (
    ORDER,
    Element,
    base_times,
    element_sum,
    hash_to_scalar,
    random_scalar,
)
from votesvc.crypto.proofs import Nonces
from votesvc.crypto.texts import BLOCK, element_of
from votesvc.errors import InvalidProof

Row = tuple[Ciphertext, ...]


@dataclass(frozen=True, slots=True)
class ShuffleProof:
    """Commitments to a permutation, and the responses that show that it was used.

    `commitments` and `links` have one element per row and are members of the group; `sums` are
    three responses, `columns` has one per column, `steps` and `places` one per row.
    """

    commitments: tuple[Element, ...]
    links: tuple[Element, ...]
    challenge: int
    sums: tuple[int, int, int]
    columns: tuple[int, ...]
    steps: tuple[int, ...]
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Statement:
    """What both sides know before the proof begins, in one digest and the numbers it gives."""

    digest: str
    numbers: tuple[int, ...]


def random_order(count: int) -> list[int]:
    """Draw an order of `count` rows, each equally likely."""
    return draw_order(count, random_scalar)


def draw_order(count: int, nonces: Nonces) -> list[int]:
    """Return the order that the nonces give: one for each place but the first, from the last on.

    A nonce is so large that its remainder is even to within 2^-240.
    """
    order = list(range(count))
    for place in range(count - 1, 0, -1):
        other = nonces() % (place + 1)
        order[place], order[other] = order[other], order[place]
    return order


def shuffle_rows(
    context: str, public_key: Element, rows: Sequence[Row], order: Sequence[int], nonces: Nonces
) -> tuple[tuple[Row, ...], ShuffleProof]:
    """Return the rows encrypted anew in `order` (place i gets row order[i]), with the proof.

    All points must be members of the group. Nonces are drawn for each row in its old place: one per
    column, then its commitment; then per new place its link; then three, one per column, and per
    place a step and a place.
    """
    shifts, blinds = [], []
    for row in rows:
        shifts.append([nonces() for _ in row])
        blinds.append(nonces())
    after = tuple(
        tuple([_shift(public_key, part, r) for part, r in zip(rows[i], shifts[i], strict=True)])
        for i in order
    )
    commitments = [base_times(0)] * len(rows)
    for place, i in enumerate(order):
        commitments[i] = base_times(blinds[i]) + _generator(place)
    said = _state(context, public_key, rows, after, commitments)
    moved = [said.numbers[i] for i in order]
    steps = [nonces() for _ in rows]
    links = _chain(steps, moved)
    known = (
        sum(blinds),
        _carry(steps, moved),
        _weigh(blinds, said.numbers),
        *(_weigh(column, said.numbers) for column in zip(*shifts, strict=True)),
    )
    drawn = [nonces() for _ in known]
    pairs = [(nonces(), nonces()) for _ in rows]
    shown = _commit(public_key, after, drawn, pairs)
    shown += [
        base_times(step) + before * place
        for (step, place), before in zip(pairs, [_generator(-1), *links], strict=False)
    ]
    c = _challenge(said, links, shown)
    answers = [(w - c * x) % ORDER for w, x in zip(drawn, known, strict=True)]
    return after, ShuffleProof(
        commitments=tuple(commitments),
        links=tuple(links),
        challenge=c,
        sums=(answers[0], answers[1], answers[2]),
        columns=tuple(answers[3:]),
        steps=tuple([(w - c * x) % ORDER for (w, _), x in zip(pairs, steps, strict=True)]),
        places=tuple([(w - c * x) % ORDER for (_, w), x in zip(pairs, moved, strict=True)]),
    )


def check_shuffle(
    context: str,
    public_key: Element,
    before: Sequence[Row],
    after: Sequence[Row],
    proof: ShuffleProof,
) -> None:
    """Raise `InvalidProof` unless `after` holds exactly what `before` holds, in some order.

    All points must be members of the group, and rows and proof of the same size.
    """
    said = _state(context, public_key, before, after, proof.commitments)
    c = proof.challenge
    product = 1
    for number in said.numbers:
        product = product * number % ORDER
    places = [_generator(place) for place in range(len(before))]
    targets = [
        element_sum(proof.commitments) - element_sum(places),
        proof.links[-1] - _generator(-1) * product,
        _combine(proof.commitments, said.numbers),
    ]
    for column in zip(*before, strict=True):
        targets.append(_combine([part.alpha for part in column], said.numbers))
        targets.append(_combine([part.beta for part in column], said.numbers))
    pairs = list(zip(proof.steps, proof.places, strict=True))
    shown = _commit(public_key, after, [*proof.sums, *proof.columns], pairs)
    shown = [made + target * c for made, target in zip(shown, targets, strict=True)]
    shown += [
        base_times(step) + earlier * place + link * c
        for (step, place), earlier, link in zip(
            pairs, [_generator(-1), *proof.links], proof.links, strict=False
        )
    ]
    if _challenge(said, proof.links, shown) != c:
        msg = "a shuffle does not hold"
        raise InvalidProof(msg)


# --- What both sides compute ----------------------------------------------------------------------


def _state(
    context: str,
    public_key: Element,
    before: Sequence[Row],
    after: Sequence[Row],
    commitments: Sequence[Element],
) -> _Statement:
    texts = "|".join(
        [
            public_key.to_hex(),
            *(join_texts([part for row in rows for part in row]) for rows in (before, after)),
            _join(commitments),
        ]
    )
    digest = hexhash(f"votesvc/v1/shuffle|{context}|{texts}|".encode())
    numbers = [
        hash_to_scalar(f"votesvc/v1/shuffle-number|{digest}|{row}|", ())
        for row in range(len(before))
    ]
    return _Statement(digest, tuple(numbers))


def _commit(
    public_key: Element,
    after: Sequence[Row],
    sums: Sequence[int],
    pairs: Sequence[tuple[int, int]],
) -> list[Element]:
    """Return what the equations give for these numbers, column by column at the end."""
    places = [place for _, place in pairs]
    shown = [
        base_times(sums[0]),
        base_times(sums[1]),
        base_times(sums[2]) + _combine([_generator(at) for at in range(len(pairs))], places),
    ]
    for column, shift in zip(zip(*after, strict=True), sums[3:], strict=True):
        shown.append(_combine([part.alpha for part in column], places) - base_times(shift))
        shown.append(_combine([part.beta for part in column], places) - public_key * shift)
    return shown


def _challenge(said: _Statement, links: Sequence[Element], shown: Sequence[Element]) -> int:
    return hash_to_scalar(f"votesvc/v1/shuffle-proof|{said.digest}|{_join(links)}|", shown)


def _generator(place: int) -> Element:
    """Return h of the chain (place -1) or of a place: nobody knows its logarithm."""
    label = f"votesvc/v1/shuffle-generator|{place + 1}".encode()
    return element_of(sha256(label).digest()[:BLOCK])


def _combine(elements: Sequence[Element], numbers: Sequence[int]) -> Element:
    return element_sum(one * number for one, number in zip(elements, numbers, strict=True))


def _join(elements: Sequence[Element]) -> str:
    return ",".join([element.to_hex() for element in elements])


# --- What only the shuffler computes --------------------------------------------------------------


def _shift(public_key: Element, part: Ciphertext, r: int) -> Ciphertext:
    return Ciphertext(part.alpha + base_times(r), part.beta + public_key * r)


def _chain(steps: Sequence[int], moved: Sequence[int]) -> list[Element]:
    links = [_generator(-1)]
    for step, number in zip(steps, moved, strict=True):
        links.append(base_times(step) + links[-1] * number)
    return links[1:]


def _carry(steps: Sequence[int], moved: Sequence[int]) -> int:
    """Return the randomness that the last link has gathered."""
    total = 0
    for step, number in zip(steps, moved, strict=True):
        total = (step + total * number) % ORDER
    return total


def _weigh(secret: Sequence[int], numbers: Sequence[int]) -> int:
    return sum(x * number for x, number in zip(secret, numbers, strict=True)) % ORDER
