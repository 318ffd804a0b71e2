"""A small congress with hearings, whose record the tests change in one place at a time.

Five delegates, four present. The hearing TALK goes its whole way and is the gate of GATED; LATE is
still open while WAITING waits for it and OVERRIDDEN does not; BOX is a standing box.
"""

from dataclasses import replace
from datetime import timedelta
from functools import cache
from hashlib import sha256

from tests.domain.records import (
    BY,
    CONGRESS,
    ENTITLED,
    NOW,
    PRESENT,
    TRUSTEES,
    VECTORS,
    Sample,
    credential_key,
    item_entry,
    number,
)
from votesvc.crypto.blind_rsa import (
    PrivateKey,
    blind,
    blind_sign,
    credential_message,
    finalise,
    load_private_key,
)
from votesvc.crypto.comment import Comment
from votesvc.crypto.encoding import hexhash, uuid_from
from votesvc.crypto.sealing import AuthorKey, OfficerKey, SealedComment, commitment_of, seal
from votesvc.domain.entries import (
    Board,
    CheckIn,
    CommentMade,
    Congress,
    Entry,
    Hearing,
    HearingClosed,
    HearingOpened,
    Issued,
    IssueOpened,
    MinutesKept,
    Opened,
    Overridden,
    Published,
    Replied,
    Reported,
    Roll,
    SupportGiven,
    Withheld,
)
from votesvc.domain.hearing import HearingState, announce
from votesvc.domain.hearing_spec import HearingSpec, Officer, Paper
from votesvc.domain.items import gated, motion
from votesvc.domain.opening import order_batch
from votesvc.domain.record.layout import issued_list
from votesvc.domain.report import Opinion, count_fates

TALK, LATE, BOX = (uuid_from(bytes([number] * 16)) for number in range(11, 14))
GATED, OVERRIDDEN, WAITING = (uuid_from(bytes([number] * 16)) for number in range(21, 24))
OFFICER = OfficerKey.from_secret(sha256(b"officer").digest())
ISSUED = 8

SPEC = HearingSpec(
    kind="hearing",
    title="考勤办法听证会",
    matter="讨论考勤办法。\n必要性、合规性、可行性。",
    clauses=("第一条", "第二条"),
    per_delegate=2,
    marks=True,
    notice_days=7,
    papers=(Paper("考勤办法.pdf", "ab" * 32, 1234),),
    officers=(Officer("甲", "主持人", recused=False), Officer("乙", "监察人", recused=True)),
)


@cache
def support_key() -> PrivateKey:
    """Return the key that signs every credential for support."""
    return load_private_key((VECTORS / "support_key.pem").read_bytes())


def author(name: str) -> AuthorKey:
    """Return the one-time key of somebody."""
    return AuthorKey.from_seed(sha256(name.encode()).digest())


def token_of(key: PrivateKey, kind: str, hearing: str, k: str) -> tuple[bytes, bytes]:
    """Return prefix and token of a credential."""
    message = credential_message(kind, hearing, k)
    prefix = sha256(message).digest()
    blinded = blind(key.public, message, prefix, bytes(48), number(message.decode()))
    return prefix, finalise(key.public, blinded, blind_sign(key, blinded.request))


def comment(
    name: str,
    clause: int = 0,
    marks: tuple[int, int, int] = (0, 0, 0),
    reply_to: str = "",
) -> Comment:
    """Return what somebody writes."""
    nonce = sha256(f"nonce {name}".encode()).hexdigest()
    return Comment(f"{name} 的意见", clause, marks, reply_to, nonce)


def padded_entry(hearing: str, name: str, padded: bytes) -> CommentMade:
    """Return the entry of a comment with these bytes in it, well-formed or not."""
    return sealed_entry(hearing, name, _sealed(hearing, padded))


@cache
def _sealed(hearing: str, padded: bytes) -> SealedComment:
    return seal(OFFICER.public, hearing, padded)


@cache
def sealed_entry(hearing: str, name: str, sealed: SealedComment) -> CommentMade:
    """Return the entry of a sealed comment by somebody."""
    key = author(f"{hearing} {name}")
    prefix, token = token_of(credential_key(), "comment", hearing, key.public)
    return CommentMade(
        item=hearing,
        key=key.public,
        prefix=prefix,
        token=token,
        commitment=sealed.commitment,
        sealed=sealed.sealed,
        signature=key.sign_comment(hearing, sealed),
    )


@cache
def support(hearing: str, name: str, commitment: str) -> SupportGiven:
    """Return the entry by which somebody supports a comment."""
    key = author(f"{hearing} supporter {name}")
    prefix, token = token_of(support_key(), "support", hearing, key.public)
    return SupportGiven(
        item=hearing,
        key=key.public,
        prefix=prefix,
        token=token,
        commitment=commitment,
        signature=key.sign_support(hearing, commitment),
    )


def publish(hearing: str, padded: bytes) -> Published:
    """Return the entry that publishes a comment."""
    commitment = commitment_of(hearing, padded)
    return Published(item=hearing, commitment=commitment, plaintext=padded.decode(), time=NOW)


def withhold(hearing: str, padded: bytes, reason: str) -> Withheld:
    """Return the entry that withholds a comment."""
    commitment = commitment_of(hearing, padded)
    return Withheld(item=hearing, commitment=commitment, reason=reason, time=NOW)


def hearing_entry(hearing: str, spec: HearingSpec) -> Hearing:
    """Return the leaf of a hearing."""
    keys = credential_key().public, support_key().public
    return announce(hearing, spec, OFFICER.public, keys, NOW)


def commitment(name: str) -> str:
    """Return the commitment of one of the comments of TALK."""
    return commitment_of(TALK, TEXTS[name])


def commitments(*names: str) -> tuple[str, ...]:
    """Return the commitments of some of the comments of TALK, in order."""
    return tuple(sorted(map(commitment, names)))


# Six while it is open, two more before it closes; nobody could read what H wrote.
_FIRST = {
    "A": comment("A", 1, (5, 4, 3)).padded,
    "B": comment("B", 2).padded,
    "C": comment("C").padded,
    "D": comment("D").padded,
    "E": comment("E").padded,
    "F": comment("F").padded,
}
TEXTS: dict[str, bytes] = {
    **_FIRST,
    "G": comment("G", reply_to=commitment_of(TALK, _FIRST["A"])).padded,
    "H": b"\xff" * 512,
}
OPENED_EARLY = ("A", "B", "C", "D", "E")
BOX_TEXTS = {name: comment(f"box {name}").padded for name in "ABCDEF"}


def issued_slots(hearing: str, count: int) -> bytes:
    """Return a list of `count` issued credentials."""
    return issued_list(hexhash(f"pass|{hearing}|{slot}".encode()) for slot in range(count))


def report(**changes: object) -> Reported:
    """Return the report of TALK, true but for the changes."""
    published = [commitment(name) for name in "ABCDFG"]
    figures = count_fates(
        [commitment(name) for name in TEXTS],
        published,
        {commitment("E"): "insult", commitment("H"): "malformed"},
    )
    true = Reported(
        item=TALK,
        opinions=(
            Opinion("加班补偿", commitments("A", "B"), "adopted", "写入第三条"),
            Opinion("打卡次数", commitments("C"), "partly", "改为两次"),
            Opinion("取消考勤", commitments("D", "G"), "rejected", "于法无据"),
            Opinion("会上提出的意见", (), "rejected", "另行答复"),
        ),
        received=figures.received,
        published=figures.published,
        withheld=dict(figures.withheld),
        by=BY[0],
        time=NOW,
    )
    return replace(true, **changes)  # type: ignore[arg-type]


def _talk() -> list[Entry]:
    listed = issued_slots(TALK, ISSUED)
    early: list[Published | Withheld] = [
        withhold(TALK, TEXTS[name], "insult") if name == "E" else publish(TALK, TEXTS[name])
        for name in OPENED_EARLY
    ]
    late: list[Published | Withheld] = [
        publish(TALK, TEXTS["F"]),
        publish(TALK, TEXTS["G"]),
        Withheld(item=TALK, commitment=commitment("H"), reason="malformed", time=NOW),
    ]
    return [
        HearingOpened(item=TALK, time=NOW),
        *(padded_entry(TALK, name, TEXTS[name]) for name in "ABCDEF"),
        *order_batch(HearingState.OPEN, early),
        support(TALK, "one", commitment("A")),
        support(TALK, "one", commitment("B")),
        support(TALK, "two", commitment("A")),
        Replied(
            item=TALK, to=commitment("A"), text="已经研究。\n谢谢。", by="人力资源部", time=NOW
        ),
        padded_entry(TALK, "G", TEXTS["G"]),
        padded_entry(TALK, "H", TEXTS["H"]),
        HearingClosed(item=TALK, present=PRESENT, issued=ISSUED, comments=len(TEXTS), time=NOW),
        Issued(item=TALK, count=ISSUED, issued_list=hexhash(listed), time=NOW),
        *order_batch(HearingState.CLOSED, late),
        support(TALK, "one", commitment("G")),
        MinutesKept(item=TALK, text="会议开始。\n会议结束。", by="记录人", time=NOW),
        report(),
        MinutesKept(item=TALK, text="更正一处。", by="记录人", time=NOW + timedelta(days=1)),
        Replied(item=TALK, to=commitment("G"), text="见报告。", by="工会", time=NOW),
    ]


def _box() -> list[Entry]:
    spec = replace(SPEC, kind="box", title="意见箱", marks=False, per_delegate=10, papers=())
    batch = [publish(BOX, BOX_TEXTS[name]) for name in "ABCDE"]
    return [
        hearing_entry(BOX, spec),
        HearingOpened(item=BOX, time=NOW),
        *(padded_entry(BOX, name, BOX_TEXTS[name]) for name in "ABCDE"),
        *order_batch(HearingState.OPEN, batch),
        padded_entry(BOX, "F", BOX_TEXTS["F"]),
    ]


@cache
def _entries() -> tuple[Entry, ...]:
    def item(uuid: str, title: str, hearing: str) -> Entry:
        return item_entry(uuid, gated(motion(title, ["一"]), hearing))

    return (
        Congress(congress=CONGRESS, title="第三届职代会", booth="0f" * 32, time=NOW),
        Roll(entitled=ENTITLED, members="1e" * 32, time=NOW),
        Board(trustees=TRUSTEES.encoded.decode(), time=NOW),
        hearing_entry(TALK, SPEC),
        item(GATED, "考勤办法", TALK),
        hearing_entry(LATE, replace(SPEC, title="另一听证会", kind="comments", clauses=())),
        item(OVERRIDDEN, "不等听证的议题", LATE),
        item(WAITING, "等待听证的议题", LATE),
        CheckIn(entitled=ENTITLED, present=PRESENT, time=NOW),
        *_talk(),
        IssueOpened(item=GATED, time=NOW),
        Opened(item=GATED, by=BY, time=NOW),
        HearingOpened(item=LATE, time=NOW),
        padded_entry(LATE, "A", comment("late A").padded),
        IssueOpened(item=OVERRIDDEN, time=NOW),
        Overridden(item=OVERRIDDEN, text="主席团决定:\n不等报告。", by="主席团", time=NOW),
        Opened(item=OVERRIDDEN, by=BY, time=NOW),
        IssueOpened(item=WAITING, time=NOW),
        *_box(),
    )


def hearing_sample() -> Sample:
    """Return the sample record, whole and true."""
    return Sample(entries=list(_entries()), issued={TALK: issued_slots(TALK, ISSUED)})
