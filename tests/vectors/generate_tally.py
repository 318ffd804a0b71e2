"""Write tallies, shares and counts for both languages: `python -m tests.vectors.generate_tally`."""

from collections.abc import Callable
from typing import Any

from tests.crypto.samples import Dealer
from tests.vectors.generate import FOLDER, MOTION, nonces, spell
from votesvc.crypto.ballot import Question, make_ballot, make_election, parse_ballot
from votesvc.crypto.election import Election
from votesvc.crypto.encoding import belenios_json, uuid_from
from votesvc.crypto.group import ORDER
from votesvc.crypto.tally import combine, encrypted_tally, make_share, parse_share
from votesvc.crypto.trustees import Trustees, lagrange, parse_trustees, single_public

_QUESTIONS = (MOTION, Question("推选", ("甲", "乙"), 0, 2))
_PAPERS = ([[1, 0, 0], [1, 1]], [[0, 1, 0], [0, 1]], [[1, 0, 0], [0, 0]])


def tally_vectors() -> dict[str, Any]:
    """Return the count of three ballots under one single key and under a threshold key."""
    secret = nonces("tally/single")()
    single = parse_trustees(belenios_json([single_public(secret, nonces("tally/pok")())]))
    dealer = Dealer(2, 3)
    shared = parse_trustees(belenios_json([dealer.entry()]))
    return {
        "cases": [
            _case("single", single, {1: secret}),
            _case("threshold", shared, {1: dealer.secrets[0], 3: dealer.secrets[2]}),
        ],
        "lagrange": [
            {"places": places, "place": place, "coefficient": str(lagrange(places, place))}
            for places in ([1], [1, 2], [2, 5, 9])
            for place in places
        ],
        "order": str(ORDER),
    }


def _case(name: str, trustees: Trustees, secrets: dict[int, int]) -> dict[str, Any]:
    election = _election(name, trustees)
    draw = nonces(f"tally/{name}")
    ballots = [
        _ballot(election, draw(), paper, f"tally/{name}/{index}")
        for index, paper in enumerate(_PAPERS)
    ]
    tally = encrypted_tally(election, [parse_ballot(each, election) for each in ballots])
    made = {
        owner: make_share(tally, election, secret, nonces(f"tally/{name}/share {owner}"))
        for owner, secret in secrets.items()
    }
    shares = {owner: parse_share(share, election) for owner, share in made.items()}
    return {
        "name": name,
        "trustees": trustees.encoded.decode(),
        "election": election.encoded.decode(),
        "ballots": [ballot.decode() for ballot in ballots],
        "tally": tally.encoded.decode(),
        "shares": [
            {
                "owner": owner,
                "secret": str(secrets[owner]),
                "nonce_seed": f"tally/{name}/share {owner}",
                "share": share.decode(),
            }
            for owner, share in made.items()
        ],
        "result": combine(tally, election, shares, trustees).encoded.decode(),
    }


def _election(name: str, trustees: Trustees) -> Election:
    return make_election(
        uuid=uuid_from(name.encode().ljust(16)[:16]),
        name=name,
        description="votesvc/" + "1" * 22,
        administrator="votesvc",
        credential_authority="RFC9474 RSABSSA-SHA384-PSS-Randomized sha256:" + "00" * 32,
        public_key=trustees.public_key,
        questions=_QUESTIONS,
    )


def _ballot(election: Election, secret: int, paper: list[list[int]], seed: str) -> bytes:
    return make_ballot(election, secret, paper, nonces(seed)).encoded


VECTORS: dict[str, Callable[[], dict[str, Any]]] = {"tally": tally_vectors}


def main() -> None:
    """Write every vector file of this generator."""
    for name, make in VECTORS.items():
        (FOLDER / f"{name}.json").write_text(spell(make()))


if __name__ == "__main__":
    main()
