"""The form of an item by a preset: what was typed, what is wrong with it, and the item it makes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from flask_babel import gettext

from votesvc.domain import items
from votesvc.domain.items import MOST_ANSWERS, MOST_GRADED, MOST_QUESTIONS, ItemSpec, QuestionSpec
from votesvc.domain.presets import (
    Preset,
    changes_of,
    least_candidates,
    make_rule,
    terms_of,
)
from votesvc.domain.rules import (
    ChooseRule,
    ElectionRule,
    EvaluationRule,
    MotionRule,
    PollRule,
    Rule,
    ScoreRule,
    Weight,
)
from votesvc.domain.words import LONGEST_TEXT, look
from votesvc.errors import MalformedInput, PresetFault
from votesvc.services.presets import library
from votesvc.web.console.numbers import changed_numbers
from votesvc.web.number_words import number_words
from votesvc.web.wording import say

_MOST_LINES: Final[Mapping[str, int]] = {"motion": MOST_QUESTIONS, "choose": MOST_ANSWERS,
                                         "election": MOST_ANSWERS}  # fmt: skip
_GRADED: Final = ("evaluation", "poll", "score")
_MOST_SEATS: Final = 1000


@dataclass(slots=True)
class PresetDraft:
    """A form as it was typed, and what is wrong with it by field.

    `typed` are the numbers by name; `parent` is the item whose outcome asked for this ballot.
    `groups` are those on the roll with their sizes, `weights` what was typed for them.
    `hearing` is the one that a ballot waits for, or in which a straw poll is asked.
    """

    preset: Preset
    pack: str
    title: str = ""
    text: str = ""
    lines: str = ""
    dimensions: str = ""
    seats: str = ""
    least: str = "0"
    hearing: str = ""
    reason: str = ""
    parent: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, int] = field(default_factory=dict)
    weights: Mapping[str, str] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """The lines that are not blank, each with single blanks inside."""
        return _names(self.lines)

    @property
    def asks_seats(self) -> bool:
        """Whether the number of places is to be said here."""
        fixed = self.preset.seats is not None and self.preset.seats.fixed
        return self.preset.kind in ("election", "choose") and not fixed


def read_draft(draft: PresetDraft, by: str) -> ItemSpec | None:
    """Return the item, or None with `draft.problems` filled. `by` is who changes numbers."""
    _check_line(draft, "title", draft.title)
    if draft.preset.kind == "choose":
        _check_line(draft, "text", draft.text)
    _check_names(draft, "lines", draft.names, _MOST_LINES.get(draft.preset.kind, MOST_GRADED))
    if draft.preset.kind in _GRADED:
        _check_names(draft, "dimensions", _names(draft.dimensions), MOST_GRADED, needed=False)
    rule = _rule(draft, by)
    if rule is None or draft.problems:
        return None
    spec = _make(draft, rule)
    if spec is None or not draft.hearing:
        return spec
    if spec.kind == "poll":
        return items.asked_in(spec, draft.hearing)
    return items.gated(spec, draft.hearing)


def seats_of(preset: Preset) -> str:
    """Return how many places a preset has, as it is typed; "" where it leaves that open."""
    return "" if preset.seats is None else str(preset.seats.value)


def preview(draft: PresetDraft, weights: Sequence[Weight] = ()) -> Rule | None:
    """Return the rule as it would be, with one seat where nobody has said how many."""
    typed = changed_numbers(draft.preset, draft.typed.get)
    try:
        preset = library().preset(draft.preset.id, draft.pack, typed)
        seats = (_small(draft.seats) or 1) if draft.asks_seats else None
        return make_rule(preset, terms_of(preset, draft.pack), seats, weights)
    except MalformedInput:
        return None


def _rule(draft: PresetDraft, by: str) -> Rule | None:
    """Return the rule with the numbers that were changed, each with its author and reason."""
    changes = changed_numbers(draft.preset, draft.typed.get)
    if changes and not draft.reason:
        draft.problems["reason"] = gettext("改动了规则里的数，请写明理由。")
    preset = draft.preset
    try:
        preset = library().preset(preset.id, draft.pack, changes)
    except PresetFault as fault:
        number = next((name for name in changes if str(fault).startswith(f"{name}:")), "")
        wrong = number_words(number, say) if number else ""
        draft.problems["numbers"] = gettext("这个数不可能：%(number)s。", number=wrong)
        return None
    if preset.hearing and not draft.hearing:
        draft.problems["hearing"] = gettext(
            "这种事项应当先行听证。请选择听证，或把“须先行听证”改为否，并写明理由。"
        )
    seats = _seats(draft, preset)
    if draft.problems:
        return None
    try:
        reason = draft.reason or "-"
        changed = tuple(changes_of(draft.preset, preset, by, reason))
        terms = terms_of(preset, draft.pack, changed, draft.parent or None)
        return make_rule(preset, terms, seats)
    except MalformedInput:
        draft.problems["reason"] = gettext("内容里有不能使用的字符，请检查各栏。")
        return None


def _seats(draft: PresetDraft, preset: Preset) -> int | None:
    """Return how many places there are, and check that there are candidates enough."""
    if not draft.asks_seats:
        return None
    seats = _small(draft.seats)
    if seats is None or not 1 <= seats <= _MOST_SEATS:
        draft.problems["seats"] = gettext("请填选出几名：1 到 %(most)s。", most=_MOST_SEATS)
        return None
    if preset.kind == "choose" and seats > len(draft.names):
        draft.problems["seats"] = gettext("名额比候选的还多。")
    least = least_candidates(preset, seats)
    short = preset.kind == "election" and preset.difference and len(draft.names) < least
    if short and "lines" not in draft.problems:
        draft.problems["lines"] = gettext(
            "差额选举：应选 %(seats)s 名，候选人不少于 %(least)s 名。"
            "要等额选举，请把差额比例改为 0，并写明理由。",
            seats=seats,
            least=least,
        )
    return seats


def _make(draft: PresetDraft, rule: Rule) -> ItemSpec | None:
    names = draft.names
    try:
        if isinstance(rule, MotionRule):
            return items.motion(draft.title, names, rule)
        if isinstance(rule, ChooseRule):
            least = min(_small(draft.least) or 0, rule.top)
            question = QuestionSpec(draft.text, tuple(names), least, rule.top)
            return ItemSpec("choose", draft.title, (question,), rule)
        if isinstance(rule, ElectionRule):
            return items.election(draft.title, names, rule)
        return _make_graded(draft, rule)
    except MalformedInput:
        draft.problems["title"] = gettext("内容里有不能使用的字符，请检查各栏。")
        return None


def _make_graded(draft: PresetDraft, rule: EvaluationRule | PollRule | ScoreRule) -> ItemSpec:
    return items.graded(draft.title, draft.names, rule, _names(draft.dimensions))


def _check_line(draft: PresetDraft, name: str, text: str) -> None:
    if not text:
        draft.problems[name] = gettext("这一栏不能空着。")
    elif len(text) > LONGEST_TEXT:
        draft.problems[name] = gettext("太长了：最多 %(most)s 个字。", most=LONGEST_TEXT)


def _check_names(
    draft: PresetDraft, field_name: str, names: list[str], most: int, *, needed: bool = True
) -> None:
    looks = [look(name) for name in names]
    twice = [name for number, name in enumerate(names) if looks[number] in looks[:number]]
    too_long = [number for number, name in enumerate(names, 1) if len(name) > LONGEST_TEXT]
    if not names and needed:
        draft.problems[field_name] = gettext("至少要写一行。")
    elif len(names) > most:
        draft.problems[field_name] = gettext("太多了：最多 %(most)s 行。", most=most)
    elif too_long:
        draft.problems[field_name] = gettext(
            "第 %(number)s 行太长：最多 %(most)s 个字。", number=too_long[0], most=LONGEST_TEXT
        )
    elif twice:
        draft.problems[field_name] = gettext(
            "“%(name)s”写了两次，请去掉或加以区别。", name=twice[0]
        )


def _names(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def _small(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else None
