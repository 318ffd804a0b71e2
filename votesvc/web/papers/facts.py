"""What papers about an item are filled from: the log, the counts, the hearing before it."""

from dataclasses import dataclass
from datetime import datetime

from votesvc.domain.entries import (
    Announced,
    Closed,
    Hearing,
    Item,
    Opened,
    Overridden,
    Reported,
    Voided,
)
from votesvc.domain.history import E, ItemHistory, Placed
from votesvc.domain.outcome import Outcome
from votesvc.errors import NotCounted, UnknownItem
from votesvc.services import agenda, auditing, counting
from votesvc.services.agenda import CongressView, ItemView
from votesvc.web.chronicle import Chronicle
from votesvc.web.hearing_facts import read_chronicle
from votesvc.web.installation import current_session
from votesvc.web.seal import Seal, read_seal


@dataclass(frozen=True, slots=True)
class Before:
    """The hearing that a ballot had to wait for; `reported` is None without a report."""

    hearing: Hearing
    reported: Placed[Reported] | None

    def count(self, decision: str) -> int:
        """Return how many opinions were decided on like this."""
        opinions = () if self.reported is None else self.reported.entry.opinions
        return sum(opinion.decision == decision for opinion in opinions)


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """An item that is on record; what has not happened is None.

    `outcome` is that of the announcement. `seal` is the checkpoint that first covered the
    announcement or, before it, the latest one.
    """

    congress: CongressView
    item: ItemView
    leaf: Item
    opened: Opened | None
    closed: Closed | None
    announced: Announced | None
    voided: Voided | None
    override: Overridden | None
    before: Before | None
    outcome: Outcome | None
    seal: Seal

    @property
    def entitled(self) -> int:
        """N."""
        return self.congress.entitled or 0

    @property
    def moment(self) -> datetime:
        """When the item came to where it stands, for the head of a paper."""
        last = self.announced or self.voided or self.closed or self.leaf
        return last.time

    @property
    def bounds(self) -> bool:
        """Whether R <= I <= A <= N, once the item is closed."""
        closed = self.closed
        if closed is None:
            return False
        return closed.returned <= closed.issued <= closed.present <= self.entitled


def read_item(congress: str, item: str) -> ItemFacts:
    """Return the facts of an item; raise `UnknownItem` for a draft or one of another congress."""
    session = current_session()
    found = agenda.congress(session, congress)
    shown = agenda.item(session, item)
    chronicle = read_chronicle(found)
    history = chronicle.history(item)
    leaf = None if history is None else history.first(Item)
    if shown.congress != congress or history is None or leaf is None:
        reason = "the item is not on record here"
        raise UnknownItem(reason)
    announced = _only(history, Announced)
    note = auditing.checkpoint(session, congress)
    if announced is not None:
        note = auditing.result_checkpoint(session, item)
    return ItemFacts(
        congress=found,
        item=shown,
        leaf=leaf.entry,
        opened=_only(history, Opened),
        closed=_only(history, Closed),
        announced=announced,
        voided=_only(history, Voided),
        override=_only(history, Overridden),
        before=_before(chronicle, shown.spec.rule.hearing),
        outcome=None if announced is None else counting.outcome_view(session, item).outcome,
        seal=read_seal(note, found.vkey),
    )


def read_finished(congress: str, item: str) -> ItemFacts:
    """Return the facts of an item that is announced or void; raise `NotCounted` before that."""
    facts = read_item(congress, item)
    if facts.announced is None and facts.voided is None:
        reason = "the item is neither announced nor void"
        raise NotCounted(reason)
    return facts


def read_announced(congress: str, item: str) -> ItemFacts:
    """Return the facts of an announced item; raise `NotCounted` before that."""
    facts = read_item(congress, item)
    if facts.announced is None:
        reason = "the item is not announced"
        raise NotCounted(reason)
    return facts


def file_name(facts: ItemFacts, what: str) -> str:
    """Return the name under which a workbook about an item is saved."""
    return f"{facts.item.title} {what}"


def _only(history: ItemHistory, kind: type[E]) -> E | None:
    placed = history.first(kind)
    return None if placed is None else placed.entry


def _before(chronicle: Chronicle, hearing: str | None) -> Before | None:
    history = None if hearing is None else chronicle.history(hearing)
    leaf = None if history is None else history.first(Hearing)
    if history is None or leaf is None:
        return None
    return Before(leaf.entry, history.first(Reported))
