"""Scrutineers make a key on their own devices; the service carries, checks, and learns nothing."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import delete

from tests.crypto.ceremonies import deal_with
from tests.services.crew import PEOPLE, Crew, shown
from tests.services.story import BY, CHOICE, MOTION, NOW, Story
from votesvc.crypto.complaint import make_complaint
from votesvc.crypto.group import base_times
from votesvc.crypto.seat_keys import new_seed, seat_keys
from votesvc.crypto.threshold import make_deal, make_pledge, make_verification_key
from votesvc.crypto.trustees import parse_trustees
from votesvc.domain.ceremony import CeremonyState
from votesvc.domain.entries import Board, KeyCommitments, KeyStopped, parse_entry
from votesvc.errors import (
    CeremonyOver,
    CeremonyRunning,
    InvalidComplaint,
    InvalidDeal,
    InvalidPledge,
    InvitationVoid,
    MalformedInput,
    MessageConflict,
    NoBoard,
    SamePerson,
    SeatTaken,
    UnknownCeremony,
    UnknownSeat,
    VotesvcError,
    WrongRound,
)
from votesvc.services import agenda, auditing, boards, ceremony as ceremonies, seats, setup
from votesvc.services.ceremony import CeremonyView
from votesvc.storage.scrutineers import ScrutineersRow


def leaves(story: Story) -> list[object]:
    return [parse_entry(leaf) for leaf in auditing.entries(story.session, story.congress, 0, 500)]


def latest(story: Story) -> CeremonyView:
    return ceremonies.ceremonies(story.session, story.congress)[0]


# --- A ceremony -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("threshold", "size"), [(1, 1), (2, 3), (3, 5)])
def test_a_ceremony_ends_with_a_board_in_the_log(story: Story, threshold: int, size: int) -> None:
    crew = Crew(story, threshold, size).whole()
    *_, commitments, board = leaves(story)
    assert isinstance(commitments, KeyCommitments)
    assert isinstance(board, Board)
    assert (commitments.ceremony, commitments.threshold, commitments.by) == (
        crew.uuid, threshold, BY,
    )  # fmt: skip
    assert [seat.name for seat in commitments.seats] == list(PEOPLE[:size])
    trustees = parse_trustees(board.trustees.encode())
    assert trustees.threshold == threshold
    assert trustees.verification_keys == tuple(
        base_times(crew.secret(seat)) for seat in crew.everybody()
    )
    view = latest(story)
    assert view.state is CeremonyState.READY
    assert not view.running
    assert agenda.congress(story.session, story.congress).trustees == board.trustees.encode()


def test_everything_goes_on_where_it_was_whatever_comes_twice_or_in_another_order(
    story: Story,
) -> None:
    crew = Crew(story, 2, 3).propose()
    for seat in (3, 1, 2):
        crew.join(seat)
        if seat != 2:
            assert crew.pledge(seat).ceremony.state is CeremonyState.PLEDGING
            crew.pledge(seat)
    status = crew.pledge(2)
    assert status.ceremony.state is CeremonyState.DEALING
    # A device that was asleep sends the first round once more.
    assert crew.pledge(1).ceremony.state is CeremonyState.DEALING
    with pytest.raises(WrongRound):
        crew.deals()
    for seat in (2, 3, 1, 1, 2):
        status = crew.deal(seat)
    assert status.ceremony.state is CeremonyState.CHECKING
    for seat in (3, 3, 1):
        assert crew.confirm(seat).ceremony.state is CeremonyState.CHECKING
    assert crew.deal(2).ceremony.state is CeremonyState.CHECKING
    assert crew.confirm(2).ceremony.state is CeremonyState.READY
    size = len(leaves(story))
    for seat in crew.everybody():
        crew.pledge(seat)
        crew.deal(seat)
        assert crew.confirm(seat).ceremony.state is CeremonyState.READY
    assert len(leaves(story)) == size


def test_progress_is_told_seat_by_seat(story: Story) -> None:
    crew = Crew(story, 2, 3).propose()
    crew.join(2)
    status = crew.pledge(2)
    assert status.seat == 2
    assert [one.joined for one in status.ceremony.seats] == [False, True, False]
    assert [one.pledged for one in status.ceremony.seats] == [False, True, False]
    assert status == seats.status(story.session, crew.keys[1].token)


def test_messages_that_come_at_once_close_each_round_once(story: Story) -> None:
    crew = Crew(story, 2, 3).propose()
    for seat in crew.everybody():
        crew.join(seat)
    size = len(leaves(story))
    for make in (
        lambda keys: (seats.pledge, make_pledge(keys), NOW),
        lambda keys: (seats.deal, make_deal(keys, crew.pledges())),
        lambda keys: (
            seats.confirm, make_verification_key(keys, crew.secret(keys.index)), NOW,
        ),
    ):  # fmt: skip
        messages = [(keys.token, *make(keys)) for keys in crew.keys] * 2

        def send(message: tuple[Any, ...]) -> None:
            token, act, data, *more = message
            with story.databases.sessions() as own:
                act(own, story.log, token, data, *more)

        with ThreadPoolExecutor(6) as pool:
            list(pool.map(send, messages))
    assert latest(story).state is CeremonyState.READY
    assert [type(entry) for entry in leaves(story)[size:]] == [KeyCommitments, Board]


# --- Two people -----------------------------------------------------------------------------------


def test_one_person_cannot_propose_and_confirm_a_board(story: Story) -> None:
    uuid = ceremonies.propose(story.session, story.congress, 2, PEOPLE[:3], BY[0])
    with pytest.raises(SamePerson):
        ceremonies.confirm(story.session, story.log, uuid, BY[0])
    assert latest(story).state is CeremonyState.PROPOSED
    with pytest.raises(CeremonyOver):
        ceremonies.invite(story.session, story.log, uuid, 1)


def test_a_proposal_is_replaced_or_declined_until_it_is_confirmed(story: Story) -> None:
    first = ceremonies.propose(story.session, story.congress, 2, PEOPLE[:3], BY[0])
    second = ceremonies.propose(story.session, story.congress, 3, PEOPLE[:5], BY[0])
    with pytest.raises(UnknownCeremony):
        ceremonies.confirm(story.session, story.log, first, BY[1])
    ceremonies.decline(story.session, story.congress)
    assert ceremonies.ceremonies(story.session, story.congress) == []
    with pytest.raises(UnknownCeremony):
        ceremonies.confirm(story.session, story.log, second, BY[1])


def test_one_ceremony_runs_at_a_time(story: Story) -> None:
    crew = Crew(story, 2, 3).propose()
    with pytest.raises(CeremonyRunning):
        Crew(story, 2, 3).propose()
    with pytest.raises(CeremonyRunning):
        ceremonies.confirm(story.session, story.log, crew.uuid, BY[1])


@pytest.mark.parametrize(
    ("threshold", "names"),
    [
        (0, PEOPLE[:3]),
        (4, PEOPLE[:3]),
        (1, ()),
        (2, (*PEOPLE, "多一位")),
        (1, ("同名", "同名")),
        (1, (" 空格",)),
        (1, ("\u202e反",)),
    ],
)
def test_a_board_that_cannot_be_is_not_proposed(
    story: Story, threshold: int, names: tuple[str, ...]
) -> None:
    with pytest.raises(MalformedInput):
        ceremonies.propose(story.session, story.congress, threshold, names, BY[0])


# --- Invitations ----------------------------------------------------------------------------------


def test_a_seat_belongs_to_the_first_device_and_answers_it_again(story: Story) -> None:
    crew = Crew(story, 2, 3).propose()
    secret = ceremonies.invite(story.session, story.log, crew.uuid, 1)
    first, other = shown(crew.keys[0]), shown(crew.keys[1])
    status = seats.join(story.session, story.log, secret, first)
    assert seats.join(story.session, story.log, secret, first) == status
    with pytest.raises(SeatTaken):
        seats.join(story.session, story.log, secret, other)
    with pytest.raises(SeatTaken):
        ceremonies.invite(story.session, story.log, crew.uuid, 1)
    # Nor can a device take a second seat.
    second = ceremonies.invite(story.session, story.log, crew.uuid, 2)
    with pytest.raises(SeatTaken):
        seats.join(story.session, story.log, second, first)


def test_a_new_invitation_makes_the_earlier_one_void(story: Story) -> None:
    crew = Crew(story, 2, 3).propose()
    old = ceremonies.invite(story.session, story.log, crew.uuid, 1)
    new = ceremonies.invite(story.session, story.log, crew.uuid, 1)
    with pytest.raises(InvitationVoid):
        seats.join(story.session, story.log, old, shown(crew.keys[0]))
    seats.join(story.session, story.log, new, shown(crew.keys[0]))
    for seat in (0, 4):
        with pytest.raises(UnknownCeremony):
            ceremonies.invite(story.session, story.log, crew.uuid, seat)


def test_invitations_end_with_their_ceremony(story: Story) -> None:
    crew = Crew(story, 2, 3).propose()
    secret = ceremonies.invite(story.session, story.log, crew.uuid, 1)
    ceremonies.stop(story.session, story.log, crew.uuid, "换人", NOW)
    with pytest.raises(InvitationVoid):
        seats.join(story.session, story.log, secret, shown(crew.keys[0]))
    with pytest.raises(CeremonyOver):
        ceremonies.invite(story.session, story.log, crew.uuid, 1)


def test_a_guessed_token_or_invitation_opens_nothing(story: Story) -> None:
    crew = Crew(story, 2, 3).propose()
    with pytest.raises(UnknownSeat):
        seats.status(story.session, crew.keys[0].token)
    with pytest.raises(MalformedInput):
        seats.status(story.session, "guess")
    with pytest.raises(UnknownCeremony):
        ceremonies.ceremony(story.session, "x")


# --- Altered messages -----------------------------------------------------------------------------


def test_what_was_sent_cannot_be_taken_back(story: Story) -> None:
    crew = Crew(story, 2, 3).until_dealt()
    other = seat_keys(crew.keys[0].ceremony, 1, new_seed())
    with pytest.raises(MessageConflict):
        crew.pledge(1, make_pledge(other))
    with pytest.raises(MessageConflict):
        crew.deal(1, make_deal(other, crew.pledges()))
    crew.confirm(1)
    with pytest.raises(MessageConflict):
        crew.confirm(1, make_verification_key(crew.keys[0], 5))


def named(error: VotesvcError) -> str:
    return error.where[0]


def test_a_pledge_of_another_seat_ceremony_or_congress_is_refused_and_named(story: Story) -> None:
    crew = Crew(story, 2, 3).propose()
    for seat in crew.everybody():
        crew.join(seat)
    here = crew.keys[1]
    for ceremony, seat in (
        (here.ceremony, 1),
        (replace(here.ceremony, threshold=3), 2),
        (replace(here.ceremony, ceremony="1" * 22), 2),
        (replace(here.ceremony, congress="1" * 22), 2),
    ):
        with pytest.raises(InvalidPledge) as refused:
            crew.pledge(2, make_pledge(seat_keys(ceremony, seat, here.seed)))
        assert named(refused.value) == "seat 2"
    crew.pledge(1)
    with pytest.raises(InvalidPledge, match="same key") as refused:
        crew.pledge(2, make_pledge(seat_keys(here.ceremony, 2, crew.keys[0].seed)))
    assert named(refused.value) == "seat 2"
    crew.pledge(2)


def test_a_deal_that_was_not_pledged_is_refused_and_named(story: Story) -> None:
    crew = Crew(story, 2, 3).propose()
    for seat in crew.everybody():
        crew.join(seat)
        crew.pledge(seat)
    crew.deal(1)
    crew.deal(2)
    # Whoever speaks last has seen nothing of the others, and cannot change anything either.
    other = seat_keys(crew.keys[2].ceremony, 3, new_seed())
    with pytest.raises(InvalidDeal, match="not those that were pledged") as refused:
        crew.deal(3, make_deal(other, crew.pledges()))
    assert named(refused.value) == "seat 3"
    with pytest.raises(InvalidDeal) as refused:
        crew.deal(3, make_deal(crew.keys[0], crew.pledges()))
    assert named(refused.value) == "seat 3"


def test_a_verification_key_that_does_not_follow_is_refused_and_named(story: Story) -> None:
    crew = Crew(story, 2, 3).until_dealt()
    with pytest.raises(InvalidDeal) as refused:
        crew.confirm(1, make_verification_key(crew.keys[0], crew.secret(2)))
    assert named(refused.value) == "seat 1"


def test_messages_of_later_rounds_wait(story: Story) -> None:
    crew = Crew(story, 2, 3).propose()
    for seat in crew.everybody():
        crew.join(seat)
    with pytest.raises(WrongRound):
        crew.deal(1, b"{}")
    with pytest.raises(WrongRound):
        crew.confirm(1, b"{}")
    with pytest.raises(WrongRound):
        crew.complain(1, b"{}")


# --- A wrong share --------------------------------------------------------------------------------


def cheated(story: Story) -> tuple[Crew, bytes]:
    """Play until seat 2 has dealt seat 1 a wrong share, and return the complaint of seat 1."""
    crew = Crew(story, 2, 3).propose()
    for seat in crew.everybody():
        crew.join(seat)
        crew.pledge(seat)
    cheat = crew.keys[1]
    crew.deal(1)
    crew.deal(2, deal_with(cheat, crew.pledges(), 1, cheat.value_at(1) + 1))
    crew.deal(3)
    with pytest.raises(InvalidDeal) as caught:
        crew.secret(1)
    assert named(caught.value) == "seat 2"
    return crew, make_complaint(crew.keys[0], 2, crew.deals()[1])


def test_a_wrong_share_ends_the_ceremony_with_the_evidence_in_the_log(story: Story) -> None:
    crew, complaint = cheated(story)
    # The others had nothing to complain of.
    crew.confirm(3)
    status = crew.complain(1, complaint)
    assert status.ceremony.state is CeremonyState.STOPPED
    assert status.ceremony.stopped[:2] == (1, 2)
    entry = leaves(story)[-1]
    assert isinstance(entry, KeyStopped)
    assert (entry.seat, entry.dealer, entry.evidence[0]) == (1, 2, complaint.decode())
    with pytest.raises(CeremonyOver):
        crew.confirm(2)
    with pytest.raises(CeremonyOver):
        crew.complain(1, complaint)
    assert seats.status(story.session, crew.keys[2].token).ceremony.stopped[:2] == (1, 2)


def test_the_next_ceremony_begins_cleanly(story: Story) -> None:
    crew, complaint = cheated(story)
    crew.complain(1, complaint)
    again = Crew(story, 2, 3).whole()
    assert again.uuid != crew.uuid
    assert latest(story).state is CeremonyState.READY
    with pytest.raises(CeremonyOver):
        crew.confirm(3, b"{}")


def test_a_groundless_complaint_is_refused_and_falls_back(story: Story) -> None:
    crew, complaint = cheated(story)
    with pytest.raises(InvalidComplaint) as refused:
        crew.complain(3, complaint)
    assert named(refused.value) == "seat 3"
    with pytest.raises(InvalidComplaint, match="in order") as refused:
        crew.complain(1, make_complaint(crew.keys[0], 3, crew.deals()[2]))
    assert named(refused.value) == "seat 1"
    assert latest(story).running


def test_a_ceremony_can_be_stopped_at_any_time_and_says_so_once_it_is_on_record(
    story: Story,
) -> None:
    crew = Crew(story, 2, 3).propose()
    size = len(leaves(story))
    ceremonies.stop(story.session, story.log, crew.uuid, "有人缺席", NOW)
    assert len(leaves(story)) == size
    crew = Crew(story, 2, 3).until_dealt()
    ceremonies.stop(story.session, story.log, crew.uuid, "手机丢了", NOW)
    entry = leaves(story)[-1]
    assert isinstance(entry, KeyStopped)
    assert (entry.reason, entry.evidence) == ("手机丢了", ())
    with pytest.raises(CeremonyOver):
        ceremonies.stop(story.session, story.log, crew.uuid, "再停", NOW)
    with pytest.raises(MalformedInput):
        ceremonies.stop(story.session, story.log, crew.uuid, "", NOW)


# --- Later boards ---------------------------------------------------------------------------------


def test_a_later_board_holds_for_later_items_alone(story: Story) -> None:
    first = Crew(story, 2, 3).whole()
    early = story.ready_item(MOTION)
    second = Crew(story, 3, 3).whole()
    late = story.ready_item(CHOICE)
    found = {
        item: boards.board_for(story.session, agenda.item_row(story.session, item)).ceremony
        for item in (early, late)
    }
    assert found == {early: first.uuid, late: second.uuid}
    for item, crew in ((early, first), (late, second)):
        position = agenda.item(story.session, item).position or 0
        proof = auditing.board_proof(story.session, story.log, story.congress, position)
        board = parse_entry(proof.leaf)
        assert isinstance(board, Board)
        assert (
            base_times(crew.secret(1)) in parse_trustees(board.trustees.encode()).verification_keys
        )
    latest_proof = auditing.board_proof(story.session, story.log, story.congress)
    assert latest_proof.index == agenda.congress(story.session, story.congress).board_position
    with pytest.raises(NoBoard):
        auditing.board_proof(story.session, story.log, story.congress, 0)


def test_an_item_is_not_made_ready_for_a_board_that_is_just_replaced(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    crew = Crew(story, 2, 2).until_dealt()
    crew.confirm(1)
    item = agenda.create_item(story.session, story.congress, MOTION)
    append = story.log.append

    def late(congress: str, decide: object) -> list[int]:
        monkeypatch.setattr(story.log, "append", append)
        crew.confirm(2)
        return append(congress, decide)  # type: ignore[arg-type]

    monkeypatch.setattr(story.log, "append", late)
    with pytest.raises(VotesvcError, match="just been replaced"):
        setup.prepare(story.session, story.log, item, NOW)
    setup.prepare(story.session, story.log, item, NOW)


def test_a_congress_of_an_earlier_version_keeps_its_board_for_its_items(story: Story) -> None:
    # Earlier versions kept the board beside the congress, and nowhere else.
    item = story.ready_item(MOTION)
    before = agenda.congress(story.session, story.congress)
    story.session.execute(delete(ScrutineersRow))
    story.session.commit()
    row = agenda.item_row(story.session, item)
    assert boards.board_for(story.session, row).trustees == before.trustees
    crew = Crew(story, 1, 1).whole()
    row = agenda.item_row(story.session, item)
    assert boards.board_for(story.session, row).trustees == before.trustees
    later = agenda.item_row(story.session, story.ready_item(CHOICE))
    assert boards.board_for(story.session, later).ceremony == crew.uuid
