"""Somebody in a hearing wants more than is theirs: the officer, the roll, the thief of both."""

import io
from collections.abc import Callable
from itertools import product
from zipfile import ZipFile

import pytest
from sqlalchemy import select, text

from tests.services.hearing_story import Talk
from tests.services.story import NOW, Story
from tests.threats.test_linking import as_number, salt_of, spellings, values
from votesvc.crypto.blind_rsa import (
    blind,
    blind_afresh,
    blind_sign,
    credential_message,
    finalise,
    load_private_key,
    parse_public_key,
)
from votesvc.crypto.comment import new_comment
from votesvc.crypto.encoding import as_object, hexhash, parse_canonical_json
from votesvc.crypto.sealing import new_author_key
from votesvc.domain.entries import (
    CommentMade,
    Entry,
    Published,
    Reported,
    SupportGiven,
    Withheld,
    parse_entry,
)
from votesvc.domain.record import check_record
from votesvc.domain.report import Opinion
from votesvc.errors import HearingUneven, InvalidRecord
from votesvc.services import auditing, hearings
from votesvc.storage.base import BoardBase, RollBase
from votesvc.storage.slots import SlotKeyRow, SlotRow


@pytest.fixture
def talk(story: Story) -> Talk:
    """Give an open hearing with three delegates present."""
    return Talk(story).open()


def check(story: Story) -> None:
    out = io.BytesIO()
    auditing.write_record(story.session, story.congress, out)
    with ZipFile(out) as packed:
        check_record({name: packed.read(name) for name in packed.namelist()}, lambda _: None)


def entries(story: Story) -> list[Entry]:
    leaves = auditing.entries(story.session, story.congress, 0, auditing.MOST_ENTRIES)
    return [parse_entry(leaf) for leaf in leaves]


def said(talk: Talk) -> list[str]:
    """Send six comments and return their commitments in order."""
    return sorted(talk.say(person, number) for person in range(3) for number in (1, 2))


# --- The officer, with whoever runs the service ---------------------------------------------------


def publish(talk: Talk, commitment: str, padded: bytes) -> Entry:
    return Published(talk.hearing, commitment, padded.decode(), NOW)


def altered(talk: Talk, made: list[str]) -> list[Entry]:
    """Publish another text than was sealed."""
    other = new_comment("完全同意，没有意见").padded
    true = [publish(talk, one, talk.read(one)) for one in made[1:]]
    return [publish(talk, made[0], other), *true]


def twice(talk: Talk, made: list[str]) -> list[Entry]:
    """Publish one comment in two batches."""
    true = [publish(talk, one, talk.read(one)) for one in made]
    return [*true, *true[:5]]


def changed_mind(talk: Talk, made: list[str]) -> list[Entry]:
    """Withhold what was published."""
    true = [publish(talk, one, talk.read(one)) for one in made]
    return [*true, *(Withheld(talk.hearing, one, "insult", NOW) for one in made[:5])]


def invented(talk: Talk, made: list[str]) -> list[Entry]:
    """Publish what nobody sent."""
    true = [publish(talk, one, talk.read(one)) for one in made[:5]]
    return sorted(
        [*true, Withheld(talk.hearing, "00" * 32, "insult", NOW)],
        key=lambda entry: str(getattr(entry, "commitment", "")),
    )


@pytest.mark.parametrize(
    ("lie", "reason"),
    [
        (altered, "does not open the commitment"),
        (twice, "a second time"),
        (changed_mind, "a second time"),
        (invented, "no comment of this hearing"),
    ],
)
def test_whatever_the_officer_logs_beside_the_service_is_named(
    talk: Talk, lie: Callable[[Talk, list[str]], list[Entry]], reason: str
) -> None:
    made = said(talk)
    check(talk.story)
    lies = [entry.encoded for entry in lie(talk, made)]
    talk.story.log.append(talk.story.congress, lambda _: lies)
    with pytest.raises(InvalidRecord, match=reason) as found:
        check(talk.story)
    assert found.value.check == 8
    # The entry to blame is one of the lies.
    assert (found.value.index or 0) >= len(entries(talk.story)) - len(lies)


def test_a_comment_that_is_dropped_before_the_report_is_named(talk: Talk) -> None:
    made = said(talk)
    talk.close()
    talk.open_batch(talk.published(*made[:5]))
    report = Reported(
        item=talk.hearing,
        opinions=(Opinion("意见", (), "adopted", "写入"),),
        received=5,
        published=5,
        withheld={},
        by="记录人",
        time=NOW,
    )
    talk.story.log.append(talk.story.congress, lambda _: [report.encoded])
    with pytest.raises(InvalidRecord, match="neither published nor withheld"):
        check(talk.story)


def test_a_batch_of_four_beside_the_service_is_named(talk: Talk) -> None:
    made = said(talk)
    leaves = [publish(talk, one, talk.read(one)).encoded for one in made[:4]]
    talk.story.log.append(talk.story.congress, lambda _: leaves)
    with pytest.raises(InvalidRecord, match="fewer than five"):
        check(talk.story)


# --- The roll -------------------------------------------------------------------------------------


def test_a_comment_more_than_was_issued_keeps_the_hearing_from_closing(talk: Talk) -> None:
    talk.say(0, 1)
    row = talk.story.session.get_one(SlotKeyRow, (talk.hearing, "comment"))
    key, author = load_private_key(row.private_key), new_author_key()
    message = credential_message("comment", talk.hearing, author.public)
    blinded = blind_afresh(key.public, message)
    token = finalise(key.public, blinded, blind_sign(key, blinded.request))
    talk.comment(talk.signed(new_comment("凭空").padded, author, blinded.prefix, token))
    with pytest.raises(HearingUneven):
        talk.close()
    assert talk.view.state == "open"


def test_every_answer_of_the_roll_fits_every_comment_in_the_log(talk: Talk) -> None:
    # As for ballots: for each answer and comment there is exactly one blinding factor.
    said(talk)
    story = talk.story
    row = hearings.hearing_row(story.session, talk.hearing)
    key = parse_public_key(row.comment_key or b"")
    answers = list(story.session.scalars(select(SlotRow).where(SlotRow.kind == "comment")))
    comments = [entry for entry in entries(story) if isinstance(entry, CommentMade)]
    assert len(answers) == len(comments) == 6
    for answer, made in product(answers, comments):
        message = credential_message("comment", talk.hearing, made.key)
        r = as_number(answer.answer) * pow(as_number(made.token), -1, key.modulus) % key.modulus
        blinded = blind(key, message, made.prefix, salt_of(key, made.token), r)
        assert hexhash(blinded.request) == answer.request
        assert finalise(key, blinded, answer.answer) == made.token


# --- The thief of both databases ------------------------------------------------------------------


def test_two_stolen_databases_have_nothing_in_common_but_what_is_public(talk: Talk) -> None:
    made = said(talk)
    talk.open_batch(talk.published(*made))
    talk.support(talk.given(talk.pseudonym(0), made[0]))
    talk.close()
    names = dict(values(talk.story.databases.roll, RollBase))
    board = b"\n".join(value for value, _ in values(talk.story.databases.board, BoardBase))
    shared = {
        column
        for value, column in names.items()
        if len(value) >= 8 and any(spelled in board for spelled in spellings(value))
    }
    # The whole story happens within one second, and "delegate" stands in `per_delegate`.
    assert shared - {"member.arrived", "member.category"} == {
        "roll.congress",
        "roll.members_hash",
        "issuing.item",
        "slot_key.public_key",
    }


def test_comments_and_supports_keep_no_order_of_arrival_and_no_time(talk: Talk) -> None:
    story = talk.story
    made = said(talk)
    talk.open_batch(talk.published(*made))
    talk.support(talk.given(talk.pseudonym(0), made[0]))
    left = [entry for entry in entries(story) if isinstance(entry, CommentMade | SupportGiven)]
    assert len(left) == 7
    shared = {"item", "key", "prefix", "token", "commitment", "signature", "type"}
    for entry in left:
        fields = set(as_object(parse_canonical_json(entry.encoded)))
        assert fields - {"sealed"} == shared
    with story.databases.board.connect() as connection:
        for table in ("comment", "support"):
            for row in connection.execute(text(f"SELECT * FROM {table}")).mappings():
                assert set(row) == {"hearing", "commitment", "credential", "position"}


def test_the_same_words_twice_look_like_any_two_comments(talk: Talk) -> None:
    first, second = talk.made(0, 1, "同样的话"), talk.made(1, 1, "同样的话")
    assert first.commitment != second.commitment
    assert first.sealed[32:] != second.sealed[32:]
    assert len(first.sealed) == len(second.sealed)
