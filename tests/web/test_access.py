"""Who may open which view."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.web.browser import Browser
from votesvc.web import access

SOMEWHERE = f"/staff/c/{'3' * 22}"
ITEM = f"{SOMEWHERE}/items/{'3' * 22}"
HEARING = f"{SOMEWHERE}/hearings/{'3' * 22}"
DESK = f"/staff/desk/{'3' * 22}"

ORGANISER_ONLY = [
    "/staff/new",
    "/staff/accounts/invite",
    "/staff/accounts/1/disable",
    f"{SOMEWHERE}/roll",
    f"{SOMEWHERE}/roll/fix",
    f"{SOMEWHERE}/keys",
    f"{SOMEWHERE}/keys/check",
    f"{SOMEWHERE}/keys/propose",
    f"{SOMEWHERE}/keys/{'3' * 22}/invite/1",
    f"{SOMEWHERE}/keys/{'3' * 22}/stop",
    f"{SOMEWHERE}/items/new",
    *(
        f"{ITEM}/{action}"
        for action in (
            "prepare",
            "delete",
            "issue",
            "propose-open",
            "propose-close",
            "propose-void",
            "announce",
            "void",
            "override",
            "follow",
            "post",
            "box",
            "propose-merge",
            "gates/papers",
        )
    ),
    f"{SOMEWHERE}/hearings/new",
    *(
        f"{HEARING}/{action}"
        for action in ("edit", "papers", "papers/remove", "announce", "open", "close", "delete")
    ),
]
OFFICER_ONLY = [
    f"{HEARING}/office/{action}" for action in ("key", "batch", "reply", "minutes", "report")
]
CHIEF_ONLY = [
    f"{ITEM}/{action}"
    for action in (
        "confirm-open",
        "confirm-close",
        "confirm-void",
        "confirm-merge",
        "decline",
        "decline-merge",
    )
] + [f"{SOMEWHERE}/keys/decline", f"{SOMEWHERE}/keys/{'3' * 22}/confirm"]
FLOOR_ONLY = [
    f"{HEARING}/hall/{action}" for action in ("minutes", "show", "speakers", f"speakers/{'3' * 22}")
]
DESK_ONLY = [
    f"{DESK}/check-in/1",
    f"{DESK}/pass/1",
    f"{DESK}/undo/1",
    f"{DESK}/leave/1",
    f"{DESK}/slip/1",
    f"{DESK}/slips",
]


def test_an_application_with_an_undeclared_view_does_not_start() -> None:
    app = Flask("open by oversight")
    app.add_url_rule("/roll", "roll", lambda: "names")
    with pytest.raises(TypeError, match="does not declare"):
        access.guard(app, None)


def test_a_view_declares_its_access_once() -> None:
    with pytest.raises(TypeError, match="twice"):

        @access.anonymous
        @access.organiser
        def view() -> str:
            return ""


def test_every_view_of_the_application_declares_its_access(app: Flask) -> None:
    for view in app.view_functions.values():
        assert isinstance(access.declared_access(view), access.Access)


def test_no_staff_page_opens_without_login(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        declared = access.declared_access(app.view_functions[rule.endpoint])
        if declared in access.WITHOUT_SESSION or declared is access.Access.SETUP:
            continue
        address = rule.rule.replace("<int:member>", "1").replace("<int:number>", "1")
        address = address.replace("<int:seat>", "1")
        for name in ("congress", "item", "hearing", "ceremony", "sha256"):
            address = address.replace(f"<{name}>", "3" * 22)
        assert rule.rule.startswith("/staff/")
        if "GET" in (rule.methods or ()):
            page = app.test_client().get(address)
            assert page.status_code == 302
            assert page.headers["Location"].startswith("/staff/login?next=")
        else:
            assert app.test_client().post(address).status_code in (400, 401)


@pytest.mark.parametrize("role", ["chief", "desk", "officer"])
def test_only_the_organiser_prepares_proposes_and_announces(
    enter: Callable[[str], Browser], role: str
) -> None:
    browser = enter(role).get("/staff/accounts")
    for action in ORGANISER_ONLY:
        assert browser.send(action).status_code == 403, action


@pytest.mark.parametrize("role", ["organiser", "desk", "officer"])
def test_only_the_chief_scrutineer_confirms_or_declines(
    enter: Callable[[str], Browser], role: str
) -> None:
    browser = enter(role).get("/staff/accounts")
    for action in CHIEF_ONLY:
        assert browser.send(action).status_code == 403, action


@pytest.mark.parametrize("role", ["chief", "officer"])
def test_neither_chief_scrutineer_nor_hearing_officer_checks_people_in(
    enter: Callable[[str], Browser], role: str
) -> None:
    browser = enter(role).get("/staff/accounts")
    for action in DESK_ONLY:
        assert browser.send(action).status_code == 403, action


@pytest.mark.parametrize("role", ["organiser", "chief", "desk"])
def test_only_the_hearing_officer_hands_in_what_was_opened(
    enter: Callable[[str], Browser], role: str
) -> None:
    browser = enter(role).get("/staff/accounts")
    for action in OFFICER_ONLY:
        assert browser.send(action).status_code == 403, action
    assert browser.get(f"{HEARING}/office").status == 403
    assert browser.get("/staff/hearings").status == 403


@pytest.mark.parametrize("role", ["chief", "desk"])
def test_only_who_runs_the_hall_turns_the_projector_and_keeps_minutes(
    enter: Callable[[str], Browser], role: str
) -> None:
    browser = enter(role).get("/staff/accounts")
    for action in FLOOR_ONLY:
        assert browser.send(action).status_code == 403, action


@pytest.mark.parametrize("of", ["<item>", "<hearing>"])
def test_every_step_of_an_item_or_a_hearing_is_named_in_these_tests(app: Flask, of: str) -> None:
    steps = {
        rule.rule
        for rule in app.url_map.iter_rules()
        if f"{of}/" in rule.rule and "POST" in (rule.methods or ())
    }
    router = app.url_map.bind("localhost")
    tested = {
        str(router.match(action, "POST", return_rule=True)[0])
        for action in (*ORGANISER_ONLY, *CHIEF_ONLY, *OFFICER_ONLY, *FLOOR_ONLY)
    }
    # A share proves itself, so that anybody who is logged in may bring its file.
    left = {rule.rpartition("/")[2] for rule in steps - tested}
    assert left == ({"share"} if of == "<item>" else set())


def test_a_form_without_its_forgery_token_is_refused(organiser: Browser) -> None:
    organiser.get("/staff/new")
    assert organiser.send("/staff/new", csrf_token="", title="大会").status_code == 400
    forged = organiser.send("/staff/new", csrf_token="forged", title="大会")
    assert forged.status_code == 400
    assert "已经过期" in forged.text


def test_a_forgery_token_of_another_session_is_refused(organiser: Browser, chief: Browser) -> None:
    stolen = chief.get("/staff/accounts").forms()[0].fields["csrf_token"]
    organiser.get("/staff/new")
    assert organiser.send("/staff/new", csrf_token=stolen, title="大会").status_code == 400


def test_after_logging_out_the_session_is_over(organiser: Browser) -> None:
    organiser.submit("/staff/logout")
    assert "工作人员登录" in organiser.text
    assert "工作人员登录" in organiser.get("/staff/").text
