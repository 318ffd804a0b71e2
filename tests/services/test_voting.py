"""A ballot enters the log once, with a receipt that anyone can check, or is refused."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.services.story import CHOICE, NOW, Story
from votesvc.crypto.ballot import parse_election, seal_ballot
from votesvc.crypto.checkpoint import open_checkpoint
from votesvc.crypto.encoding import encode_b64, hexhash, new_uuid, parse_canonical_json
from votesvc.crypto.group import random_scalar
from votesvc.crypto.merkle import leaf_hash, verify_inclusion
from votesvc.domain.lifecycle import State
from votesvc.errors import (
    CredentialUsed,
    InvalidBallot,
    InvalidElement,
    InvalidToken,
    LogShutDown,
    MalformedInput,
    NotCanonical,
    NotOpen,
    TooLarge,
    UnknownCongress,
    UnknownItem,
)
from votesvc.services import agenda, auditing, setup, voting
from votesvc.services.voting import CastRequest
from votesvc.storage.board import BallotRow

YES = [1, 0, 0]
NO = [0, 1, 0]


@pytest.fixture
def item(story: Story) -> str:
    """Give a motion of two questions that is open."""
    return story.open_item()


def test_accepted_ballot_has_a_receipt_that_leads_to_the_checkpoint(
    story: Story, item: str
) -> None:
    request = story.request(story.device("1001"), item, YES, NO)
    receipt = story.cast(request)
    [leaf] = auditing.entries(story.session, story.congress, receipt.index, receipt.index + 1)
    entry = parse_canonical_json(leaf)
    assert entry == {
        "type": "ballot",
        "item": item,
        "ballot": request.ballot.decode(),
        "prefix": encode_b64(request.prefix),
        "token": encode_b64(request.token),
        "pairs": [],
    }
    found = open_checkpoint(receipt.checkpoint, agenda.congress(story.session, story.congress).vkey)
    assert found.size == receipt.size
    path = [bytes.fromhex(node) for node in receipt.inclusion]
    verify_inclusion(leaf_hash(leaf), receipt.index, receipt.size, path, found.root)


def test_same_ballot_again_has_the_same_receipt_even_after_closing(story: Story, item: str) -> None:
    request = story.request(story.device("1001"), item, YES, NO)
    other = story.request(story.device("1002"), item, YES, YES)
    receipt = story.cast(request)
    story.cast(other)
    assert story.cast(request) == receipt
    story.close(item)
    assert story.cast(request) == receipt
    assert auditing.receipt(story.session, story.log, story.congress, receipt.tracker) == receipt
    assert voting.returned(story.session, item) == 2


def test_another_ballot_with_a_used_credential_is_refused(story: Story, item: str) -> None:
    election = parse_election(agenda.item(story.session, item).election or b"")
    secret = random_scalar()
    request = story.request(story.device("1001"), item, YES, NO, secret=secret)
    story.cast(request)
    second = seal_ballot(election, secret, [NO, NO]).encoded
    with pytest.raises(CredentialUsed):
        story.cast(replace(request, ballot=second))
    assert voting.returned(story.session, item) == 1


def test_ballot_before_opening_and_after_closing_is_refused(story: Story) -> None:
    device = story.device("1001")
    item = story.issued_item()
    request = story.request(device, item, YES, NO)
    with pytest.raises(NotOpen):
        story.cast(request)
    story.open(item)
    story.close(item)
    with pytest.raises(NotOpen):
        story.cast(request)


def test_credential_for_another_item_is_refused(story: Story, item: str) -> None:
    other = story.open_item()
    device = story.device("1001")
    secret = random_scalar()
    foreign = story.request(device, other, YES, NO, secret=secret)
    own = story.request(device, item, YES, NO, secret=secret)
    with pytest.raises(InvalidToken):
        story.cast(replace(own, prefix=foreign.prefix, token=foreign.token))


def test_item_of_another_congress_is_unknown(story: Story, item: str) -> None:
    request = story.request(story.device("1001"), item, YES, NO)
    other = setup.create_congress(story.session, story.log, "另一", hexhash(b""), NOW)
    with pytest.raises(UnknownItem):
        voting.cast(story.session, story.log, other, request)
    with pytest.raises(UnknownItem):
        story.cast(replace(request, item=new_uuid()))


Tamper = Callable[[CastRequest], CastRequest]


def answers(fields: dict[str, object]) -> list[object]:
    found = fields["answers"]
    assert isinstance(found, list)
    return found


def in_ballot(change: Callable[[dict[str, object]], object]) -> Tamper:
    def tamper(request: CastRequest) -> CastRequest:
        fields = json.loads(request.ballot)
        change(fields)
        text = json.dumps(fields, separators=(",", ":"), ensure_ascii=False)
        return replace(request, ballot=text.encode())

    return tamper


@pytest.mark.parametrize(
    ("tamper", "refusal"),
    [
        (lambda request: replace(request, ballot=b"x" * (512 * 1024 + 1)), TooLarge),
        (lambda request: replace(request, ballot=b""), MalformedInput),
        (lambda request: replace(request, ballot=b"\xff"), MalformedInput),
        (lambda request: replace(request, ballot=b"[]"), MalformedInput),
        (lambda request: replace(request, ballot=b"[" * 100_000), MalformedInput),
        (lambda request: replace(request, ballot=request.ballot + b" "), NotCanonical),
        (lambda request: replace(request, prefix=bytes(32)), InvalidToken),
        (lambda request: replace(request, prefix=b""), MalformedInput),
        (lambda request: replace(request, token=bytes(384)), InvalidToken),
        (lambda request: replace(request, token=b"short"), MalformedInput),
        (lambda request: replace(request, pairs=[[]]), InvalidBallot),
        (in_ballot(lambda fields: fields.update(extra="")), MalformedInput),
        (in_ballot(lambda fields: fields.pop("credential")), MalformedInput),
        (in_ballot(lambda fields: fields.update(credential=1)), MalformedInput),
        (in_ballot(lambda fields: fields.update(credential="00" * 31 + "01")), InvalidElement),
        (in_ballot(lambda fields: fields.update(credential="00" * 32)), InvalidToken),
        (in_ballot(lambda fields: fields.update(election_hash="x" * 43)), InvalidBallot),
        (in_ballot(lambda fields: fields.update(answers=[])), InvalidBallot),
        (
            in_ballot(lambda fields: fields.update(answers=[*reversed(answers(fields))])),
            InvalidBallot,
        ),
    ],
)
def test_altered_request_is_refused_for_its_reason(
    story: Story, item: str, tamper: Tamper, refusal: type[Exception]
) -> None:
    request = story.request(story.device("1001"), item, YES, NO)
    with pytest.raises(refusal):
        story.cast(tamper(request))
    assert voting.returned(story.session, item) == 0
    # Nothing is spent by what was refused.
    story.cast(request)


def test_ballot_leaves_two_digests_an_item_and_a_position(story: Story, item: str) -> None:
    receipt = story.cast(story.request(story.device("1001"), item, YES, NO))
    row = story.session.query(BallotRow).one()
    columns = {column.name: getattr(row, column.name) for column in BallotRow.__table__.columns}
    credential = columns.pop("credential")
    assert isinstance(credential, str)
    assert len(credential) == 64
    assert columns == {"tracker": receipt.tracker, "item": item, "position": receipt.index}


def test_public_state_follows_every_step_and_shows_no_draft(story: Story) -> None:
    agenda.create_item(story.session, story.congress, CHOICE)
    item = story.ready_item()
    steps: list[Callable[[], None]] = [
        lambda: None,
        lambda: setup.open_issuing(story.session, story.log, item, NOW),
        lambda: story.open(item),
        lambda: story.close(item),
        lambda: story.announce(item),
    ]
    seen = []
    for step in steps:
        step()
        state = voting.public_state(story.session, story.congress)
        view = agenda.congress(story.session, story.congress)
        assert (state.title, state.origin, state.vkey) == (view.title, view.origin, view.vkey)
        assert open_checkpoint(state.checkpoint, state.vkey).size == state.size
        [shown] = state.items
        assert shown.index < state.size
        assert (shown.item, shown.title) == (item, "表决事项")
        seen.append(shown.state)
    assert seen == ["ready", "issuing", "open", "closed", "announced"]


def test_public_state_of_an_unknown_congress_is_refused(story: Story) -> None:
    with pytest.raises(UnknownCongress):
        voting.public_state(story.session, new_uuid())


def test_stopped_service_takes_no_ballot(story: Story, item: str) -> None:
    request = story.request(story.device("1001"), item, YES, NO)
    story.log.close()
    with pytest.raises(LogShutDown):
        story.cast(request)
    with pytest.raises(LogShutDown):
        story.void(item, "停电")
    assert agenda.item(story.session, item).state is State.OPEN
