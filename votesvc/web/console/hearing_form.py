"""Drafting a hearing: what it is about, who may say how much, and who has a part in it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from flask import abort, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from votesvc.domain.hearing_spec import (
    MOST_CLAUSES,
    MOST_NOTICE_DAYS,
    MOST_OFFICERS,
    MOST_PER_DELEGATE,
    HearingKind,
    HearingSpec,
    Officer,
)
from votesvc.domain.words import LONGEST_TEXT, check_words
from votesvc.errors import MalformedInput, VotesvcError
from votesvc.services import agenda, hearings
from votesvc.web.access import organiser
from votesvc.web.console.blueprint import pages
from votesvc.web.console.hearing import hearing_of
from votesvc.web.installation import current_session
from votesvc.web.parse import MEGABYTE, at_most, form_text
from votesvc.web.wording import wording

KINDS: Final[dict[str, HearingKind]] = {
    "hearing": "hearing",
    "comments": "comments",
    "box": "box",
}
# A hearing is announced a week ahead unless somebody says otherwise.
_NOTICE_DAYS: Final[dict[HearingKind, int]] = {"hearing": 7, "comments": 0, "box": 0}
_ROLES: Final = ("主持人", "记录人", "决策发言人", "监察人")
_PER_DELEGATE: Final = 3
_LONGEST_MATTER: Final = 10_000
_LONGEST_LIST: Final = 60_000
_EMPTY_ROWS: Final = 3

Answer = str | tuple[str, int] | Response


@dataclass(frozen=True, slots=True)
class OfficerRow:
    """One line of the list of officers, as it was typed."""

    name: str = ""
    role: str = ""
    recused: bool = False


@dataclass(slots=True)
class Draft:
    """A form as it was typed, and what is wrong with it by field."""

    kind: HearingKind
    title: str = ""
    matter: str = ""
    lines: str = ""
    per_delegate: str = str(_PER_DELEGATE)
    marks: bool = False
    notice_days: str = "0"
    officers: list[OfficerRow] = field(default_factory=list)
    problems: dict[str, str] = field(default_factory=dict)

    @property
    def clauses(self) -> tuple[str, ...]:
        """The lines that are not blank, each with single blanks inside."""
        return tuple(" ".join(line.split()) for line in self.lines.splitlines() if line.strip())

    @property
    def named(self) -> list[OfficerRow]:
        """The officers who have a name."""
        return [row for row in self.officers if row.name]


@pages.get("/c/<congress>/hearings/new")
@organiser
def new_hearing(congress: str) -> str:
    """Ask for the kind, then for what every kind needs."""
    kind = KINDS.get(request.args.get("kind", ""))
    return _page(congress, None if kind is None else _empty(kind))


@pages.post("/c/<congress>/hearings/new")
@organiser
@at_most(MEGABYTE)
def create_hearing(congress: str) -> Answer:
    """Make a draft, or show the form again with everything that was typed."""
    return _keep(congress, None, lambda spec: hearings.create(current_session(), congress, spec))


@pages.get("/c/<congress>/hearings/<hearing>/edit")
@organiser
def edit_hearing(congress: str, hearing: str) -> str:
    """Show the form of a draft as it stands."""
    return _page(congress, _draft_of(hearing_of(congress, hearing).spec), hearing)


@pages.post("/c/<congress>/hearings/<hearing>/edit")
@organiser
@at_most(MEGABYTE)
def change_hearing(congress: str, hearing: str) -> Answer:
    """Change a draft, or show the form again with everything that was typed."""
    hearing_of(congress, hearing)

    def change(spec: HearingSpec) -> str:
        hearings.change(current_session(), hearing, spec)
        return hearing

    return _keep(congress, hearing, change)


def _keep(congress: str, hearing: str | None, keep: Callable[[HearingSpec], str]) -> Answer:
    """Store what was typed and go to the hearing, or show the form again."""
    draft = _typed()
    spec = _read(draft)
    if spec is None:
        return _page(congress, draft, hearing), 400
    try:
        kept = keep(spec)
    except VotesvcError as refusal:
        current_session().rollback()
        status, draft.problems["title"] = wording(refusal)
        return _page(congress, draft, hearing), status
    return redirect(url_for("console.hearing_page", congress=congress, hearing=kept))


def _page(congress: str, draft: Draft | None, hearing: str | None = None) -> str:
    found = agenda.congress(current_session(), congress)
    return render_template(
        "console/hearing_form.html",
        congress=found,
        draft=draft,
        hearing=hearing,
        rows=() if draft is None else (*draft.officers, *[OfficerRow()] * _EMPTY_ROWS),
        most_per_delegate=MOST_PER_DELEGATE,
        most_notice_days=MOST_NOTICE_DAYS,
    )


def _empty(kind: HearingKind) -> Draft:
    roles = _ROLES if kind == "hearing" else _ROLES[1:2]
    return Draft(
        kind,
        marks=kind == "hearing",
        notice_days=str(_NOTICE_DAYS[kind]),
        officers=[OfficerRow(role=role) for role in roles],
    )


def _draft_of(spec: HearingSpec) -> Draft:
    return Draft(
        kind=spec.kind,
        title=spec.title,
        matter=spec.matter,
        lines="\n".join(spec.clauses),
        per_delegate=str(spec.per_delegate),
        marks=spec.marks,
        notice_days=str(spec.notice_days),
        officers=[OfficerRow(one.name, one.role, one.recused) for one in spec.officers],
    )


def _typed() -> Draft:
    kind = KINDS.get(request.form.get("kind", ""))
    if kind is None:
        abort(400)
    return Draft(
        kind=kind,
        title=_line("title"),
        matter=form_text("matter", 2 * _LONGEST_MATTER),
        lines=form_text("lines", _LONGEST_LIST),
        per_delegate=form_text("per_delegate", 20),
        marks=request.form.get("marks") == "yes",
        notice_days=form_text("notice_days", 20),
        officers=list(filter(_is_typed, map(_officer_row, range(MOST_OFFICERS)))),
    )


def _line(name: str) -> str:
    return " ".join(form_text(name, 2000).split())


def _officer_row(number: int) -> OfficerRow:
    recused = request.form.get(f"recused-{number}") == "yes"
    return OfficerRow(_line(f"name-{number}"), _line(f"role-{number}"), recused)


def _is_typed(row: OfficerRow) -> bool:
    return bool(row.name or row.role)


def _read(draft: Draft) -> HearingSpec | None:
    """Return the hearing, or None with `draft.problems` filled."""
    _check_line(draft, "title", draft.title)
    _check_matter(draft)
    _check_clauses(draft)
    _check_officers(draft)
    per_delegate = _number(draft, "per_delegate", 1, MOST_PER_DELEGATE)
    notice_days = _number(draft, "notice_days", 0, MOST_NOTICE_DAYS)
    if draft.problems:
        return None
    try:
        return HearingSpec(
            kind=draft.kind,
            title=draft.title,
            matter=draft.matter,
            clauses=draft.clauses,
            per_delegate=per_delegate,
            marks=draft.marks,
            notice_days=notice_days,
            papers=(),
            officers=tuple(Officer(row.name, row.role, row.recused) for row in draft.named),
        )
    except MalformedInput:
        draft.problems["title"] = gettext("内容里有不能使用的字符，请检查各栏。")
        return None


def _check_line(draft: Draft, name: str, text: str) -> None:
    if not text:
        draft.problems[name] = gettext("这一栏不能空着。")
    elif len(text) > LONGEST_TEXT:
        draft.problems[name] = gettext("太长了：最多 %(most)s 个字。", most=LONGEST_TEXT)
    elif not _is_fit(text):
        draft.problems[name] = gettext("这里有不能使用的字符。")


def _check_matter(draft: Draft) -> None:
    if not draft.matter:
        draft.problems["matter"] = gettext("这一栏不能空着。")
    elif len(draft.matter) > _LONGEST_MATTER:
        draft.problems["matter"] = gettext("太长了：最多 %(most)s 个字。", most=_LONGEST_MATTER)


def _check_clauses(draft: Draft) -> None:
    if len(draft.clauses) > MOST_CLAUSES:
        draft.problems["lines"] = gettext("太多了：最多 %(most)s 行。", most=MOST_CLAUSES)
    for number, clause in enumerate(draft.clauses, 1):
        if len(clause) > LONGEST_TEXT:
            draft.problems["lines"] = gettext(
                "第 %(number)s 行太长：最多 %(most)s 个字。", number=number, most=LONGEST_TEXT
            )
        elif not _is_fit(clause):
            draft.problems["lines"] = gettext("第 %(number)s 行有不能使用的字符。", number=number)


def _check_officers(draft: Draft) -> None:
    for row in draft.named:
        if not row.role:
            draft.problems["officers"] = gettext("请写明“%(name)s”在会上做什么。", name=row.name)
        elif not (_is_fit(row.name) and _is_fit(row.role)):
            draft.problems["officers"] = gettext("姓名或职责太长，或者有不能使用的字符。")


def _number(draft: Draft, name: str, least: int, most: int) -> int:
    text: str = getattr(draft, name)
    value = int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else -1
    if not least <= value <= most:
        draft.problems[name] = gettext(
            "请填 %(least)s 到 %(most)s 之间的整数。", least=least, most=most
        )
    return value


def _is_fit(text: str) -> bool:
    try:
        check_words(text)
    except MalformedInput:
        return False
    return True
