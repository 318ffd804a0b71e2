"""A seat's part in the ceremony, step by step; every step can be repeated (protocol 3.1)."""

from collections.abc import Sequence
from dataclasses import dataclass

from votesvc.cli.memory import Memory
from votesvc.cli.seat.wire import Answer, LogView, Server, device_of, token_body
from votesvc.crypto.complaint import make_complaint
from votesvc.crypto.encoding import as_list, as_natural, as_text
from votesvc.crypto.group import ORDER, base_times
from votesvc.crypto.seat_keys import Ceremony, SeatKeys, seat_keys
from votesvc.crypto.threshold import (
    Deal,
    Pledge,
    check_board,
    make_deal,
    make_pledge,
    make_verification_key,
    open_deal,
    parse_deal,
)
from votesvc.crypto.trustees import parse_trustees
from votesvc.domain.entries import Board, KeyCommitments
from votesvc.domain.record.check_keys import read_pledges
from votesvc.errors import InvalidDeal, InvalidPledge, InvalidTrustees, VotesvcError


class CeremonyStopped(VotesvcError):
    """The ceremony ended without a key; the next one has invitations of its own."""


@dataclass(frozen=True, slots=True)
class Device:
    """A seat that talks to its service."""

    server: Server
    keys: SeatKeys
    memory: Memory

    def go_on(self) -> Answer:
        """Do what the ceremony waits for from this seat, and return how it stands then.

        Raises `CeremonyStopped`, and whatever shows that the service or another seat lies.
        """
        status = self.status()
        step, mine = as_text(status["step"]), self.keys.index - 1
        if step == "stopped":
            stopped = status["stopped"]
            reason = str(stopped.get("reason")) if isinstance(stopped, dict) else ""
            raise CeremonyStopped(reason)
        if step == "pledging" and not as_list(status["pledged"])[mine]:
            return self._send("pledge", pledge=make_pledge(self.keys).decode())
        if step == "dealing" and not as_list(status["dealt"])[mine]:
            return self._send("deal", deal=make_deal(self.keys, self.pledges(status)).decode())
        if step == "checking" and not as_list(status["confirmed"])[mine]:
            return self._check_deals(status)
        if step == "ready":
            self._check_board(status)
        return status

    def status(self) -> Answer:
        """Return how the ceremony stands."""
        return self._send("status")

    def pledges(self, status: Answer) -> list[Pledge]:
        """Return what everybody pledged as the signed log has it, this seat's own among it.

        Raises `InvalidPledge` where the log says otherwise than this seat was told.
        """
        entry = self._log(status).entry(as_natural(status["commitments"]))
        ceremony = self.keys.ceremony
        told = (ceremony.ceremony, ceremony.threshold, as_list(status["names"]))
        if not isinstance(entry, KeyCommitments) or told != (
            entry.ceremony,
            entry.threshold,
            [seat.name for seat in entry.seats],
        ):
            reason = "the log has another ceremony than this seat was told"
            raise InvalidPledge(reason)
        pledges = read_pledges(ceremony, [seat.pledge for seat in entry.seats])
        if pledges[self.keys.index - 1].encoded != make_pledge(self.keys):
            reason = "the log has another pledge of this seat than it made"
            raise InvalidPledge(reason)
        return pledges

    def deals(self) -> list[str]:
        """Return what everybody dealt, as text."""
        answer = self.server.post("/k/deals", token_body(self.keys))
        return [as_text(deal) for deal in as_list(answer["deals"])]

    def _check_deals(self, status: Answer) -> Answer:
        """Check every share; complain of the first that is wrong, or confirm."""
        deals = read_deals(self.keys.ceremony, self.pledges(status), self.deals())
        shares = []
        for dealer, deal in enumerate(deals, 1):
            try:
                shares.append(open_deal(self.keys, dealer, deal))
            except InvalidDeal:
                complaint = make_complaint(self.keys, dealer, deal)
                return self._send("complain", complaint=complaint.decode())
        key = make_verification_key(self.keys, sum(shares) % ORDER)
        return self._send("confirm", verification_key=key.decode())

    def _check_board(self, status: Answer) -> None:
        """Raise `InvalidTrustees` unless the board in the log is the one that was made."""
        entry = self._log(status).entry(as_natural(status["board"]))
        if not isinstance(entry, Board):
            reason = "the log has no board where this seat was told"
            raise InvalidTrustees(reason)
        pledges = self.pledges(status)
        check_board(entry.trustees.encode(), self.keys.ceremony, pledges)
        trustees = parse_trustees(entry.trustees.encode())
        deals = read_deals(self.keys.ceremony, pledges, self.deals())
        secret = secret_of(self.keys, deals)
        if trustees.verification_keys[self.keys.index - 1] != base_times(secret):
            reason = "the board in the log has another key of this seat"
            raise InvalidTrustees(reason)

    def _log(self, status: Answer) -> LogView:
        congress = self.keys.ceremony.congress
        return LogView(self.server, congress, as_text(status["vkey"]), self.memory)

    def _send(self, page: str, **message: str) -> Answer:
        return self.server.post(f"/k/{page}", token_body(self.keys, **message))


def join(server: Server, invitation: str, seed: str) -> SeatKeys:
    """Take the seat of an invitation with a seed, and return the keys of that seat.

    The same again gives the same. Raises `Refused` with the service's reason.
    """
    # The token follows from the seed alone, so that it is known before the seat is.
    token = seat_keys(_NOWHERE, 1, seed).token
    status = server.post("/k/join", {"invitation": invitation, "device": device_of(token)})
    ceremony = Ceremony(
        as_text(status["congress"]),
        as_text(status["ceremony"]),
        as_natural(status["threshold"]),
        len(as_list(status["names"])),
    )
    return seat_keys(ceremony, as_natural(status["seat"]), seed)


def read_deals(ceremony: Ceremony, pledges: Sequence[Pledge], deals: Sequence[str]) -> list[Deal]:
    """Return the deals of all seats, each checked against its pledge."""
    if len(deals) != ceremony.size:
        reason = "not everybody's deal is there"
        raise InvalidDeal(reason)
    return [
        parse_deal(deal.encode(), ceremony, seat, pledges) for seat, deal in enumerate(deals, 1)
    ]


def secret_of(keys: SeatKeys, deals: Sequence[Deal]) -> int:
    """Return what a seat decrypts with."""
    return sum(open_deal(keys, dealer, deal) for dealer, deal in enumerate(deals, 1)) % ORDER


_NOWHERE = Ceremony("1" * 22, "1" * 22, 1, 1)
