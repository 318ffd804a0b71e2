"""Ceremonies played in one place, and what a cheating seat would send instead."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from votesvc.crypto.encoding import belenios_json, encode_b64url, parse_json, uuid_from
from votesvc.crypto.key_share import seal_key_share
from votesvc.crypto.seat_keys import Ceremony, SeatKeys, seat_keys
from votesvc.crypto.seat_messages import deal_message, sign
from votesvc.crypto.threshold import (
    Deal,
    Pledge,
    board_trustees,
    decryption_secret,
    make_deal,
    make_pledge,
    make_verification_key,
    parse_deal,
    parse_pledge,
)


def octets(text: str) -> bytes:
    """Return 32 bytes that follow from `text`, for tests alone."""
    return sha256(f"votesvc/test|{text}".encode()).digest()


def a_ceremony(
    threshold: int, size: int, name: str = "one", congress: str | None = None
) -> Ceremony:
    """Return a ceremony whose names follow from `name`, where the congress is not given."""
    congress = congress or uuid_from(octets(f"congress {name}")[:16])
    return Ceremony(congress, uuid_from(octets(f"ceremony {name}")[:16]), threshold, size)


@dataclass(frozen=True)
class Played:
    """A ceremony with everything that all its seats know."""

    ceremony: Ceremony
    keys: list[SeatKeys]
    pledges: list[Pledge]
    deals: list[Deal]

    @property
    def secrets(self) -> list[int]:
        """What each seat decrypts with."""
        return [decryption_secret(keys, self.deals) for keys in self.keys]

    @property
    def verification_keys(self) -> list[bytes]:
        """What each seat ends round 3 with."""
        return [
            make_verification_key(keys, secret)
            for keys, secret in zip(self.keys, self.secrets, strict=True)
        ]

    @property
    def trustees(self) -> bytes:
        """The board."""
        return board_trustees(self.ceremony, self.pledges, self.deals, self.verification_keys)


def play(threshold: int, size: int, name: str = "one", congress: str | None = None) -> Played:
    """Play a ceremony whose seeds follow from `name`."""
    ceremony = a_ceremony(threshold, size, name, congress)
    keys = [
        seat_keys(ceremony, index, encode_b64url(octets(f"seed {name} {index}")))
        for index in range(1, size + 1)
    ]
    pledges = [parse_pledge(make_pledge(one), ceremony, one.index) for one in keys]
    deals = [parse_deal(make_deal(one, pledges), ceremony, one.index, pledges) for one in keys]
    return Played(ceremony, keys, pledges, deals)


def deal_with(keys: SeatKeys, pledges: Sequence[Pledge], place: int, share: int) -> bytes:
    """Return a well-signed deal in which `share` is what seat `place` is dealt."""
    deal: Any = parse_json(make_deal(keys, pledges))
    deal["shares"][place - 1] = seal_key_share(
        share,
        f"{keys.ceremony.label}|{keys.index}|{place}",
        pledges[place - 1].cert.encryption,
        keys.derive("seal", "another"),
    )
    return resigned(keys, deal)


def resigned(keys: SeatKeys, deal: Any) -> bytes:
    """Return `deal` with the signature that its shares ask for."""
    message = deal_message(keys.ceremony, keys.index, deal["shares"])
    return belenios_json(deal | {"signature": sign(keys, message)})
