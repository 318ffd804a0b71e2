"""The vector files are what the generators write: nobody has edited them by hand."""

import pytest

from tests.vectors import (
    generate,
    generate_hearing,
    generate_tally,
    generate_threshold,
    generate_trustees,
    generate_write_ins,
)
from tests.vectors.generate import FOLDER, spell

VECTORS = {
    **generate.VECTORS,
    **generate_hearing.VECTORS,
    **generate_tally.VECTORS,
    **generate_threshold.VECTORS,
    **generate_trustees.VECTORS,
    **generate_write_ins.VECTORS,
}


@pytest.mark.parametrize("name", VECTORS)
def test_vectors_are_as_generated(name: str) -> None:
    assert (FOLDER / f"{name}.json").read_text() == spell(VECTORS[name]())
