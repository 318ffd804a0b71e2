"""Papers with names, for the desk and the organiser: the sheet to sign in on, and the roll."""

from typing import Final

from flask import Blueprint, Response, render_template
from flask_babel import gettext

from votesvc.crypto.encoding import is_uuid
from votesvc.domain.roll import Category
from votesvc.errors import UnknownCongress
from votesvc.services import roll
from votesvc.services.roll import MemberView
from votesvc.web.access import desk
from votesvc.web.installation import current_session, installation
from votesvc.web.tables import Cell, Table
from votesvc.web.workbook import download_workbook

pages = Blueprint("attendance", __name__, url_prefix="/staff/desk/<congress>")

_WIDTHS: Final = (7, 24, 16, 24, 12)


@pages.get("/sign-in")
@desk
def sign_in(congress: str) -> str:
    """Show the roll as an A4 sheet with a place for each signature."""
    return _sheet(congress, "sign_in", _sign_in_table(_members(congress)))


@pages.get("/sign-in.xlsx")
@desk
def sign_in_workbook(congress: str) -> Response:
    """Return the sheet to sign in on as a workbook."""
    return _download(congress, _sign_in_table(_members(congress)))


@pages.get("/roll")
@desk
def roll_sheet(congress: str) -> str:
    """Show the roll as an A4 paper, with who is here now."""
    return _sheet(congress, "roll", _roll_table(_members(congress)))


@pages.get("/roll.xlsx")
@desk
def roll_workbook(congress: str) -> Response:
    """Return the roll as a workbook, with who is here now."""
    return _download(congress, _roll_table(_members(congress)))


def _members(congress: str) -> list[MemberView]:
    """Return everybody on the roll; raise `UnknownCongress` where there is none."""
    members = roll.members(current_session(), congress) if is_uuid(congress) else []
    if not members:
        reason = "there is no congress with a roll like this"
        raise UnknownCongress(reason)
    return members


def _sheet(congress: str, name: str, table: Table) -> str:
    return render_template(
        f"attendance/{name}.html",
        congress=congress,
        title=installation().titles().get(congress),
        counts=roll.counts(current_session(), congress),
        table=table,
    )


def _download(congress: str, table: Table) -> Response:
    title = installation().titles().get(congress, "")
    return download_workbook([table], f"{title} {table.name}")


def _sign_in_table(members: list[MemberView]) -> Table:
    rows = tuple((*_line(number, member), "", "") for number, member in enumerate(members, 1))
    head = (*_heads(), gettext("签名"), gettext("备注"))
    return Table(gettext("签到表"), head, rows, (*_WIDTHS, 20, 14))


def _roll_table(members: list[MemberView]) -> Table:
    # Only a roll with groups has a column for them; the sheet to sign in on needs its room.
    grouped = any(member.group for member in members)
    rows = tuple(
        (*_line(number, member), *([member.group] if grouped else []), _attendance(member))
        for number, member in enumerate(members, 1)
    )
    head = (*_heads(), *([gettext("组别")] if grouped else []), gettext("到会"))
    return Table(gettext("名册"), head, rows, (*_WIDTHS, *([16] if grouped else []), 12))


def _heads() -> tuple[str, ...]:
    return (
        gettext("序号"),
        gettext("姓名"),
        gettext("工号"),
        gettext("代表团"),
        gettext("类别"),
    )


def _line(number: int, member: MemberView) -> tuple[Cell, ...]:
    return (number, member.name, member.staff_no, member.delegation, _category(member.category))


def _category(category: Category) -> str:
    words = {
        Category.DELEGATE: gettext("正式代表"),
        Category.OBSERVER: gettext("列席"),
        Category.GUEST: gettext("特邀"),
    }
    return str(words[category])


def _attendance(member: MemberView) -> str:
    if member.present:
        word = gettext("已签到")
    elif member.left:
        word = gettext("已离会")
    else:
        word = ""
    return str(word)
