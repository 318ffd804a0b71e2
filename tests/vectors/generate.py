"""Write the vectors that Python and JavaScript both check: `python -m tests.vectors.generate`.

Nonce number k (from 0) of the seed s is SHA-512("votesvc/test|s|k"), read as a big-endian number,
modulo L. Pair proofs go on drawing where their ballot stopped.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path
from typing import Any

from nacl import bindings as sodium

from votesvc.crypto.ballot import Question, check_ballot, make_election, open_ballot
from votesvc.crypto.elgamal import encrypt
from votesvc.crypto.encoding import (
    b64hash,
    canonical_json,
    encode_b64,
    encode_b64url,
    hexhash,
    uuid_from,
)
from votesvc.crypto.group import BASE, IDENTITY, ORDER, base_times, hash_to_scalar
from votesvc.crypto.pairs import check_pairs, make_pairs, pairs_to_json
from votesvc.crypto.proofs import (
    disjunction_to_json,
    prove_factor,
    prove_knowledge,
    prove_range,
    range_prefix,
)

FOLDER = Path(__file__).parent
FIELD = 2**255 - 19


def nonces(seed: str) -> Callable[[], int]:
    """Return the nonces of `seed`, one per call."""
    numbers = count()

    def nonce() -> int:
        text = f"votesvc/test|{seed}|{next(numbers)}"
        return int.from_bytes(hashlib.sha512(text.encode()).digest(), "big") % ORDER

    return nonce


def encoding_vectors() -> dict[str, Any]:
    """Return spellings that are accepted and spellings that are not."""
    values: list[Any] = [
        {
            "b": 1,
            "a": [True, False],
            "type": "note",
            "text": '赞成 "quoted" \\ / \n\t\u0001\u007f😀',
        },
        [],
        {},
        {"10": 1, "9": 2, "A": 3, "a": 4, "_": 5},
        [0, -1, 2**53, -(2**53)],
    ]
    samples = [b"", b"a", b"votesvc", bytes(range(256))]
    return {
        "canonical": [{"value": v, "text": canonical_json(v).decode()} for v in values],
        "not_canonical": [
            '{"b":1,"a":2}',
            '{"a": 1}',
            "[1 ]",
            '"\\u0061"',
            '"\\/"',
            "[-0]",
            '{"a":1}\n',
            " 1",
        ],
        "malformed": [
            "",
            "nul",
            "null",
            "[null]",
            "1.0",
            "1e3",
            "NaN",
            "-Infinity",
            "9007199254740993",
            '{"a":1,"a":1}',
            "[" * 17 + "]" * 17,
            '"\\ud800"',
            "[1,]",
            "'a'",
            "01",
            "[1",
            "\ufeff1",
        ],
        "bytes": [
            {
                "hex": data.hex(),
                "b64hash": b64hash(data),
                "hexhash": hexhash(data),
                "b64": encode_b64(data),
                "b64url": encode_b64url(data),
            }
            for data in samples
        ],
        "bad_b64": ["YQ", "YR==", "YQ==\n", "Y Q==", "YQ===", "Y-==", "赞"],
        "bad_b64url": ["YQ==", "YR", "Y+", "Y", "YQ\n", "赞"],
        "uuid": [
            {"hex": data.hex(), "uuid": uuid_from(data)}
            for data in (bytes(16), bytes([255] * 16), bytes(range(16)))
        ],
        "bad_uuid": ["", "1" * 21, "1" * 23, "0" + "1" * 21, "l" + "1" * 21, "I" + "1" * 21],
    }


def reversed_hex(data: bytes) -> str:
    """Return the JSON spelling of the 32 bytes of a point."""
    return data[::-1].hex()


def group_vectors() -> dict[str, Any]:
    """Return multiples, sums, hashes, and what is neither an element nor a scalar."""
    draw = nonces("group")
    scalars = [0, 1, 2, 3, ORDER - 1, *(draw() for _ in range(4))]
    minus_one = (FIELD - 1).to_bytes(32, "little")
    order_four = bytes(32)
    order_eight = bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")
    point = base_times(draw())
    mixed = [
        sodium.crypto_core_ed25519_add(point.encoded, small)
        for small in (minus_one, order_four, order_eight)
    ]
    return {
        "order": str(ORDER),
        "base": BASE.to_hex(),
        "identity": IDENTITY.to_hex(),
        "base_times": [{"scalar": str(k), "point": base_times(k).to_hex()} for k in scalars],
        "times": [
            {"scalar": str(k), "of": point.to_hex(), "point": (point * k).to_hex()} for k in scalars
        ],
        "plus": [
            {
                "a": a.to_hex(),
                "b": b.to_hex(),
                "sum": (a + b).to_hex(),
                "difference": (a - b).to_hex(),
            }
            for a, b in [(point, BASE), (point, point), (point, -point), (IDENTITY, point)]
        ],
        "hash_to_scalar": [
            {
                "prefix": prefix,
                "points": [p.to_hex() for p in points],
                "scalar": str(hash_to_scalar(prefix, points)),
            }
            for prefix, points in [
                ("pok|Ed25519|x|", [BASE]),
                ("prove|赞成|", [point, IDENTITY, BASE]),
            ]
        ],
        "bad_points": [
            {"why": "a component of order 2", "point": reversed_hex(mixed[0])},
            {"why": "a component of order 4", "point": reversed_hex(mixed[1])},
            {"why": "a component of order 8", "point": reversed_hex(mixed[2])},
            {"why": "order 2", "point": reversed_hex(minus_one)},
            {"why": "order 4", "point": reversed_hex(order_four)},
            {"why": "order 8", "point": reversed_hex(order_eight)},
            {"why": "identity with a sign", "point": "80" + "00" * 30 + "01"},
            {"why": "y = p + 1, the identity spelled twice", "point": f"{FIELD + 1:064x}"},
            {"why": "y = p + 3", "point": f"{FIELD + 3:064x}"},
            {"why": "not on the curve", "point": f"{2:064x}"},
            {"why": "upper case", "point": point.to_hex().upper()},
            {"why": "too short", "point": point.to_hex()[:-2]},
            {"why": "too long", "point": point.to_hex() + "00"},
            {"why": "not hexadecimal", "point": "g" * 64},
            {"why": "other digits", "point": "٠" * 64},
        ],
        "bad_scalars": [
            "",
            "-1",
            "+1",
            "00",
            "01",
            " 1",
            "1 ",
            "1.0",
            "1e1",
            "0x1",
            "1_0",
            "١",
            str(ORDER),
            str(2**256),
            "9" * 77,
            "1" + "0" * 5000,
        ],
    }


def proof_vectors() -> dict[str, Any]:
    """Return one proof of each kind."""
    draw = nonces("proofs")
    secret, r = draw(), draw()
    public = base_times(secret)
    ciphertext = encrypt(public, 2, r)
    knowledge_prefix = f"pok|Ed25519|{public.to_hex()}|"
    factor_prefix = f"decrypt|phi|{public.to_hex()}|"
    return {
        "secret": str(secret),
        "public": public.to_hex(),
        "knowledge": {
            "prefix": knowledge_prefix,
            "nonce_seed": "knowledge",
            "proof": prove_knowledge(knowledge_prefix, secret, nonces("knowledge")()).to_json(),
        },
        "factor": {
            "prefix": factor_prefix,
            "alpha": ciphertext.alpha.to_hex(),
            "factor": (ciphertext.alpha * secret).to_hex(),
            "nonce_seed": "factor",
            "proof": prove_factor(
                factor_prefix, ciphertext.alpha, secret, nonces("factor")()
            ).to_json(),
        },
        "range": [
            {
                "context": "phi|credential",
                "r": str(r),
                "m": m,
                "minimum": minimum,
                "maximum": maximum,
                "ciphertext": encrypt(public, m, r).to_json(),
                "nonce_seed": f"range {m}",
                "proofs": disjunction_to_json(
                    prove_range(
                        range_prefix("phi|credential", encrypt(public, m, r)),
                        public,
                        (r, m),
                        (minimum, maximum),
                        nonces(f"range {m}"),
                    )
                ),
            }
            for m, minimum, maximum in [(0, 0, 1), (1, 0, 1), (2, 2, 2), (3, 1, 4)]
        ],
    }


MOTION = Question("关于集体合同(草案)的决议", ("赞成", "反对", "弃权"), 1, 1)
CANDIDATES = ("甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸", "子", "丑")
CASES: list[tuple[str, list[Question], list[list[list[int]]], bool]] = [
    ("motion", [MOTION], [[[1, 0, 0]], [[0, 0, 1]]], False),
    (
        "three motions",
        [MOTION, MOTION, Question('"引号" \\ 😀', ("赞成", "反对", "弃权"), 1, 1)],
        [[[1, 0, 0], [0, 1, 0], [0, 0, 1]]],
        False,
    ),
    (
        "choose up to 6 of 12",
        [Question("推选职工董事", CANDIDATES, 0, 6)],
        [[[0] * 12], [[1] * 6 + [0] * 6], [[0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1]]],
        False,
    ),
    ("exactly 2 of 4", [Question("", ("a", "b", "c", "d"), 2, 2)], [[[0, 1, 1, 0]]], False),
    (
        "blank or 1 to 2 of 3",
        [Question("评议", ("优秀", "称职", "不称职"), 1, 2, blank=True)],
        [[[1, 0, 0, 0]], [[0, 1, 0, 1]]],
        False,
    ),
    (
        "blank or 0 to 1 of 2",
        [Question("空白", ("是", "否"), 0, 1, blank=True)],
        [[[0, 0, 0]], [[1, 0, 0]], [[0, 0, 1]]],
        False,
    ),
    (
        "for and against with a write-in",
        [Question("赞成", ("甲", "乙", "另选"), 0, 2), Question("反对", ("甲", "乙"), 0, 2)],
        [[[1, 0, 1], [0, 1]], [[0, 0, 0], [0, 0]]],
        True,
    ),
]


def ballot_vectors() -> dict[str, Any]:
    """Return elections and the exact ballots that their seeds make."""
    return {
        "nonce": 'number k of seed s: SHA-512("votesvc/test|"+s+"|"+k), big-endian, modulo L',
        "elections": [
            _election_vector(name, questions, choices, paired)
            for name, questions, choices, paired in CASES
        ],
    }


def _election_vector(
    name: str, questions: Sequence[Question], papers: list[list[list[int]]], paired: bool
) -> dict[str, Any]:
    draw = nonces(f"{name}/keys")
    key = draw()
    election = make_election(
        uuid=uuid_from(hashlib.sha256(name.encode()).digest()[:16]),
        name=name,
        description="votesvc/" + "1" * 22,
        administrator="职工代表大会主席团",
        credential_authority="RFC9474 RSABSSA-SHA384-PSS-Randomized sha256:" + "00" * 32,
        public_key=base_times(key),
        questions=questions,
    )
    ballots = []
    for number, choices in enumerate(papers):
        secret, seed = draw(), f"{name}/{number}"
        nonce = nonces(seed)
        ballot, openings = open_ballot(election, secret, choices, nonce)
        check_ballot(ballot, election)
        vector: dict[str, Any] = {
            "secret": str(secret),
            "seed": seed,
            "choices": choices,
            "ballot": ballot.encoded.decode(),
            "tracker": ballot.tracker,
        }
        if paired:
            pairs = make_pairs(election, ballot, openings, nonce)
            check_pairs(election, ballot, pairs)
            vector["pairs"] = pairs_to_json(pairs)
        ballots.append(vector)
    return {
        "name": name,
        "key": str(key),
        "election": election.encoded.decode(),
        "fingerprint": election.fingerprint,
        "ballots": ballots,
    }


VECTORS: dict[str, Callable[[], dict[str, Any]]] = {
    "encoding": encoding_vectors,
    "group": group_vectors,
    "proofs": proof_vectors,
    "ballot": ballot_vectors,
}


def spell(vectors: dict[str, Any]) -> str:
    """Return the text of a vector file."""
    return json.dumps(vectors, ensure_ascii=True, indent=1) + "\n"


def main() -> None:
    """Write every vector file of this generator."""
    for name, make in VECTORS.items():
        (FOLDER / f"{name}.json").write_text(spell(make()))


if __name__ == "__main__":
    main()
