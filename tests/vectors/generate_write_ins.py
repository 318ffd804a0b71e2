"""Write the vectors of names written in: `python -m tests.vectors.generate_write_ins`.

Nonces of a ballot go on through its pair proofs and its sealed names; the shuffle and each share
have seeds of their own.
"""

from collections.abc import Callable, Sequence
from typing import Any

from tests.crypto.samples import SCRUTINEERS, election_for, trustees
from tests.vectors.generate import FOLDER, nonces, spell
from votesvc.crypto.ballot import Election, Question, open_ballot
from votesvc.crypto.encoding import JsonValue, belenios_json, encode_b64url
from votesvc.crypto.group import base_times
from votesvc.crypto.pairs import make_pairs, pairs_to_json
from votesvc.crypto.reshuffle import reshuffle, reshuffle_message, shuffle_name
from votesvc.crypto.seat_keys import Ceremony, seat_keys
from votesvc.crypto.seat_messages import sign
from votesvc.crypto.shuffle import Row, shuffle_rows
from votesvc.crypto.slips import Slips, make_slip_share, open_slips, parse_slip_share
from votesvc.crypto.texts import encode_text
from votesvc.crypto.trustees import parse_trustees
from votesvc.crypto.write_ins import make_write_ins, slip_of

TEXTS = ("", "张三", "阿卜杜热合曼·阿卜杜热西提", "a" * 29, "王芳（二车间）", "😀" * 14)
CANDIDATES = ("甲", "乙", "丙")
SLOTS = ("另选他人1", "另选他人2")
QUESTIONS = (
    Question("赞成", (*CANDIDATES, *SLOTS), 0, 3),
    Question("反对", CANDIDATES, 0, 3),
)
PAPERS = (
    ([[1, 0, 1, 0, 0], [0, 1, 0]], ("", "")),
    ([[0, 0, 1, 0, 1], [1, 1, 0]], ("", "李四")),
    ([[1, 0, 0, 1, 1], [0, 1, 1]], ("李四", "欧阳·买买提")),
)
ORDER_DRAWN = (2, 0, 1)
SEAT = seat_keys(Ceremony("2" * 22, "3" * 22, 2, 3), 2, encode_b64url(bytes([5] * 32)))


def election() -> Election:
    """Return the election of the vectors, under the scrutineers of the samples."""
    return election_for(base_times(sum(SCRUTINEERS)), QUESTIONS)


def write_in_vectors() -> dict[str, Any]:
    """Return texts as points, ballots with written names, their shuffle, and its opening."""
    contest = election()
    context = f"{contest.fingerprint}|votesvc/write-in/0"
    ballots: list[dict[str, Any]] = []
    rows = []
    for number, (choices, texts) in enumerate(PAPERS):
        seed = f"write-in {number}"
        nonce = nonces(seed)
        secret = nonce()
        ballot, openings = open_ballot(contest, secret, choices, nonce)
        pairs = make_pairs(contest, ballot, openings, nonce)
        write_ins = make_write_ins(contest, (ballot, openings, secret), texts, nonce)
        rows.append(slip_of(ballot, write_ins, len(CANDIDATES)))
        ballots.append(
            {
                "seed": seed,
                "choices": choices,
                "texts": list(texts),
                "ballot": ballot.encoded.decode(),
                "pairs": pairs_to_json(pairs),
                "write_ins": write_ins.to_json(),
            }
        )
    after, proof = shuffle_rows(
        context, contest.public_key, rows, ORDER_DRAWN, nonces("write-in shuffle")
    )
    shares = [
        make_slip_share(context, after, secret, nonces(f"write-in share {owner}")())
        for owner, secret in enumerate(SCRUTINEERS, 1)
    ]
    parsed = {
        owner: parse_slip_share(share, len(rows), len(rows[0]))
        for owner, share in enumerate(shares, 1)
    }
    opened = open_slips(after, parsed, parse_trustees(trustees()))
    return {
        "texts": [
            {"text": text, "points": [part.to_hex() for part in encode_text(text)]}
            for text in TEXTS
        ],
        "election": contest.encoded.decode(),
        "ballots": ballots,
        "context": context,
        "order": list(ORDER_DRAWN),
        "slips": Slips(after, proof).encoded.decode(),
        "reshuffled": _reshuffled(contest, f"{context}|{SEAT.index}", after),
        "secrets": [str(secret) for secret in SCRUTINEERS],
        "shares": [share.decode() for share in shares],
        "opened": [[part.to_hex() for part in row] for row in opened],
    }


def _reshuffled(contest: Election, context: str, rows: Sequence[Row]) -> JsonValue:
    """Return the shuffle of a seat: everything in it follows from the seat's seed."""
    draws = SEAT.draws(shuffle_name(context, rows))
    slips = reshuffle(context, contest.public_key, rows, draws)
    signature = belenios_json(sign(SEAT, reshuffle_message(context, slips)))
    return {
        "seat": SEAT.to_json(),
        "signer": base_times(SEAT.signing).to_hex(),
        "context": context,
        "slips": slips.decode(),
        "signature": signature.decode(),
    }


VECTORS: dict[str, Callable[[], dict[str, Any]]] = {"write_ins": write_in_vectors}


def main() -> None:
    """Write every vector file of this generator."""
    for name, make in VECTORS.items():
        (FOLDER / f"{name}.json").write_text(spell(make()))


if __name__ == "__main__":
    main()
