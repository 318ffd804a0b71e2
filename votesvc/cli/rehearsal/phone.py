"""A simulated phone: does over HTTP exactly what a delegate's page does."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import NamedTuple

from votesvc.cli.rehearsal.wire import UnexpectedAnswer, Wire
from votesvc.crypto import blind_rsa
from votesvc.crypto.ballot import Ballot
from votesvc.crypto.checkpoint import Checkpoint, open_checkpoint
from votesvc.crypto.election import Election, parse_election
from votesvc.crypto.encoding import (
    JsonValue,
    encode_b64,
    encode_b64url,
    parse_b64,
    parse_hex,
)
from votesvc.crypto.group import Element, base_times, random_scalar
from votesvc.crypto.merkle import leaf_hash, verify_consistency, verify_inclusion
from votesvc.crypto.trustees import parse_trustees
from votesvc.domain import entries
from votesvc.domain.marking import seal_marks


@dataclass(frozen=True, slots=True)
class Paper:
    """An item as a phone trusts it: read from the log, with its key."""

    item: str
    election: Election
    key: blind_rsa.PublicKey


@dataclass(frozen=True, slots=True)
class Board:
    """The scrutineers' joint key as the log has it, and where it stands."""

    index: int
    key: Element


@dataclass(frozen=True, slots=True, repr=False)
class Credential:
    """The right to cast one ballot, unlinkable to the phone's pass."""

    secret: int
    prefix: bytes
    token: bytes


class Sealed(NamedTuple):
    """A sealed ballot, and what travels beside it."""

    ballot: Ballot
    pairs: list[JsonValue]


@dataclass(slots=True, repr=False)
class Phone:
    """One phone with its own device token, memory of the log and credentials."""

    wire: Wire
    congress: str
    vkey: str
    group: str = ""
    _token: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    _seen: Checkpoint | None = None
    _board: Board | None = None
    _credentials: dict[str, Credential] = field(default_factory=dict)
    _papers: dict[str, Paper] = field(default_factory=dict)

    def redeem(self, pass_secret: str) -> None:
        """Bind the one-time pass to this phone; only a hash of the phone's own token is sent.

        From then on the phone knows the group of voters it belongs to, "" for none.
        """
        device = sha256(self._token).hexdigest()
        answer = self.wire.post_json("/pass/redeem", {"pass": pass_secret, "device": device})
        if answer["congress"] != self.congress:
            msg = "the pass belongs to another congress"
            raise UnexpectedAnswer(msg)
        self.group = _text(answer, "group")

    def fetch(self, item: str) -> None:
        """Take the item from the log, after checking that the signed log holds it.

        Raises unless it is encrypted to the scrutineers who stand before it in the same log.
        """
        index, entry = self.logged(item)
        if not isinstance(entry, entries.Item) or entry.item != item:
            msg = "the log entry is not the item that was asked for"
            raise UnexpectedAnswer(msg)
        key = blind_rsa.parse_public_key(entry.public_key)
        election = parse_election(entry.election.encode())
        board = self._board = self._board or self._fetch_board()
        if board.index >= index or board.key != election.public_key:
            msg = "the item's key is not that of the scrutineers"
            raise UnexpectedAnswer(msg)
        self._papers[item] = Paper(item, election, key)

    def election(self, item: str) -> Election:
        """Return the election of an item that was fetched."""
        return self._papers[item].election

    def collect(self, item: str) -> None:
        """Have a fresh credential for `item` signed without showing it."""
        paper = self._papers[item]
        secret = random_scalar()
        public_part = base_times(secret).to_hex()
        message = blind_rsa.credential_message("ballot", item, public_part)
        prefix, token = self.have_signed(paper.key, item, message, {})
        self._credentials[item] = Credential(secret, prefix, token)

    def have_signed(
        self,
        key: blind_rsa.PublicKey,
        item: str,
        message: bytes,
        which: dict[str, JsonValue],
    ) -> tuple[bytes, bytes]:
        """Return prefix and token of a message that the roll signed without seeing it."""
        blinded = blind_rsa.blind_afresh(key, message)
        answer = self.wire.post_json(
            "/pass/collect",
            {
                "device_token": encode_b64url(self._token),
                "item": item,
                "blinded": encode_b64(blinded.request),
                **which,
            },
        )
        token = blind_rsa.finalise(key, blinded, parse_b64(_text(answer, "signature")))
        return blinded.prefix, token

    def seal(
        self, item: str, choices: Sequence[Sequence[int]], names: Sequence[str] = ()
    ) -> Sealed:
        """Encrypt `choices`, and `names` written in, and prove that they are a valid vote."""
        secret = self._credentials[item].secret
        return Sealed(*seal_marks(self._papers[item].election, secret, choices, names))

    def cast(self, item: str, sealed: Sealed) -> None:
        """Cast a ballot and raise unless the receipt proves that the log holds exactly it."""
        credential = self._credentials[item]
        receipt = self.wire.post_json(
            f"/c/{self.congress}/cast", cast_request(item, sealed, credential)
        )
        leaf = ballot_leaf(item, sealed, credential)
        self.check_receipt(receipt, item, sealed.ballot.tracker, leaf)

    def check_receipt(
        self, receipt: dict[str, JsonValue], item: str, tracker: str, leaf: bytes
    ) -> None:
        """Raise unless a receipt proves that the log holds exactly this leaf."""
        if receipt["tracker"] != tracker or receipt["item"] != item:
            msg = "the receipt is for something else"
            raise UnexpectedAnswer(msg)
        self._check_inclusion(leaf, receipt)

    def logged(self, item: str) -> tuple[int, entries.Entry]:
        """Return the leaf of an item or hearing and its place, checked against the signed log."""
        return self._logged(f"item/{item}")

    def _fetch_board(self) -> Board:
        index, entry = self._logged("board")
        if not isinstance(entry, entries.Board):
            msg = "the log entry is not that of the scrutineers"
            raise UnexpectedAnswer(msg)
        return Board(index, parse_trustees(entry.trustees.encode()).public_key)

    def _logged(self, address: str) -> tuple[int, entries.Entry]:
        """Return the log entry at an address and its place, checked against the signed log."""
        answer = self.wire.get_json(f"/c/{self.congress}/{address}")
        leaf = _text(answer, "leaf").encode()
        return self._check_inclusion(leaf, answer), entries.parse_entry(leaf)

    def _check_inclusion(self, leaf: bytes, answer: dict[str, JsonValue]) -> int:
        checkpoint = open_checkpoint(_text(answer, "checkpoint"), self.vkey)
        index, size, proof = answer["index"], answer["size"], answer["inclusion"]
        if not isinstance(index, int) or size != checkpoint.size or not isinstance(proof, list):
            msg = "the proof of inclusion is not for the checkpoint beside it"
            raise UnexpectedAnswer(msg)
        path = tuple(parse_hex(str(node), 32) for node in proof)
        verify_inclusion(leaf_hash(leaf), index, checkpoint.size, path, checkpoint.root)
        self._demand_consistency(checkpoint)
        return index

    def _demand_consistency(self, new: Checkpoint) -> None:
        old = self._seen
        if old is None:
            self._seen = new
            return
        if old == new:
            return
        if new.size < old.size:
            # An earlier batch's checkpoint: it must be a prefix of what was already seen.
            old, new = new, old
        answer = self.wire.get_json(f"/c/{self.congress}/consistency?old={old.size}&new={new.size}")
        proof = answer["consistency"]
        path = tuple(parse_hex(str(node), 32) for node in proof) if isinstance(proof, list) else ()
        verify_consistency(old.size, new.size, old.root, new.root, path)
        self._seen = new


def cast_request(item: str, sealed: Sealed, credential: Credential) -> dict[str, JsonValue]:
    """Return the body that casts a ballot (protocol 6.4)."""
    return {
        "item": item,
        "ballot": sealed.ballot.encoded.decode(),
        "prefix": encode_b64(credential.prefix),
        "token": encode_b64(credential.token),
        "pairs": sealed.pairs,
    }


def ballot_leaf(item: str, sealed: Sealed, credential: Credential) -> bytes:
    """Return the log entry that a ballot must have become, rebuilt from what was sent."""
    return entries.BallotCast(
        item=item,
        ballot=sealed.ballot.encoded.decode(),
        prefix=credential.prefix,
        token=credential.token,
        pairs=tuple(sealed.pairs),
    ).encoded


def _text(answer: dict[str, JsonValue], key: str) -> str:
    value = answer[key]
    if not isinstance(value, str):
        msg = f"{key} is not text"
        raise UnexpectedAnswer(msg)
    return value
