"""The public record of a congress and the numbered checks of protocol 9.

Works on bytes that have been read already; every file in this folder holds one check or one idea.
"""

from collections.abc import Callable, Mapping

from votesvc.domain.record.check_archives import check_archives
from votesvc.domain.record.check_ballots import check_ballots
from votesvc.domain.record.check_hearings import check_hearings
from votesvc.domain.record.check_log import check_log
from votesvc.domain.record.check_order import check_order
from votesvc.domain.record.check_outcome import check_outcome
from votesvc.domain.record.check_roll import check_roll
from votesvc.domain.record.check_tally import CountedContest, check_tally
from votesvc.domain.record.steps import Each, Known, Step


def check_record(
    files: Mapping[str, bytes],
    report: Callable[[Step], None],
    each: Each = map,
    known: Known | None = None,
) -> list[CountedContest]:
    """Check a whole record and return what was counted; `report` hears of each check that passed.

    `each` is map, or spreads the same work over processes and keeps the order. `known` is what
    the reader knows already. A record of a congress that still goes on is whole as far as it goes.

    Raises:
        InvalidRecord: a check fails; it says which, and which entry is to blame.
        Unsupported: the record holds what only a newer version understands.

    """
    known = known or Known()
    log, step = check_log(files, known)
    report(step)
    legal, step = check_order(log, known.cosigned)
    report(step)
    electorate, step = check_roll(legal, files)
    report(step)
    checked, step = check_ballots(legal.contests, each)
    report(step)
    counted, step = check_tally(checked, each)
    report(step)
    report(check_outcome(counted, electorate, legal))
    report(check_archives(legal, counted, files, log.checkpoint.root))
    report(check_hearings(legal.consultations, electorate.entitled, each))
    return counted
