"""Set-up link, invitations, login and its brake."""

from pathlib import Path

from flask import Flask

from tests.web.browser import Browser
from tests.web.conftest import NAMES, PASSWORD
from votesvc.services import accounts
from votesvc.web.app import Settings
from votesvc.web.installation import current_session
from votesvc.web.settings import server_key
from votesvc.web.throttle import Throttle


def _setup_link(app: Flask) -> str:
    with app.app_context():
        return f"/staff/setup/{accounts.setup_token(current_session())}"


def _login(browser: Browser, name: str, password: str) -> Browser:
    return browser.get("/staff/login").submit("/login", name=name, password=password)


def test_the_set_up_link_makes_the_first_organiser_and_works_once(app: Flask) -> None:
    link = _setup_link(app)
    browser = Browser(app).get(link)
    browser.submit(link, name="周工", password=PASSWORD, again=PASSWORD)
    assert "还没有大会" in browser.text
    assert Browser(app).get(link).status == 403
    with app.app_context():
        assert accounts.setup_token(current_session()) is None


def test_a_form_that_is_refused_keeps_the_name_and_the_invitation(app: Flask) -> None:
    link = _setup_link(app)
    browser = Browser(app).get(link)
    browser.submit(link, name="周<工>", password="short", again="short")
    assert browser.status == 409
    assert "至少要 10 个字符" in browser.text
    assert 'value="周&lt;工&gt;"' in browser.text
    browser.submit(link, name="周工", password=PASSWORD, again="something else")
    assert browser.status == 400
    assert "不一样" in browser.text
    browser.submit(link, name="周工", password=PASSWORD, again=PASSWORD)
    assert browser.status == 200


def test_an_invitation_that_was_never_made_is_refused(app: Flask) -> None:
    assert Browser(app).get("/staff/invite/AAAAAAAAAAAAAAAAAAAAAAAAAAA").status == 403
    assert Browser(app).get("/staff/invite/x").status == 403


def test_the_organiser_invites_the_chief_scrutineer_with_a_link_and_its_qr(
    app: Flask, organiser: Browser
) -> None:
    page = organiser.get("/staff/accounts").submit("/accounts/invite", role="chief")
    assert '<svg class="qr"' in page.text
    link = page.text.split("<code")[1].split(">")[1].split("<")[0]
    assert link.startswith("http://localhost/staff/invite/")
    path = link.removeprefix("http://localhost")
    browser = Browser(app).get(path)
    assert "总监票人" in browser.text
    browser.submit(path, name=NAMES["chief"], password=PASSWORD, again=PASSWORD)
    assert NAMES["chief"] in organiser.get("/staff/accounts").text


def test_another_organiser_is_invited_by_command_line_only(organiser: Browser) -> None:
    organiser.get("/staff/accounts")
    assert organiser.send("/staff/accounts/invite", role="organiser").status_code == 400


def test_login_asks_for_name_and_password(app: Flask, organiser: Browser) -> None:
    assert organiser.status == 200
    browser = _login(Browser(app), NAMES["organiser"], PASSWORD)
    assert "还没有大会" in browser.text


def test_a_wrong_password_and_an_unknown_name_are_told_alike(
    app: Flask, organiser: Browser
) -> None:
    assert organiser.status == 200
    wrong = _login(Browser(app), NAMES["organiser"], "not the password")
    unknown = _login(Browser(app), "nobody", "not the password")
    assert wrong.status == unknown.status == 403
    assert "姓名或密码不对" in wrong.text
    assert "姓名或密码不对" in unknown.text
    assert f'value="{NAMES["organiser"]}"' in wrong.text


def test_guessing_is_slowed_for_the_name_and_for_nobody_else(
    app: Flask, organiser: Browser, chief: Browser
) -> None:
    assert organiser.status == chief.status == 200
    for _ in range(5):
        assert _login(Browser(app), NAMES["organiser"], "guess").status == 403
    slowed = _login(Browser(app), NAMES["organiser"], PASSWORD)
    assert slowed.status == 429
    assert "秒再试" in slowed.text
    assert _login(Browser(app), NAMES["chief"], PASSWORD).status == 200


def test_the_brake_lets_go_with_time_and_after_a_right_password() -> None:
    now = [0.0]
    brake = Throttle(2, 10.0, lambda: now[0])
    assert [brake.wait("a"), brake.wait("A "), brake.wait("a")] == [0, 0, 10]
    now[0] = 9.0
    assert brake.wait("a") == 1
    now[0] = 10.0
    assert brake.wait("a") == 0
    brake.forgive("a")
    assert [brake.wait("a"), brake.wait("a")] == [0, 0]


def test_a_name_has_one_brake_however_it_is_spelled() -> None:
    brake = Throttle(1, 10.0, lambda: 0.0)
    # The same letters to whoever looks an account up, but not the same bytes.
    for first, second in (("Ren\u00e9", "Rene\u0301"), ("\u6797", "\uf9f4"), ("a", " A\u3000")):
        assert brake.wait(first) == 0
        assert brake.wait(second) > 0
        brake.forgive(second)
        assert brake.wait(first) == 0


def test_the_brake_forgets_the_names_used_longest_ago() -> None:
    brake = Throttle(1, 10.0, lambda: 0.0)
    for number in range(1001):
        assert brake.wait(str(number)) == 0
    assert brake.wait("0") == 0
    assert brake.wait("1000") > 0


def test_login_leads_back_only_to_our_own_pages(app: Flask, organiser: Browser) -> None:
    assert organiser.status == 200
    for wanted, reached in (
        ("/staff/accounts", "/staff/accounts"),
        ("https://evil.example/", "/staff/"),
        ("//evil.example", "/staff/"),
        ("/staff//evil.example", "/staff/"),
        ("/staff/\\evil.example", "/staff/"),
    ):
        browser = Browser(app).get("/staff/login", query_string={"next": wanted})
        browser.submit("/login", name=NAMES["organiser"], password=PASSWORD)
        assert browser.address == reached


def test_each_role_lands_on_its_own_page(desk: Browser, chief: Browser) -> None:
    assert "签到处" in desk.text
    assert desk.address == "/staff/desk/"
    assert chief.address == "/staff/"


def test_the_hearing_officer_is_invited_and_told_what_to_do(app: Flask, organiser: Browser) -> None:
    page = organiser.get("/staff/accounts").submit("/accounts/invite", role="officer")
    assert "给听证记录人的一次性链接" in page.text
    path = page.text.split("<code")[1].split(">")[1].split("<")[0].removeprefix("http://localhost")
    browser = Browser(app).get(path)
    assert "打开意见的密钥" in browser.text
    browser.submit(path, name=NAMES["officer"], password=PASSWORD, again=PASSWORD)
    assert f"{NAMES['officer']} · 听证记录人" in browser.text


def test_a_disabled_account_is_out_at_once_and_stays_in_the_list(
    app: Flask, organiser: Browser, chief: Browser
) -> None:
    page = organiser.get("/staff/accounts").submit("/accounts/2/disable")
    assert "总监票人 <strong>（已停用）" in page.text
    assert "工作人员登录" in chief.get("/staff/").text
    assert _login(Browser(app), NAMES["chief"], PASSWORD).status == 403
    assert page.send("/staff/accounts/2/disable").status_code == 404
    assert page.send("/staff/accounts/99/disable").status_code == 404
    assert NAMES["chief"] in page.get("/staff/accounts").text


def test_the_last_organiser_is_never_disabled(organiser: Browser) -> None:
    page = organiser.get("/staff/accounts").submit("/accounts/1/disable")
    assert page.status == 409
    assert "最后一个工作人员账号" in page.text
    assert page.get("/staff/").status == 200


def test_links_use_the_configured_address(app: Flask, organiser: Browser) -> None:
    object.__setattr__(app.extensions["votesvc"].settings, "base_url", "https://vote.example")
    page = organiser.get("/staff/accounts").submit("/accounts/invite", role="desk")
    assert "https://vote.example/staff/invite/" in page.text


def test_the_server_key_is_made_once_and_is_private(tmp_path: Path) -> None:
    key = server_key(tmp_path / "data")
    assert len(key) == 32
    assert (tmp_path / "data" / "server.key").stat().st_mode & 0o077 == 0
    assert server_key(tmp_path / "data") == key
    assert Settings(data=tmp_path, base_url="https://x/").base_url == "https://x"
