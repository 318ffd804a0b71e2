"""Check 7: each .bel and the summary are, byte for byte, what follows from the log."""

from collections.abc import Mapping, Sequence

from votesvc.domain.record.blame import blaming, refuse
from votesvc.domain.record.check_order import LegalLog
from votesvc.domain.record.check_tally import CountedContest
from votesvc.domain.record.layout import SUMMARY, archive_name
from votesvc.domain.record.rebuild import build_archive
from votesvc.domain.record.steps import Step, fact
from votesvc.domain.record.summary import write_summary


def check_archives(
    log: LegalLog, counted: Sequence[CountedContest], files: Mapping[str, bytes], root: bytes
) -> Step:
    """Rebuild what can be rebuilt and compare."""
    names = set()
    for one in counted:
        index = one.contest.history.events[-1].index
        name = archive_name(one.contest.item.item)
        names.add(name)
        if name not in files:
            refuse(7, "the archive of a counted item is missing", index)
        with blaming(7, index):
            archive = build_archive(one.contest.history, one.contest.trustees.encoded.decode())
        if files[name] != archive:
            refuse(7, "an archive is not what the log says", index)
    for name in files:
        if name.startswith("bel/") and name not in names:
            refuse(7, "there is an archive of an item that is not counted")
    if files[SUMMARY] != write_summary([placed.entry for placed in log.entries], root):
        refuse(7, "the summary is not what the log says")
    return Step(7, (fact("archives", archives=len(names)), fact("summary")))
