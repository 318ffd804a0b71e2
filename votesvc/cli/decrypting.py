"""How `votesvc scrutineer decrypt` goes on: shuffle, wait for the others, decrypt, hand in."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import click

from votesvc.cli.decryption import Checked, NothingToDecrypt, Share, decrypt_closed
from votesvc.cli.memory import Memory
from votesvc.cli.publicpages import Answered, Unreachable, read_leaf, send_share
from votesvc.cli.seat.holder import Holder
from votesvc.cli.slip_shuffles import Shuffle, is_shuffled, shuffles_due
from votesvc.cli.wording import printable
from votesvc.crypto.encoding import JsonValue
from votesvc.domain.entries import Announced, Reshuffled, Voided, parse_entry
from votesvc.domain.record.read_item import Contest
from votesvc.domain.write_ins import shufflers

_POLL_SECONDS = 2
# Another scrutineer was quicker, or enough have been: the next look at the log shows it.
_OVERTAKEN = frozenset({"shuffled-meanwhile", "shuffle-not-needed"})
AGAIN = (
    "Run the same command again when the other scrutineers have shuffled. / "
    "等其他监票人打乱次序以后，请再运行一次同样的命令。"
)


def write_all(record: Checked, key: Holder, memory: Memory, out: Path) -> None:
    """Write what this key has to hand in to a file: shuffles, and shares of what is shuffled."""
    made, shares = (
        list(shuffles_due(record.contests, key)),
        list(decrypt_closed(record, key, memory)),
    )
    bodies = [shuffle.to_json() for _, shuffle in made]
    bodies += [body for share in shares for _, body in _pages(share)]
    lines = [json.dumps(body, separators=(",", ":")) for body in bodies]
    out.write_text("".join(f"{line}\n" for line in lines), encoding="ascii")
    done = f"written to {out} / 已写入"
    for contest, shuffle in made:
        _tell_shuffle(contest, shuffle, done)
    for share in shares:
        _tell_share(share, done)
    if any(_waiting(record, key)):
        click.echo(AGAIN)


@dataclass(frozen=True, slots=True)
class Desk:
    """Where this key hands in: the congress's address; `handed` are the items it is done with."""

    address: str
    key: Holder
    memory: Memory
    handed: set[str] = field(default_factory=set)

    def hand_in_all(self, look: Callable[[], Checked], seconds: float) -> None:
        """Hand in shuffles and shares, and wait at most so long for the shuffles of others.

        `look` takes the record as it is now and checks it.
        """
        record, end = look(), time.monotonic() + seconds
        while self._hand_in(record, end):
            try:
                record = look()
            except NothingToDecrypt:
                # The others have counted it meanwhile, or it is void.
                return

    def _hand_in(self, record: Checked, end: float) -> bool:
        """Do what can be done now; say whether there is reason to look at the record again."""
        due = list(shuffles_due(record.contests, self.key))
        for contest, shuffle in due:
            self._send_shuffle(contest, shuffle)
        for share in decrypt_closed(record, self.key, self.memory):
            if share.item not in self.handed:
                self._send_share(share)
        waiting = list(_waiting(record, self.key))
        if due or not waiting:
            return bool(due)
        for contest in waiting:
            _tell_waiting(contest)
        more = _wait(self.address, record.size, end)
        if not more:
            click.echo(AGAIN)
        return more

    def _send_shuffle(self, contest: Contest, shuffle: Shuffle) -> None:
        try:
            send_share(self.address, shuffle.to_json(), "reshuffle")
        except Answered as refusal:
            if refusal.code not in _OVERTAKEN:
                raise
        else:
            _tell_shuffle(contest, shuffle, "handed in / 已提交")

    def _send_share(self, share: Share) -> None:
        for page, body in _pages(share):
            send_share(self.address, body, page)
        _tell_share(share, "handed in / 已提交")
        self.handed.add(share.item)


def _waiting(record: Checked, key: Holder) -> Iterator[Contest]:
    for contest in record.contests:
        if key.owner(contest.trustees) is not None and not is_shuffled(contest):
            yield contest


def _wait(address: str, size: int, end: float) -> bool:
    """Wait until the log says more of a shuffle behind its first `size` entries, or time is up.

    What it says is a hint: the record is downloaded and checked before anything is done. A service
    that cannot be reached for a while has said nothing.
    """
    while True:
        try:
            leaf = read_leaf(address, size)
        except Unreachable:
            leaf = None
        if leaf is not None:
            size += 1
            if isinstance(parse_entry(leaf), Reshuffled | Announced | Voided):
                return True
        elif time.monotonic() >= end:
            return False
        else:
            time.sleep(_POLL_SECONDS)


def _pages(share: Share) -> Iterator[tuple[str, JsonValue]]:
    """Yield what is handed in, with its page: names first, for the last share ends the count."""
    if share.slips:
        yield "slips", share.slips_to_json()
    yield "share", share.to_json()


def _tell_shuffle(contest: Contest, shuffle: Shuffle, done: str) -> None:
    title, needed = printable(contest.item.title), contest.trustees.threshold
    click.echo(f"{title}: names shuffled / 已打乱姓名的次序 ({shuffle.place}/{needed}) {done}")


def _tell_share(share: Share, done: str) -> None:
    title = printable(share.title)
    click.echo(f"{title}: {share.ballots} ballots, share of scrutineer {share.owner} {done}")


def _tell_waiting(contest: Contest) -> None:
    done, needed = len(shufflers(contest.history)), contest.trustees.threshold
    title = printable(contest.item.title)
    click.echo(f"{title}: waiting for others to shuffle / 等其他监票人打乱次序 ({done}/{needed})")
