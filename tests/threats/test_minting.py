"""Somebody has the private credential key of an item and makes credentials for nobody."""

from tests.services.story import MOTION, Story
from votesvc.crypto.ballot import parse_election, seal_ballot
from votesvc.crypto.blind_rsa import (
    blind_afresh,
    blind_sign,
    credential_message,
    finalise,
    load_private_key,
)
from votesvc.crypto.group import base_times, random_scalar
from votesvc.domain.entries import Closed, TallyMade, Voided, parse_entry
from votesvc.services import agenda, auditing
from votesvc.services.voting import CastRequest
from votesvc.storage.passes import IssuingRow


def test_one_ballot_more_than_was_issued_makes_the_round_void(story: Story) -> None:
    device = story.device("1001")
    item = story.open_item(MOTION)
    stolen = story.session.get_one(IssuingRow, item).private_key
    story.cast(story.request(device, item, [1, 0, 0], [1, 0, 0]))
    story.cast(minted(story, item, stolen))
    story.close(item)
    leaves = auditing.entries(story.session, story.congress, 0, auditing.MOST_ENTRIES)
    entries = [parse_entry(leaf) for leaf in leaves]
    [closed] = [entry for entry in entries if isinstance(entry, Closed)]
    assert (closed.present, closed.issued, closed.returned) == (1, 1, 2)
    assert isinstance(entries[-1], Voided)
    assert not any(isinstance(entry, TallyMade) for entry in entries)
    assert agenda.item(story.session, item).state == "void"


def test_a_credential_for_whoever_did_not_vote_is_not_noticed_by_the_counts(story: Story) -> None:
    # The limit L4 of the threat model: R stays within I, so nothing looks wrong.
    device, _ = story.device("1001"), story.device("1002")
    item = story.open_item(MOTION)
    stolen = story.session.get_one(IssuingRow, item).private_key
    story.request(device, item, [1, 0, 0], [1, 0, 0])
    story.cast(minted(story, item, stolen))
    story.close(item)
    assert agenda.item(story.session, item).state == "closed"


def minted(story: Story, item: str, private_key: bytes) -> CastRequest:
    """Return a ballot whose credential the stolen key has signed."""
    key, secret = load_private_key(private_key), random_scalar()
    message = credential_message("ballot", item, base_times(secret).to_hex())
    blinded = blind_afresh(key.public, message)
    token = finalise(key.public, blinded, blind_sign(key, blinded.request))
    election = parse_election(agenda.item(story.session, item).election or b"")
    ballot = seal_ballot(election, secret, [[0, 1, 0], [0, 1, 0]])
    return CastRequest(item, ballot.encoded, blinded.prefix, token, [])
