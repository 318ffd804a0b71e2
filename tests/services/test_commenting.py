"""A sealed comment enters once, for its hearing, while it is open; its receipt never changes."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from sqlalchemy.orm import Session

from tests.services.hearing_story import SPEC, Talk
from tests.services.story import MASTER, NOW, Story
from votesvc.crypto.checkpoint import open_checkpoint
from votesvc.crypto.comment import new_comment
from votesvc.crypto.encoding import new_uuid
from votesvc.crypto.merkle import leaf_hash, verify_inclusion
from votesvc.crypto.sealing import new_author_key
from votesvc.domain.credentials import Slot
from votesvc.domain.entries import CommentMade, SupportGiven, parse_entry
from votesvc.errors import (
    AlreadySupported,
    CommitmentUsed,
    CredentialUsed,
    InvalidComment,
    InvalidToken,
    MalformedInput,
    NotOpen,
    NotPublished,
    UnknownHearing,
    VotesvcError,
)
from votesvc.services import agenda, auditing, commenting, hearing_setup, setup, voting
from votesvc.services.log_book import Ready
from votesvc.services.sequencer import Log, Receipt
from votesvc.storage.comments import CommentRow, SupportRow


@pytest.fixture
def talk(story: Story) -> Talk:
    """Give an open hearing with three delegates present."""
    return Talk(story).open()


def logged(talk: Talk) -> list[CommentMade | SupportGiven]:
    leaves = auditing.entries(talk.story.session, talk.story.congress, 0, 500)
    found = [parse_entry(leaf) for leaf in leaves]
    return [entry for entry in found if isinstance(entry, CommentMade | SupportGiven)]


def check(talk: Talk, receipt: Receipt, leaf: bytes) -> None:
    """Check a receipt as a phone does, which rebuilds its leaf from what it sent."""
    vkey = agenda.congress(talk.story.session, talk.story.congress).vkey
    root = open_checkpoint(receipt.checkpoint, vkey).root
    path = [bytes.fromhex(node) for node in receipt.inclusion]
    verify_inclusion(leaf_hash(leaf), receipt.index, receipt.size, path, root)


def five(talk: Talk) -> list[str]:
    """Send five comments and publish them."""
    made = [talk.say(0, 1), talk.say(0, 2), talk.say(0, 3), talk.say(1, 1), talk.say(1, 2)]
    talk.open_batch(talk.published(*made))
    return made


# --- Comments -------------------------------------------------------------------------------------


def test_comment_enters_with_its_exact_leaf_and_a_receipt(talk: Talk) -> None:
    made = talk.made(0, 1)
    receipt = talk.comment(made)
    assert (receipt.item, receipt.tracker) == (talk.hearing, made.commitment)
    check(talk, receipt, made.encoded)
    assert logged(talk) == [made]
    assert commenting.received(talk.story.session, talk.hearing) == 1


def test_same_comment_again_has_the_same_receipt_even_after_closing(talk: Talk) -> None:
    made = talk.made(0, 1)
    receipt = talk.comment(made)
    talk.say(1, 1)
    assert talk.comment(made) == receipt
    talk.close()
    assert talk.comment(made) == receipt
    found = auditing.receipt(
        talk.story.session, talk.story.log, talk.story.congress, receipt.tracker
    )
    assert found == receipt
    assert len(logged(talk)) == 2


def test_a_credential_makes_one_comment(talk: Talk) -> None:
    author = new_author_key()
    prefix, token = talk.token(talk.devices[0], Slot("comment", 1), author)
    first = talk.signed(new_comment("一").padded, author, prefix, token)
    talk.comment(first)
    with pytest.raises(CredentialUsed):
        talk.comment(talk.signed(new_comment("二").padded, author, prefix, token))
    assert logged(talk) == [first]


def test_k_comments_and_not_one_more(talk: Talk) -> None:
    for number in range(1, SPEC.per_delegate + 1):
        talk.say(0, number)
    with pytest.raises(MalformedInput):
        talk.made(0, SPEC.per_delegate + 1)
    assert commenting.received(talk.story.session, talk.hearing) == SPEC.per_delegate


def test_a_commitment_is_used_once(talk: Talk) -> None:
    written = new_comment("同样的话")
    first = talk.made(0, 1, written)
    talk.comment(first)
    with pytest.raises(CommitmentUsed):
        talk.comment(talk.made(1, 1, written))
    assert logged(talk) == [first]


def test_comment_before_opening_and_after_closing_is_refused(story: Story) -> None:
    talk = Talk(story).announce()
    talk.devices = [story.device("1001")]
    key = new_author_key()
    early = talk.signed(new_comment("早").padded, key, bytes(32), bytes(384))
    with pytest.raises(NotOpen):
        talk.comment(early)
    hearing_setup.open_hearing(story.session, story.log, talk.hearing, NOW)
    late = talk.made(0, 1)
    talk.close()
    with pytest.raises(NotOpen):
        talk.comment(late)
    assert logged(talk) == []


def test_comment_of_another_hearing_is_refused(talk: Talk) -> None:
    other = Talk(talk.story, devices=talk.devices).open()
    made = talk.made(0, 1)
    # Neither the credential nor the signature holds there.
    with pytest.raises(InvalidToken):
        talk.comment(replace(made, item=other.hearing))
    foreign = other.made(0, 1)
    with pytest.raises(InvalidToken):
        talk.comment(replace(foreign, item=talk.hearing))
    assert logged(talk) == []


def test_hearing_of_another_congress_is_unknown(talk: Talk) -> None:
    made = talk.made(0, 1)
    session, log = talk.story.session, talk.story.log
    elsewhere = setup.create_congress(session, log, "另一次大会", "00" * 32, NOW)
    for congress, comment in (
        (elsewhere, made),
        (talk.story.congress, replace(made, item=new_uuid())),
    ):
        with pytest.raises(UnknownHearing):
            commenting.comment(session, log, congress, comment)


def test_a_credential_for_supports_makes_no_comment(talk: Talk) -> None:
    author, prefix, token = talk.pseudonym(0)
    with pytest.raises(InvalidToken):
        talk.comment(talk.signed(new_comment("一").padded, author, prefix, token))


def test_anothers_credential_is_refused(talk: Talk) -> None:
    one, other = talk.made(0, 1), talk.made(1, 1)
    # A credential is of no use without the key that it was issued for.
    stolen = replace(one, prefix=other.prefix, token=other.token)
    with pytest.raises(InvalidToken):
        talk.comment(stolen)
    taken_over = replace(one, key=other.key, prefix=other.prefix, token=other.token)
    with pytest.raises(InvalidComment):
        talk.comment(taken_over)


@pytest.mark.parametrize("part", ["prefix", "token"])
def test_a_changed_credential_is_refused(talk: Talk, part: str) -> None:
    made = talk.made(0, 1)
    data: bytes = getattr(made, part)
    for place in (0, len(data) - 1):
        changed = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
        with pytest.raises(InvalidToken):
            talk.comment(replace(made, **{part: changed}))  # type: ignore[arg-type]
    assert logged(talk) == []


def test_an_altered_comment_is_refused(talk: Talk) -> None:
    made = talk.made(0, 1)
    sealed = made.sealed[:-1] + bytes([made.sealed[-1] ^ 1])
    signature = made.signature[:-1] + bytes([made.signature[-1] ^ 1])
    for altered in (
        replace(made, sealed=sealed),
        replace(made, sealed=bytes(1072)),
        replace(made, commitment="ab" * 32),
        replace(made, signature=signature),
        replace(made, signature=bytes(64)),
    ):
        with pytest.raises(InvalidComment):
            talk.comment(altered)
    receipt = talk.comment(made)
    # Once the true one is in, an altered copy gets no receipt either.
    for altered in (replace(made, sealed=sealed), replace(made, signature=signature)):
        with pytest.raises(CredentialUsed):
            talk.comment(altered)
    assert talk.comment(made) == receipt
    assert logged(talk) == [made]


def test_a_key_of_small_order_is_refused(talk: Talk) -> None:
    made = talk.made(0, 1)
    with pytest.raises((MalformedInput, InvalidToken)):
        talk.comment(replace(made, key="01" + "00" * 31))


def test_comments_of_one_batch_are_ordered_by_leaf_hash_beside_ballots(talk: Talk) -> None:
    story = talk.story
    item = story.open_item()
    ballot = story.request(talk.devices[0], item, [1, 0, 0], [1, 0, 0])
    made = [talk.made(person, number) for person in range(3) for number in (1, 2, 3)]
    story.session.rollback()
    log = Log(story.databases.sessions, MASTER, pause=1.0)
    start = Barrier(len(made) + 1)

    def send(one: CommentMade | None) -> Receipt:
        with story.databases.sessions() as session:
            start.wait()
            if one is None:
                return voting.cast(session, log, story.congress, ballot)
            return commenting.comment(session, log, story.congress, one)

    with ThreadPoolExecutor(len(made) + 1) as threads:
        receipts = list(threads.map(send, [*made, None]))
    log.close()
    assert len({receipt.checkpoint for receipt in receipts}) == 1
    leaves = auditing.entries(story.session, story.congress, 0, 500)[-len(receipts) :]
    assert leaves == sorted(leaves, key=leaf_hash)
    for one, receipt in zip(made, receipts, strict=False):
        check(talk, receipt, one.encoded)


# --- Supports -------------------------------------------------------------------------------------


def test_a_pseudonym_supports_each_published_comment_once(talk: Talk) -> None:
    made = five(talk)
    pseudonym = talk.pseudonym(2)
    receipts = []
    for commitment in made[:2]:
        given = talk.given(pseudonym, commitment)
        receipt = talk.support(given)
        check(talk, receipt, given.encoded)
        assert talk.support(given) == receipt
        receipts.append(receipt)
        # The prefix is signed with the credential: another one makes another support.
        with pytest.raises(AlreadySupported):
            talk.support(replace(given, prefix=bytes(32)))
    assert talk.story.session.query(SupportRow).count() == 2
    assert [receipt.tracker for receipt in receipts] == made[:2]


def test_only_published_comments_are_supported(talk: Talk) -> None:
    sealed = talk.say(2, 1)
    pseudonym = talk.pseudonym(2)
    for commitment in (sealed, "ab" * 32):
        with pytest.raises(NotPublished):
            talk.support(talk.given(pseudonym, commitment))
    made = five(talk)
    talk.support(talk.given(pseudonym, made[0]))


def test_supports_end_with_the_report(talk: Talk) -> None:
    made = five(talk)
    pseudonym = talk.pseudonym(2)
    talk.close()
    before = talk.given(pseudonym, made[0])
    receipt = talk.support(before)
    talk.report()
    assert talk.support(before) == receipt
    with pytest.raises(NotOpen):
        talk.support(talk.given(pseudonym, made[1]))


def test_a_support_that_does_not_hold_is_refused(talk: Talk) -> None:
    made = five(talk)
    pseudonym, another = talk.pseudonym(2), talk.pseudonym(1)
    given = talk.given(pseudonym, made[0])
    author = new_author_key()
    prefix, token = talk.token(talk.devices[2], Slot("comment", 1), author)
    other = Talk(talk.story, devices=talk.devices).open()
    for wrong, refusal in (
        (replace(given, commitment=made[1]), InvalidComment),
        (replace(given, signature=bytes(64)), InvalidComment),
        (replace(given, token=another[2]), InvalidToken),
        (replace(given, prefix=bytes(32)), InvalidToken),
        (talk.given((author, prefix, token), made[0]), InvalidToken),
        (replace(given, item=other.hearing), NotPublished),
        (replace(given, item=new_uuid()), UnknownHearing),
    ):
        with pytest.raises(refusal):
            talk.support(wrong)
    assert talk.story.session.query(SupportRow).count() == 0


# --- Races ----------------------------------------------------------------------------------------


def race(talk: Talk, made: list[CommentMade]) -> list[Receipt | VotesvcError]:
    """Send every comment to each of two servers, all at the same moment."""
    talk.story.session.rollback()
    logs = [Log(talk.story.databases.sessions, MASTER, pause=0.005) for _ in range(2)]
    sendings = [(log, one) for log in logs for one in made]
    start = Barrier(len(sendings))

    def send(log: Log, one: CommentMade) -> Receipt | VotesvcError:
        with talk.story.databases.sessions() as session:
            start.wait()
            try:
                return commenting.comment(session, log, talk.story.congress, one)
            except VotesvcError as refusal:
                return refusal

    with ThreadPoolExecutor(len(sendings)) as threads:
        answers = list(threads.map(lambda sending: send(*sending), sendings))
    for log in logs:
        log.close()
    return answers


def test_two_comments_of_one_credential_race_through_two_servers_and_one_enters(
    talk: Talk,
) -> None:
    made = []
    for person in range(3):
        author = new_author_key()
        prefix, token = talk.token(talk.devices[person], Slot("comment", 1), author)
        for text in ("一", "二"):
            made.append(talk.signed(new_comment(text).padded, author, prefix, token))
    answers = race(talk, made)
    entered = [one for one in logged(talk) if isinstance(one, CommentMade)]
    assert len({one.key for one in entered}) == len(entered) == 3
    receipts = [answer for answer in answers if isinstance(answer, Receipt)]
    assert {receipt.tracker for receipt in receipts} == {one.commitment for one in entered}
    refusals = [answer for answer in answers if not isinstance(answer, Receipt)]
    assert all(isinstance(refusal, CredentialUsed) for refusal in refusals)
    assert len(receipts) == len(refusals) == 6


def test_one_commitment_races_under_several_keys_and_one_enters(talk: Talk) -> None:
    written = new_comment("同样的话")
    answers = race(talk, [talk.made(person, 1, written) for person in range(3)])
    assert talk.story.session.query(CommentRow).count() == 1
    receipts = [answer for answer in answers if isinstance(answer, Receipt)]
    refusals = [answer for answer in answers if not isinstance(answer, Receipt)]
    assert len(receipts) == 2
    assert len(set(receipts)) == 1
    assert all(isinstance(refusal, CommitmentUsed) for refusal in refusals)


def test_closing_races_with_comments_and_nothing_falls_between(talk: Talk) -> None:
    story = talk.story
    made = [talk.made(person, number) for person in range(3) for number in (1, 2, 3)]
    story.session.rollback()
    start = Barrier(len(made) + 1)

    def send(one: CommentMade | None) -> Receipt | VotesvcError | None:
        with story.databases.sessions() as session:
            start.wait()
            try:
                if one is None:
                    hearing_setup.close_hearing(session, story.log, talk.hearing, NOW)
                    return None
                return commenting.comment(session, story.log, story.congress, one)
            except VotesvcError as refusal:
                return refusal

    with ThreadPoolExecutor(len(made) + 1) as threads:
        answers = list(threads.map(send, [*made, None]))
    entered = [answer for answer in answers if isinstance(answer, Receipt)]
    refused = [answer for answer in answers if isinstance(answer, VotesvcError)]
    assert answers[-1] is None
    assert len(entered) + len(refused) == len(made)
    assert all(isinstance(refusal, NotOpen) for refusal in refused)
    assert talk.view.comments == len(entered) == len(logged(talk))


def test_state_is_asked_inside_the_transaction(talk: Talk, session: Session) -> None:
    made = talk.made(0, 1)
    ready = Ready(made.item, made.encoded, made.commitment, "aa" * 32, commenting.COMMENTS)
    talk.close()
    with pytest.raises(NotOpen):
        talk.story.log.submit(talk.story.congress, ready)
    support = replace(ready, register=commenting.SUPPORTS)
    with pytest.raises(NotPublished):
        talk.story.log.submit(talk.story.congress, support)
    gone = replace(ready, item=new_uuid())
    with pytest.raises(NotOpen):
        talk.story.log.submit(talk.story.congress, gone)
    assert session.query(CommentRow).count() == 0
