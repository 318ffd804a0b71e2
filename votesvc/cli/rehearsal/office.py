"""The hearing officer of a rehearsal: a device with a key that reads the log and decides."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from votesvc.cli.rehearsal.hall import Hall
from votesvc.cli.rehearsal.wire import Wire
from votesvc.crypto.encoding import JsonValue, as_list, as_text
from votesvc.crypto.sealing import OfficerKey, new_officer_key
from votesvc.domain.entries import CommentMade, parse_entry
from votesvc.domain.opening import SMALLEST_BATCH
from votesvc.domain.report import REASONS

_PAGE = 500
# One comment in so many is withheld, each time for the next reason.
_WITHHELD_OF = 7


@dataclass(slots=True)
class Office:
    """One officer in one hearing; `fates` is what became of comments: a text or a reason."""

    hall: Hall
    wire: Wire
    congress: str
    hearing: str = ""
    fates: dict[str, bytes | str] = field(default_factory=dict)
    _key: OfficerKey = field(default_factory=new_officer_key)
    _read: int = 0
    _sealed: dict[str, CommentMade] = field(default_factory=dict)

    def announce(self) -> None:
        """Have the hearing announced under this officer's key."""
        self.hearing = self.hall.create_hearing(self.congress, self._key.public)

    def open(self, *, closed: bool) -> int:
        """Open what the log holds as one batch, and return how many that were.

        Fewer than five are left alone while the hearing goes on.
        """
        self._read_log()
        sealed = sorted(self._sealed)
        if not sealed or (len(sealed) < SMALLEST_BATCH and not closed):
            return 0
        self._post("batch", {"decisions": [self._decide(self._sealed[one]) for one in sealed]})
        self._sealed.clear()
        return len(sealed)

    def published(self) -> list[str]:
        """Return the commitments of the published comments."""
        return [one for one, fate in self.fates.items() if isinstance(fate, bytes)]

    def reply(self, commitments: Sequence[str]) -> None:
        """Answer published comments."""
        for commitment in commitments:
            self._post("reply", {"to": commitment, "text": "已经研究。", "by": "演练主席团"})

    def report(self) -> None:
        """Keep minutes, and report with all published comments in two opinions."""
        self._post("minutes", {"text": "会议开始。\n会议结束。"})
        shown = sorted(self.published())
        half = len(shown) // 2
        opinions: list[JsonValue] = [
            {"comments": list(part), "decision": decision, "reason": "演练", "title": title}
            for part, decision, title in (
                (shown[:half], "adopted", "采纳的意见"),
                (shown[half:], "partly", "部分采纳的意见"),
            )
        ]
        self._post("report", {"opinions": opinions})

    def _post(self, name: str, body: dict[str, JsonValue]) -> None:
        office = f"/staff/c/{self.congress}/hearings/{self.hearing}/office"
        self.hall.officer.post_json(f"{office}/{name}", body, form_at=office)

    def _decide(self, made: CommentMade) -> JsonValue:
        commitment = made.commitment
        if len(self.fates) % _WITHHELD_OF == _WITHHELD_OF - 1:
            reason = REASONS[len(self.fates) // _WITHHELD_OF % len(REASONS)]
            self.fates[commitment] = reason
            return {"commitment": commitment, "reason": reason}
        plaintext = self._key.open(self.hearing, commitment, made.sealed)
        self.fates[commitment] = plaintext
        return {"commitment": commitment, "plaintext": plaintext.decode()}

    def _read_log(self) -> None:
        # The state that phones follow may be a moment old; the checkpoint is that of now.
        note = self.wire.get(f"/c/{self.congress}/checkpoint").decode()
        size = int(note.splitlines()[1])
        while self._read < size:
            end = min(self._read + _PAGE, size)
            answer = self.wire.get_json(f"/c/{self.congress}/log?start={self._read}&end={end}")
            for leaf in as_list(answer["entries"]):
                entry = parse_entry(as_text(leaf).encode())
                if isinstance(entry, CommentMade) and entry.item == self.hearing:
                    self._sealed[entry.commitment] = entry
            self._read = end
