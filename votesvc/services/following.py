"""The draft of the ballot that an announced outcome asks for."""

from sqlalchemy.orm import Session

from votesvc.domain.following import following_of, following_spec, names_of
from votesvc.domain.lifecycle import State
from votesvc.domain.outcome import NextBallot
from votesvc.errors import NothingFollows
from votesvc.services import agenda, counting


def following(session: Session, item: str) -> tuple[NextBallot, list[str]] | None:
    """Return the ballot that has to follow an announced item, and the names of its candidates."""
    if agenda.item(session, item).state is not State.ANNOUNCED:
        return None
    result = counting.outcome_view(session, item)
    found = following_of(result.outcome)
    if found is None:
        return None
    names = names_of(result.item.spec, result.outcome)
    return found, [names[place] for place in found.among]


def child_of(session: Session, item: str) -> str | None:
    """Return the item that was drafted to follow this one and is not void, if there is one."""
    view = agenda.item(session, item)
    return next(
        (
            one.item
            for one in agenda.items(session, view.congress)
            if one.spec.rule.terms.parent == item and one.state is not State.VOID
        ),
        None,
    )


def draft_following(session: Session, item: str) -> str:
    """Append the draft of the ballot that has to follow, and return its uuid.

    Raises NotCounted before the announcement, NothingFollows where none follows, or one is there.
    """
    result = counting.outcome_view(session, item)
    if child_of(session, item) is not None:
        reason = "the ballot that follows is on the agenda already"
        raise NothingFollows(reason)
    spec = following_spec(item, result.item.spec, result.outcome)
    return agenda.create_item(session, result.item.congress, spec)
