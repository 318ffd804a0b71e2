"""The vector files are what the generator writes: nobody has edited them by hand."""

import pytest

from tests.vectors.generate import FOLDER, VECTORS, spell


@pytest.mark.parametrize("name", VECTORS)
def test_vectors_are_as_generated(name: str) -> None:
    assert (FOLDER / f"{name}.json").read_text() == spell(VECTORS[name]())
