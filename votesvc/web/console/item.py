"""One item: where it stands, the one next step, the live figures, and the count."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict

from flask import Response, jsonify, render_template

from votesvc.domain import rules
from votesvc.domain.outcome import ChooseOutcome, MotionOutcome, decide
from votesvc.domain.rules import Gate
from votesvc.services import (
    agenda,
    gates,
    hearings,
    issuing,
    preparing,
    roll,
    voting,
    write_ins,
)
from votesvc.services.agenda import CongressView, ItemView, Proposal
from votesvc.services.counting import Progress
from votesvc.services.gates import GateView, OverrideView
from votesvc.services.hearings import HearingView
from votesvc.services.roll import Counts
from votesvc.services.write_ins import NamesView
from votesvc.web.access import account, staff
from votesvc.web.console.blueprint import pages
from votesvc.web.console.groups import GroupLine, group_lines, progress_of
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
from votesvc.web.families import read_shown
from votesvc.web.installation import current_session
from votesvc.web.result_table import TableFigure, draw_table
from votesvc.web.rule_lines import Known, rule_lines, terms_lines
from votesvc.web.wording import say


class _Counted(TypedDict):
    """N, A, I and R."""

    entitled: int
    present: int
    issued: int
    returned: int | None


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
    groups: tuple[GroupLine, ...] = ()

    @property
    def counts(self) -> list[tuple[str, Progress]]:
        """How far the count of each group is, or that of the item alone, under no name."""
        alone = [("", self.progress)]
        found = [(line.group, line.progress) for line in self.groups] or alone
        return [(group, progress) for group, progress in found if progress is not None]

    @property
    def waits(self) -> bool:
        """Whether the ballot cannot be opened before something else is done or decided."""
        hearing = self.gate is not None and not self.gate.passed
        return self.override is None and (hearing or bool(self.figures.missing))

    @property
    def version(self) -> str:
        """Changes whenever the page has to be drawn anew, rather than only its figures."""
        shares = [
            "-".join(map(str, (*(made.shuffled or ()), *made.owners_present, *made.signed)))
            for _, made in self.counts
        ]
        proposed = self.proposal.action if self.proposal else ""
        waits = self.waits
        return f"{self.item.state}.{proposed}.{'_'.join(shares)}.{'waits' * waits}"


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
        **{
            f"{name}-{place}": figure
            for place, line in enumerate(facts.groups)
            for name, figure in (
                ("present", line.present),
                ("issued", line.issued),
                ("returned", line.returned),
            )
        },
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
        posting=preparing.posting(current_session(), facts.item.item),
        asked=_asked(facts.item),
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
        groups=facts.groups,
        counts=facts.counts,
        outcome=_outcome(facts),
        names=_names(facts),
        problem=problem,
    )


def _asked(item: ItemView) -> HearingView | None:
    """Return the hearing in which a straw poll is asked."""
    hearing = rules.asked_in(item.spec.rule)
    return None if hearing is None else hearings.hearing(current_session(), hearing)


def _rule_in_words(facts: Facts) -> list[str]:
    """Say the rule with every number that is known: N from the roll, the others once it closed."""
    item = facts.item
    known = Known(facts.congress.entitled, item.present, item.returned, item.returned)
    return rule_lines(item.spec.rule, known, say)


def read_facts(congress: str, item: str) -> Facts:
    """Read an item with its figures; raise `UnknownItem` when it belongs to another congress."""
    session = current_session()
    shown = read_shown(congress, item)
    found, views = shown.item, shown.members
    item = found.item
    counts = roll.counts(session, congress)
    groups = group_lines(views)
    progress = _progress(found, groups)
    override = gates.override(session, item)
    missing = missing_gates(found, counts, override)
    return Facts(
        congress=agenda.congress(session, congress),
        item=found,
        figures=Figures(
            **(_of_groups(groups) if groups else _of_all(found, counts)),
            signs=progress is not None and progress.signs,
            missing=() if override else missing,
            groups=groups,
        ),
        proposal=agenda.proposal(session, item),
        progress=progress,
        gate=gates.gate(session, item),
        missing=missing,
        override=override,
        groups=groups,
    )


def _progress(item: ItemView, groups: Sequence[GroupLine]) -> Progress | None:
    """Return how far the count is; of a family, that of the first group that is counted."""
    if groups:
        return next((line.progress for line in groups if line.progress is not None), None)
    return progress_of(item)


def _of_all(item: ItemView, counts: Counts) -> _Counted:
    session = current_session()
    returned = voting.returned(session, item.item) if item.state == "open" else item.returned
    return {
        "entitled": counts.entitled,
        "present": counts.present if item.present is None else item.present,
        "issued": issuing.issued_count(session, item.item) if item.issued is None else item.issued,
        "returned": returned,
    }


def _of_groups(groups: Sequence[GroupLine]) -> _Counted:
    returned = [line.returned for line in groups if line.returned is not None]
    return {
        "entitled": sum(line.entitled for line in groups),
        "present": sum(line.present for line in groups),
        "issued": sum(line.issued for line in groups),
        "returned": sum(returned) if returned else None,
    }


def _outcome(facts: Facts) -> MotionOutcome | ChooseOutcome | TableFigure | None:
    """Return what the signed count means, for the organiser and the chief scrutineer alone.

    No group's result is shown before that of all groups together is announced.
    """
    if facts.groups or facts.progress is None or facts.progress.result is None or not _may_know():
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
