"""The hearings of a record, checked; ballots are not looked at."""

from collections.abc import Mapping, Sequence

from votesvc.domain.record.check_hearings import check_hearings
from votesvc.domain.record.check_log import check_log
from votesvc.domain.record.check_order import check_order
from votesvc.domain.record.check_roll import check_roll
from votesvc.domain.record.read_hearing import Consultation
from votesvc.domain.record.steps import Each, Known


def checked_hearings(
    files: Mapping[str, bytes], each: Each = map, vkey: str | None = None
) -> Sequence[Consultation]:
    """Return the hearings of a record after checks 1, 2, 3 and 8; raise `InvalidRecord`."""
    log, _ = check_log(files, Known(vkey))
    legal, _ = check_order(log)
    electorate, _ = check_roll(legal, files)
    check_hearings(legal.consultations, electorate.entitled, each)
    return legal.consultations
