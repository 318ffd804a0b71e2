"""One item: where it stands, the one next step, the live figures, and the count."""

from dataclasses import dataclass
from typing import Final

from flask import Response, jsonify, render_template

from votesvc.domain import rules
from votesvc.domain.outcome import ChooseOutcome, MotionOutcome, decide
from votesvc.domain.rules import Gate
from votesvc.errors import UnknownItem
from votesvc.services import (
    agenda,
    counting,
    gates,
    issuing,
    preparing,
    roll,
    voting,
    write_ins,
)
from votesvc.services.agenda import CongressView, ItemView, Proposal
from votesvc.services.counting import Progress
from votesvc.services.gates import GateView, OverrideView
from votesvc.services.write_ins import NamesView
from votesvc.web.access import account, staff
from votesvc.web.console.blueprint import pages
from votesvc.web.console.hearing import key_print
from votesvc.web.console.next_step import STATES, Figures, next_step
from votesvc.web.console.surroundings import (
    box_title,
    child_of,
    gate_lines,
    least_days,
    missing_gates,
)
from votesvc.web.errors import in_json
from votesvc.web.installation import current_session
from votesvc.web.result_table import TableFigure, draw_table
from votesvc.web.rule_words import Known, rule_lines, terms_lines
from votesvc.web.wording import say

_COUNTING: Final = frozenset({"closed", "counted", "signed"})


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the page of an item shows, read once."""

    congress: CongressView
    item: ItemView
    figures: Figures
    proposal: Proposal | None
    progress: Progress | None
    gate: GateView | None
    missing: tuple[Gate, ...]
    override: OverrideView | None

    @property
    def waits(self) -> bool:
        """Whether the ballot cannot be opened before something else is done or decided."""
        hearing = self.gate is not None and not self.gate.passed
        return self.override is None and (hearing or bool(self.figures.missing))

    @property
    def version(self) -> str:
        """Changes whenever the page has to be drawn anew, rather than only its figures."""
        shares = (*self.progress.owners_present, *self.progress.signed) if self.progress else ()
        proposed = self.proposal.action if self.proposal else ""
        waits = self.waits
        return f"{self.item.state}.{proposed}.{'-'.join(map(str, shares))}.{'waits' * waits}"


@pages.get("/c/<congress>/items/<item>")
@staff
def item_page(congress: str, item: str) -> str:
    """Show one item."""
    return show_item(congress, item)


@pages.get("/c/<congress>/items/<item>/live")
@staff
@in_json
def live(congress: str, item: str) -> Response:
    """Return the figures, and the version of the page they belong to."""
    facts = read_facts(congress, item)
    return jsonify(
        version=facts.version,
        entitled=facts.figures.entitled,
        present=facts.figures.present,
        issued=facts.figures.issued,
        returned=facts.figures.returned,
    )


def show_item(congress: str, item: str, problem: str | None = None) -> str:
    """Return the page of an item; `problem` says why a step was refused."""
    facts = read_facts(congress, item)
    return render_template(
        "console/item.html",
        congress=facts.congress,
        item=facts.item,
        figures=facts.figures,
        version=facts.version,
        step=next_step(
            account().role,
            facts.congress,
            facts.item,
            facts.figures,
            facts.proposal,
            facts.gate,
        ),
        gate=facts.gate,
        gates=gate_lines(facts.item, facts.missing),
        waits=facts.waits,
        override=facts.override,
        posting=preparing.posting(current_session(), item),
        boxes=preparing.free_boxes(current_session(), congress),
        box_title=box_title(facts.item),
        box_print=key_print,
        least_days=least_days(facts.item),
        child=child_of(facts.item),
        states=STATES,
        rule=_rule_in_words(facts),
        terms=list(terms_lines(facts.item.spec.rule, say)),
        preset=facts.item.spec.rule.preset,
        progress=facts.progress,
        outcome=_outcome(facts),
        names=_names(facts),
        problem=problem,
    )


def _rule_in_words(facts: Facts) -> list[str]:
    """Say the rule with every number that is known: N from the roll, the others once it closed."""
    item = facts.item
    known = Known(facts.congress.entitled, item.present, item.returned, item.returned)
    return rule_lines(item.spec.rule, known, say)


def read_facts(congress: str, item: str) -> Facts:
    """Read an item with its figures; raise `UnknownItem` when it belongs to another congress."""
    session = current_session()
    found = agenda.item(session, item)
    if found.congress != congress:
        reason = "the item belongs to another congress"
        raise UnknownItem(reason)
    counts = roll.counts(session, congress)
    closed = found.returned is not None
    progress = counting.progress(session, item) if found.state in _COUNTING else None
    override = gates.override(session, item)
    missing = missing_gates(found, counts, override)
    return Facts(
        congress=agenda.congress(session, congress),
        item=found,
        figures=Figures(
            entitled=counts.entitled,
            present=counts.present if found.present is None else found.present,
            issued=issuing.issued_count(session, item) if found.issued is None else found.issued,
            returned=found.returned if closed else _returned(found),
            signs=progress is not None and progress.signs,
            missing=() if override else missing,
        ),
        proposal=agenda.proposal(session, item),
        progress=progress,
        gate=gates.gate(session, item),
        missing=missing,
        override=override,
    )


def _returned(item: ItemView) -> int | None:
    return voting.returned(current_session(), item.item) if item.state == "open" else None


def _outcome(facts: Facts) -> MotionOutcome | ChooseOutcome | TableFigure | None:
    """Return what the signed count means, for the organiser and the chief scrutineer alone."""
    if facts.progress is None or facts.progress.result is None or not _may_know():
        return None
    shown = facts.figures
    outcome = decide(
        facts.item.spec.rule,
        facts.progress.result,
        rules.Figures.of_round(shown.entitled, shown.present, shown.issued, shown.returned or 0),
        write_ins.counted_names(current_session(), facts.item.item),
    )
    if isinstance(outcome, MotionOutcome | ChooseOutcome):
        return outcome
    return draw_table(facts.item.spec, outcome)


def _names(facts: Facts) -> NamesView | None:
    """Return the names written in, for the organiser and the chief scrutineer alone."""
    if facts.progress is None or not _may_know():
        return None
    return write_ins.names(current_session(), facts.item.item)


def _may_know() -> bool:
    return account().role in {"organiser", "chief"}
