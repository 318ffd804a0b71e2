"""A hearing within a rehearsal, act by act, compared with what was said."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from votesvc.cli.rehearsal.acts import Tell, Timed, wait_for_all
from votesvc.cli.rehearsal.hall import Hall
from votesvc.cli.rehearsal.office import Office
from votesvc.cli.rehearsal.phone import Phone
from votesvc.cli.rehearsal.speaker import Speaker
from votesvc.cli.rehearsal.wire import UnexpectedAnswer, Wire
from votesvc.crypto.comment import Comment, new_comment
from votesvc.crypto.encoding import as_list, as_natural, as_object, as_text
from votesvc.domain.entries import CommentMade
from votesvc.errors import VotesvcError

_PER_DELEGATE = 3
_SUPPORTED = 3


class OpinionsDiffer(VotesvcError):
    """The published opinions are not what was said and decided."""


@dataclass(slots=True)
class Talk:
    """One hearing of a rehearsal: what was said, and how often each comment was supported."""

    story: Timed
    hall: Hall
    wire: Wire
    congress: str
    tell: Tell
    office: Office = field(init=False)
    said: dict[str, Comment] = field(default_factory=dict)
    supports: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Give the hearing an officer with a device."""
        self.office = Office(self.hall, self.wire, self.congress)

    def hold(self, phones: list[Phone], crowd: ThreadPoolExecutor) -> None:
        """Play the hearing with these phones up to its closing, and open every comment."""
        hearing, number = self.office.hearing, len(phones)
        speakers = [Speaker(phone, hearing) for phone in phones]
        self.hall.step_hearing(self.congress, hearing, "open")
        with self.story.act("collect", number * (_PER_DELEGATE + 1), self.tell):
            wait_for_all(crowd.map(Speaker.collect, speakers))
        # The last comment of each comes after the first batch was opened.
        for count in (range(1, _PER_DELEGATE), range(_PER_DELEGATE, _PER_DELEGATE + 1)):
            made = self._write(speakers, count)
            with self.story.act("comment", len(made), self.tell):
                wait_for_all(crowd.map(lambda one: _send(*one), made))
            self._open(closed=False)
        self._support(speakers, crowd)
        self.hall.step_hearing(self.congress, hearing, "close")
        self._open(closed=True)
        self.office.reply(self.office.published()[:_SUPPORTED])

    def check_gate(self, open_ballot: Callable[[], object]) -> None:
        """Raise unless a ballot that waits for this hearing is refused; then report."""
        try:
            open_ballot()
        except UnexpectedAnswer:
            self.office.report()
            return
        msg = "a ballot was opened before the hearing that it waits for was reported"
        raise OpinionsDiffer(msg)

    def compare(self) -> None:
        """Raise `OpinionsDiffer` unless everybody reads exactly what was said and decided."""
        path = f"/c/{self.congress}/hearing/{self.office.hearing}/opinions"
        shown = [as_object(one) for one in as_list(self.wire.get_json(path)["opinions"])]
        found = {as_text(one["commitment"]): one for one in shown}
        if found.keys() != self.said.keys() or self.office.fates.keys() != self.said.keys():
            msg = "another comment is listed than was sent"
            raise OpinionsDiffer(msg)
        for commitment, one in found.items():
            fate = self.office.fates[commitment]
            expected = self.said[commitment].text if isinstance(fate, bytes) else fate
            if expected != one.get("text", one.get("reason")):
                msg = f"comment {commitment}: what is listed is not what was said or decided"
                raise OpinionsDiffer(msg)
            if as_natural(one["supports"]) != self.supports.get(commitment, 0):
                msg = f"comment {commitment}: the supports are not those that were given"
                raise OpinionsDiffer(msg)

    def _write(self, speakers: list[Speaker], numbers: range) -> list[tuple[Speaker, CommentMade]]:
        written = []
        for person, speaker in enumerate(speakers):
            for number in numbers:
                comment = new_comment(f"第{person}位的第{number}条意见。" * (1 + person % 9), 1)
                made = speaker.write(number, comment)
                self.said[made.commitment] = comment
                written.append((speaker, made))
        return written

    def _open(self, *, closed: bool) -> None:
        with self.story.act("open", 0, self.tell) as act:
            act.count = self.office.open(closed=closed)

    def _support(self, speakers: list[Speaker], crowd: ThreadPoolExecutor) -> None:
        chosen = self.office.published()[:_SUPPORTED]
        given = [(speaker, one) for speaker in speakers for one in chosen]
        with self.story.act("support", len(given), self.tell):
            wait_for_all(crowd.map(lambda one: Speaker.support(*one), given))
        self.supports = dict.fromkeys(chosen, len(speakers))


def _send(speaker: Speaker, made: CommentMade) -> None:
    speaker.send(made)
