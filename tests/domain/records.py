"""A small congress whose record the tests change in one place at a time.

Five delegates; a motion of two questions with four ballots and a choice with three, both
announced; an item that became void; one that is still open; one that is only ready.
"""

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from tests.vectors.generate import nonces
from votesvc.crypto.ballot import Ballot, Election, make_ballot
from votesvc.crypto.blind_rsa import (
    PrivateKey,
    blind,
    blind_sign,
    credential_message,
    finalise,
    load_private_key,
)
from votesvc.crypto.checkpoint import Checkpoint, LogKey, WitnessKey
from votesvc.crypto.encoding import canonical_json, hexhash, uuid_from
from votesvc.crypto.merkle import Tree, leaf_hash
from votesvc.crypto.tally import combine, encrypted_tally, make_share, parse_share
from votesvc.crypto.trustees import Trustees, join_trustees, parse_trustees, single_public
from votesvc.domain.contest import contest_election
from votesvc.domain.entries import (
    Announced,
    BallotCast,
    Board,
    CheckIn,
    Closed,
    Congress,
    Entry,
    Issued,
    IssueOpened,
    Item,
    Note,
    Opened,
    OutcomeStated,
    ResultMade,
    Roll,
    ShareMade,
    TallyMade,
    Voided,
    parse_entry,
)
from votesvc.domain.history import E, item_histories, place, trustees_of
from votesvc.domain.items import ItemSpec, choose, motion
from votesvc.domain.outcome import decide
from votesvc.domain.record.layout import issued_list, record_files
from votesvc.domain.record.rebuild import build_archive
from votesvc.domain.record.summary import write_summary
from votesvc.domain.rules import Figures
from votesvc.errors import VotesvcError

VECTORS = Path(__file__).parents[1] / "vectors"
NOW = datetime(2026, 11, 22, 9, 30, 0, tzinfo=UTC)
BY = ("组织者", "总监票人")
ENTITLED, PRESENT = 5, 4

CONGRESS = uuid_from(bytes(16))
MOTION, CHOICE, VOID, OPEN, READY = (uuid_from(bytes([number] * 16)) for number in range(1, 6))

LOG_KEY = LogKey.from_seed(f"votesvc/{CONGRESS}", sha256(b"log").digest())
WITNESS = WitnessKey.from_seed("witness.example/1", sha256(b"witness").digest())


def number(name: str) -> int:
    """Return a scalar that depends on `name` alone."""
    return nonces(name)()


SCRUTINEERS = (number("scrutineer 1"), number("scrutineer 2"))
TRUSTEES = parse_trustees(
    join_trustees([single_public(secret, number(f"pok {secret}")) for secret in SCRUTINEERS])
)


@cache
def credential_key() -> PrivateKey:
    """Return the key that signs every credential of the sample."""
    vector = json.loads((VECTORS / "blind_rsa.json").read_text())
    return load_private_key(vector["private_key"].encode())


@dataclass(frozen=True)
class Sample:
    """The entries and files of a record before it is written; the tests replace parts of it."""

    entries: list[Entry | bytes]
    issued: dict[str, bytes]
    files: dict[str, bytes | None] = field(default_factory=dict)

    def index(self, kind: type[Entry], item: str | None = None, nth: int = 0) -> int:
        """Return the position of the nth entry of a kind, of one item where it is given."""
        found = [
            index
            for index, entry in enumerate(self.entries)
            if isinstance(entry, kind) and item in (None, getattr(entry, "item", None))
        ]
        return found[nth]

    def entry(self, kind: type[E], item: str | None = None, nth: int = 0) -> E:
        """Return the nth entry of a kind, of one item where it is given."""
        entry = self.entries[self.index(kind, item, nth)]
        assert isinstance(entry, kind)
        return entry

    def changed(self, kind: type[Entry], item: str | None = None, /, **changes: Any) -> "Sample":
        """Return the sample with fields replaced in the first entry of a kind."""
        entries = list(self.entries)
        entries[self.index(kind, item)] = replace(self.entry(kind, item), **changes)
        return replace(self, entries=entries)

    def respelled(self, kind: type[Entry], item: str | None = None, /, **changes: Any) -> "Sample":
        """Return the sample with fields of a leaf replaced, whatever the leaf then is."""
        entries = list(self.entries)
        leaf = json.loads(self.entry(kind, item).encoded)
        entries[self.index(kind, item)] = _parsed(canonical_json({**leaf, **changes}))
        return replace(self, entries=entries)

    def respelled_at(self, index: int, name: str, value: Any) -> "Sample":
        """Return the sample with one field of the leaf at `index` replaced."""
        entries = list(self.entries)
        entry = entries[index]
        assert isinstance(entry, Entry)
        leaf = canonical_json({**json.loads(entry.encoded), name: value})
        entries[index] = _parsed(leaf)
        return replace(self, entries=entries)

    def listing(self, item: str, count: int) -> "Sample":
        """Return the sample with an issued list of another length, told everywhere alike."""
        data = issued_list(issued_entry(item, count))
        changed = self.changed(Closed, item, issued=count)
        changed = changed.changed(Issued, item, count=count, issued_list=hexhash(data))
        return replace(changed, issued={**self.issued, item: data})

    def with_entries(self, change: Callable[[list[Entry | bytes]], None]) -> "Sample":
        """Return the sample with its list of entries changed in place."""
        entries = list(self.entries)
        change(entries)
        return replace(self, entries=entries)

    def with_file(self, name: str, data: bytes | None) -> "Sample":
        """Return the sample with one file of the record replaced, added or taken away."""
        return replace(self, files={**self.files, name: data})

    def written(self, cosigned: bool = False) -> dict[str, bytes]:
        """Sign the log as it stands and return the files of the record."""
        leaves = [entry if isinstance(entry, bytes) else entry.encoded for entry in self.entries]
        root = Tree(map(leaf_hash, leaves)).root()
        note = LOG_KEY.sign(Checkpoint(LOG_KEY.origin, len(leaves), root))
        if cosigned:
            note = WITNESS.cosign(note, 1_795_426_200)
        files: dict[str, bytes | None] = {
            **record_files(leaves, note, LOG_KEY.vkey, self.issued, self._archives(), b""),
            "summary.txt": self._summary(root),
            **self.files,
        }
        return {name: data for name, data in files.items() if data is not None}

    def _entries(self) -> list[Entry]:
        return [entry for entry in self.entries if isinstance(entry, Entry)]

    def _archives(self) -> dict[str, bytes]:
        archives = {}
        placed = place(self._entries())
        for history in item_histories(placed).values():
            with suppress(LookupError, VotesvcError):
                archives[history.item] = build_archive(history, trustees_of(placed, history))
        return archives

    def _summary(self, root: bytes) -> bytes:
        try:
            return write_summary(self._entries(), root)
        except (ValueError, LookupError, VotesvcError):
            return b"a log that makes no sense has no summary\n"


def issued_entry(item: str, count: int) -> list[str]:
    """Return the digests of `count` passes for an item."""
    return [hexhash(f"pass {seat}|{item}".encode()) for seat in range(count)]


def item_entry(item: str, spec: ItemSpec, trustees: Trustees = TRUSTEES) -> Item:
    """Return the leaf of an item that is ready."""
    election = contest_election(
        item, spec, LOG_KEY.origin, trustees.public_key, credential_key().public
    )
    return Item(
        item=item,
        kind=spec.kind,
        title=spec.title,
        election=election.encoded.decode(),
        phi=election.fingerprint,
        public_key=credential_key().public.spki,
        rule=spec.rule,
        time=NOW,
    )


def make_cast(item: str, election: Election, voter: str, choices: list[list[int]]) -> BallotCast:
    """Return one ballot of one voter with its credential."""
    ballot = make_ballot(election, number(voter), choices, nonces(f"{item} {voter}"))
    return cast_of(item, ballot)


def cast_of(item: str, ballot: Ballot, message_item: str | None = None) -> BallotCast:
    """Return the entry of a ballot, its credential made for `message_item` or for the item."""
    key = credential_key()
    prefix = sha256(ballot.encoded).digest()
    message = credential_message("ballot", message_item or item, ballot.credential.to_hex())
    blinded = blind(key.public, message, prefix, bytes(48), number(ballot.tracker))
    token = finalise(key.public, blinded, blind_sign(key, blinded.request))
    return BallotCast(
        item=item, ballot=ballot.encoded.decode(), prefix=prefix, token=token, pairs=()
    )


def counting(item: Item, election: Election, ballots: Sequence[Ballot]) -> list[Entry]:
    """Return tally, shares, result, outcome and announcement of an item."""
    tally = encrypted_tally(election, ballots)
    shares = [
        make_share(tally, election, secret, nonces(f"share {secret}")) for secret in SCRUTINEERS
    ]
    parsed = {owner: parse_share(share, election) for owner, share in enumerate(shares, 1)}
    result = combine(tally, election, parsed, TRUSTEES)
    outcome = decide(
        item.rule, result.counts, Figures.of_round(ENTITLED, PRESENT, PRESENT, len(ballots))
    ).to_json()
    return [
        TallyMade(item=item.item, tally=tally.encoded.decode()),
        *(
            ShareMade(item=item.item, owner=owner, factors=share.decode())
            for owner, share in enumerate(shares, 1)
        ),
        ResultMade(item=item.item, result=result.encoded.decode()),
        OutcomeStated(item=item.item, outcome=outcome),
        Announced(item=item.item, by=BY[0], time=NOW),
    ]


def voted(
    item: str, spec: ItemSpec, papers: Sequence[list[list[int]]], issued: int
) -> tuple[Entry, list[Entry]]:
    """Return the leaf of an item and everything that follows until it is announced."""
    leaf = item_entry(item, spec)
    election = contest_election(
        item, spec, LOG_KEY.origin, TRUSTEES.public_key, credential_key().public
    )
    ballots = [
        make_ballot(election, number(f"voter {seat}"), paper, nonces(f"{item} {seat}"))
        for seat, paper in enumerate(papers)
    ]
    data = issued_list(issued_entry(item, issued))
    return leaf, [
        IssueOpened(item=item, time=NOW),
        Opened(item=item, by=BY, time=NOW),
        *(cast_of(item, ballot) for ballot in ballots),
        Closed(item=item, by=BY, present=PRESENT, issued=issued, returned=len(papers), time=NOW),
        Issued(item=item, count=issued, issued_list=hexhash(data), time=NOW),
        *counting(leaf, election, ballots),
    ]


@cache
def _entries() -> tuple[Entry, ...]:
    first, motion_events = voted(
        MOTION,
        motion("考勤办法", ["办法一", "办法二"]),
        [[[1, 0, 0], [0, 1, 0]], [[1, 0, 0], [1, 0, 0]], [[1, 0, 0], [0, 0, 1]]],
        PRESENT,
    )
    second, choice_events = voted(
        CHOICE,
        choose("评选节目", "最喜爱的节目", ["甲", "乙", "丙"], 0, 2),
        [[[1, 1, 0]], [[1, 0, 1]], [[1, 0, 0]]],
        3,
    )
    third = item_entry(VOID, motion("作废的议题", ["一"]))
    fourth = item_entry(OPEN, motion("进行中的议题", ["一"]))
    fifth = item_entry(READY, motion("待发的议题", ["一"]))
    return (
        Congress(congress=CONGRESS, title="第三届职代会", booth="0f" * 32, time=NOW),
        Roll(entitled=ENTITLED, members="1e" * 32, time=NOW),
        Board(trustees=TRUSTEES.encoded.decode(), time=NOW),
        first,
        second,
        CheckIn(entitled=ENTITLED, present=PRESENT, time=NOW),
        *motion_events,
        Note(text="休会十分钟", time=NOW),
        *choice_events,
        third,
        IssueOpened(item=VOID, time=NOW),
        Opened(item=VOID, by=BY, time=NOW),
        Closed(item=VOID, by=BY, present=PRESENT, issued=0, returned=0, time=NOW),
        Issued(item=VOID, count=0, issued_list=hexhash(b""), time=NOW),
        Voided(item=VOID, reason="程序有误", by=BY[0], time=NOW),
        fourth,
        IssueOpened(item=OPEN, time=NOW),
        Opened(item=OPEN, by=BY, time=NOW),
        fifth,
    )


def sample() -> Sample:
    """Return the sample record, whole and true."""
    return Sample(
        entries=list(_entries()),
        issued={
            MOTION: issued_list(issued_entry(MOTION, PRESENT)),
            CHOICE: issued_list(issued_entry(CHOICE, 3)),
            VOID: b"",
        },
    )


def _parsed(leaf: bytes) -> Entry | bytes:
    """Return the entry that a leaf is, or the leaf itself where it is none."""
    try:
        return parse_entry(leaf)
    except VotesvcError:
        return leaf
