"""How many comments a hearing has received so far, and what became of them."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from votesvc.storage import comments as table


@dataclass(frozen=True, slots=True)
class HearingFigures:
    """The comments of a hearing as the log has them now."""

    received: int
    published: int
    withheld: int

    @property
    def unopened(self) -> int:
        """How many are neither published nor withheld."""
        return self.received - self.published - self.withheld


def figures(session: Session, hearing: str) -> HearingFigures:
    """Return the numbers of a hearing as they stand now."""
    opened = table.openings(session, hearing).values()
    published = sum(one.reason is None for one in opened)
    received = table.count_comments(session, hearing)
    return HearingFigures(received, published, len(opened) - published)
