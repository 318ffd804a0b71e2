"""A hearing that is on record, with everything that people may say in it, however hostile."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from tests.domain.hearings import padded_entry, support
from tests.services.hearing_story import SPEC, Talk
from tests.services.story import NOW, Story
from votesvc.crypto.comment import Comment
from votesvc.crypto.encoding import hexhash
from votesvc.crypto.sealing import commitment_of
from votesvc.domain.entries import (
    Entry,
    HearingClosed,
    Issued,
    MinutesKept,
    Published,
    Replied,
    Reported,
    Withheld,
)
from votesvc.domain.hearing_spec import HearingSpec
from votesvc.domain.report import Opinion, count_fates

HOSTILE = "<script>alert(1)</script>=1+1\u202e\u200b𠮷"


@dataclass
class Room:
    """A hearing of a story; what is said goes straight into the log."""

    talk: Talk
    texts: dict[str, bytes] = field(default_factory=dict)
    fates: dict[str, str] = field(default_factory=dict)

    @property
    def hearing(self) -> str:
        """The uuid of the hearing."""
        return self.talk.hearing

    @property
    def path(self) -> str:
        """Where the public page of the hearing is."""
        return f"/c/{self.talk.story.congress}/hearing/{self.hearing}"

    @property
    def papers(self) -> str:
        """Where the papers of the hearing are."""
        return f"/c/{self.talk.story.congress}/papers/hearing/{self.hearing}"

    def log(self, *entries: Entry) -> None:
        """Append entries as they are."""
        story = self.talk.story

        def decide(_session: Session) -> list[bytes]:
            return [entry.encoded for entry in entries]

        story.log.append(story.congress, decide)

    def receive(self, *comments: Comment) -> list[str]:
        """Take comments and return their commitments in the same order."""
        made = []
        for comment in comments:
            commitment = commitment_of(self.hearing, comment.padded)
            self.texts[commitment] = comment.padded
            self.log(padded_entry(self.hearing, commitment, comment.padded))
            made.append(commitment)
        return made

    def publish(self, *found: str) -> None:
        """Publish comments in the order of their commitments."""
        self.log(
            *(Published(self.hearing, one, self.texts[one].decode(), NOW) for one in sorted(found))
        )
        self.fates.update(dict.fromkeys(found, ""))

    def withhold(self, reason: str, *found: str) -> None:
        """Withhold comments for a reason."""
        self.log(*(Withheld(self.hearing, one, reason, NOW) for one in sorted(found)))
        self.fates.update(dict.fromkeys(found, reason))

    def support(self, commitment: str, *names: str) -> None:
        """Let people support a comment."""
        self.log(*(support(self.hearing, name, commitment) for name in names))

    def reply(self, commitment: str, text: str, by: str = "人力资源部") -> None:
        """Answer a comment."""
        self.log(Replied(self.hearing, commitment, text, by, NOW))

    def keep(self, text: str, by: str = "记录人甲", time: datetime = NOW) -> None:
        """Keep minutes."""
        self.log(MinutesKept(self.hearing, text, by, time))

    def close(self, present: int = 3) -> None:
        """Close the hearing, as the log tells it."""
        count = len(self.texts)
        self.log(
            HearingClosed(self.hearing, present, count + 1, count, NOW + timedelta(hours=1)),
            Issued(self.hearing, count + 1, hexhash(b""), NOW),
        )

    def report(self, *opinions: Opinion) -> None:
        """Report the hearing."""
        withheld = {one: reason for one, reason in self.fates.items() if reason}
        published = [one for one, reason in self.fates.items() if not reason]
        figures = count_fates(list(self.texts), published, withheld)
        self.log(
            Reported(
                item=self.hearing,
                opinions=opinions,
                received=figures.received,
                published=figures.published,
                withheld=dict(figures.withheld),
                by="王主持",
                time=NOW + timedelta(days=1),
            )
        )


def written(text: str, clause: int = 0, marks: Sequence[int] = (0, 0, 0), to: str = "") -> Comment:
    """Return a comment whose nonce follows from its text."""
    return Comment(text, clause, (marks[0], marks[1], marks[2]), to, hexhash(text.encode()))


def hold(story: Story, spec: HearingSpec = SPEC) -> Room:
    """Announce and open a hearing."""
    return Room(Talk(story).open(spec))


def whole(story: Story) -> Room:
    """Play a hearing to its report: six comments, one of them withheld, one answered."""
    room = hold(story, replace(SPEC, title="考勤办法听证会"))
    first, second, third, fourth, fifth = room.receive(
        written("加班应当付给加班费。", 1, (5, 4, 3)),
        written("每天打卡两次就够了。", 2, (3, 0, 5)),
        written(f"第三条意见 {HOSTILE}\n第二行"),
        written("取消考勤。"),
        written("辱骂的话。"),
    )
    room.publish(first, second, third, fourth)
    room.withhold("insult", fifth)
    [sixth] = room.receive(written("同意第一条。", to=first))
    room.support(first, "一", "二", "三")
    room.support(second, "一")
    room.reply(first, "已经研究。\n写入第三条。")
    room.reply(first, f"补充答复 {HOSTILE}", by="工会")
    room.close()
    room.publish(sixth)
    room.keep("会议开始。\n问：加班费怎样算？\n答：按基本工资。")
    room.keep(f"更正：{HOSTILE}", time=NOW + timedelta(days=1))
    room.report(
        Opinion("加班补偿", tuple(sorted((first, sixth))), "adopted", "写入第三条。"),
        Opinion("打卡次数", (second,), "partly", "改为每天两次，夜班除外。"),
        Opinion("取消考勤", (fourth,), "rejected", f"于法无据。{HOSTILE}"),
        Opinion("会上提出的意见", (), "rejected", "另行答复。"),
    )
    return room
