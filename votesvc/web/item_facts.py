"""What is told of an item on papers and with its result, from the log and the agenda."""

from dataclasses import dataclass, replace
from datetime import datetime

from flask_babel import gettext

from votesvc.domain.entries import (
    Announced,
    Closed,
    Hearing,
    Item,
    NamesMerged,
    NamesWritten,
    Opened,
    Overridden,
    Prepared,
    Reported,
    Signed,
    Voided,
)
from votesvc.domain.history import E, ItemHistory, Placed
from votesvc.domain.outcome import MotionOutcome, Outcome, Quorum, WeightedOutcome
from votesvc.domain.rules import asked_in
from votesvc.errors import NotCounted, UnknownItem
from votesvc.services import agenda, auditing, counting, preparing
from votesvc.services.agenda import CongressView, ItemView
from votesvc.services.counting import FamilyView
from votesvc.services.preparing import PostingView
from votesvc.web.chronicle import Chronicle
from votesvc.web.families import Shown, read_shown
from votesvc.web.hearing_facts import HearingFacts, read_chronicle, read_hearing
from votesvc.web.installation import current_session
from votesvc.web.rule_lines import Known, change_lines, rule_lines
from votesvc.web.rule_words import gate_words
from votesvc.web.seal import Seal, read_seal
from votesvc.web.wording import say


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
    announcement or, before it, the latest one. `box` is where objections to the posting go, without
    a name. Groups of voters that are weighed together are one item here: A, I and R are those of
    all, `groups` each of them with its N, and `family` their announced result.
    """

    congress: CongressView
    item: ItemView
    leaf: Item
    opened: Opened | None
    closed: Closed | None
    announced: Announced | None
    voided: Voided | None
    override: Overridden | None
    posting: PostingView | None
    before: Before | None
    asked: Hearing | None
    prepared: tuple[Prepared, ...]
    box: HearingFacts | None
    entitled: int
    outcome: Outcome | WeightedOutcome | None
    groups: tuple[tuple[ItemView, int], ...]
    family: FamilyView | None
    written: NamesWritten | None
    merges: tuple[NamesMerged, ...]
    signatures: int
    parent: ItemView | None
    children: tuple[ItemView, ...]
    seal: Seal

    @property
    def title(self) -> str:
        """What the report of this item is called."""
        kind = self.item.kind
        if kind == "election":
            title = gettext("选举结果报告单")
        elif kind in {"evaluation", "poll", "score"}:
            title = gettext("测评结果统计表")
        else:
            title = gettext("计票结果报告单")
        return str(title)

    @property
    def quorum(self) -> Quorum | None:
        """How many had to be present and whether they were; None where nobody had to."""
        match self.outcome:
            case MotionOutcome() as outcome:
                return Quorum(outcome.quorum, outcome.quorate)
            case None:
                return None
            case outcome:
                return outcome.quorum if self.item.spec.rule.quorum is not None else None

    @property
    def rule_lines(self) -> list[str]:
        """How the rule decides, in words and whole numbers."""
        closed = self.closed
        known = Known(self.entitled or None)
        if closed is not None:
            known = Known(self.entitled, closed.present, closed.returned, closed.returned)
        return rule_lines(self.item.spec.rule, known, say)

    @property
    def changes(self) -> list[str]:
        """Which numbers of the preset were changed, by whom and why."""
        return change_lines(self.item.spec.rule, say)

    @property
    def preparations(self) -> list[tuple[str, Prepared]]:
        """What was done before the ballot, in words, each with its entry."""
        gates = {gate.kind: gate_words(gate, say) for gate in self.item.spec.rule.terms.gates}
        return [(gates[one.gate], one) for one in self.prepared]

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
    shown = read_shown(congress, item)
    source = shown.source.item
    chronicle = read_chronicle(found)
    history = chronicle.history(source)
    leaf = None if history is None else history.first(Item)
    if history is None or leaf is None:
        reason = "the item is not on record here"
        raise UnknownItem(reason)
    announced, posting = _only(history, Announced), preparing.posting(session, source)
    note = auditing.checkpoint(session, congress)
    if announced is not None:
        note = auditing.result_checkpoint(session, source)
    family = None
    if announced is not None and shown.of_groups:
        family = counting.family_view(session, source)
    electorate = agenda.electorate(session, congress)
    asked = _before(chronicle, asked_in(shown.item.spec.rule))
    entitled = [electorate.of(one.spec.rule) for one in shown.members]
    return ItemFacts(
        congress=found,
        item=shown.item,
        leaf=leaf.entry,
        opened=_only(history, Opened),
        closed=_closed(shown, _only(history, Closed)),
        announced=announced,
        voided=_only(history, Voided),
        override=_only(history, Overridden),
        posting=posting,
        before=_before(chronicle, shown.item.spec.rule.hearing),
        asked=None if asked is None else asked.hearing,
        prepared=tuple(placed.entry for placed in history.every(Prepared)),
        box=None if posting is None or posting.box is None else read_hearing(congress, posting.box),
        written=_only(history, NamesWritten),
        merges=tuple(placed.entry for placed in history.every(NamesMerged)),
        signatures=len(history.every(Signed)),
        parent=_parent(shown.item),
        children=_children(shown.item),
        entitled=sum(entitled),
        groups=tuple(zip(shown.members, entitled, strict=True)) if shown.of_groups else (),
        outcome=None if announced is None else _outcome(source, family),
        family=family,
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


def _outcome(item: str, family: FamilyView | None) -> Outcome | WeightedOutcome:
    if family is not None:
        return family.outcome
    return counting.outcome_view(current_session(), item).outcome


def _closed(shown: Shown, closed: Closed | None) -> Closed | None:
    """Return the entry of the close, with the numbers of all that are shown as one."""
    numbers = (shown.item.present, shown.item.issued, shown.item.returned)
    if closed is None or None in numbers:
        return closed
    present, issued, returned = (number or 0 for number in numbers)
    return replace(closed, present=present, issued=issued, returned=returned)


def _parent(item: ItemView) -> ItemView | None:
    """Return the item whose outcome asked for this ballot."""
    parent = item.spec.rule.terms.parent
    return None if parent is None else agenda.item(current_session(), parent)


def _children(item: ItemView) -> tuple[ItemView, ...]:
    """Return the ballots on record that follow from this item's outcome."""
    return tuple(
        one
        for one in agenda.items(current_session(), item.congress)
        if one.spec.rule.terms.parent == item.item and one.position is not None
    )


def _before(chronicle: Chronicle, hearing: str | None) -> Before | None:
    history = None if hearing is None else chronicle.history(hearing)
    leaf = None if history is None else history.first(Hearing)
    if history is None or leaf is None:
        return None
    return Before(leaf.entry, history.first(Reported))
