"""A phone of somebody's own making casts as fast and as often as it can."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import product
from threading import Barrier

import pytest

from tests.services.story import MASTER, MOTION, Story, credential
from votesvc.crypto.ballot import parse_election, seal_ballot
from votesvc.crypto.group import random_scalar
from votesvc.domain.entries import BallotCast, parse_entry
from votesvc.errors import CredentialUsed, InvalidBallot, InvalidToken, VotesvcError
from votesvc.services import agenda, auditing, voting
from votesvc.services.sequencer import Log, Receipt
from votesvc.services.voting import CastRequest

YES, NO = [[1, 0, 0], [1, 0, 0]], [[0, 1, 0], [0, 1, 0]]


def two_ballots(story: Story, item: str, staff_no: str) -> list[CastRequest]:
    """Return a yes and a no under one credential."""
    secret = random_scalar()
    _, prefix, token = credential(story.session, story.device(staff_no), item, secret)
    election = parse_election(agenda.item(story.session, item).election or b"")
    return [
        CastRequest(item, seal_ballot(election, secret, marks).encoded, prefix, token, [])
        for marks in (YES, NO)
    ]


def logged(story: Story) -> list[BallotCast]:
    leaves = auditing.entries(story.session, story.congress, 0, 500)
    return [entry for entry in map(parse_entry, leaves) if isinstance(entry, BallotCast)]


def test_two_ballots_of_one_credential_race_through_two_servers_and_one_enters(
    story: Story,
) -> None:
    item = story.open_item(MOTION)
    pairs = [two_ballots(story, item, number) for number in ("1001", "1002", "a-7")]
    story.session.rollback()
    logs = [Log(story.databases.sessions, MASTER, pause=0.005) for _ in range(2)]
    # Every server gets every ballot, all at the same moment.
    casts = list(product(logs, [ballot for pair in pairs for ballot in pair]))
    start = Barrier(len(casts))

    def cast(log: Log, request: CastRequest) -> Receipt | VotesvcError:
        with story.databases.sessions() as session:
            start.wait()
            try:
                return voting.cast(session, log, story.congress, request)
            except VotesvcError as refusal:
                return refusal

    with ThreadPoolExecutor(len(casts)) as threads:
        answers = list(threads.map(lambda one: cast(*one), casts))
    for log in logs:
        log.close()
    assert len(logged(story)) == len(pairs)
    entered = {cast.ballot.encode() for cast in logged(story)}
    for (_, request), answer in zip(casts, answers, strict=True):
        assert isinstance(answer, Receipt if request.ballot in entered else CredentialUsed)
    assert len({answer for answer in answers if isinstance(answer, Receipt)}) == len(pairs)
    story.close(item)
    assert agenda.item(story.session, item).returned == len(pairs)


def test_nothing_of_a_cast_serves_in_another_item(story: Story) -> None:
    first, second = story.open_item(MOTION), story.open_item(MOTION)
    device = story.device("1001")
    one, other = (story.request(device, item, *YES) for item in (first, second))
    for request in (
        replace(one, item=second),
        replace(one, item=second, prefix=other.prefix, token=other.token),
        replace(other, ballot=one.ballot),
    ):
        with pytest.raises((InvalidBallot, InvalidToken)):
            story.cast(request)
    assert logged(story) == []
    assert story.cast(one).item == first
    assert story.cast(other).item == second
