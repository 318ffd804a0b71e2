"""A record that an earlier version wrote passes for ever (docs/maintaining.md).

`tests/vectors/records/0.1.0.zip` is what version 0.1.0 left of a rehearsal with three delegates:
two scrutineers with single keys, nobody's signature, one board.
"""

import zipfile
from pathlib import Path

import pytest

from votesvc.domain.record import check_record
from votesvc.domain.record.steps import Known, Step
from votesvc.errors import InvalidRecord

FOLDER = Path(__file__).parents[1] / "vectors" / "records"


def files(name: str) -> dict[str, bytes]:
    with zipfile.ZipFile(FOLDER / name) as packed:
        return {member: packed.read(member) for member in packed.namelist()}


@pytest.mark.parametrize("name", sorted(path.name for path in FOLDER.iterdir()))
def test_a_record_of_an_earlier_version_passes_every_check(name: str) -> None:
    steps: list[Step] = []
    counted = check_record(files(name), steps.append)
    assert [step.number for step in steps] == list(range(1, 9))
    assert len(counted) == 2


def test_a_record_without_witnesses_is_refused_where_some_are_demanded() -> None:
    with pytest.raises(InvalidRecord, match="0 scrutineers cosigned"):
        check_record(files("0.1.0.zip"), lambda _: None, known=Known(cosigned=1))
