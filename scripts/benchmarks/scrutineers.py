"""What scrutineers wait for: making the key, checking ballots, decrypting, finding the counts."""

import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from benchmarks.elections import motion, new_election, sealed
from benchmarks.table import Row
from votesvc.crypto.ballot import parse_ballot
from votesvc.crypto.blind_rsa import (
    PrivateKey,
    blind_afresh,
    blind_sign,
    credential_message,
    finalise,
    load_private_key,
    new_private_key,
    parse_public_key,
)
from votesvc.crypto.election import Election, make_election, parse_election
from votesvc.crypto.elgamal import encrypt
from votesvc.crypto.encoding import belenios_json, new_uuid
from votesvc.crypto.group import random_scalar
from votesvc.crypto.seat_keys import Ceremony, SeatKeys, new_seed, seat_keys
from votesvc.crypto.seat_share import make_seat_share
from votesvc.crypto.tally import (
    Tally,
    check_share,
    encrypted_tally,
    open_tally,
    parse_share,
    parse_tally,
)
from votesvc.crypto.threshold import (
    Deal,
    Pledge,
    board_trustees,
    check_verification_key,
    decryption_secret,
    make_deal,
    make_pledge,
    make_verification_key,
    parse_deal,
    parse_pledge,
)
from votesvc.crypto.trustees import Trustees, parse_trustees
from votesvc.domain.casting import check_cast
from votesvc.domain.entries import BallotCast

T = TypeVar("T")
_TRIES = 3
_BALLOTS = 500


@dataclass(frozen=True, slots=True)
class _Board:
    trustees: Trustees
    keys: list[SeatKeys]
    deals: list[Deal]


def measure() -> Iterator[Row]:
    """Yield the times of ceremonies, of decryption by size, of a large count, and of a check."""
    for threshold, size in ((3, 5), (5, 9)):
        yield _ceremony(threshold, size)
    board, _ = _play(3, 5)
    for questions in (1, 10, 100):
        yield from _decryption(board, questions)
    yield _logarithm(board)
    yield _check()


def _ceremony(threshold: int, size: int) -> Row:
    seconds, of_one = min(_timed_play(threshold, size) for _ in range(_TRIES))
    return Row(
        f"key ceremony {threshold} of {size}, all seats and the service on one core",
        f"{seconds * 1000:.0f} ms",
        "",
        f"one device {of_one * 1000:.0f} ms; without network and people",
    )


def _timed_play(threshold: int, size: int) -> tuple[float, float]:
    start = time.perf_counter()
    _, of_one = _play(threshold, size)
    return time.perf_counter() - start, of_one


def _play(threshold: int, size: int) -> tuple[_Board, float]:
    """Return a board, and the seconds that the first device alone worked."""
    of = Ceremony(new_uuid(), new_uuid(), threshold, size)
    keys = [seat_keys(of, seat, new_seed()) for seat in range(1, size + 1)]
    spent = 0.0

    def first(work: Callable[[], T], seat: int) -> T:
        nonlocal spent
        start = time.perf_counter()
        done = work()
        spent += time.perf_counter() - start if seat == 1 else 0
        return done

    sent = [first(partial(make_pledge, one), one.index) for one in keys]
    pledges: list[Pledge] = [parse_pledge(data, of, seat) for seat, data in enumerate(sent, 1)]
    dealt = [first(partial(make_deal, one, pledges), one.index) for one in keys]
    deals = [parse_deal(data, of, seat, pledges) for seat, data in enumerate(dealt, 1)]
    verified = []
    for one in keys:

        def last(one: SeatKeys = one) -> bytes:
            # A device checks what everybody sent before it opens its shares.
            read = [parse_pledge(data, of, seat) for seat, data in enumerate(sent, 1)]
            own = [parse_deal(data, of, seat, read) for seat, data in enumerate(dealt, 1)]
            return make_verification_key(one, decryption_secret(one, own))

        verified.append(first(last, one.index))
    for seat, key in enumerate(verified, 1):
        check_verification_key(key, seat, pledges, deals)
    trustees = parse_trustees(board_trustees(of, pledges, deals, verified))
    return _Board(trustees, keys, deals), spent


def _election_for(board: _Board, questions: int) -> Election:
    return make_election(
        uuid=new_uuid(),
        name="bench",
        description="bench",
        administrator="bench",
        credential_authority="bench",
        public_key=board.trustees.public_key,
        questions=motion(questions),
    )


def _decryption(board: _Board, questions: int) -> Iterator[Row]:
    election = _election_for(board, questions)
    tally = _one_each(election)
    secrets = [decryption_secret(keys, board.deals) for keys in board.keys]
    one, seconds = _best(lambda: make_seat_share(board.keys[0], secrets[0], tally, election))
    what = f"{questions} question{'s' * (questions > 1)} of three answers"
    yield Row(f"making a share, {what}", f"{seconds * 1000:.1f} ms")
    made = {
        seat: make_seat_share(board.keys[seat - 1], secrets[seat - 1], tally, election)
        for seat in (2, 3)
    }
    shares = {seat: parse_share(data, election) for seat, data in {1: one, **made}.items()}
    keys = board.trustees.verification_keys
    _, seconds = _best(lambda: check_share(shares[1], keys[0], tally, election))
    yield Row(f"checking a share, {what}", f"{seconds * 1000:.1f} ms")
    _, seconds = _best(lambda: open_tally(tally, shares, board.trustees))
    yield Row(f"combining three shares, {what}", f"{seconds * 1000:.1f} ms")


def _one_each(election: Election) -> Tally:
    ballots = [parse_ballot(data, election) for data in sealed(election, 2)]
    return encrypted_tally(election, ballots)


def _logarithm(board: _Board) -> Row:
    """Measure the worst count that 10,000 ballots can have: all for one answer."""
    votes = 10_000
    election = _election_for(board, 1)
    key = board.trustees.public_key
    choices = [encrypt(key, number, random_scalar()).to_json() for number in (votes - 1, 0, 1)]
    tally = parse_tally(belenios_json([choices]), election, votes)
    secrets = [decryption_secret(keys, board.deals) for keys in board.keys]
    shares = {
        seat: parse_share(
            make_seat_share(board.keys[seat - 1], secrets[seat - 1], tally, election), election
        )
        for seat in (1, 2, 3)
    }
    result, seconds = _best(lambda: open_tally(tally, shares, board.trustees))
    return Row(
        "combining and discrete logarithm, 10,000 ballots",
        f"{seconds * 1000:.1f} ms",
        "",
        f"three answers, the largest {result.counts[0][0]:,}",
    )


def _check() -> Row:
    """Measure what `votesvc scrutineer decrypt` does with every ballot: token, shape, proofs."""
    election, _, _ = new_election(*motion(1))
    private = load_private_key(new_private_key())
    casts = [_cast(election, private, data) for data in sealed(election, _BALLOTS)]
    workers = len(os.sched_getaffinity(0))
    with ProcessPoolExecutor(workers) as pool:
        list(pool.map(abs, range(workers * 4)))
        check = partial(_check_one, election.encoded, private.public.spki)
        start = time.perf_counter()
        list(pool.map(check, casts, chunksize=16))
        seconds = time.perf_counter() - start
    return Row(
        f"checking {_BALLOTS} three-answer ballots on the command line",
        f"{seconds:.2f} s",
        "20 s in a browser",
        f"credential and proofs, {workers} workers",
    )


def _cast(election: Election, private: PrivateKey, data: bytes) -> BallotCast:
    ballot = parse_ballot(data, election)
    message = credential_message("ballot", election.uuid, ballot.credential.to_hex())
    public = private.public
    blinded = blind_afresh(public, message)
    token = finalise(public, blinded, blind_sign(private, blinded.request))
    return BallotCast(election.uuid, data.decode(), blinded.prefix, token, ())


def _check_one(encoded: bytes, spki: bytes, cast: BallotCast) -> None:
    election = parse_election(encoded)
    check_cast(election, parse_public_key(spki), cast)


def _best(work: Callable[[], T]) -> tuple[T, float]:
    start = time.perf_counter()
    done = work()
    best = time.perf_counter() - start
    for _ in range(_TRIES - 1):
        start = time.perf_counter()
        done = work()
        best = min(best, time.perf_counter() - start)
    return done, best
