"""A hearing played on the services, from which the tests of commenting and reporting start."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tests.services.people import Device
from tests.services.story import NOW, Story
from votesvc.crypto.blind_rsa import (
    blind_afresh,
    credential_message,
    finalise,
    parse_public_key,
)
from votesvc.crypto.comment import Comment, new_comment
from votesvc.crypto.sealing import AuthorKey, OfficerKey, new_author_key, new_officer_key, seal
from votesvc.domain.credentials import Slot
from votesvc.domain.entries import CommentMade, SupportGiven, parse_entry
from votesvc.domain.hearing_spec import HearingSpec, Officer
from votesvc.domain.report import Opinion
from votesvc.services import auditing, commenting, hearing_office, hearing_setup, hearings, issuing
from votesvc.services.hearing_office import Decision
from votesvc.services.sequencer import Receipt

SPEC = HearingSpec(
    kind="hearing",
    title="考勤办法听证会",
    matter="讨论考勤办法。\n必要性、合规性、可行性。",
    clauses=("第一条", "第二条"),
    per_delegate=3,
    marks=True,
    notice_days=7,
    papers=(),
    officers=(Officer("甲", "主持人", recused=False), Officer("乙", "监察人", recused=True)),
)
NUMBERS = ("1001", "1002", "a-7")


@dataclass
class Talk:
    """One hearing of a story, its officer's key, and the phones of those who are present."""

    story: Story
    hearing: str = ""
    officer: OfficerKey = field(default_factory=new_officer_key)
    devices: list[Device] = field(default_factory=list)

    def draft(self, spec: HearingSpec = SPEC) -> "Talk":
        """Make a draft with an officer's key."""
        self.hearing = hearings.create(self.story.session, self.story.congress, spec)
        hearings.set_officer_key(self.story.session, self.hearing, self.officer.public)
        return self

    def announce(self, spec: HearingSpec = SPEC) -> "Talk":
        """Announce a hearing."""
        self.draft(spec)
        hearing_setup.announce(self.story.session, self.story.log, self.hearing, NOW)
        return self

    def open(self, spec: HearingSpec = SPEC) -> "Talk":
        """Announce and open a hearing with three delegates present."""
        self.announce(spec)
        self.devices = self.devices or [self.story.device(number) for number in NUMBERS]
        hearing_setup.open_hearing(self.story.session, self.story.log, self.hearing, NOW)
        return self

    def close(self) -> None:
        """Close the hearing."""
        hearing_setup.close_hearing(self.story.session, self.story.log, self.hearing, NOW)

    # --- Phones -----------------------------------------------------------------------------------

    def token(self, device: Device, slot: Slot, author: AuthorKey) -> tuple[bytes, bytes]:
        """Return prefix and token of a credential collected for a one-time key."""
        row = hearings.hearing_row(self.story.session, self.hearing)
        spki = row.comment_key if slot.kind == "comment" else row.support_key
        key = parse_public_key(spki or b"")
        blinded = blind_afresh(key, credential_message(slot.kind, self.hearing, author.public))
        answer = issuing.collect(
            self.story.session, device.token, self.hearing, blinded.request, slot
        )
        return blinded.prefix, finalise(key, blinded, answer)

    def made(
        self,
        person: int,
        number: int,
        text: str | Comment = "意见",
        author: AuthorKey | None = None,
    ) -> CommentMade:
        """Return comment `number` of a delegate, collected for and sealed, but not sent."""
        author = author or new_author_key()
        prefix, token = self.token(self.devices[person], Slot("comment", number), author)
        written = new_comment(text) if isinstance(text, str) else text
        return self.signed(written.padded, author, prefix, token)

    def signed(self, padded: bytes, author: AuthorKey, prefix: bytes, token: bytes) -> CommentMade:
        """Return a comment under a credential, well-formed or not."""
        sealed = seal(self.officer.public, self.hearing, padded)
        return CommentMade(
            item=self.hearing,
            key=author.public,
            prefix=prefix,
            token=token,
            commitment=sealed.commitment,
            sealed=sealed.sealed,
            signature=author.sign_comment(self.hearing, sealed),
        )

    def comment(self, made: CommentMade) -> Receipt:
        """Send a comment."""
        return commenting.comment(self.story.session, self.story.log, self.story.congress, made)

    def say(self, person: int, number: int, text: str | Comment = "意见") -> str:
        """Make and send a comment and return its commitment."""
        return self.comment(self.made(person, number, text)).tracker

    def pseudonym(self, person: int) -> tuple[AuthorKey, bytes, bytes]:
        """Collect a delegate's credential for supports."""
        author = new_author_key()
        return author, *self.token(self.devices[person], Slot("support", 1), author)

    def given(self, pseudonym: tuple[AuthorKey, bytes, bytes], commitment: str) -> SupportGiven:
        """Return a support that is not sent."""
        author, prefix, token = pseudonym
        signature = author.sign_support(self.hearing, commitment)
        return SupportGiven(self.hearing, author.public, prefix, token, commitment, signature)

    def support(self, given: SupportGiven) -> Receipt:
        """Send a support."""
        return commenting.support(self.story.session, self.story.log, self.story.congress, given)

    # --- The officer ------------------------------------------------------------------------------

    def read(self, commitment: str) -> bytes:
        """Open a comment on the officer's device."""
        leaves = auditing.entries(self.story.session, self.story.congress, 0, 500)
        [made] = [
            entry
            for entry in map(parse_entry, leaves)
            if isinstance(entry, CommentMade) and entry.commitment == commitment
        ]
        return self.officer.open(self.hearing, commitment, made.sealed)

    def published(self, *commitments: str) -> list[Decision]:
        """Decide to publish comments."""
        return [Decision(one, plaintext=self.read(one)) for one in commitments]

    def open_batch(self, decisions: Sequence[Decision], now: datetime = NOW) -> None:
        """Hand in a batch."""
        hearing_office.open_batch(self.story.session, self.story.log, self.hearing, decisions, now)

    def report(self, *opinions: Opinion) -> None:
        """Hand in the report."""
        hearing_office.report(
            self.story.session, self.story.log, self.hearing, opinions, "记录人", NOW
        )

    @property
    def view(self) -> hearings.HearingView:
        """The hearing as it stands."""
        return hearings.hearing(self.story.session, self.hearing)
