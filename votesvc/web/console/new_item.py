"""Creating an item: a motion with several questions, or a choice among candidates."""

from dataclasses import dataclass, field
from typing import Final

from flask import abort, redirect, render_template, request, url_for
from flask_babel import get_locale, gettext
from werkzeug.wrappers import Response

from votesvc.domain import items
from votesvc.domain.items import MOST_ANSWERS, MOST_QUESTIONS, ItemSpec
from votesvc.domain.words import LONGEST_TEXT, look
from votesvc.errors import MalformedInput
from votesvc.services import agenda, hearings
from votesvc.services.hearings import HearingView
from votesvc.services.presets import library
from votesvc.web.access import organiser
from votesvc.web.console.blueprint import pages
from votesvc.web.installation import current_session
from votesvc.web.parse import form_text

_LONGEST_LIST: Final = 60_000

Answer = str | tuple[str, int] | Response


@dataclass(slots=True)
class Draft:
    """A form as it was typed, and what is wrong with it by field."""

    kind: str
    title: str = ""
    text: str = ""
    lines: str = ""
    minimum: str = "0"
    maximum: str = ""
    hearing: str = ""
    problems: dict[str, str] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """The lines that are not blank, each with single blanks inside."""
        return [" ".join(line.split()) for line in self.lines.splitlines() if line.strip()]


@pages.get("/c/<congress>/items/new")
@organiser
def new_item(congress: str) -> str:
    """Ask for the kind, then for what the kind needs."""
    kind = request.args.get("kind", "")
    return _page(congress, Draft(kind if kind in ("motion", "choose") else ""))


@pages.post("/c/<congress>/items/new")
@organiser
def create_item(congress: str) -> Answer:
    """Append a draft to the agenda, or show the form again with everything that was typed."""
    draft = Draft(
        kind=request.form.get("kind", ""),
        title=" ".join(form_text("title", 2000).split()),
        text=" ".join(form_text("text", 2000).split()),
        lines=form_text("lines", _LONGEST_LIST),
        minimum=form_text("minimum", 20),
        maximum=form_text("maximum", 20),
        hearing=form_text("hearing", 22),
    )
    if draft.kind not in ("motion", "choose"):
        abort(400)
    spec = _read(draft)
    if draft.hearing and draft.hearing not in {one.hearing for one in _gates(congress)}:
        draft.problems["hearing"] = gettext("没有这次听证。")
    if spec is None or draft.problems:
        return _page(congress, draft), 400
    gated = items.gated(spec, draft.hearing or None)
    item = agenda.create_item(current_session(), congress, gated)
    return redirect(url_for("console.item_page", congress=congress, item=item))


def _page(congress: str, draft: Draft) -> str:
    found = agenda.congress(current_session(), congress)
    english = get_locale().language == "en"
    return render_template(
        "console/new_item.html",
        congress=found,
        draft=draft,
        gates=_gates(congress),
        pack=_pack(congress),
        presets=[
            (one.id, one.title_en if english else one.title, one.kind)
            for one in library().presets.values()
        ],
    )


def _pack(congress: str) -> str:
    """Return the place whose rules the last item of the congress went by, at first the nation."""
    known = [one.spec.rule.terms.pack for one in agenda.items(current_session(), congress)]
    return next((pack for pack in reversed(known) if pack is not None), "national")


def _gates(congress: str) -> list[HearingView]:
    """Return the hearings that a ballot of this congress can wait for."""
    found = hearings.hearings(current_session(), congress)
    return [one for one in found if one.spec.kind != "box"]


def _read(draft: Draft) -> ItemSpec | None:
    """Return the item, or None with `draft.problems` filled."""
    _check_line(draft, "title", draft.title)
    _check_names(draft, MOST_QUESTIONS if draft.kind == "motion" else MOST_ANSWERS)
    limits = (0, 0)
    if draft.kind == "choose":
        _check_line(draft, "text", draft.text)
        limits = _check_limits(draft)
    if draft.problems:
        return None
    try:
        if draft.kind == "motion":
            return items.motion(draft.title, draft.names)
        return items.choose(draft.title, draft.text, draft.names, *limits)
    except MalformedInput:
        draft.problems["title"] = gettext("内容里有不能使用的字符，请检查各栏。")
        return None


def _check_line(draft: Draft, name: str, text: str) -> None:
    if not text:
        draft.problems[name] = gettext("这一栏不能空着。")
    elif len(text) > LONGEST_TEXT:
        draft.problems[name] = gettext("太长了：最多 %(most)s 个字。", most=LONGEST_TEXT)


def _check_names(draft: Draft, most: int) -> None:
    names = draft.names
    looks = [look(name) for name in names]
    twice = [name for number, name in enumerate(names) if looks[number] in looks[:number]]
    too_long = [number for number, name in enumerate(names, 1) if len(name) > LONGEST_TEXT]
    if not names:
        draft.problems["lines"] = gettext("至少要写一行。")
    elif len(names) > most:
        draft.problems["lines"] = gettext("太多了：最多 %(most)s 行。", most=most)
    elif too_long:
        draft.problems["lines"] = gettext(
            "第 %(number)s 行太长：最多 %(most)s 个字。", number=too_long[0], most=LONGEST_TEXT
        )
    elif twice:
        draft.problems["lines"] = gettext("“%(name)s”写了两次，请去掉或加以区别。", name=twice[0])


def _check_limits(draft: Draft) -> tuple[int, int]:
    minimum, maximum = _small(draft.minimum), _small(draft.maximum)
    count = len(draft.names)
    if maximum is None or not 1 <= maximum <= max(count, 1):
        draft.problems["maximum"] = gettext(
            "最多选几个：请填 1 到 %(count)s 之间的整数。", count=max(count, 1)
        )
    if minimum is None or (maximum is not None and minimum > maximum):
        draft.problems["minimum"] = gettext("最少选几个：请填 0 到“最多”之间的整数。")
    return minimum or 0, maximum or 0


def _small(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else None
