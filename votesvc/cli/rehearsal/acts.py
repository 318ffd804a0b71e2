"""Acts of a rehearsal, each with its time."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

Tell = Callable[[str], None]


@dataclass(slots=True)
class Act:
    """One act: how many things were done and how long all of them took."""

    name: str
    count: int
    seconds: float = 0.0


@dataclass(slots=True)
class Timed:
    """The acts of a story in their order."""

    acts: list[Act] = field(default_factory=list)

    @contextmanager
    def act(self, name: str, count: int, tell: Tell) -> Iterator[Act]:
        """Measure one act and say that it has begun; where nothing was done there was none."""
        tell(name)
        act, start = Act(name, count), time.perf_counter()
        yield act
        act.seconds = time.perf_counter() - start
        if act.count:
            self.acts.append(act)


def wait_for_all(answers: Iterator[None]) -> None:
    """Wait for every phone; the first that was refused raises here."""
    for _ in answers:
        pass
