"""Write the scrutineers that both languages read: `python -m tests.vectors.generate_trustees`."""

from collections.abc import Callable
from typing import Any

from tests.crypto.samples import SCRUTINEERS, Dealer, number, trustees
from tests.vectors.generate import FOLDER, spell
from votesvc.crypto.encoding import belenios_json
from votesvc.crypto.trustees import parse_trustees, single_public


def trustees_vectors() -> dict[str, Any]:
    """Return single and threshold keys, and both beside each other, with their sums."""
    entry = Dealer(2, 3).entry()
    kinds = {
        "single": trustees(),
        "threshold": belenios_json([entry]),
        "mixed": belenios_json([single_public(SCRUTINEERS[0], number("mixed")), entry]),
        "one of one": belenios_json([Dealer(1, 1).entry()]),
    }
    return {
        name: {
            "trustees": encoded.decode(),
            "public_key": parse_trustees(encoded).public_key.to_hex(),
            "threshold": parse_trustees(encoded).threshold,
            "verification_keys": [
                key.to_hex() for key in parse_trustees(encoded).verification_keys
            ],
        }
        for name, encoded in kinds.items()
    }


VECTORS: dict[str, Callable[[], dict[str, Any]]] = {"trustees": trustees_vectors}


def main() -> None:
    """Write every vector file of this generator."""
    for name, make in VECTORS.items():
        (FOLDER / f"{name}.json").write_text(spell(make()))


if __name__ == "__main__":
    main()
