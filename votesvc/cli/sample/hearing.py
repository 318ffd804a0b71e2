"""The hearing of the sample congress: announced, and its officer's key in a backup file."""

from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from votesvc.crypto.backup import make_backup, open_backup
from votesvc.crypto.sealing import OfficerKey, new_officer_key, parse_officer_key
from votesvc.domain.hearing import HearingState
from votesvc.domain.hearing_spec import HearingSpec, Officer
from votesvc.services import hearing_setup, hearings
from votesvc.services.sequencer import Log

PASSPHRASE = "sample-passphrase"  # noqa: S105  printed for everybody: the sample has no secrets
_FILE = "officer.backup.json"

_SPEC = HearingSpec(
    kind="hearing",
    title="《员工考勤与休假管理办法（修订草案）》听证会",
    matter=(
        "修订草案把打卡次数由每天四次改为两次，调休须在三个月内用完，"
        "并新增家庭照护假。\n请就必要性、合规性、可行性发表意见。"
    ),
    clauses=("第三条 打卡次数", "第七条 调休", "第十二条 家庭照护假"),
    per_delegate=3,
    marks=True,
    # A sample is opened at once.
    notice_days=0,
    papers=(),
    officers=(
        Officer("江主持", "主持人", recused=False),
        Officer("岸记录", "记录人", recused=False),
        Officer("晨发言", "决策发言人", recused=True),
    ),
)


def make_hearing(
    session: Session, log: Log, folder: Path, congress: str, now: datetime
) -> tuple[str, Path]:
    """Announce the sample hearing, unless it is; return its uuid and the officer's backup file."""
    path = folder / _FILE
    found = [one for one in hearings.hearings(session, congress) if one.spec.title == _SPEC.title]
    hearing = found[0].hearing if found else hearings.create(session, congress, _SPEC)
    if hearings.hearing(session, hearing).state is HearingState.DRAFT:
        hearings.set_officer_key(session, hearing, _key(path).public)
        hearing_setup.announce(session, log, hearing, now)
    return hearing, path


def _key(path: Path) -> OfficerKey:
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.write_bytes(make_backup(new_officer_key().to_json(), PASSPHRASE))
        path.chmod(0o600)
    return parse_officer_key(open_backup(path.read_bytes(), PASSPHRASE))
