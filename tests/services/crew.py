"""Scrutineers with devices of their own, who make a key together and count with it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.services.story import BY, NOW, Story
from votesvc.crypto.ballot import parse_election
from votesvc.crypto.encoding import hexhash, parse_b64url
from votesvc.crypto.result_signature import sign_result
from votesvc.crypto.seat_keys import Ceremony, SeatKeys, new_seed, seat_keys
from votesvc.crypto.seat_share import make_seat_share
from votesvc.crypto.tally import parse_tally
from votesvc.crypto.threshold import (
    Deal,
    Pledge,
    decryption_secret,
    make_deal,
    make_pledge,
    make_verification_key,
    parse_deal,
    parse_pledge,
)
from votesvc.domain.entries import KeyCommitments, ResultMade, parse_entry
from votesvc.services import agenda, auditing, ceremony as ceremonies, counting, seats, signing
from votesvc.services.seats import Status
from votesvc.storage.agenda import ItemRow

PEOPLE = ("周监票", "吴监票", "郑监票", "王监票", "冯监票", "陈监票", "褚监票", "卫监票", "蒋监票")


def shown(keys: SeatKeys) -> str:
    """Return what a device shows of its token when it joins."""
    return hexhash(parse_b64url(keys.token))


@dataclass
class Crew:
    """The seats of one ceremony, each with its keys, as if each were on its own device."""

    story: Story
    threshold: int
    size: int
    uuid: str = ""
    keys: list[SeatKeys] = field(default_factory=list)

    def propose(self) -> "Crew":
        """Propose and confirm a ceremony."""
        story = self.story
        names = PEOPLE[: self.size]
        self.uuid = ceremonies.propose(story.session, story.congress, self.threshold, names, BY[0])
        ceremonies.confirm(story.session, story.log, self.uuid, BY[1])
        of = Ceremony(story.congress, self.uuid, self.threshold, self.size)
        self.keys = [seat_keys(of, seat, new_seed()) for seat in range(1, self.size + 1)]
        return self

    def join(self, seat: int) -> Status:
        """Invite a seat and let its device join."""
        secret = ceremonies.invite(self.story.session, self.story.log, self.uuid, seat)
        return seats.join(self.story.session, self.story.log, secret, shown(self.keys[seat - 1]))

    def pledge(self, seat: int, data: bytes | None = None) -> Status:
        """Send the message of round 1, or another in its place."""
        keys = self.keys[seat - 1]
        data = make_pledge(keys) if data is None else data
        return seats.pledge(self.story.session, self.story.log, keys.token, data, NOW)

    def pledges(self) -> list[Pledge]:
        """Return the pledges as the log has them."""
        view = ceremonies.ceremony(self.story.session, self.uuid)
        at = view.commitments or 0
        [leaf] = auditing.entries(self.story.session, self.story.congress, at, at + 1)
        entry = parse_entry(leaf)
        assert isinstance(entry, KeyCommitments)
        of = self.keys[0].ceremony
        return [
            parse_pledge(one.pledge.encode(), of, seat) for seat, one in enumerate(entry.seats, 1)
        ]

    def deal(self, seat: int, data: bytes | None = None) -> Status:
        """Send the message of round 2, or another in its place."""
        keys = self.keys[seat - 1]
        data = make_deal(keys, self.pledges()) if data is None else data
        return seats.deal(self.story.session, self.story.log, keys.token, data)

    def deals(self) -> list[Deal]:
        """Return all deals as the service shows them to the first seat."""
        texts = seats.deals(self.story.session, self.keys[0].token)
        pledges, of = self.pledges(), self.keys[0].ceremony
        return [parse_deal(text.encode(), of, seat, pledges) for seat, text in enumerate(texts, 1)]

    def secret(self, seat: int) -> int:
        """Return what a seat decrypts with."""
        return decryption_secret(self.keys[seat - 1], self.deals())

    def confirm(self, seat: int, data: bytes | None = None) -> Status:
        """Send the verification key that round 3 ends with, or another in its place."""
        keys = self.keys[seat - 1]
        data = make_verification_key(keys, self.secret(seat)) if data is None else data
        return seats.confirm(self.story.session, self.story.log, keys.token, data, NOW)

    def complain(self, seat: int, data: bytes) -> Status:
        """Send a complaint."""
        token = self.keys[seat - 1].token
        return seats.complain(self.story.session, self.story.log, token, data, NOW)

    def everybody(self) -> range:
        """Return the numbers of all seats."""
        return range(1, self.size + 1)

    def until_dealt(self) -> "Crew":
        """Play the ceremony until all have dealt."""
        self.propose()
        for step in (self.join, self.pledge, self.deal):
            for seat in self.everybody():
                step(seat)
        return self

    def whole(self) -> "Crew":
        """Play the whole ceremony, which ends with the board."""
        self.until_dealt()
        for seat in self.everybody():
            self.confirm(seat)
        return self

    def share(self, item: str, seat: int) -> bytes:
        """Return a seat's share of an item."""
        row = self.story.session.get_one(ItemRow, item, populate_existing=True)
        election = parse_election(row.election or b"")
        tally = parse_tally(row.tally or b"", election, row.returned or 0)
        return make_seat_share(self.keys[seat - 1], self.secret(seat), tally, election)

    def count(self, item: str, owners: Iterable[int]) -> None:
        """Hand in the shares of these seats."""
        story = self.story
        for seat in owners:
            share = self.share(item, seat)
            counting.submit_share(story.session, story.log, item, seat, share)

    def signature(self, item: str, seat: int) -> bytes:
        """Return a seat's signature on the result as the service shows it."""
        keys = self.keys[seat - 1]
        result = signing.count(self.story.session, keys.token, item).result
        return sign_result(keys, item, ResultMade(item, result).encoded)

    def sign(self, item: str, owners: Iterable[int]) -> None:
        """Sign the result."""
        for seat in owners:
            token = self.keys[seat - 1].token
            data = self.signature(item, seat)
            signing.sign(self.story.session, self.story.log, token, item, data)

    def state(self, item: str) -> str:
        """Return where an item stands."""
        return agenda.item(self.story.session, item).state.value
