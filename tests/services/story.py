"""A congress played on the services: what the tests of voting, counting and auditing start from."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from tests.databases import Databases
from tests.services.people import ROLL, Device, checked_in_device
from votesvc.crypto.ballot import Election, parse_election
from votesvc.crypto.blind_rsa import (
    blind_afresh,
    credential_message,
    finalise,
    parse_public_key,
)
from votesvc.crypto.encoding import belenios_json, hexhash
from votesvc.crypto.group import base_times, random_scalar
from votesvc.crypto.pedersen import message_prefix
from votesvc.crypto.proofs import prove_knowledge
from votesvc.crypto.reshuffle import reshuffle, reshuffle_message
from votesvc.crypto.shuffle import Row
from votesvc.crypto.slips import make_slip_share
from votesvc.crypto.tally import make_share, parse_tally
from votesvc.crypto.trustees import single_public
from votesvc.domain.items import ItemSpec, choose, election, motion
from votesvc.domain.marking import seal_marks
from votesvc.domain.rules import ElectionRule, Fraction, Threshold
from votesvc.domain.write_ins import block_context, shuffler_context
from votesvc.services import (
    agenda,
    counting,
    issuing,
    roll as rolls,
    rounds,
    setup,
    shuffles,
    slips,
    voting,
)
from votesvc.services.sequencer import Log, Receipt
from votesvc.services.shuffles import Made
from votesvc.services.voting import CastRequest
from votesvc.storage.agenda import ItemRow

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
MASTER = b"\x07" * 32
BY = ("王主持", "监票甲")
BOOTH = hexhash(b"booth")
MOTION = motion("表决事项", ["工资集体合同", "食堂改造方案"])
ELECTION_RULE = ElectionRule(
    "P04", 2, Threshold("entitled", Fraction(1, 2, "gt")), Fraction(2, 3, "ge"), writein=2
)
ELECTION = election("工会委员会选举", ["丁一", "王五", "张三"], ELECTION_RULE)
CHOICE = choose("节目评选", "最喜爱的节目", ["合唱", "舞蹈", "相声", "小品"], 0, 2)


def credential(
    session: Session, device: Device, item: str, secret: int
) -> tuple[bytes, bytes, bytes]:
    """Return SPKI, prefix and token of a credential collected for the public part of `secret`."""
    key = parse_public_key(agenda.item(session, item).public_key or b"")
    message = credential_message("ballot", item, base_times(secret).to_hex())
    blinded = blind_afresh(key, message)
    answer = issuing.collect(session, device.token, item, blinded.request)
    return key.spki, blinded.prefix, finalise(key, blinded, answer)


@dataclass
class Story:
    """One congress with a roll of three delegates, two scrutineers and as many items as wanted."""

    databases: Databases
    session: Session
    log: Log
    congress: str = ""
    roll: bytes = ROLL
    scrutineers: tuple[int, ...] = field(default_factory=lambda: (random_scalar(), random_scalar()))

    def begin(self) -> "Story":
        """Create the congress, fix its roll and set its board."""
        self.congress = setup.create_congress(self.session, self.log, "工会代表大会", BOOTH, NOW)
        assert not rolls.import_roll(self.session, self.congress, self.roll, "roll.csv").problems
        setup.fix_roll(self.session, self.log, self.congress, NOW)
        keys = [single_public(secret, random_scalar()) for secret in self.scrutineers]
        setup.set_board(self.session, self.log, self.congress, keys, NOW)
        return self

    def device(self, staff_no: str) -> Device:
        """Check a delegate in and put the pass on a new phone."""
        return checked_in_device(self.session, self.congress, staff_no)

    def ready_item(self, spec: ItemSpec = MOTION) -> str:
        """Put an item on the agenda and make it ready."""
        item = agenda.create_item(self.session, self.congress, spec)
        setup.prepare(self.session, self.log, item, NOW)
        return item

    def issued_item(self, spec: ItemSpec = MOTION) -> str:
        """Return an item that is being issued."""
        item = self.ready_item(spec)
        setup.open_issuing(self.session, self.log, item, NOW)
        return item

    def open(self, item: str) -> None:
        """Open an item with two people."""
        agenda.propose(self.session, item, "open", BY[0])
        rounds.open_ballot(self.session, self.log, item, BY, NOW)

    def close(self, item: str) -> None:
        """Close an item with two people."""
        agenda.propose(self.session, item, "close", BY[0])
        rounds.close_ballot(self.session, self.log, item, BY, NOW)

    def void(self, item: str, reason: str) -> None:
        """Declare an item void that was opened, with two people."""
        agenda.propose(self.session, item, "void", BY[0], reason)
        rounds.void_round(self.session, self.log, item, reason, BY, NOW)

    def open_item(self, spec: ItemSpec = MOTION) -> str:
        """Return an item that is open."""
        item = self.issued_item(spec)
        self.open(item)
        return item

    def request(
        self,
        device: Device,
        item: str,
        *choices: list[int],
        secret: int | None = None,
        names: Sequence[str] = (),
    ) -> CastRequest:
        """Collect a credential for `secret` (a fresh one) and seal a ballot with it."""
        secret = secret or random_scalar()
        _, prefix, token = credential(self.session, device, item, secret)
        election = parse_election(agenda.item(self.session, item).election or b"")
        ballot, beside = seal_marks(election, secret, choices, names)
        return CastRequest(item, ballot.encoded, prefix, token, beside)

    def cast(self, request: CastRequest) -> Receipt:
        """Cast a ballot."""
        return voting.cast(self.session, self.log, self.congress, request)

    def share(self, item: str, owner: int) -> bytes:
        """Return the share of scrutineer `owner`, from 1."""
        row = self.session.get_one(ItemRow, item, populate_existing=True)
        election = parse_election(row.election or b"")
        tally = parse_tally(row.tally or b"", election, row.returned or 0)
        return make_share(tally, election, self.scrutineers[owner - 1], random_scalar)

    def shuffle(self, item: str, owner: int) -> list[Made]:
        """Return the latest slips as scrutineer `owner` shuffles and signs them."""
        election, blocks = self.slips(item)
        secret, made = self.scrutineers[owner - 1], []
        for block, rows in enumerate(blocks):
            context = shuffler_context(election, block, owner)
            shuffled = reshuffle(context, election.public_key, rows, random_scalar)
            prefix = message_prefix(reshuffle_message(context, shuffled))
            proof = prove_knowledge(prefix, secret, random_scalar())
            made.append((shuffled, belenios_json(proof.to_json())))
        return made

    def shuffle_names(self, item: str) -> None:
        """Let all scrutineers shuffle the slips."""
        for owner in range(1, len(self.scrutineers) + 1):
            made = self.shuffle(item, owner)
            shuffles.submit_shuffle(self.session, self.log, item, owner, owner, made)

    def slip_shares(self, item: str, owner: int) -> list[bytes]:
        """Return the shares of scrutineer `owner` for the latest slips."""
        election, blocks = self.slips(item)
        secret = self.scrutineers[owner - 1]
        return [
            make_slip_share(block_context(election, block), rows, secret, random_scalar())
            for block, rows in enumerate(blocks)
        ]

    def slips(self, item: str) -> tuple[Election, list[tuple[Row, ...]]]:
        """Return the election, and its latest slips block by block."""
        row = self.session.get_one(ItemRow, item, populate_existing=True)
        return parse_election(row.election or b""), slips.latest(self.session, row)

    def open_names(self, item: str) -> None:
        """Shuffle the slips and hand in the shares of all scrutineers for them."""
        if shuffles.shufflers(self.session, item) == ():
            self.shuffle_names(item)
        for owner in range(1, len(self.scrutineers) + 1):
            shares = self.slip_shares(item, owner)
            slips.submit_slip_shares(self.session, self.log, item, owner, shares)

    def count(self, item: str) -> None:
        """Hand in the shares of all scrutineers."""
        for owner in range(1, len(self.scrutineers) + 1):
            counting.submit_share(self.session, self.log, item, owner, self.share(item, owner))

    def result(self, item: str) -> list[list[int]] | None:
        """Return what the shares decrypted to, which nobody is shown yet."""
        row = agenda.item_row(self.session, item)
        if row.result is None:
            return None
        counts: list[list[int]] = json.loads(row.result)["result"]
        return counts

    def announce(self, item: str) -> None:
        """Count and announce a closed item."""
        self.count(item)
        counting.announce(self.session, self.log, item, BY[0], NOW)

    def whole_vote(self, spec: ItemSpec, *papers: list[list[int]]) -> str:
        """Play one item from draft to announcement with the given marks."""
        devices = [self.device(number) for number in ("1001", "1002", "a-7")[: len(papers)]]
        item = self.open_item(spec)
        for device, choices in zip(devices, papers, strict=True):
            self.cast(self.request(device, item, *choices))
        self.close(item)
        self.announce(item)
        return item
