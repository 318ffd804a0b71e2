"""A congress: its title, and the origin that names its log."""

from dataclasses import dataclass

from votesvc.crypto.encoding import parse_uuid
from votesvc.domain.words import check_words


@dataclass(frozen=True, slots=True)
class Congress:
    """One meeting of the congress with one roll, one agenda and one log."""

    uuid: str
    title: str

    def __post_init__(self) -> None:
        """Refuse a uuid or a title that could not stand in the log."""
        parse_uuid(self.uuid)
        check_words(self.title)

    @property
    def origin(self) -> str:
        """The name of the log in every checkpoint (protocol 7)."""
        return f"votesvc/{self.uuid}"
