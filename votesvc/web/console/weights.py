"""The weights in the form of an evaluation: one number for each group of voters on the roll."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext

from votesvc.domain.outcome.groups import SMALLEST_GROUP
from votesvc.domain.rules import Weight
from votesvc.domain.rules.evaluation import LARGEST_WEIGHT
from votesvc.web.console.preset_form import PresetDraft


@dataclass(frozen=True, slots=True)
class WeightField:
    """A group with its size, and the weight that was typed for it."""

    group: str
    entitled: int
    value: str


def weight_fields(draft: PresetDraft) -> list[WeightField]:
    """Return a field for each group of the roll; none where the kind of item has no weights."""
    if draft.preset.kind != "evaluation":
        return []
    return [
        WeightField(group, entitled, draft.weights.get(group, ""))
        for group, entitled in draft.groups.items()
    ]


def weights_of(draft: PresetDraft) -> tuple[Weight, ...]:
    """Return the weights that can stand; none where everybody counts alike."""
    found = {field.group: _number(field.value) for field in weight_fields(draft)}
    return tuple(Weight(group, number) for group, number in found.items() if number)


def read_weights(draft: PresetDraft) -> tuple[Weight, ...]:
    """Return the weights, with `draft.problems` filled where they are none."""
    filled = [field for field in weight_fields(draft) if field.value]
    problem = _gone(draft) or _problem(filled, draft.groups)
    if problem:
        draft.problems["weights"] = problem
    return weights_of(draft)


def _gone(draft: PresetDraft) -> str:
    """Say that a weight was typed for a group that has left the roll meanwhile."""
    typed = [group for group, text in draft.weights.items() if text]
    gone = [group for group in typed if group not in draft.groups]
    if not gone or draft.preset.kind != "evaluation":
        return ""
    return str(gettext("“%(group)s”已经不在名册上了，请重新填写各组的权重。", group=gone[0]))


def _problem(filled: list[WeightField], groups: Mapping[str, int]) -> str:
    for field in filled:
        if not _number(field.value):
            return str(
                gettext(
                    "“%(group)s”的权重：请填 1 到 %(most)s 的整数。",
                    group=field.group,
                    most=LARGEST_WEIGHT,
                )
            )
        if groups[field.group] < SMALLEST_GROUP:
            return str(
                gettext(
                    "“%(group)s”在名册上只有 %(count)s 人，不到 %(least)s 人，不能分开计票。",
                    group=field.group,
                    count=groups[field.group],
                    least=SMALLEST_GROUP,
                )
            )
    if len(filled) == 1:
        return str(gettext("至少要有两个组有权重；大家一样计算，就全部空着。"))
    return ""


def _number(text: str) -> int:
    """Return the weight that was typed, 0 for what is none."""
    fits = text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST_WEIGHT))
    return int(text) if fits and int(text) <= LARGEST_WEIGHT else 0
