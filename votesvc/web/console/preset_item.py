"""Creating an item by a preset and a place: every number in words, and changeable with a reason."""

from dataclasses import replace
from typing import Final

from flask import redirect, render_template, request, url_for
from flask_babel import get_locale
from werkzeug.wrappers import Response

from votesvc.services import agenda, hearings, roll
from votesvc.services.hearings import HearingView
from votesvc.services.presets import library
from votesvc.web.access import account, organiser
from votesvc.web.console.blueprint import pages
from votesvc.web.console.numbers import number_groups
from votesvc.web.console.preset_form import PresetDraft, preview, read_draft, seats_of
from votesvc.web.console.preset_switch import Switched, switch
from votesvc.web.console.weights import read_weights, weight_fields, weights_of
from votesvc.web.installation import current_session
from votesvc.web.parse import form_text
from votesvc.web.rule_lines import Known, gates_line, rule_lines, terms_lines
from votesvc.web.wording import say

_LONGEST_LIST: Final = 60_000
_NUMBER: Final = "number:"
_WEIGHT: Final = "weight:"
_NATIONAL: Final = "national"

Answer = str | tuple[str, int] | Response


@pages.get("/c/<congress>/items/new/<pack>/<preset>")
@organiser
def new_by_preset(congress: str, pack: str, preset: str) -> str:
    """Ask for what the preset needs, with every number as the place has it."""
    found = library().preset(preset, pack)
    hearing = request.args.get("hearing", "")
    return _page(
        congress,
        PresetDraft(found, pack, seats=seats_of(found), hearing=hearing, groups=_groups(congress)),
    )


@pages.post("/c/<congress>/items/new/<pack>/<preset>")
@organiser
def create_by_preset(congress: str, pack: str, preset: str) -> Answer:
    """Append a draft to the agenda, or show the form again with everything that was typed.

    A form that was filled in by another preset or place only goes over to these.
    """
    here = f"{pack}/{preset}"
    came = form_text("from", 60) or here
    draft = replace(_read(came), groups=_groups(congress))
    if came != here:
        return _page(congress, *switch(draft, library().preset(preset, pack), pack))
    if draft.hearing and draft.hearing not in {one.hearing for one in _hearings(congress)}:
        draft.hearing = ""
    weights = read_weights(draft)
    spec = read_draft(draft, account().name)
    if spec is None:
        return _page(congress, draft), 400
    if weights:
        item = agenda.create_family(current_session(), congress, spec, weights)[0]
    else:
        item = agenda.create_item(current_session(), congress, spec)
    return redirect(url_for("console.item_page", congress=congress, item=item))


def _read(came: str) -> PresetDraft:
    """Return the form as it was filled in, by the place and preset that it was shown for."""
    pack, _, preset = came.partition("/")
    return PresetDraft(
        preset=library().preset(preset, pack),
        pack=pack,
        title=_line("title"),
        text=_line("text"),
        lines=form_text("lines", _LONGEST_LIST),
        dimensions=form_text("dimensions", _LONGEST_LIST),
        seats=form_text("seats", 20).strip(),
        least=form_text("least", 20).strip(),
        hearing=form_text("hearing", 22),
        reason=_line("reason"),
        typed=_typed(_NUMBER),
        weights={group: text.strip() for group, text in _typed(_WEIGHT).items()},
    )


def _groups(congress: str) -> dict[str, int]:
    """Return the groups of voters on the roll, fixed or not, with their sizes."""
    counts = roll.group_counts(current_session(), congress)
    return {group: count.entitled for group, count in counts.items()}


def _line(name: str) -> str:
    return " ".join(form_text(name, 2000).split())


def _typed(prefix: str) -> dict[str, str]:
    return {
        name.removeprefix(prefix): form_text(name, 40)
        for name in request.form
        if name.startswith(prefix)
    }


def _page(congress: str, draft: PresetDraft, switched: Switched | None = None) -> str:
    found = agenda.congress(current_session(), congress)
    rule = preview(draft, weights_of(draft))
    gates = None if rule is None else gates_line(rule, say)
    english = get_locale().language == "en"
    return render_template(
        "console/preset_item.html",
        congress=found,
        draft=draft,
        switched=switched,
        preset_title=draft.preset.title_en if english else draft.preset.title,
        packs=[
            (one.id, one.title_en if english else one.title)
            for one in sorted(library().packs.values(), key=lambda one: one.id != _NATIONAL)
        ],
        presets=[
            (one.id, one.title_en if english else one.title)
            for one in library().presets.values()
            if one.id != draft.preset.id
        ],
        numbers=list(number_groups(draft.preset, draft.typed.get)),
        rule=_lines(draft, Known(found.entitled)),
        terms=[
            *([] if gates is None else [gates]),
            *([] if rule is None else terms_lines(rule, say)),
        ],
        hearings=_hearings(congress),
        weights=weight_fields(draft),
    )


def _lines(draft: PresetDraft, known: Known) -> list[str]:
    """Say the rule; where nobody has said how many seats there are, what is so for any number."""
    weights = weights_of(draft)
    rule = preview(draft, weights)
    other = preview(replace(draft, seats=draft.seats or "2"), weights)
    if rule is None or other is None:
        return []
    others = rule_lines(other, known, say)
    return [line for line in rule_lines(rule, known, say) if line in others]


def _hearings(congress: str) -> list[HearingView]:
    """Return the hearings that a ballot of this congress can wait for, or be asked in."""
    found = hearings.hearings(current_session(), congress)
    return [one for one in found if one.spec.kind != "box"]
