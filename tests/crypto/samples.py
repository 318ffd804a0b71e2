"""Elections, scrutineers, ballots and archives that the tests change in one place at a time."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from types import MappingProxyType
from typing import Any

from nacl import bindings as sodium

from tests.vectors.generate import nonces
from votesvc.crypto.archive import Archive
from votesvc.crypto.ballot import Ballot, Election, Question, make_ballot, make_election
from votesvc.crypto.encoding import JsonValue, b64hash, belenios_json, parse_json
from votesvc.crypto.group import ORDER, Element, base_times, parse_element
from votesvc.crypto.proofs import prove_knowledge
from votesvc.crypto.tally import combine, encrypted_tally, make_share, parse_share
from votesvc.crypto.trustees import join_trustees, parse_trustees, single_public

Path = tuple[str | int, ...]

QUESTIONS = (
    Question("评议", ("称职", "不称职"), 1, 1, blank=True),
    Question("推选", ("甲", "乙"), 0, 2),
)
PAPERS = ([[0, 1, 0], [1, 0]], [[1, 0, 0], [1, 1]], [[0, 0, 1], [0, 0]])

MINUS_ONE = (2**255 - 20).to_bytes(32, "little")
"""The point (0, -1) of order 2."""


def number(name: str) -> int:
    """Return a scalar that depends on `name` alone."""
    return nonces(name)()


SCRUTINEERS = (number("scrutineer 1"), number("scrutineer 2"))
VOTERS = (number("voter 1"), number("voter 2"), number("voter 3"))


def election_for(public_key: Element, questions: Sequence[Question] = QUESTIONS) -> Election:
    """Return an election with the key `public_key`."""
    return make_election(
        uuid="1" * 22,
        name="测试",
        description="votesvc/test",
        administrator="主席团",
        credential_authority="none",
        public_key=public_key,
        questions=questions,
    )


ELECTION = election_for(base_times(sum(SCRUTINEERS)))


def trustees() -> bytes:
    """Return two scrutineers, both needed."""
    return join_trustees(
        [single_public(secret, number(f"proof {secret}")) for secret in SCRUTINEERS]
    )


def ballots(election: Election = ELECTION) -> list[Ballot]:
    """Return one ballot of each voter."""
    return [
        make_ballot(election, secret, choices, nonces(f"ballot {secret}"))
        for secret, choices in zip(VOTERS, PAPERS, strict=True)
    ]


def archive_of(cast: Sequence[Ballot], counted: Sequence[Ballot] | None = None) -> Archive:
    """Return the archive of the ballots `cast`, of which `counted` are counted (or all)."""
    scrutineers = parse_trustees(trustees())
    tally = encrypted_tally(ELECTION, cast if counted is None else counted)
    shares = [
        make_share(tally, ELECTION, secret, nonces(f"share {secret}")) for secret in SCRUTINEERS
    ]
    parsed = {owner: parse_share(share, ELECTION) for owner, share in enumerate(shares, 1)}
    return Archive(
        election=ELECTION.encoded,
        trustees=scrutineers.encoded,
        credentials=tuple(sorted(base_times(secret).to_hex() for secret in VOTERS)),
        ballots=tuple(ballot.encoded for ballot in cast),
        tally=tally.encoded,
        count=tally.count,
        shares=tuple(enumerate(shares, 1)),
        result=combine(tally, ELECTION, parsed, scrutineers).encoded,
        timestamp=1795330130,
    )


# --- Changing one place ---------------------------------------------------------------------------


def paths(tree: Any, kind: type, at: Path = ()) -> Iterator[Path]:
    """Yield the path of every `kind` (str, int, list, dict) inside `tree`."""
    if type(tree) is kind:
        yield at
    if isinstance(tree, dict | list):
        for key, child in tree.items() if isinstance(tree, dict) else enumerate(tree):
            yield from paths(child, kind, (*at, key))


def changed(data: bytes, path: Path, change: Callable[[Any], Any]) -> bytes:
    """Return the JSON `data` with `change` applied to what stands at `path`."""
    tree: Any = deepcopy(parse_json(data))
    if not path:
        return belenios_json(change(tree))
    node = tree
    for key in path[:-1]:
        node = node[key]
    node[path[-1]] = change(node[path[-1]])
    return json.dumps(tree, ensure_ascii=False, separators=(",", ":")).encode()


def set_to(value: Any) -> Callable[[Any], Any]:
    """Return the change that puts `value` in place of anything."""
    return lambda _: value


def next_scalar(text: str) -> str:
    """Return the scalar after `text`."""
    return str((int(text) + 1) % ORDER)


def next_point(text: str) -> str:
    """Return another member of the group."""
    return (parse_element(text) + base_times(1)).to_hex()


def mixed_point(text: str) -> str:
    """Return the point `text` plus (0, -1), which has a component of order 2."""
    mixed: bytes = sodium.crypto_core_ed25519_add(bytes.fromhex(text)[::-1], MINUS_ONE)
    return mixed[::-1].hex()


def resigned(data: bytes, secret: int) -> bytes:
    """Return the ballot `data` signed anew, so that a change elsewhere is all that is wrong."""
    tree: Any = parse_json(data)
    del tree["signature"]
    signed_hash = b64hash(belenios_json(tree))
    proof = prove_knowledge(f"sig|{signed_hash}|", secret, number("signature"))
    return belenios_json(tree | {"signature": {"hash": signed_hash, "proof": proof.to_json()}})


def without(*names: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Return the change that takes fields away."""
    return lambda fields: {name: item for name, item in fields.items() if name not in names}


def backwards(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the same fields in reverse order."""
    return dict(reversed(fields.items()))


# --- A threshold key ------------------------------------------------------------------------------


class Dealer:
    """Plays all n scrutineers of a ceremony and keeps their secrets, for tests alone."""

    def __init__(
        self,
        threshold: int,
        size: int,
        changes: Mapping[tuple[int, int], int] = MappingProxyType({}),
    ) -> None:
        self.threshold = threshold
        self.signing = [number(f"sk {index}") for index in range(size)]
        self.polynomials = [
            [number(f"polynomial {index}/{power}") for power in range(threshold)]
            for index in range(size)
        ]
        for (index, power), coefficient in changes.items():
            self.polynomials[index][power] = coefficient
        self.secrets = [
            sum(
                coefficient * pow(place, power, ORDER)
                for polynomial in self.polynomials
                for power, coefficient in enumerate(polynomial)
            )
            % ORDER
            for place in range(1, size + 1)
        ]

    def sign(self, index: int, message: str) -> JsonValue:
        """Return the signature of scrutineer `index` on `message`."""
        prefix = f"sigmsg|{message}|"
        return prove_knowledge(prefix, self.signing[index], number(message)).to_json()

    def signed(self, index: int, message: JsonValue) -> JsonValue:
        """Return `message` as text with its signature."""
        text = belenios_json(message).decode()
        return {"message": text, "signature": self.sign(index, text)}

    def cert(self, index: int, /, **context: JsonValue) -> JsonValue:
        """Return the certificate of scrutineer `index`."""
        size = len(self.signing)
        fields: dict[str, JsonValue] = {
            "group": "Ed25519",
            "size": size,
            "threshold": self.threshold,
            "index": index + 1,
        }
        return self.signed(
            index,
            {
                "context": fields | context,
                "verification": base_times(self.signing[index]).to_hex(),
                "encryption": base_times(number(f"dk {index}")).to_hex(),
            },
        )

    def points(self, index: int) -> list[JsonValue]:
        """Return the public coefficients of scrutineer `index`."""
        return [base_times(coefficient).to_hex() for coefficient in self.polynomials[index]]

    def approval(self, index: int, certs: list[JsonValue]) -> JsonValue:
        """Return the signature of `index` on all certificates and its own coefficients."""
        approved: JsonValue = {"certs": certs, "coefexps": self.points(index)}
        return self.sign(index, "certs_sig|" + belenios_json(approved).decode())

    def verification_key(self, index: int) -> JsonValue:
        """Return the verification key of scrutineer `index`, proved and signed."""
        secret = self.secrets[index]
        point = base_times(secret).to_hex()
        proof = prove_knowledge(f"pok|Ed25519|{point}|", secret, number(f"pok {index}"))
        return {
            "pok": proof.to_json(),
            "public_key": point,
            "signature": self.sign(index, point),
        }

    def entry(self) -> JsonValue:
        """Return the whole entry ["Pedersen", ..]."""
        everyone = range(len(self.signing))
        certs = [self.cert(index) for index in everyone]
        return [
            "Pedersen",
            {
                "threshold": self.threshold,
                "certs": certs,
                "coefexps": [
                    self.signed(index, {"coefexps": self.points(index)}) for index in everyone
                ],
                "signatures": [self.approval(index, certs) for index in everyone],
                "verification_keys": [self.verification_key(index) for index in everyone],
            },
        ]
