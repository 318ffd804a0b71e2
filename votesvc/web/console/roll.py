"""Importing the roll as a whole, reading why a file was refused, and fixing the roll for good."""

from datetime import UTC, datetime
from typing import Final

from flask import redirect, render_template, request, url_for
from flask_babel import LazyString, gettext, lazy_gettext
from werkzeug.wrappers import Response

from votesvc.domain.outcome.groups import SMALLEST_GROUP
from votesvc.domain.roll import RollReport
from votesvc.errors import VotesvcError
from votesvc.services import agenda, roll, setup
from votesvc.web.access import organiser
from votesvc.web.console.blueprint import pages
from votesvc.web.installation import current_session
from votesvc.web.logroom import current_log
from votesvc.web.parse import MEGABYTE, at_most
from votesvc.web.wording import wording

_LARGEST_UPLOAD: Final = 5 * MEGABYTE

REASONS: Final[dict[str, LazyString]] = {
    "missing-name": lazy_gettext("没有姓名"),
    "missing-staff-number": lazy_gettext("没有工号"),
    "missing-delegation": lazy_gettext("没有代表团"),
    "missing-category": lazy_gettext("没有类别"),
    "unknown-category": lazy_gettext("类别不认识：请写 正式、列席 或 特邀"),
    "duplicate-staff-number": lazy_gettext("工号重复"),
    "look-alike-group": lazy_gettext("组别和另一行看上去一样，写法不同"),
    "too-long": lazy_gettext("内容太长"),
    "control-characters": lazy_gettext("含有看不见的控制符"),
    "formula": lazy_gettext("以 = + - @ 开头，像公式，不能导入"),
    "wrong-number-of-columns": lazy_gettext("列数与表头不符"),
    "unreadable-cell": lazy_gettext("有一格不能当作文字读取"),
}
"""Why a line was refused, by the reason code of the import."""

Answer = str | tuple[str, int] | Response


@pages.get("/c/<congress>/roll")
@organiser
def roll_page(congress: str) -> str:
    """Show what is imported and offer the next step."""
    return _page(congress)


@pages.post("/c/<congress>/roll")
@organiser
@at_most(_LARGEST_UPLOAD)
def import_roll(congress: str) -> Answer:
    """Take a whole file or nothing, and list every bad line."""
    agenda.congress(current_session(), congress)
    file = request.files.get("roll")
    if file is None or not file.filename:
        return _page(congress, problem=gettext("请先选择一个文件。")), 400
    try:
        report = roll.import_roll(current_session(), congress, file.read(), file.filename)
    except VotesvcError as refusal:
        current_session().rollback()
        status, problem = wording(refusal)
        return _page(congress, problem=problem), status
    if report.problems:
        return _page(congress, report=report), 400
    return redirect(url_for("console.roll_page", congress=congress))


@pages.post("/c/<congress>/roll/fix")
@organiser
def fix_roll(congress: str) -> Answer:
    """Fix the roll for good and log its number and hash."""
    try:
        setup.fix_roll(current_session(), current_log(), congress, datetime.now(UTC))
    except VotesvcError as refusal:
        current_session().rollback()
        status, problem = wording(refusal)
        return _page(congress, problem=problem), status
    return redirect(url_for("console.overview", congress=congress))


def _page(congress: str, problem: str | None = None, report: RollReport | None = None) -> str:
    session = current_session()
    found = agenda.congress(session, congress)
    members = roll.members(session, congress)
    voters = sum(member.category.votes for member in members)
    groups = roll.group_counts(session, congress)
    return render_template(
        "console/roll.html",
        congress=found,
        members=members,
        voters=voters,
        groups=groups,
        ungrouped=voters - sum(group.entitled for group in groups.values()),
        too_small=any(group.entitled < SMALLEST_GROUP for group in groups.values()),
        smallest=SMALLEST_GROUP,
        fixed=roll.counts(session, congress).fixed,
        problem=problem,
        report=report,
        reasons=REASONS,
    )
