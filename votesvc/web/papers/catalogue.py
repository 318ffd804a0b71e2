"""The list of all papers of a congress: where to find them, and what goes into the archive."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Response, render_template, url_for
from flask_babel import gettext

from votesvc.domain.electorate import titled
from votesvc.domain.hearing import HearingState
from votesvc.domain.lifecycle import State
from votesvc.domain.outcome import MotionOutcome
from votesvc.services import agenda, auditing, counting, hearings
from votesvc.services.agenda import CongressView, ItemView
from votesvc.services.hearings import HearingView
from votesvc.web.access import anonymous
from votesvc.web.families import Shown, fold
from votesvc.web.installation import current_session
from votesvc.web.papers.blueprint import pages
from votesvc.web.seal import Seal, read_seal
from votesvc.web.tables import Table
from votesvc.web.workbook import download_workbook


@dataclass(frozen=True, slots=True)
class Document:
    """One line of the catalogue: about what, which paper, in which form, and where it is."""

    about: str
    name: str
    form: str
    href: str


@pages.get("/")
@anonymous
def catalogue(congress: str) -> str:
    """Show every paper there is by now, as a list to print and to follow."""
    found = agenda.congress(current_session(), congress)
    return render_template(
        "papers/catalogue.html",
        congress=found,
        documents=list(_documents(found)),
        seal=_seal(found),
    )


@pages.get("/catalogue.xlsx")
@anonymous
def catalogue_workbook(congress: str) -> Response:
    """Return the catalogue as a workbook, with columns that are filled in by hand."""
    found = agenda.congress(current_session(), congress)
    rows = tuple(
        (number, document.about, document.name, document.form, "", "", "", "")
        for number, document in enumerate(_documents(found), 1)
    )
    head = (
        gettext("序号"),
        gettext("关于"),
        gettext("文件"),
        gettext("形式"),
        gettext("份数"),
        gettext("页数"),
        gettext("保管期限"),
        gettext("备注"),
    )
    table = Table(gettext("归档目录"), head, rows, (7, 40, 22, 16, 8, 8, 12, 20))
    return download_workbook([table], f"{found.title} {gettext('归档目录')}")


def _documents(congress: CongressView) -> Iterator[Document]:
    about = congress.title
    yield Document(
        about,
        gettext("核验包（record.zip）"),
        gettext("电子"),
        url_for("audit.record", congress=congress.uuid),
    )
    yield Document(
        about,
        gettext("召开大会的请示"),
        gettext("纸质"),
        url_for("papers.convening", congress=congress.uuid),
    )
    for shown in fold(agenda.items(current_session(), congress.uuid)):
        if shown.item.position is not None:
            yield from _papers_of(shown)
    for one in hearings.hearings(current_session(), congress.uuid):
        if one.position is not None:
            yield from _papers_of_hearing(one)


def _papers_of_hearing(hearing: HearingView) -> Iterator[Document]:
    def paper(name: str, endpoint: str) -> Document:
        href = url_for(f"papers.{endpoint}", congress=hearing.congress, hearing=hearing.hearing)
        return Document(hearing.spec.title, name, gettext("纸质"), href)

    # Nobody meets over a box.
    if hearing.spec.kind != "box":
        yield paper(gettext("听证笔录"), "minutes")
    if hearing.state == HearingState.REPORTED:
        yield paper(gettext("听证报告"), "hearing_report")
        yield paper(gettext("意见采纳情况表"), "adoption")


def _papers_of(shown: Shown) -> Iterator[Document]:
    item = shown.item

    def paper(name: str, endpoint: str) -> Document:
        href = url_for(f"papers.{endpoint}", congress=item.congress, item=item.item)
        return Document(item.title, name, gettext("纸质"), href)

    announced = item.state == State.ANNOUNCED
    if item.kind == "election":
        yield paper(gettext("候选人公示"), "candidates")
        yield paper(gettext("选举办法"), "method")
        yield paper(gettext("选举结果的请示") if announced else gettext("候选人的请示"), "request")
    yield paper(gettext("选票样张"), "specimen")
    if item.state in (State.ANNOUNCED, State.VOID):
        yield paper(gettext("计票结果报告单"), "report")
    if announced:
        if item.kind == "motion" and _passed(item):
            yield paper(gettext("决议"), "resolution")
        yield paper(gettext("公示"), "posting")
    for one in shown.members:
        if one.state == State.ANNOUNCED:
            href = url_for("audit.archive", congress=one.congress, item=one.item)
            about = titled(one.title, one.spec.rule)
            yield Document(about, gettext("存档（.bel）"), gettext("电子"), href)


def _passed(item: ItemView) -> bool:
    outcome = counting.outcome_view(current_session(), item.item).outcome
    return isinstance(outcome, MotionOutcome) and any(one.passed for one in outcome.decisions)


def _seal(congress: CongressView) -> Seal:
    return read_seal(auditing.checkpoint(current_session(), congress.uuid), congress.vkey)
