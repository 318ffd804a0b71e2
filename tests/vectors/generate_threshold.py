"""Write ceremonies that both languages play: `python -m tests.vectors.generate_threshold`."""

from collections.abc import Callable
from typing import Any

from tests.crypto.ceremonies import Played, deal_with, play
from tests.crypto.samples import ELECTION, ballots
from tests.vectors.generate import FOLDER, spell
from votesvc.crypto.complaint import make_complaint
from votesvc.crypto.result_signature import sign_result
from votesvc.crypto.seat_keys import SeatKeys
from votesvc.crypto.seat_share import make_seat_share
from votesvc.crypto.tally import encrypted_tally
from votesvc.crypto.threshold import parse_deal
from votesvc.crypto.trustees import parse_trustees
from votesvc.domain.entries import ResultMade

ITEM = "ZeRmz2GnfWwnCKWKdScEzE"
RESULT = '{"result":[[3,1,0]]}'
NOTE = (
    "votesvc/{congress}\n3\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    "\n— votesvc/{congress} AAAAAAAA\n"
)


def _seat(played: Played, keys: SeatKeys) -> dict[str, Any]:
    index = keys.index - 1
    secret = played.secrets[index]
    leaf = ResultMade(item=ITEM, result=RESULT).encoded
    note = NOTE.format(congress=played.ceremony.congress)
    return {
        "seed": keys.seed,
        "token": keys.token,
        "signing": str(keys.signing),
        "opening": str(keys.opening),
        "coefficients": [str(coefficient) for coefficient in keys.coefficients],
        "witness_vkey": keys.witness.vkey,
        "pledge": played.pledges[index].encoded.decode(),
        "deal": played.deals[index].encoded.decode(),
        "secret": str(secret),
        "verification_key": played.verification_keys[index].decode(),
        "result_signature": sign_result(keys, ITEM, leaf).decode(),
        "cosigned": keys.witness.cosign(note, 1795330130),
        "backup": keys.to_json(),
    }


def _ceremony(threshold: int, size: int) -> dict[str, Any]:
    played = play(threshold, size, f"{threshold} of {size}")
    return {
        "congress": played.ceremony.congress,
        "ceremony": played.ceremony.ceremony,
        "threshold": threshold,
        "size": size,
        "seats": [_seat(played, keys) for keys in played.keys],
        "trustees": played.trustees.decode(),
        "public_key": parse_trustees(played.trustees).public_key.to_hex(),
        "note": NOTE.format(congress=played.ceremony.congress),
        "item": ITEM,
        "result_leaf": ResultMade(item=ITEM, result=RESULT).encoded.decode(),
    }


def _complaints() -> list[dict[str, Any]]:
    """Seat 2 of the second ceremony deals another share to seat 1 than its coefficients give."""
    played = play(2, 3, "2 of 3")
    ceremony, pledges, [victim, cheat, _] = played.ceremony, played.pledges, played.keys
    bad = deal_with(cheat, pledges, 1, cheat.value_at(1) + 1)
    deal = parse_deal(bad, ceremony, 2, pledges)
    return [
        {
            "ceremony": 1,
            "seat": 1,
            "dealer": 2,
            "deal": bad.decode(),
            "complaint": make_complaint(victim, 2, deal).decode(),
            "holds": True,
        },
        {
            "ceremony": 1,
            "seat": 3,
            "dealer": 2,
            "deal": bad.decode(),
            "complaint": make_complaint(played.keys[2], 2, deal).decode(),
            "holds": False,
        },
    ]


def _decryption() -> dict[str, Any]:
    """Return the shares that seats 1 and 3 of the second ceremony make of one tally."""
    played = play(2, 3, "2 of 3")
    tally = encrypted_tally(ELECTION, ballots())
    return {
        "ceremony": 1,
        "election": ELECTION.encoded.decode(),
        "tally": tally.encoded.decode(),
        "count": tally.count,
        "shares": [
            {
                "seat": seat,
                "share": make_seat_share(
                    played.keys[seat - 1], played.secrets[seat - 1], tally, ELECTION
                ).decode(),
            }
            for seat in (1, 3)
        ],
    }


def threshold_vectors() -> dict[str, Any]:
    """Return whole ceremonies with their seeds, and complaints that hold and do not."""
    return {
        "ceremonies": [_ceremony(1, 1), _ceremony(2, 3), _ceremony(3, 5)],
        "complaints": _complaints(),
        "decryption": _decryption(),
    }


VECTORS: dict[str, Callable[[], dict[str, Any]]] = {"threshold": threshold_vectors}


def main() -> None:
    """Write every vector file of this generator."""
    for name, make in VECTORS.items():
        (FOLDER / f"{name}.json").write_text(spell(make()))


if __name__ == "__main__":
    main()
