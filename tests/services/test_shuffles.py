"""Scrutineers shuffle the slips of an election in turn; nothing is opened before enough have."""

import io
import json
import zipfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.services.crew import Crew
from tests.services.people import Device
from tests.services.power import MOST_COMMITS, check_public_record, interrupted_everywhere
from tests.services.story import BY, ELECTION, NOW, Story
from votesvc.crypto.encoding import belenios_json
from votesvc.crypto.group import random_scalar
from votesvc.crypto.reshuffle import reshuffle, reshuffle_message, shuffle_name
from votesvc.crypto.seat_messages import sign
from votesvc.domain.record import check_record
from votesvc.domain.write_ins import shuffler_context
from votesvc.errors import (
    InvalidProof,
    InvalidSignature,
    MalformedInput,
    NotShuffled,
    ShareConflict,
    ShuffledMeanwhile,
    ShuffleNotNeeded,
    UnknownOwner,
    VotesvcError,
    WrongState,
)
from votesvc.services import auditing, counting, shuffles, slips
from votesvc.services.shuffles import Made, submit_shuffle

MARKS = [[1, 0, 0, 1, 0], [0, 1, 0]]


def cast_names(story: Story) -> str:
    """Return an election that is closed, with three names written in."""
    devices = [story.device(number) for number in ("1001", "1002", "a-7")]
    item = story.open_item(ELECTION)
    for device, name in zip(devices, ("李四", "李四", "李思"), strict=True):
        story.cast(story.request(device, item, *MARKS, names=[name, ""]))
    story.close(item)
    return item


@pytest.fixture
def item(story: Story) -> str:
    return cast_names(story)


def submit(story: Story, item: str, owner: int, place: int, made: Sequence[Made]) -> None:
    submit_shuffle(story.session, story.log, item, owner, place, made)


def types(story: Story) -> list[str]:
    leaves = auditing.entries(story.session, story.congress, 0, 500)
    return [json.loads(leaf)["type"] for leaf in leaves]


def record_of(story: Story) -> dict[str, bytes]:
    out = io.BytesIO()
    auditing.write_record(story.session, story.congress, out)
    packed = zipfile.ZipFile(out)
    return {name: packed.read(name) for name in packed.namelist()}


def test_every_scrutineer_shuffles_before_a_name_is_opened(story: Story, item: str) -> None:
    with pytest.raises(NotShuffled):
        slips.submit_slip_shares(story.session, story.log, item, 1, story.slip_shares(item, 1))
    submit(story, item, 2, 1, story.shuffle(item, 2))
    assert shuffles.shufflers(story.session, item) == (2,)
    with pytest.raises(NotShuffled):
        slips.submit_slip_shares(story.session, story.log, item, 1, story.slip_shares(item, 1))
    submit(story, item, 1, 2, story.shuffle(item, 1))
    assert shuffles.shufflers(story.session, item) == (2, 1)
    story.open_names(item)
    story.announce(item)
    check_record(record_of(story), lambda _: None)
    assert types(story).count("reshuffled") == 2


def test_the_same_shuffle_again_changes_nothing_and_another_is_refused(
    story: Story, item: str
) -> None:
    made = story.shuffle(item, 1)
    for _ in range(2):
        submit(story, item, 1, 1, made)
    assert types(story).count("reshuffled") == 1
    with pytest.raises(ShareConflict):
        submit(story, item, 1, 2, story.shuffle(item, 1))
    submit(story, item, 2, 2, story.shuffle(item, 2))
    submit(story, item, 1, 1, made)


def test_a_shuffle_that_came_second_is_made_again_on_the_first(story: Story, item: str) -> None:
    first, second = story.shuffle(item, 1), story.shuffle(item, 2)
    submit(story, item, 1, 1, first)
    with pytest.raises(ShuffledMeanwhile):
        submit(story, item, 2, 1, second)
    with pytest.raises(InvalidProof):
        submit(story, item, 2, 2, second)
    submit(story, item, 2, 2, story.shuffle(item, 2))


def test_of_two_shuffles_at_once_one_is_taken(story: Story, item: str) -> None:
    made = {owner: story.shuffle(item, owner) for owner in (1, 2)}
    story.session.rollback()

    def hand_in(owner: int) -> type[VotesvcError] | None:
        with story.databases.sessions() as own:
            try:
                submit_shuffle(own, story.log, item, owner, 1, made[owner])
            except VotesvcError as error:
                return type(error)
        return None

    with ThreadPoolExecutor(2) as pool:
        refused = set(pool.map(hand_in, (1, 2)))
    assert refused == {None, ShuffledMeanwhile}
    assert len(shuffles.shufflers(story.session, item) or ()) == 1


def test_what_is_no_shuffle_of_these_slips_by_this_scrutineer_is_refused(
    story: Story, item: str
) -> None:
    [(shuffled, signature)] = story.shuffle(item, 1)
    [(_, other)] = story.shuffle(item, 1)
    for owner, made, error in (
        (0, [(shuffled, signature)], UnknownOwner),
        (3, [(shuffled, signature)], UnknownOwner),
        (2, [(shuffled, signature)], InvalidSignature),
        (1, [(shuffled, other)], InvalidSignature),
        (1, [(shuffled, b"{}")], MalformedInput),
        (1, [], MalformedInput),
        (1, [(shuffled, signature)] * 2, MalformedInput),
    ):
        with pytest.raises(error) as caught:
            submit(story, item, owner, 1, made)
        assert caught.value.where[0] == f"owner {owner}"
    assert types(story).count("reshuffled") == 0


def test_slips_of_an_item_that_is_open_void_or_announced_are_not_shuffled(story: Story) -> None:
    device = story.device("1001")
    item = story.open_item(ELECTION)
    story.cast(story.request(device, item, *MARKS, names=["李四", ""]))
    with pytest.raises(WrongState):
        submit(story, item, 1, 1, [])
    story.close(item)
    made = story.shuffle(item, 1)
    story.void(item, "重来")
    with pytest.raises(WrongState):
        submit(story, item, 1, 1, made)


def test_an_item_without_slips_is_not_shuffled(story: Story) -> None:
    item = story.open_item(ELECTION)
    story.close(item)
    assert shuffles.shufflers(story.session, item) is None
    with pytest.raises(WrongState):
        submit(story, item, 1, 1, [])
    story.count(item)
    counting.announce(story.session, story.log, item, BY[0], NOW)


def test_of_three_seats_any_two_shuffle_and_a_third_is_not_needed(story: Story) -> None:
    crew = Crew(story, 2, 3).whole()
    item = cast_names(story)

    def seat_shuffle(seat: int) -> list[Made]:
        keys, made = crew.keys[seat - 1], []
        election, latest = story.slips(item)
        for block, rows in enumerate(latest):
            context = shuffler_context(election, block, seat)
            draws = keys.draws(shuffle_name(context, rows))
            shuffled = reshuffle(context, election.public_key, rows, draws)
            made.append((shuffled, belenios_json(sign(keys, reshuffle_message(context, shuffled)))))
        return made

    assert seat_shuffle(3) == seat_shuffle(3)
    submit(story, item, 3, 1, seat_shuffle(3))
    forged = [
        (one, belenios_json(sign(crew.keys[1], f"another {random_scalar()}")))
        for one, _ in seat_shuffle(1)
    ]
    with pytest.raises(InvalidSignature):
        submit(story, item, 1, 2, forged)
    submit(story, item, 1, 2, seat_shuffle(1))
    with pytest.raises(ShuffleNotNeeded):
        submit(story, item, 2, 3, seat_shuffle(2))
    check_record(record_of(story), lambda _: None)


def shuffle_with_power_cuts(story: Story, device: Device, number: int) -> bool:
    """Shuffle the slips of a new election, dying before commit `number`, and say whether it did."""
    item = story.open_item(ELECTION)
    story.cast(story.request(device, item, *MARKS, names=["李四", ""]))
    story.close(item)
    made = story.shuffle(item, 1)
    return interrupted_everywhere(
        story,
        number,
        lambda s, log: submit_shuffle(s, log, item, 1, 1, made),
        lambda: shuffles.shufflers(story.session, item) == (1,),
    )


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_a_shuffle_survives_a_power_cut_at_every_commit(story: Story) -> None:
    device = story.device("1001")
    for number in range(1, MOST_COMMITS):
        if not shuffle_with_power_cuts(story, device, number):
            break
    assert number > 1
    assert types(story).count("reshuffled") == number
    check_public_record(story)
