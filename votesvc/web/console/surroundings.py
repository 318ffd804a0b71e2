"""What stands around a ballot on its page: what comes before it, and the one that has to follow."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from flask_babel import gettext

from votesvc.domain.rules import Gate
from votesvc.domain.words import LONGEST_TEXT
from votesvc.services import following, gates, preparing
from votesvc.services.agenda import ItemView
from votesvc.services.gates import Counts, OverrideView
from votesvc.services.preparing import PreparedView
from votesvc.web.installation import current_session
from votesvc.web.rule_words import gate_words
from votesvc.web.wording import say

_BEFORE_OPENING = frozenset({"draft", "ready", "issuing"})
_USUAL_DAYS = 7


@dataclass(frozen=True, slots=True)
class GateLine:
    """One thing to be done before opening, in words; what shows that it was done, if it was."""

    gate: Gate
    words: str
    done: PreparedView | None
    met: bool


@dataclass(frozen=True, slots=True)
class Child:
    """The ballot that has to follow: what kind, for how many seats, among whom; its draft."""

    kind: str
    seats: int
    names: tuple[str, ...]
    item: str | None


def missing_gates(
    item: ItemView, counts: Counts, override: OverrideView | None
) -> tuple[Gate, ...]:
    """Return what is not there now of what has to come before; nothing, once it was opened so."""
    if item.state not in _BEFORE_OPENING and override is None:
        return ()
    return gates.missing(current_session(), item.item, counts, datetime.now(UTC))


def gate_lines(item: ItemView, missing: Sequence[Gate]) -> list[GateLine]:
    """Return everything that has to come before, in the order of the rule."""
    done = {one.gate: one for one in preparing.prepared(current_session(), item.item)}
    return [
        GateLine(gate, gate_words(gate, say), done.get(gate.kind), gate not in missing)
        for gate in item.spec.rule.terms.gates
    ]


def child_of(item: ItemView) -> Child | None:
    """Return the ballot that has to follow an announced item, if one has to."""
    session = current_session()
    found = following.following(session, item.item)
    if found is None:
        return None
    ballot, names = found
    draft = following.child_of(session, item.item)
    return Child(ballot.kind, ballot.seats, tuple(names), draft)


def box_title(item: ItemView) -> str:
    """Return what the box for objections to the posting of a result is called."""
    most = LONGEST_TEXT - len(gettext("对「%(title)s」的公示提出异议", title=""))
    short = item.title if len(item.title) <= most else f"{item.title[: most - 1]}…"
    return str(gettext("对「%(title)s」的公示提出异议", title=short))


def least_days(item: ItemView) -> int:
    """Return for how many days a result has to be posted at least, or usually is."""
    posting = item.spec.rule.terms.posting
    return _USUAL_DAYS if posting is None else posting.days
