"""What becomes of a choice among candidates: the most marked are chosen."""

from collections.abc import Sequence
from dataclasses import dataclass

from votesvc.crypto.encoding import JsonValue
from votesvc.domain.outcome.places import Filled, fill
from votesvc.domain.outcome.quorum import Quorum, quorum_of
from votesvc.domain.rules import ChooseRule, Figures


@dataclass(frozen=True, slots=True)
class ChooseOutcome:
    """Who is chosen, and who is tied for the `open_places` at the end.

    `chosen` and `tied` are positions in the list of answers, most votes first, equal votes in
    the order of the list. `quorum` is None where the rule asks for none.
    """

    votes: tuple[int, ...]
    chosen: tuple[int, ...]
    tied: tuple[int, ...]
    open_places: int
    quorum: Quorum | None = None

    @property
    def quorate(self) -> bool:
        """Whether enough were present."""
        return self.quorum is None or self.quorum.met

    def to_json(self) -> dict[str, JsonValue]:
        """Return the outcome as it stands in the log."""
        quorum: dict[str, JsonValue] = (
            {}
            if self.quorum is None
            else {"quorum": self.quorum.needed, "quorate": self.quorum.met}
        )
        return {
            "kind": "choose",
            "votes": list(self.votes),
            "chosen": list(self.chosen),
            "tied": list(self.tied),
            "open_places": self.open_places,
            **quorum,
        }


def choose_most(rule: ChooseRule, figures: Figures, votes: Sequence[int]) -> ChooseOutcome:
    """Return who of candidates with these votes is chosen."""
    quorum = None if rule.quorum is None else quorum_of(rule.quorum, figures)
    if quorum is not None and not quorum.met:
        return ChooseOutcome(tuple(votes), (), (), rule.top, quorum)
    filled = fill(votes, range(len(votes)), rule.top)
    if filled.tied and rule.tie == "shared":
        filled = Filled((*filled.chosen, *filled.tied), (), 0)
    return ChooseOutcome(tuple(votes), filled.chosen, filled.tied, filled.open_places, quorum)
