"""Papers that are needed before a ballot is final are drawn from its draft, for the staff alone."""

import re

import pytest

from tests.web.browser import Browser
from tests.web.hall import Hall, open_hall
from tests.web.test_papers import words
from votesvc.domain.items import election
from votesvc.domain.rules import ElectionRule, Fraction, Threshold
from votesvc.services import agenda
from votesvc.web.installation import current_session

HALF = Threshold("entitled", Fraction(1, 2, "gt"))
SPEC = election(
    "委员选举", ("丁一", "王五", "张三"), ElectionRule("P04", 2, HALF, Fraction(2, 3, "ge"), 2)
)
OF_ELECTIONS = {
    "candidates": "现予公示",
    "method": "须 3 票赞成（全体应到人数的过半数）",
    "request": "关于“委员选举”候选人的请示",
}
PAPERS = {**OF_ELECTIONS, "specimen": "这是样张"}


def draft(hall: Hall) -> str:
    with hall.app.app_context():
        return agenda.create_item(current_session(), hall.congress, SPEC)


@pytest.mark.parametrize("paper", PAPERS)
def test_a_draft_has_the_papers_that_are_needed_before_it_is_final(hall: Hall, paper: str) -> None:
    hall.fix_roll()
    item = draft(hall)
    page = hall.organiser.get(f"{hall.console}/items/{item}")
    address = f"{hall.console}/items/{item}/draft/{paper}"
    assert f'href="{address}"' in page.text
    said = words(hall.organiser.get(address).text)
    assert hall.organiser.status == 200
    assert "这是按草稿写的，只有工作人员看得到" in hall.organiser.text
    assert PAPERS[paper] in said
    assert "王五" in said
    stranger = hall.app.test_client()
    assert stranger.get(address).status_code == 302
    assert stranger.get(f"/c/{hall.congress}/papers/{item}/{paper}").status_code == 404


def test_a_draft_has_its_papers_before_the_roll_is_fixed(hall: Hall) -> None:
    item = draft(hall)
    said = words(hall.organiser.get(f"{hall.console}/items/{item}/draft/method").text)
    assert "赞成票达到全体应到人数的过半数的" in said


@pytest.mark.parametrize("paper", PAPERS)
def test_once_a_draft_is_final_its_papers_are_the_public_ones(hall: Hall, paper: str) -> None:
    hall.fix_roll()
    hall.set_board()
    item = draft(hall)
    hall.organiser.get(f"{hall.console}/items/{item}").submit("/prepare")
    hall.organiser.get(f"{hall.console}/items/{item}/draft/{paper}")
    assert hall.organiser.address == f"/c/{hall.congress}/papers/{item}/{paper}"
    assert "这是按草稿写的" not in hall.organiser.text


@pytest.mark.parametrize("paper", OF_ELECTIONS)
def test_the_draft_of_another_kind_has_only_a_specimen(hall: Hall, paper: str) -> None:
    item = hall.new_motion()
    assert re.findall(r"/draft/(\w+)", hall.organiser.text) == ["specimen"]
    assert hall.organiser.get(f"{hall.console}/items/{item}/draft/{paper}").status == 404


def test_a_draft_is_not_shown_under_another_congress(hall: Hall, organiser: Browser) -> None:
    item = draft(hall)
    other = open_hall(hall.app, organiser, "别的大会")
    assert organiser.get(f"{other.console}/items/{item}/draft/specimen").status == 404


def test_the_request_to_hold_the_congress_lists_drafts_for_the_staff_alone(hall: Hall) -> None:
    draft(hall)
    address = f"{hall.console}/papers/convening"
    assert f'href="{address}"' in hall.organiser.get(f"{hall.console}/").text
    assert "委员选举" in words(hall.organiser.get(address).text)
    stranger = hall.app.test_client()
    assert stranger.get(address).status_code == 302
    assert "委员选举" not in stranger.get(f"/c/{hall.congress}/papers/convening").text
